"""The rows behind a figure, in the list of their own room: sorted, searched and exported as there."""

from collections.abc import Callable

import django_filters
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.reach import Reach
from common.lists import ListTable, search
from contracts.models import Agreement
from contracts.queries import agreements, found
from contracts.results.figures import AGENCY, NONE, Figure
from contracts.results.scope import Scope
from contracts.tables import AgreementTable
from enterprises.models import Enterprise, Product
from enterprises.queries import cards, enterprises
from enterprises.tables import EnterpriseTable, ProductTable, StarsColumn
from events.models import Fair, FairLevel, Participation
from events.queries import fairs, fairs_within, participations
from events.tables import FairTable, ParticipationTable


class CountedProductTable(ProductTable):
    """Here the stars are those that counted in the period."""

    stars = StarsColumn(verbose_name=gettext_lazy("Stars"), order_by=("stars", "sort_key", "pk"))


TABLES: dict[type[Model], type[ListTable]] = {
    Fair: FairTable,
    Participation: ParticipationTable,
    Agreement: AgreementTable,
    Product: CountedProductTable,
    Enterprise: EnterpriseTable,
}
READS: dict[type[Model], Callable[[Reach], QuerySet]] = {
    Fair: lambda reach: fairs(reach).select_related("organizer"),
    Participation: lambda reach: participations(reach).select_related("fair__organizer"),
    Agreement: agreements,
    Enterprise: enterprises,
}
SEARCH_KEYS = {
    Fair: "search_key",
    Participation: "enterprise__search_key",
    Product: "search_key",
    Enterprise: "search_key",
}


class RowsFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="look", label=gettext_lazy("Search"))

    def look(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if rows.model is Agreement:
            return found(rows, self.request.organizer, value)
        return search(rows, value, SEARCH_KEYS[rows.model])


def listed(figure: Figure, scope: Scope, group: str, key: str | None) -> QuerySet:
    """Exactly what the figure counts, with what its list shows of each row."""
    rows = figure.rows(scope, group, key)
    if rows.model is Product:
        return rows.select_related("enterprise__kept_by", "group")
    return READS[rows.model](scope.reach).filter(pk__in=rows.order_by().values("pk"))


def key_label(scope: Scope, group: str, key: str) -> str:
    """What a table calls one of its lines."""
    if group == "stars":
        return _("%(stars)s stars") % {"stars": key}
    if group == "district":
        return {AGENCY: _("State agencies"), NONE: _("District not stated")}.get(key, key)
    if key == NONE:
        return _("No buyer named") if group == "buyer" else _("Not at a fair")
    if group == "level":
        return capfirst(str(dict(FairLevel.choices).get(key, key)))
    if group == "fair":
        named = fairs_within(scope.reach).filter(code=key).values_list("name", flat=True)
    else:
        known = cards(scope.reach).order_by()
        number = key.removeprefix("#")
        by_number = key.startswith("#") and number.isdecimal()
        card = known.filter(pk=number) if by_number else known.filter(tax_code=key)
        named = card.values_list("legal_name", flat=True)
    return named.first() or key
