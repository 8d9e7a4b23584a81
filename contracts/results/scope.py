"""What a report is about: an organizer, and a period or one fair; and what stands beside it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organizer
from accounts.reach import Reach
from common.tables import day_range
from common.text import fold
from events.models import Fair, FairState
from events.queries import fairs_within

DAY = timedelta(days=1)
YEAR, QUARTER, MONTH = 12, 3, 1  # in months


@dataclass(frozen=True, order=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on its first day or later")

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> tuple[date, date]:
        """Both ends, as `__range` takes them."""
        return self.first, self.last

    @property
    def whole(self) -> int:
        """YEAR, QUARTER or MONTH where the period is exactly one of the calendar's, else 0."""
        for months in (YEAR, QUARTER, MONTH):
            begins = self.first.day == 1 and (self.first.month - 1) % months == 0
            if begins and self.last == _add_months(self.first, months) - DAY:
                return months
        return 0

    def before(self) -> "Period":
        """The calendar's year, quarter or month before; else as many days directly before."""
        length = self.last - self.first + DAY
        first = _add_months(self.first, -self.whole) if self.whole else self.first - length
        return Period(first, self.first - DAY)

    def __str__(self) -> str:
        if self.whole == YEAR:
            return _("Year %(year)s") % {"year": self.first.year}
        if self.whole == QUARTER:
            number = (self.first.month + 2) // QUARTER
            return _("Quarter %(number)s of %(year)s") % {"number": number, "year": self.first.year}
        if self.whole == MONTH:
            return _("Month %(month)s") % {"month": date_format(self.first, "m/Y")}
        return day_range(self.first, self.last)


def _add_months(day: date, months: int) -> date:
    """The first of a month, so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True)
class Scope:
    """Whose figures, of which days. With a fair its own: whatever was agreed for it, whenever it was signed.

    Whoever reaches certain fairs alone gets the figures of these. `least` is the weakest evidence from which an
    agreement counts (contracts.models.Grade); 1 counts all.
    """

    reach: Reach
    period: Period
    fair: Fair | None = None
    least: int = 1

    @classmethod
    def of_fair(cls, reach: Reach, fair: Fair, least: int = 1) -> "Scope":
        return cls(reach, Period(fair.starts_on, fair.ends_on), fair, least)

    @property
    def is_partial(self) -> bool:
        """Whether fairs of the period are left out that the person who asks does not reach."""
        return self.fair is None and not self.reach.is_whole

    @property
    def organizer(self) -> Organizer:
        return self.reach.organizer

    def before(self) -> "Scope | None":
        """The period before; for a fair its earlier edition, None where it has none in reach."""
        if self.fair is None:
            return Scope(self.reach, self.period.before(), least=self.least)
        earlier = earlier_edition(self.reach, self.fair)
        return Scope.of_fair(self.reach, earlier, self.least) if earlier else None

    def __str__(self) -> str:
        return self.fair.name if self.fair else str(self.period)


def earlier_edition(reach: Reach, fair: Fair) -> Fair | None:
    """The latest fair before it that bears its name, figures aside: "OCOP Sóc Trăng 2026" follows "… 2025"."""
    candidates = fairs_within(reach).filter(role=fair.role, starts_on__lt=fair.starts_on)
    candidates = candidates.exclude(state=FairState.CANCELLED).select_related("organizer").order_by("-starts_on")
    return next((earlier for earlier in candidates if _series(earlier) == _series(fair)), None)


def _series(fair: Fair) -> str:
    return re.sub(r"\d+", "", fold(fair.name))
