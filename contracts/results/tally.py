"""Counting the figures of one scope: one GROUP BY query per table and source, however many rows there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.text import sort_key
from contracts.results.figures import (
    AGENCY,
    COUNTED_VALUE,
    FIGURES,
    NONE,
    agreements,
    fairs,
    keyed,
    participations,
    products,
    sellers,
)
from contracts.results.scope import Scope
from events.models import Fair, FairLevel
from events.queries import fairs_within

DEAL_FIGURES = ("contracts", "mous")
HALF = 10**6  # values are summed in two halves: SQLite's SUM fails beyond 2^63


@dataclass(frozen=True)
class Deals:
    """Agreements: how many, their counted value in đồng (None where none states one), how many state one."""

    count: int = 0
    value: int | None = None
    with_value: int = 0

    def __add__(self, other: "Deals") -> "Deals":
        values = [value for value in (self.value, other.value) if value is not None]
        return Deals(self.count + other.count, sum(values) if values else None, self.with_value + other.with_value)


@dataclass(frozen=True)
class GroupRow:
    """A line of a table by fair, level, buyer or district."""

    key: str
    label: str
    participations: int = 0
    enterprises: int = 0
    contracts: Deals = Deals()
    mous: Deals = Deals()
    outside: bool = False  # a fair that is not counted here: listed only for what was signed for it


@dataclass(frozen=True)
class StarsRow:
    key: str
    label: str
    products: int = 0
    holders: int = 0


@dataclass(frozen=True)
class Figures:
    """Every figure of a scope."""

    fairs: int
    participations: int
    enterprises: int
    sellers_registered: int
    contracts: Deals
    mous: Deals
    products: int
    holders: int
    cooperatives: int
    by_fair: tuple[GroupRow, ...]
    by_level: tuple[GroupRow, ...]
    by_buyer: tuple[GroupRow, ...]
    by_district: tuple[GroupRow, ...]
    by_stars: tuple[StarsRow, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing at all is on record: no figures, which is not the same as zero. Sellers are today's, so not asked."""
        return not (self.fairs or self.participations or self.contracts.count or self.mous.count or self.products)


def count(scope: Scope) -> Figures:
    """All figures of a scope, in a fixed number of queries.

    An agreement is of one fair or of none, so the totals of deals and those by level are sums of those by fair.
    """
    by_fair = _Table(scope, "fair")
    listed = _listed_fairs(scope, by_fair.deals.keys())
    return Figures(
        fairs=sum(fair.own for fair in listed),
        sellers_registered=sellers(scope).count(),
        **participations(scope).aggregate(**_PEOPLE),
        **_summed(by_fair.deals.values()),
        **products(scope).aggregate(**_HOLDERS, cooperatives=Count("enterprise", filter=_COOPERATIVE, distinct=True)),
        by_fair=_by_fair(by_fair, listed),
        by_level=_by_level(scope, by_fair, listed),
        by_buyer=_by_buyer(scope),
        by_district=_by_district(scope),
        by_stars=_by_stars(scope),
    )


def deals(rows: QuerySet, figure: str) -> Deals:
    """The count and counted value of agreements that a figure lists."""
    return _deals(rows.order_by().aggregate(**_DEALS))[figure]


# --- Aggregates ------------------------------------------------------------------------------------------

_PEOPLE = {"participations": Count("pk"), "enterprises": Count("enterprise", distinct=True)}
_HOLDERS = {"products": Count("pk"), "holders": Count("enterprise", distinct=True)}
_COOPERATIVE = Q(enterprise__legal_form__is_cooperative=True)
_DEALS = {
    f"{name}_{part}": aggregate
    for name in DEAL_FIGURES
    for narrow in [FIGURES[name].narrow]
    for part, aggregate in {
        "count": Count("pk", filter=narrow),
        "with_value": Count(COUNTED_VALUE, filter=narrow),
        "high": Sum(COUNTED_VALUE / HALF, filter=narrow),
        "low": Sum(COUNTED_VALUE % HALF, filter=narrow),
    }.items()
}


def _deals(row: Mapping[str, Any]) -> dict[str, Deals]:
    """Both kinds of deals out of a row of aggregates."""
    return {
        name: Deals(
            count=row[f"{name}_count"],
            value=int(row[f"{name}_high"]) * HALF + int(row[f"{name}_low"]) if row[f"{name}_with_value"] else None,
            with_value=row[f"{name}_with_value"],
        )
        for name in DEAL_FIGURES
    }


def _summed(parts: Iterable[dict[str, Deals]]) -> dict[str, Deals]:
    """Both kinds of deals, each added up over the parts."""
    total = dict.fromkeys(DEAL_FIGURES, Deals())
    for part in parts:
        total = {name: total[name] + part[name] for name in DEAL_FIGURES}
    return total


def _counted(rows: QuerySet, group: str, **aggregates: Aggregate) -> dict[Any, dict[str, Any]]:
    """The aggregates of a source at each key of a group."""
    counted = keyed(rows, group).order_by().values("group_key").annotate(**aggregates)
    return {row.pop("group_key"): row for row in counted}


# --- Tables ----------------------------------------------------------------------------------------------


class _Table:
    """What was counted at each key of a group; `names` says what a party is called, where the key does not."""

    def __init__(self, scope: Scope, group: str, *, people: dict | None = None, deals: dict | None = None):
        self.people = _counted(participations(scope), group, **_PEOPLE, **(people or {}))
        counted = _counted(agreements(scope), group, **_DEALS, **(deals or {}))
        self.deals = {key: _deals(row) for key, row in counted.items()}
        self.names = {key: row.get("name") for rows in (self.people, counted) for key, row in rows.items()}
        self.keys = self.names.keys()

    def row(self, key: str, label: str, *, outside: bool = False) -> GroupRow:
        people = self.people.get(key, {})
        return GroupRow(
            key,
            str(label),
            people.get("participations", 0),
            people.get("enterprises", 0),
            **self.deals.get(key, {}),
            outside=outside,
        )


def _listed_fairs(scope: Scope, signed_for: Iterable[str]) -> list[Fair]:
    """The scope's `own` fairs, and others for which something was signed, in the order of their days."""
    listed = fairs_within(scope.reach).filter(Q(pk__in=fairs(scope)) | Q(code__in=[*signed_for]))
    return list(listed.annotate(own=Exists(fairs(scope).filter(pk=OuterRef("pk")))).order_by("starts_on", "pk"))


def _by_fair(table: _Table, listed: list[Fair]) -> tuple[GroupRow, ...]:
    rows = [table.row(fair.code, fair.name, outside=not fair.own) for fair in listed]
    if NONE in table.keys:
        rows.append(table.row(NONE, _("Not at a fair")))
    return tuple(rows)


def _by_level(scope: Scope, by_fair: _Table, listed: list[Fair]) -> tuple[GroupRow, ...]:
    people = _counted(participations(scope), "level", **_PEOPLE)
    levels = {fair.code: fair.level for fair in listed}
    deals: dict[str, list[dict[str, Deals]]] = {level: [] for level in levels.values()}
    for code, of_fair in by_fair.deals.items():
        deals.setdefault(levels.get(code, NONE), []).append(of_fair)
    labels = [*FairLevel.choices, (NONE, _("Not at a fair"))]
    return tuple(
        GroupRow(level, capfirst(str(label)), **people.get(level, {}), **_summed(deals[level]))
        for level, label in labels
        if level in deals
    )


def _by_buyer(scope: Scope) -> tuple[GroupRow, ...]:
    name = Coalesce("lead__enterprise__legal_name", "lead__agency_name", output_field=CharField())
    table = _Table(scope, "buyer", people={"name": Min("enterprise__legal_name")}, deals={"name": Min(name)})
    rows = [table.row(key, table.names[key] or _("No buyer named")) for key in table.keys]
    return tuple(
        sorted(rows, key=lambda row: (row.key == NONE, -row.contracts.count, -row.mous.count, sort_key(row.label)))
    )


def _by_district(scope: Scope) -> tuple[GroupRow, ...]:
    table = _Table(scope, "district")
    labels = {AGENCY: _("State agencies"), NONE: _("District not stated")}
    rows = [table.row(key, labels.get(key, key)) for key in table.keys]
    last = [*labels]
    return tuple(sorted(rows, key=lambda row: (row.key in labels and 1 + last.index(row.key), sort_key(row.label))))


def _by_stars(scope: Scope) -> tuple[StarsRow, ...]:
    counted = _counted(products(scope), "stars", **_HOLDERS)
    return tuple(
        StarsRow(str(stars), _("%(stars)s stars") % {"stars": stars}, **counted[stars])
        for stars in sorted(counted, reverse=True)
    )
