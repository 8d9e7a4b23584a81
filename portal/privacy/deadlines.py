"""By when a request is answered and done, from the dated table. Days are Vietnam's, wherever the person asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from common.rule_tables import in_force
from common.working_days import after_working_days
from portal.models import RequestTerm


@dataclass(frozen=True)
class Deadlines:
    answer_by: date
    due_by: date


def deadlines(kind: str, asked_at: datetime) -> Deadlines:
    """The day of asking is not counted. A day of rest at the end does not lengthen the term: early is never wrong."""
    day = _day_in_vietnam(asked_at)
    term = _term(kind, day)
    return Deadlines(
        answer_by=after_working_days(day, term.answer_working_days), due_by=day + timedelta(days=term.done_days)
    )


def longest_extension(kind: str, asked_at: datetime, due_by: date) -> date:
    """The last day to which a request may be put off."""
    return due_by + timedelta(days=_term(kind, _day_in_vietnam(asked_at)).extension_days)


def _day_in_vietnam(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())


def _term(kind: str, on: date) -> RequestTerm:
    return RequestTerm.objects.filter(in_force(on), kind=kind).latest("valid_from")
