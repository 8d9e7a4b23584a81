"""The periods that a page offers: the years on record, and the quarters and months of the one that is shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.reach import Reach
from contracts.queries import agreements_within
from contracts.results.layout import scope_query
from contracts.results.scope import MONTH, QUARTER, YEAR, Period, Scope
from events.queries import fairs_within

YEARS_OFFERED = 6


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Choices:
    years: list[Choice]
    quarters: list[Choice]
    months: list[Choice]

    @property
    def is_within_year(self) -> bool:
        """Whether what is shown is no whole year of those offered."""
        return not any(choice.is_current for choice in self.years)


def recorded_years(reach: Reach) -> list[int]:
    """From the latest year on record to the first, in two queries."""
    days: list[date | None] = []
    for rows, field in ((fairs_within(reach), "starts_on"), (agreements_within(reach), "signed_on")):
        days += rows.aggregate(first=Min(field), last=Max(field)).values()
    years = [day.year for day in days if day]
    return list(range(max(years), min(years) - 1, -1)) if years else []


def latest(years: list[int]) -> Period:
    """The latest year on record that is not in the future; this year where there is none."""
    this_year = localdate().year
    return Period.of_year(next((year for year in years if year <= this_year), this_year))


def choices(reach: Reach, shown: Period, years: list[int]) -> Choices:
    year = shown.first.year

    def choice(label: str, months: int, number: int) -> Choice:
        first = date(year, (number - 1) * months + 1, 1)
        after = date(year + 1, 1, 1) if number * months == YEAR else date(year, number * months + 1, 1)
        return _choice(label, Period(first, after - timedelta(days=1)))

    def _choice(label: str, period: Period) -> Choice:
        return Choice(label, f"?{urlencode(scope_query(Scope(reach, period)))}", period == shown)

    offered = sorted({year, *years[:YEARS_OFFERED]}, reverse=True)
    return Choices(
        years=[_choice(str(offer), Period.of_year(offer)) for offer in offered],
        quarters=[choice(_("Quarter %(number)s") % {"number": n}, QUARTER, n) for n in range(1, 5)],
        months=[choice(_("Month %(number)s") % {"number": n}, MONTH, n) for n in range(1, 13)],
    )
