"""The lists of the fair's room: their columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable, SearchFilter, YearFilter, search
from common.tables import DayRangeColumn, LeadColumn, NumberColumn, StatusColumn, WordColumn
from events import queries
from events.models import (
    Booth,
    BoothKind,
    Fair,
    FairLevel,
    FairRole,
    FairState,
    Participation,
    ParticipationRole,
    ParticipationState,
)


class FairTable(ListTable):
    name = LeadColumn("fair", args=["organizer__slug", "slug"], order_by="sort_key", sub="code")
    days = DayRangeColumn("starts_on", "ends_on", verbose_name=_("Days"))
    level = tables.Column()
    place = tables.Column()
    took_part = NumberColumn(verbose_name=_("Took part"))
    state = StatusColumn()

    class Meta(ListTable.Meta):
        model = Fair
        fields = ["name", "days", "level", "place", "took_part", "state"]
        order_by = "-days"


class FairFilter(django_filters.FilterSet):
    q = SearchFilter()
    role = django_filters.ChoiceFilter(choices=FairRole, label=_("Our part"), empty_label=_("Hosted and attended"))
    level = django_filters.ChoiceFilter(choices=FairLevel, label=_("Level"), empty_label=_("All levels"))
    state = django_filters.ChoiceFilter(choices=FairState, label=_("State"), empty_label=_("All states"))
    year = YearFilter("starts_on", label=_("Year"))

    class Meta:
        model = Fair
        fields = ["q", "role", "level", "state", "year"]


class ParticipationTable(ListTable):
    enterprise = LeadColumn("participation", args=["fair__organizer__slug", "pk"], order_by="enterprise__sort_key")
    fair = tables.Column(order_by="fair__sort_key")
    role = WordColumn()
    booths_as_reported = NumberColumn(verbose_name=_("Booths"))
    needs_power = tables.BooleanColumn(verbose_name=_("Power"), yesno=_("yes") + "," + _("no"))
    state = StatusColumn()

    class Meta(ListTable.Meta):
        model = Participation
        fields = ["enterprise", "fair", "role", "booths_as_reported", "needs_power", "state"]


class FairParticipationFilter(django_filters.FilterSet):
    """Of one fair's list."""

    q = SearchFilter("enterprise__search_key", label=_("Name, tax code, contact or phone"))
    role = django_filters.ChoiceFilter(choices=ParticipationRole, label=_("Role"), empty_label=_("Sellers and buyers"))
    state = django_filters.ChoiceFilter(choices=ParticipationState, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = Participation
        fields = ["q", "role", "state"]


class ParticipationFilter(FairParticipationFilter):
    """Of the list over all fairs."""

    fair = django_filters.ModelChoiceFilter(queryset=None, label=_("Fair"), empty_label=_("All fairs"))

    class Meta(FairParticipationFilter.Meta):
        fields = ["q", "fair", "role", "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["fair"].queryset = queries.fairs_within(self.request.reach)


class FairParticipationTable(ParticipationTable):
    """The same list where the fair is known."""

    class Meta(ParticipationTable.Meta):
        exclude = ["fair"]


def kilowatts(value: float) -> str:
    """Power as people write it: 1,5; a dash for none."""
    return f"{value:g}".replace(".", ",") if value else "–"


class BoothTable(ListTable):
    code = tables.Column(attrs={"td": {"class": "is-lead"}})
    hall = tables.Column(order_by=("hall__name", "code"))
    kind = tables.Column()
    size = tables.Column(empty_values=(), orderable=False, verbose_name=_("Size, m"))
    has_power = tables.BooleanColumn(verbose_name=_("Power"), yesno=_("yes") + "," + _("no"))
    holder = tables.Column(verbose_name=_("Held by"), order_by="holder_key")
    fascia = tables.Column(verbose_name=_("Fascia name"))

    class Meta(ListTable.Meta):
        model = Booth
        fields = ["code", "hall", "kind", "size", "has_power", "holder", "fascia"]
        order_by = "code"

    def render_size(self, record: Booth) -> str:
        return f"{record.width:g} × {record.depth:g}"


class BoothFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="find", label=_("Booth number or holder"))
    kind = django_filters.ChoiceFilter(choices=BoothKind, label=_("Kind"), empty_label=_("All kinds"))
    held = django_filters.ChoiceFilter(
        choices=[("yes", _("Held")), ("no", _("Free"))],
        method="by_holding",
        label=_("Held"),
        empty_label=_("All booths"),
    )

    class Meta:
        model = Booth
        fields = ["q", "kind", "held"]

    def find(self, rows: QuerySet[Booth], name: str, value: str) -> QuerySet[Booth]:
        return rows.filter(code__icontains=value) | search(rows, value, "holder_search")

    def by_holding(self, rows: QuerySet[Booth], name: str, value: str) -> QuerySet[Booth]:
        return rows.exclude(holder=None) if value == "yes" else rows.filter(holder=None)
