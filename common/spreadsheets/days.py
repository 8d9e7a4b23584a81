"""Days as cells hold them and as people type them: the day first, then the month, four figures of a year."""

import re
from datetime import date, datetime
from typing import Any

FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_WRITTEN = 100  # characters: the patterns below take time in the square of a text's spaces

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4}|\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)


class DayError(ValueError):
    """A day that cannot be taken; `code`: not_a_day, impossible_day, two_digit_year, out_of_range."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read_day(value: Any) -> date:
    """A day from a date cell or text: 14/3/2019, 14-03-2019, 14.03.2019, 2019-03-14; no bare number."""
    day = _day_in(value) if isinstance(value, str) else value
    if isinstance(day, datetime):
        day = day.date()
    if not isinstance(day, date):
        raise DayError("not_a_day")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DayError("out_of_range")
    return day


def _day_in(text: str) -> date:
    if len(text) > MAX_WRITTEN:
        raise DayError("not_a_day")
    text = re.sub(r"\s*([/.-])\s*", r"\1", text.strip())
    match = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if match is None:
        raise DayError("not_a_day")
    if len(match["year"]) == 2:
        raise DayError("two_digit_year")
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise DayError("impossible_day") from None
