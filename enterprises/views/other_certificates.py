"""Food-safety certificates and other papers of enterprises: the same pages as for OCOP certificates."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, WorkspaceList
from enterprises import queries
from enterprises.actions.certificates import save_other_certificate
from enterprises.filters import OtherCertificateFilter
from enterprises.forms import OtherCertificateForm
from enterprises.models import Certificate
from enterprises.tables import OtherCertificateTable
from enterprises.views.certificates import paper_fact, standing_status


class OtherList(WorkspaceList):
    keeps_to_fairs = True
    section = "certificates"
    permission = "enterprises.view_certificate"
    template_name = "enterprises/certificates.html"
    heading = _("Other certificates")
    lead = _("Food safety, quality, barcodes and other papers, and until when they hold.")
    empty_text = _("Enter a paper from its enterprise's card.")
    table_class = OtherCertificateTable
    filterset_class = OtherCertificateFilter
    create_url_name, create_permission = "other_certificate_new", "enterprises.change_certificate"
    create_label = _("Enter a certificate")

    def get_queryset(self) -> QuerySet[Certificate]:
        return queries.other_certificates(self.reach)


class OtherMixin(OrganizerView):
    keeps_to_fairs = True
    section = "certificates"

    def scope(self, reach: Reach) -> QuerySet[Certificate]:
        return queries.other_certificates(reach)


class OtherPage(OtherMixin, RecordPage):
    permission = "enterprises.view_certificate"
    change_permission = "enterprises.change_certificate"
    template_name = "enterprises/certificate.html"
    edit_url_name, remove_url_name = "other_certificate_edit", "other_certificate_remove"
    history_url_name = "other_certificate_history"

    def facts(self) -> list[Fact]:
        paper, slug = self.object, self.organizer.slug
        return [
            Fact(_("Enterprise"), paper.enterprise, reverse("enterprise", args=[slug, paper.enterprise_id])),
            Fact(_("Kind"), paper.get_kind_display()),
            Fact(_("Number"), paper.number),
            Fact(_("Issued by"), paper.issuer),
            Fact(_("Issued on"), paper.issued_on),
            Fact(_("Expires on"), paper.expires_on or _("no end")),
            *paper_fact(paper.file, slug),
        ]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(status=standing_status(self.object.standing), **kwargs)


class OtherNew(OtherMixin, RecordFormPage):
    permission = "enterprises.change_certificate"
    form_class = OtherCertificateForm
    heading = _("Enter a certificate")
    success_message = _("Saved: %(record)s")

    def get_initial(self) -> dict:
        return {"enterprise": self.request.GET.get("enterprise")}

    def perform(self, form: OtherCertificateForm) -> Certificate:
        return save_other_certificate(certificate=form.instance, by=self.request.user, paper=form.cleaned_data["paper"])

    def success_url(self, outcome: Certificate) -> str:
        return reverse("other_certificate", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("other_certificates", args=[self.organizer.slug])


class OtherEdit(OtherNew):
    heading = _("Change the certificate")

    def get_instance(self) -> Certificate:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("other_certificate", args=[self.organizer.slug, self.kwargs["pk"]])


class OtherHistory(OtherMixin, HistoryPage):
    permission = "enterprises.view_certificate"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("other_certificate"), **kwargs)


class OtherRemove(OtherMixin, RemovePage):
    permission = "enterprises.change_certificate"

    def success_url(self) -> str:
        return reverse("other_certificates", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("other_certificate")
