"""The receipt of an application as a PDF, for the enterprise and for the organizer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View

from common import files
from events.models import Submission
from events.receipts.actions import make_pdf
from events.views.applications import ApplicationMixin
from events.views.my_applications import MyApplicationMixin


class Receipt(View):
    """The file; where it is not there yet, or gone, it is made in the background meanwhile."""

    http_method_names = ["get"]
    page: str

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = Submission.objects.filter(application=self.object).select_related("pdf", "application__fair__organizer")
        submission = get_object_or_404(rows, number=kwargs["number"])
        if submission.pdf:
            return files.serve(submission.pdf, by=request.user)
        make_pdf(submission)
        messages.info(request, _("The PDF is being made. Press it again in a moment."))
        return redirect(self.own_url(self.page))


class ApplicationReceipt(ApplicationMixin, Receipt):
    page = "application"


class MyApplicationReceipt(MyApplicationMixin, Receipt):
    page = "my_application"
