"""The papers of fees, for the enterprise that they are about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View

from events.fees import papers, queries
from events.models import PaymentRequest
from events.views.my_applications import MyApplicationMixin


class MyFeeMixin(MyApplicationMixin):
    """Finds a request of which the enterprise was told."""

    @property
    def record(self) -> PaymentRequest:
        return get_object_or_404(queries.told_to(self.object), pk=self.kwargs["row"])

    def being_made(self) -> HttpResponse:
        messages.info(self.request, _("The paper is being made. Try again in a moment."))
        return redirect(self.own_url("my_application"))


class MyFeePaper(MyFeeMixin, View):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return papers.hand_out(self.record, by=request.user) or self.being_made()


class MyFeeReceipt(MyFeeMixin, View):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = self.record.payments.filter(receipt_number__isnull=False, reversed_at=None)
        return papers.hand_out(get_object_or_404(rows, pk=kwargs["payment"]), by=request.user) or self.being_made()
