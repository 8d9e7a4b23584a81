"""An enterprise's own papers: OCOP stars of its products and others, with their scans and their ends."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from enterprises import queries
from enterprises.access import EnterpriseView
from enterprises.account_forms import OwnCertificateForm, OwnOcopForm
from enterprises.actions.certificates import save_ocop_certificate, save_other_certificate
from enterprises.models import Certificate, OcopCertificate
from enterprises.views.certificates import standing_status
from enterprises.views.own import OwnRecordForm, OwnRemove


class MyCertificates(EnterpriseView, TemplateView):
    section = "my_certificates"
    template_name = "enterprises/my_certificates.html"

    def get_context_data(self, **kwargs) -> dict:
        ocop, papers = queries.own_ocop(self.enterprise), queries.own_papers(self.enterprise)
        for paper in (*ocop, *papers):
            paper.status = standing_status(paper.standing)
        has_products = self.enterprise.products.exists()
        return super().get_context_data(ocop=ocop, papers=papers, has_products=has_products, **kwargs)


class PaperForm(OwnRecordForm):
    section = "my_certificates"
    template_name = "enterprises/my_paper_form.html"
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"enterprise": self.enterprise}


class MyOcopNew(PaperForm):
    form_class = OwnOcopForm
    heading = _("Enter an OCOP certificate")

    def scope(self) -> QuerySet[OcopCertificate]:
        return queries.own_ocop(self.enterprise)

    def perform(self, form: OwnOcopForm) -> OcopCertificate:
        return save_ocop_certificate(certificate=form.instance, by=self.request.user, paper=form.cleaned_data["paper"])


class MyOcopEdit(MyOcopNew):
    heading = _("Change the OCOP certificate")


class MyOcopRemove(OwnRemove):
    section = "my_certificates"

    def get_queryset(self) -> QuerySet[OcopCertificate]:
        return queries.own_ocop(self.enterprise)


class MyPaperNew(PaperForm):
    form_class = OwnCertificateForm
    heading = _("Enter a certificate")

    def scope(self) -> QuerySet[Certificate]:
        return queries.own_papers(self.enterprise)

    def perform(self, form: OwnCertificateForm) -> Certificate:
        return save_other_certificate(certificate=form.instance, by=self.request.user, paper=form.cleaned_data["paper"])


class MyPaperEdit(MyPaperNew):
    heading = _("Change the certificate")


class MyPaperRemove(OwnRemove):
    section = "my_certificates"

    def get_queryset(self) -> QuerySet[Certificate]:
        return queries.own_papers(self.enterprise)
