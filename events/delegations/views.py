"""The organizer's side of delegations: the list, one delegation with its firms, taking them in."""

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.models import User
from accounts.reach import Reach
from accounts.workspace import DeedForm, Fact, HistoryPage, RecordFormPage, RecordPage, WorkspaceList
from common.links import absolute
from common.lists import ListTable, SearchFilter
from common.statuses import status
from common.tables import LeadColumn, NumberColumn, StatusColumn
from enterprises.tax_codes import masked
from events.access import FairMixin
from events.delegations import actions, queries
from events.delegations.bill import bill_of
from events.delegations.forms import DeclineForm, DelegationFirmForm, DelegationForm, FirmsForm
from events.invitations.reading import read_list
from events.models import Delegation, DelegationFirm, DelegationState


class DelegationsView(FairMixin):
    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"


class DelegationTable(ListTable):
    name = LeadColumn("delegation", args=["fair__organizer__slug", "fair__slug", "pk"], order_by="sort_key")
    contact_name = tables.Column()
    contact_phone = tables.Column(orderable=False)
    booths = NumberColumn(verbose_name=_("Booths"))
    listed = NumberColumn(verbose_name=_("Firms"))
    taken_in = NumberColumn(verbose_name=_("Taken in"))
    state = StatusColumn()

    class Meta(ListTable.Meta):
        model = Delegation
        fields = ["name", "contact_name", "contact_phone", "booths", "listed", "taken_in", "state"]


class DelegationFilter(django_filters.FilterSet):
    q = SearchFilter()
    state = django_filters.ChoiceFilter(choices=DelegationState, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = Delegation
        fields = ["q", "state"]


class DelegationList(DelegationsView, WorkspaceList):
    heading = _("Delegations")
    empty_text = _("A centre or association that comes with several firms: one contact, one bill, one pavilion.")
    table_class = DelegationTable
    filterset_class = DelegationFilter
    create_url_name = "delegation_new"
    create_permission = "events.review_application"
    create_label = _("Enter a delegation")

    def create_url(self) -> str:
        return self.page_url(self.create_url_name)

    def get_queryset(self) -> QuerySet[Delegation]:
        return queries.delegations(self.fair)


class DelegationMixin(DelegationsView):
    """Finds one delegation to this fair."""

    def scope(self, reach: Reach) -> QuerySet[Delegation]:
        return queries.delegations(self.fair)

    def get_object(self, queryset=None) -> Delegation:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    @cached_property
    def delegation(self) -> Delegation:
        return self.get_object()

    def page_url(self, name: str, record=None) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.kwargs["pk"]])

    def here(self) -> str:
        return self.page_url("delegation")


class DelegationPage(DelegationMixin, RecordPage):
    template_name = "events/delegations/delegation.html"
    change_permission = "events.review_application"
    edit_url_name = "delegation_edit"
    history_url_name = "delegation_history"

    def facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Contact person"), row.contact_name),
            Fact(_("Phone"), row.contact_phone, f"tel:{row.contact_phone}"),
            Fact(_("Email"), row.contact_email, f"mailto:{row.contact_email}"),
            Fact(_("Package"), row.package),
            Fact(_("Booths of the pavilion"), row.booths),
            Fact(_("Area"), f"{row.area} m²" if row.area else ""),
            Fact(_("Name on the bill"), row.bill_to or row.name),
            Fact(_("Tax code"), masked(row.tax_code)),
            Fact(_("Address on the bill"), row.address),
            Fact(_("Note"), row.note),
            Fact(_("Your words to the delegation"), row.answer),
        ]

    def firms(self) -> list[DelegationFirm]:
        cards = queries.Cards(self.fair)
        found = queries.firms(self.object)
        for firm in found:
            firm.card = cards.of(firm)
            firm.edit_url = reverse(
                "delegation_firm_edit", args=[self.organizer.slug, self.fair.slug, self.object.pk, firm.pk]
            )
            if firm.application:
                firm.status = status(firm.application.state, firm.application.get_state_display())
        return found

    def get_context_data(self, **kwargs) -> dict:
        row, firms = self.object, self.firms()
        return super().get_context_data(
            status=status(row.state, row.get_state_display()),
            firms=firms,
            waiting=sum(firm.application is None for firm in firms),
            may_keep=actions.may_keep(row, self.request.user),
            may_decline=row.state != DelegationState.DECLINED,
            bill=bill_of(row, may=self.may),
            link=absolute(reverse("delegation_by_link", args=[row.token])),
            **kwargs,
        )


class DelegationNew(DelegationsView, RecordFormPage):
    form_class = DelegationForm
    heading = _("Enter a delegation")
    success_message = _("Saved: %(record)s")

    def get_instance(self) -> Delegation:
        return Delegation(fair=self.fair)

    def perform(self, form: DelegationForm) -> Delegation:
        return actions.save_delegation(delegation=form.instance, by=self.request.user)

    def success_url(self, outcome: Delegation) -> str:
        return reverse("delegation", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("delegations", args=[self.organizer.slug, self.fair.slug])


class DelegationEdit(DelegationMixin, DelegationNew):
    heading = _("Change the delegation")

    def get_instance(self) -> Delegation:
        return self.delegation

    def back_url(self) -> str:
        return self.here()


class DelegationHistory(DelegationMixin, HistoryPage):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.here(), **kwargs)


class KeepList(DeedForm):
    """Firms are put on a delegation's list, pasted or from a spreadsheet; a list with faults is put right first."""

    form_class = FirmsForm
    heading = _("List firms")
    submit_label = _("Put on the list")

    def add(self, form: FirmsForm, delegation: Delegation, by: User | None) -> list[DelegationFirm]:
        found = read_list(form.cleaned_data["text"], reachable=False)
        if found.faults:
            words = _("Line %(line)s, %(value)s: %(problem)s. %(remedy)s")
            raise ValidationError({"text": [words % vars(fault) for fault in found.faults]})
        return actions.add_firms(delegation=delegation, rows=found.rows, by=by)


class DelegationFirms(DelegationMixin, KeepList):
    def perform(self, form: FirmsForm) -> list[DelegationFirm]:
        made = self.add(form, self.delegation, self.request.user)
        words = ngettext("%(n)s firm was put on the list", "%(n)s firms were put on the list", len(made))
        messages.success(self.request, words % {"n": len(made)})
        return made

    def success_url(self, outcome: list) -> str:
        return self.here()

    def back_url(self) -> str:
        return self.here()


class FirmMixin(DelegationMixin):
    @cached_property
    def firm(self) -> DelegationFirm:
        rows = self.delegation.firms.select_related("delegation__fair")
        return get_object_or_404(rows, pk=self.kwargs["firm"])


class FirmEdit(FirmMixin, RecordFormPage):
    form_class = DelegationFirmForm
    heading = _("A firm of the delegation")

    def get_instance(self) -> DelegationFirm:
        return self.firm

    def perform(self, form: DelegationFirmForm) -> DelegationFirm:
        return actions.save_firm(firm=form.instance, by=self.request.user)

    def success_url(self, outcome: DelegationFirm) -> str:
        return self.here()

    def back_url(self) -> str:
        return self.here()


class Deed(DelegationMixin, View):
    """A deed on a delegation; what the action refuses is said above its page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            messages.success(request, self.perform())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.here())

    def perform(self) -> str:
        raise TypeError("a deed calls its action")


class FirmStrike(FirmMixin, Deed):
    def perform(self) -> str:
        actions.strike_firm(firm=self.firm, by=self.request.user)
        return _("Taken off: %(name)s") % {"name": self.firm}


class DelegationApprove(Deed):
    def perform(self) -> str:
        made = actions.approve(delegation=self.delegation, by=self.request.user)
        words = ngettext("%(n)s firm takes part", "%(n)s firms take part", len(made))
        return words % {"n": len(made)}


class DelegationRenew(Deed):
    def perform(self) -> str:
        actions.renew_link(delegation=self.delegation, by=self.request.user)
        return _("The link is new. The one before leads nowhere now.")


class DelegationDecline(DelegationMixin, DeedForm):
    form_class = DeclineForm
    heading = _("Decline this delegation?")
    submit_label = _("Decline")
    is_grave = True

    def perform(self, form: DeclineForm) -> Delegation:
        return actions.decline(delegation=self.delegation, answer=form.cleaned_data["answer"], by=self.request.user)

    def success_url(self, outcome: Delegation) -> str:
        return self.here()

    def back_url(self) -> str:
        return self.here()
