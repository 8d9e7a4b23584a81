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
from events.invitations.queries import STAGES, Standing
from events.models import Invitation, InvitationState


class StandingColumn(tables.Column):
    """Where an invitation stands, all things taken together."""

    def render(self, value: str) -> str:
        return render_to_string("components/status.html", {"status": status(value, Standing(value).label)})

    def value(self, value: str) -> str:
        return str(Standing(value).label)


class PhoneColumn(tables.Column):
    """A number to tap; in an export the number alone."""

    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "cp-num"}}, **kwargs)

    def render(self, value: str) -> str:
        return format_html('<a href="tel:{0}">{0}</a>', value)

    def value(self, value: str) -> str:
        return value


class InvitationTable(ListTable):
    name = LeadColumn(
        "fair_invitation", args=["fair.organizer.slug", "fair.slug", "pk"], order_by="sort_key", sub="contact_name"
    )
    phone = PhoneColumn(orderable=False)
    email = tables.Column()
    standing = StandingColumn(verbose_name=_("Standing"))
    letter = StatusColumn(accessor="letter.state", verbose_name=_("Last letter"), order_by="letter__state")
    asked_at = DayColumn(verbose_name=_("Invited on"))
    reminded_at = DayColumn(verbose_name=_("Reminded on"))
    followed_at = DayColumn(verbose_name=_("Link opened on"))

    class Meta(ListTable.Meta):
        model = Invitation
        fields = ["name", "phone", "email", "standing", "letter", "asked_at", "reminded_at", "followed_at"]
        order_by = "name"


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
