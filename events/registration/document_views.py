"""Documents for applicants: the form that gives one out, its removal, the link that opens it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from accounts.workspace import DeedForm, RemovePage
from common import files
from common.links import unsign
from events.actions.documents import add_document, remove_document
from events.models import Fair, FairDocument
from events.models.documents import LINK
from events.registration.views import RegistrationMixin

OVER = ValidationError(_("The organizer took this document back. Ask it for another."), "over")


class DocumentForm(forms.ModelForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, or a picture. Anyone who has its link can open it: nothing personal."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    class Meta:
        model = FairDocument
        fields = ["name_vi", "name_en", "language"]

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.fair = fair

    def clean_file(self) -> File:
        files.check(self.cleaned_data["file"], allowed=files.SCANS)
        return self.cleaned_data["file"]


class DocumentNew(RegistrationMixin, DeedForm):
    form_class = DocumentForm
    heading = _("Give out a document")
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: DocumentForm) -> FairDocument:
        return add_document(document=form.instance, file=form.cleaned_data["file"], by=self.request.user)

    def success_url(self, outcome: FairDocument) -> str:
        return self.registration_url("documents")

    def back_url(self) -> str:
        return self.registration_url("documents")


class DocumentRemove(RegistrationMixin, RemovePage):
    success_message = _("Removed: %(record)s. Links to it lead nowhere now.")

    def get_object(self, queryset=None) -> FairDocument:
        return get_object_or_404(FairDocument.objects.filter(fair=self.fair), pk=self.kwargs["pk"])

    def perform(self) -> None:
        remove_document(document=self.object, by=self.request.user)

    def success_url(self) -> str:
        return self.registration_url("documents")

    def back_url(self) -> str:
        return self.registration_url("documents")


class DocumentOpen(PublicView, View):
    """The file behind a document's link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        pk = unsign(LINK, token)
        document = FairDocument.objects.select_related("file").filter(pk=pk).first() if pk else None
        if document is None:
            return link_over(request, FORGED if pk is None else OVER)
        return files.serve(document.file, by=request.user)
