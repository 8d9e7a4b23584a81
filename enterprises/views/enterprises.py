"""Cards of enterprises: the list, the card, entering, changing, its history, removing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, Section, WorkspaceList
from common.choosing import answer
from enterprises import queries
from enterprises.actions.enterprises import LooksAlike, doubts, save_enterprise
from enterprises.choosing import EnterpriseField
from enterprises.filters import EnterpriseFilter
from enterprises.forms import EnterpriseForm
from enterprises.models import Enterprise, LinkState
from enterprises.tables import (
    CertificatesOfEnterprise,
    EnterpriseTable,
    OtherCertificatesOfEnterprise,
    ParticipationsOfEnterprise,
    ProductsOfEnterprise,
)
from enterprises.tax_codes import masked


class EnterpriseList(WorkspaceList):
    keeps_to_fairs = True
    section = "enterprises"
    permission = "enterprises.view_enterprise"
    template_name = "enterprises/enterprises.html"
    heading = _("Enterprises")
    lead = _("The cards you keep: enterprises, cooperatives, household businesses, buyers and agencies.")
    empty_text = _("Enter the first enterprise, or import a workbook that lists them.")
    table_class = EnterpriseTable
    filterset_class = EnterpriseFilter
    create_url_name, create_permission = "enterprise_new", "enterprises.change_enterprise"
    create_label = _("Enter an enterprise")

    def get_queryset(self) -> QuerySet[Enterprise]:
        return queries.enterprises(self.reach)

    def get_context_data(self, **kwargs) -> dict:
        waiting = queries.asks(self.organizer).count() if self.may("enterprises.answer_ask") else 0
        return super().get_context_data(waiting=waiting, **kwargs)


class FindEnterprises(OrganizerView, View):
    """The cards that a few letters bring up, for the field in which an enterprise is found.

    Whoever enters participations or agreements of a fair finds every card by its name or number, to put it on the
    fair's list or name it as a party; its page opens once it is in reach.
    """

    permission = "enterprises.view_enterprise"
    keeps_to_fairs = True

    def get(self, request: HttpRequest, **kwargs) -> JsonResponse:
        names_any = self.may("events.change_participation") or self.may("contracts.change_agreement")
        rows = Enterprise.objects.of(self.organizer) if names_any else queries.cards(self.reach)
        return answer(EnterpriseField, rows, request.GET.get("q", ""))


class EnterpriseMixin(OrganizerView):
    keeps_to_fairs = True
    section = "enterprises"

    def scope(self, reach: Reach) -> QuerySet[Enterprise]:
        return queries.cards(reach).select_related("legal_form", "province")


class EnterprisePage(EnterpriseMixin, RecordPage):
    permission = "enterprises.view_enterprise"
    change_permission = "enterprises.change_enterprise"
    edit_url_name, remove_url_name = "enterprise_edit", "enterprise_remove"
    history_url_name = "enterprise_history"

    def facts(self) -> list[Fact]:
        card = self.object
        return [
            Fact(_("Legal name"), card.legal_name),
            Fact(_("Trade name"), card.trade_name),
            Fact(_("Tax code"), masked(card.tax_code)),
            Fact(_("Registration number abroad"), card.foreign_no),
            Fact(_("Legal form"), card.legal_form),
            Fact(_("Usual role"), card.get_usual_role_display()),
            Fact(_("Address, as written"), card.address_as_written),
            Fact(_("District, as written"), card.district_as_written),
            Fact(_("Province, as written"), card.province_as_written),
            Fact(_("Province today"), card.province),
            Fact(_("Contact person"), card.contact_name),
            Fact(_("Phone"), card.phone, f"tel:{card.phone}"),
            Fact(_("Email"), card.email, f"mailto:{card.email}"),
            *self.agreements(),
            *self.own_account(),
        ]

    def own_account(self) -> list[Fact]:
        """Whether the enterprise sees this card in its own account, and the way to offer it."""
        if not self.may("enterprises.change_enterprise"):
            return []
        link = self.object.links.filter(state=LinkState.LINKED).select_related("account").first()
        said = _("linked with %(account)s") % {"account": link.account} if link else _("not linked yet: offer it")
        return [Fact(_("The enterprise's own account"), said, self.page_url("card_link"))]

    def agreements(self) -> list[Fact]:
        """The way to the enterprise's agreements; a personal id never stands in an address."""
        if not self.may("contracts.view_agreement"):
            return []
        card = self.object
        wanted = card.tax_code if masked(card.tax_code) == card.tax_code else card.legal_name
        url = reverse("agreements", args=[self.organizer.slug]) + "?" + urlencode({"q": wanted or card.legal_name})
        return [Fact(_("Agreements"), _("See those it signed"), url)]

    def sections(self) -> list[Section]:
        card, reach = self.object, self.reach
        return [
            Section(
                _("Products"),
                ProductsOfEnterprise(queries.products(reach).filter(enterprise=card)),
                _("No product is entered yet."),
                *self.adding("product_new", "enterprises.change_product", _("Enter a product")),
            ),
            Section(
                _("OCOP certificates"),
                CertificatesOfEnterprise(queries.ocop_certificates(reach).filter(product__enterprise=card)),
                _("None of its products has an OCOP certificate."),
            ),
            Section(
                _("Other certificates"),
                OtherCertificatesOfEnterprise(queries.other_certificates(reach).filter(enterprise=card)),
                _("No other paper is entered yet."),
                *self.adding("other_certificate_new", "enterprises.change_certificate", _("Enter a certificate")),
            ),
            Section(
                _("Participations"),
                ParticipationsOfEnterprise(
                    card.participations.filter(reach.among("fair"), fair__organizer=reach.organizer)
                    .select_related("fair__organizer")
                    .order_by("-fair__starts_on", "pk")
                ),
                _("It stands in no fair's list yet."),
            ),
        ]

    def adding(self, url_name: str, permission: str, label: str) -> tuple[str, str]:
        """The button of a section: where it leads and its label, for those who may."""
        if not self.may(permission):
            return "", ""
        return reverse(url_name, args=[self.organizer.slug]) + f"?enterprise={self.object.pk}", label


class EnterpriseNew(EnterpriseMixin, RecordFormPage):
    permission = "enterprises.change_enterprise"
    template_name = "enterprises/enterprise_form.html"
    form_class = EnterpriseForm
    heading = _("Enter an enterprise")
    success_message = _("Saved: %(record)s")

    def perform(self, form: EnterpriseForm) -> Enterprise:
        try:
            return save_enterprise(enterprise=form.instance, by=self.request.user, is_another=form.is_settled())
        except LooksAlike as error:
            form.ask_if_another(error.cards)
            raise

    def form_valid(self, form: EnterpriseForm) -> HttpResponse:
        response = super().form_valid(form)
        if form.is_valid():
            for doubt in doubts(form.instance):
                messages.warning(self.request, doubt)
        return response

    def success_url(self, outcome: Enterprise) -> str:
        return reverse("enterprise", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("enterprises", args=[self.organizer.slug])


class EnterpriseEdit(EnterpriseNew):
    heading = _("Change the card")

    def get_instance(self) -> Enterprise:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("enterprise", args=[self.organizer.slug, self.kwargs["pk"]])


class EnterpriseHistory(EnterpriseMixin, HistoryPage):
    permission = "enterprises.view_enterprise"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("enterprise"), **kwargs)


class EnterpriseRemove(EnterpriseMixin, RemovePage):
    permission = "enterprises.change_enterprise"

    def success_url(self) -> str:
        return reverse("enterprises", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("enterprise")
