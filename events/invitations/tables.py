"""The list of a fair's invitations: its columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable, SearchFilter
from common.models import Letter
from common.statuses import status
from common.tables import DayColumn, LeadColumn, StatusColumn
from enterprises.tax_codes import masked
from events.invitations.queries import STAGES, Standing
from events.models import Invitation, InvitationState


class StandingColumn(tables.Column):
    """Where an invitation stands, all things taken together."""

    def render(self, value: str) -> str:
        return render_to_string("components/status.html", {"status": status(value, Standing(value).label)})

    def value(self, value: str) -> str:
        return str(Standing(value).label)


class ReachColumn(tables.Column):
    """A number to tap and the address below it; in an export the number alone."""

    def render(self, value: str, record: Invitation) -> str:
        tap = format_html('<a class="cp-num" href="tel:{0}">{0}</a>', value) if value else ""
        return format_html("{}<small>{}</small>", tap, record.email)

    def value(self, value: str) -> str:
        return value


HIDDEN = {"td": {"class": "d-none"}, "th": {"class": "d-none"}}  # stands in the export alone


class InvitationTable(ListTable):
    name = LeadColumn(
        "fair_invitation", args=["fair__organizer__slug", "fair__slug", "pk"], order_by="sort_key", sub="contact_name"
    )
    phone = ReachColumn(orderable=False, empty_values=())
    email = tables.Column(orderable=False, attrs=HIDDEN)
    tax_code = tables.Column(orderable=False, attrs=HIDDEN)
    standing = StandingColumn(verbose_name=_("Standing"))
    letter = StatusColumn(
        accessor="letter__state",
        verbose_name=_("Last letter"),
        order_by="letter__state",
        attrs={"td": {"class": "iv-letter"}},
    )
    asked_at = DayColumn(verbose_name=_("Invited on"))
    reminded_at = tables.DateColumn(format="d/m/Y", verbose_name=_("Reminded on"), orderable=False, attrs=HIDDEN)
    followed_at = DayColumn(verbose_name=_("Link opened on"))

    class Meta(ListTable.Meta):
        model = Invitation
        fields = [
            "name", "phone", "email", "tax_code", "standing", "letter", "asked_at", "reminded_at", "followed_at",
        ]  # fmt: skip
        order_by = "name"

    def value_tax_code(self, value: str) -> str:
        return masked(value)


class InvitationFilter(django_filters.FilterSet):
    q = SearchFilter(label=_("Name, tax code, contact, phone or email"))
    which = django_filters.ChoiceFilter(
        method="by_stage",
        choices=[
            *[(name, label) for name, (label, _condition) in STAGES.items()],
            ("new", _("Not written to yet")),
            ("silent", _("Invited, not answered")),
            ("by_phone", _("To be told by phone")),
            ("failed", _("Letter not sent")),
            ("withdrawn", _("Withdrawn")),
        ],
        label=_("Which"),
        empty_label=_("All"),
    )

    class Meta:
        model = Invitation
        fields = ["q", "which"]

    def by_stage(self, rows: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return rows.filter(STAGES[value][1] if value in STAGES else OTHERS[value])


OTHERS = {
    "new": Q(standing=Standing.LISTED),
    "silent": Q(standing__in=(Standing.ASKED, Standing.FOLLOWED)) & ~Q(state=InvitationState.LISTED),
    "by_phone": Q(letter__state=Letter.State.BY_HAND),
    "failed": Q(letter__state__in=(Letter.State.FAILED, Letter.State.UNCERTAIN)),
    "withdrawn": Q(state=InvitationState.WITHDRAWN),
}
