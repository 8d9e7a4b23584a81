"""Terms in days of work: neither Saturdays, Sundays nor public holidays, but the days worked in their stead.

Where the government has not yet set a year's days, weekends alone are left out: the term then ends earlier, never
later, than it might.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from common.models import SpecialDay

SATURDAY = 5
LONGEST_REST = timedelta(days=30)  # no holiday lasts longer


def after_working_days(start: date, count: int) -> date:
    """The last of so many days of work that follow a day; that day itself is not counted."""
    working = _working_days_after(start)
    day = start
    for _n in range(count):
        day = next(working)
    return day


def _working_days_after(start: date) -> Iterator[date]:
    """Each day of work after a day; the special days are read a quarter of a year at once."""
    day, known_until, special = start, start, {}
    while True:
        day += timedelta(days=1)
        if day > known_until:
            known_until = day + timedelta(days=90)
            rows = SpecialDay.objects.filter(day__range=(day, known_until))
            special = dict(rows.values_list("day", "is_working"))
        if special.get(day, day.weekday() < SATURDAY):
            yield day


def enter_day(*, day: SpecialDay) -> SpecialDay:
    """A day that the government announced. Terms that were counted before keep their days."""
    day.save()
    return day


def remove_day(*, day: SpecialDay) -> None:
    day.delete()


def last_working_day(day: date) -> date:
    """The day itself where people work on it, else the last day of work before it."""
    special = dict(SpecialDay.objects.filter(day__range=(day - LONGEST_REST, day)).values_list("day", "is_working"))
    while not special.get(day, day.weekday() < SATURDAY):
        day -= timedelta(days=1)
    return day
