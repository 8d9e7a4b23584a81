"""The queue of applications: its columns and its filters, all of which stand in the address."""

import re
from collections.abc import Callable

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable, search
from common.tables import LeadColumn, NumberColumn, StatusColumn
from enterprises.tax_codes import masked
from events.desk import queries
from events.models import Application, ApplicationState
from events.tables import kilowatts

HIDDEN = {"td": {"class": "d-none"}, "th": {"class": "d-none"}}  # stands in the export alone
FEWEST_DIGITS = 4


class ContactColumn(tables.Column):
    """Whom to ask, with the number to tap below."""

    def render(self, value: str, record: Application) -> str:
        tap = format_html('<small><a class="cp-num" href="tel:{0}">{0}</a></small>', record.contact_phone)
        return format_html("{}{}", value, tap if record.contact_phone else "")

    def value(self, value: str) -> str:
        return value


class DecisionColumn(StatusColumn):
    """The state, and below it that the enterprise does not know of it yet."""

    def render(self, value: str, record: Application, bound_column) -> str:
        shown = super().render(value, record, bound_column)
        if not record.waits_to_be_told:
            return shown
        return format_html('{}<small class="dk-untold">{}</small>', shown, _("not told yet"))


class ApplicationTable(ListTable):
    enterprise = LeadColumn(
        "application",
        args=["fair__organizer__slug", "fair__slug", "pk"],
        order_by="enterprise__sort_key",
        sub="enterprise__province",
    )
    tax_code = tables.Column(accessor="enterprise__tax_code", orderable=False, attrs=HIDDEN)
    group = tables.Column(orderable=False, attrs=HIDDEN)
    package = tables.Column(order_by="package__position")
    booths = NumberColumn()
    power_kw = tables.Column(verbose_name=_("Power, kW"), orderable=False, attrs=HIDDEN)
    submitted_at = tables.Column(verbose_name=_("Submitted"), attrs={"td": {"class": "cp-num"}})
    contact_name = ContactColumn(verbose_name=_("Contact"), orderable=False)
    contact_phone = tables.Column(orderable=False, attrs=HIDDEN)
    reviewer = tables.Column(
        accessor="assignment__reviewer", verbose_name=_("Reviewed by"), order_by="assignment__reviewer__full_name"
    )
    state = DecisionColumn()

    class Meta(ListTable.Meta):
        model = Application
        fields = [
            "enterprise", "tax_code", "group", "package", "booths", "power_kw", "submitted_at", "contact_name",
            "contact_phone", "reviewer", "state",
        ]  # fmt: skip
        order_by = "submitted_at"

    def render_power_kw(self, value: float) -> str:
        return kilowatts(value)

    def render_submitted_at(self, value, record: Application) -> str:
        late = format_html("<small>{}</small>", _("late")) if record.is_late else ""
        return format_html("{}{}", date_format(localtime(value), "d/m/Y"), late)

    def value_submitted_at(self, value):
        return value

    def value_tax_code(self, value: str) -> str:
        return masked(value)


# What else the queue can be narrowed to; a condition that hangs on the fair is asked of it.
KINDS: dict[str, tuple[str, Callable]] = {
    "late": (_("Late"), lambda _fair: Q(is_late=True)),
    "papers": (_("Papers missing"), queries.lacking_papers),
    "untold": (_("Decided, not told yet"), lambda _fair: queries.untold()),
    "changes": (_("Change asked for"), lambda _fair: queries.asks_for_change()),
    "offered": (_("Place offered"), lambda _fair: queries.is_offered()),
    "accepted": (_("Offered place taken"), lambda _fair: queries.has_accepted()),
}
MINE, NOBODYS = "mine", "nobody"


class ApplicationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="find", label=_("Name, tax code, contact or phone"))
    state = django_filters.ChoiceFilter(
        choices=[choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT],
        label=_("State"),
        empty_label=_("All states"),
    )
    package = django_filters.ChoiceFilter(label=_("Package"), empty_label=_("All packages"))
    group = django_filters.ChoiceFilter(label=_("Sector"), empty_label=_("All sectors"))
    province = django_filters.ChoiceFilter("enterprise__province", label=_("Province"), empty_label=_("All provinces"))
    which = django_filters.ChoiceFilter(method="by_kind", label=_("Which"), empty_label=_("All applications"))
    who = django_filters.ChoiceFilter(method="by_reviewer", label=_("Reviewed by"), empty_label=_("All colleagues"))

    class Meta:
        model = Application
        fields = ["q", "state", "package", "group", "province", "which", "who"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = queries.choices(self.request.fair, self.request.reach)
        self.colleagues = offered["who"]
        for name in ("package", "group", "province"):
            self._offer(name, offered[name])
        self._offer("which", [(code, label) for code, (label, _condition) in KINDS.items()])
        others = [(pk, name) for pk, name in self.colleagues if pk != self.request.user.pk]
        self._offer("who", [(MINE, _("Me")), (NOBODYS, _("Nobody")), *others])

    def _offer(self, name: str, choices: list[tuple]) -> None:
        """A choice of which there is none is not shown, unless the address asks for one all the same."""
        if choices or self.data.get(name):
            self.filters[name].extra["choices"] = choices
        else:
            del self.filters[name]

    def find(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        found, digits = search(rows, value, "enterprise__search_key"), re.sub(r"\D", "", value)
        if len(digits) < FEWEST_DIGITS:
            return found
        return found | rows.filter(contact_phone__contains=digits.removeprefix("0"))

    def by_kind(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(KINDS[value][1](self.request.fair))

    def by_reviewer(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        if value == NOBODYS:
            return rows.filter(assignment=None)
        return rows.filter(assignment__reviewer=self.request.user.pk if value == MINE else value)
