"""OCOP certificates: the list with their standing, the page, entering, changing, history, removing."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, WorkspaceList
from common.models import StoredFile
from common.statuses import Status, status
from enterprises import queries
from enterprises.actions.certificates import save_ocop_certificate
from enterprises.filters import CertificateFilter
from enterprises.forms import OcopCertificateForm
from enterprises.models import OcopCertificate
from enterprises.tables import CertificateTable
from enterprises.validity import Standing


class CertificateList(WorkspaceList):
    keeps_to_fairs = True
    section = "certificates"
    permission = "enterprises.view_certificate"
    template_name = "enterprises/certificates.html"
    heading = _("OCOP certificates")
    lead = _("Stars given to products, and until when they hold.")
    empty_text = _("Enter a certificate from its product's page, or import a workbook.")
    table_class = CertificateTable
    filterset_class = CertificateFilter
    create_url_name, create_permission = "certificate_new", "enterprises.change_certificate"
    create_label = _("Enter a certificate")

    def get_queryset(self) -> QuerySet[OcopCertificate]:
        return queries.ocop_certificates(self.reach)


class CertificateMixin(OrganizerView):
    keeps_to_fairs = True
    section = "certificates"

    def scope(self, reach: Reach) -> QuerySet[OcopCertificate]:
        return queries.ocop_certificates(reach)


class CertificatePage(CertificateMixin, RecordPage):
    permission = "enterprises.view_certificate"
    change_permission = "enterprises.change_certificate"
    template_name = "enterprises/certificate.html"
    edit_url_name, remove_url_name = "certificate_edit", "certificate_remove"
    history_url_name = "certificate_history"

    def facts(self) -> list[Fact]:
        certificate, slug = self.object, self.organizer.slug
        product = certificate.product
        return [
            Fact(_("Product"), product, reverse("product", args=[slug, product.pk])),
            Fact(_("Enterprise"), product.enterprise, reverse("enterprise", args=[slug, product.enterprise_id])),
            Fact(_("Stars"), certificate.stars),
            Fact(_("Issued on"), certificate.issued_on),
            Fact(_("Expires on"), certificate.expires_on),
            Fact(_("Revoked on"), certificate.revoked_on),
            Fact(_("Decision number"), certificate.decision_no),
            Fact(_("Issued by"), certificate.issuer),
            Fact(_("Rules applied"), certificate.rule_set),
            *paper_fact(certificate.file, slug),
        ]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(status=standing_status(self.object.standing), **kwargs)


def standing_status(code: str) -> Status:
    """How a standing looks: its mark, its word, its colour."""
    return status(code, Standing(code).label)


def paper_fact(paper: StoredFile | None, slug: str) -> list[Fact]:
    """The scan of a certificate, to be downloaded."""
    return [Fact(_("Paper"), paper.name, reverse("file", args=[slug, paper.pk]))] if paper else []


class CertificateNew(CertificateMixin, RecordFormPage):
    permission = "enterprises.change_certificate"
    form_class = OcopCertificateForm
    heading = _("Enter an OCOP certificate")
    success_message = _("Saved: %(record)s")

    def get_initial(self) -> dict:
        return {"product": self.request.GET.get("product")}

    def perform(self, form: OcopCertificateForm) -> OcopCertificate:
        return save_ocop_certificate(certificate=form.instance, by=self.request.user, paper=form.cleaned_data["paper"])

    def success_url(self, outcome: OcopCertificate) -> str:
        return reverse("certificate", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("certificates", args=[self.organizer.slug])


class CertificateEdit(CertificateNew):
    heading = _("Change the OCOP certificate")

    def get_instance(self) -> OcopCertificate:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("certificate", args=[self.organizer.slug, self.kwargs["pk"]])


class CertificateHistory(CertificateMixin, HistoryPage):
    permission = "enterprises.view_certificate"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("certificate"), **kwargs)


class CertificateRemove(CertificateMixin, RemovePage):
    permission = "enterprises.change_certificate"

    def success_url(self) -> str:
        return reverse("certificates", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("certificate")
