"""By when a hosted fair owes the department what, and how that stands today.

The days are rows of `FairTerm`, those in force on the fair's first day. Where the last day is one of rest, the office
is closed: the countdown then runs to the day of work before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.statuses import Status
from common.working_days import after_working_days, last_working_day
from events import window
from events.models import (
    Fair,
    FairAmendment,
    FairState,
    FairTerm,
    LegalFile,
    RegistrationBasis,
    TermKind,
)
from events.presets import PRESETS

LONG_AGO = 365  # days after which nobody is reminded: the fair was taken over from older records


@dataclass(frozen=True)
class Deadline:
    """One of them: the last day of the law, since when it is possible, and when it was done."""

    kind: str
    title: str
    day: date
    today: date
    basis: str
    opens: date | None = None
    done_on: date | None = None

    @cached_property
    def by(self) -> date:
        """The last day on which an office takes it."""
        return last_working_day(self.day)

    @property
    def days_left(self) -> int:
        return ((self.by if self.today <= self.by else self.day) - self.today).days

    @property
    def is_open(self) -> bool:
        """Whether somebody should see to it: not done, possible by now, and not over for ages."""
        return (
            self.done_on is None
            and (self.opens or self.today) <= self.today
            and (self.today - self.day).days <= LONG_AGO
        )

    @property
    def status(self) -> Status:
        if self.done_on:
            return self._done(self.done_on)
        if self.opens and self.today < self.opens:
            return Status("s-wait", "is-off", _("possible from %(day)s") % {"day": said(self.opens)})
        return self._waits(self.days_left)

    def _done(self, on: date) -> Status:
        late = (on - self.day).days
        words = {"day": said(on), "n": late}
        if late <= 0:
            return Status("s-ok", "is-ok", _("done on %(day)s") % words)
        label = ngettext("done on %(day)s, %(n)s day late", "done on %(day)s, %(n)s days late", late) % words
        return Status("s-todo", "is-todo", label)

    def _waits(self, left: int) -> Status:
        if left < -LONG_AGO:
            return Status("s-off", "is-off", _("nothing is recorded"))
        if left < 0:
            label = ngettext("overdue by %(n)s day", "overdue by %(n)s days", -left) % {"n": -left}
            return Status("s-bad", "is-bad", label)
        if left == 0:
            return Status("s-todo", "is-todo", _("due today"))
        return Status("s-todo", "is-todo", ngettext("due in %(n)s day", "due in %(n)s days", left) % {"n": left})


def said(day: date) -> str:
    return date_format(day, "d/m/Y")


def terms_on(day: date, rows: Iterable[FairTerm]) -> dict[str, FairTerm]:
    """The terms in force on a day, by kind; without rows for that day none is counted."""
    return {row.kind: row for row in rows if (row.valid_from or date.min) <= day <= (row.valid_to or date.max)}


def must_register(fair: Fair) -> bool:
    """Whether the fair has to be registered: said so, or not said at a fair of a kind that usually is."""
    if fair.registration_basis == RegistrationBasis.NOT_STATED:
        return PRESETS[fair.preset].asks_registration
    return fair.registration_basis == RegistrationBasis.REGISTERED


def deadlines(fair: Fair, file: LegalFile, rows: Iterable[FairTerm]) -> list[Deadline]:
    """What the fair owes by law, in the order of the days. A fair that is called off owes nothing."""
    if not fair.is_hosted or fair.state == FairState.CANCELLED:
        return []
    terms, today = terms_on(fair.starts_on, rows), window.today_at(fair)
    found = []
    if must_register(fair):
        found += [_register(fair, file, terms, today), _change(fair, terms, today)]
    found.append(_report(fair, file, terms, today))
    return [one for one in found if one]


def _register(fair: Fair, file: LegalFile, terms: dict[str, FairTerm], today: date) -> Deadline | None:
    term, opening = terms.get(TermKind.REGISTER), fair.planned_start or fair.starts_on
    if term is None or (file.receipt_on is None and today > fair.ends_on):
        return None  # it can no longer be done
    return Deadline(
        TermKind.REGISTER,
        _("Register the fair"),
        opening - timedelta(days=term.days),
        today,
        _basis(term),
        opens=opening - timedelta(days=term.most_days) if term.most_days else None,
        done_on=file.receipt_on,
    )


def _change(fair: Fair, terms: dict[str, FairTerm], today: date) -> Deadline | None:
    """Until when a change may be filed; nobody has to, so it is shown while it is possible and then left out."""
    term = terms.get(TermKind.AMEND)
    day = fair.starts_on - timedelta(days=term.days if term else 0)
    if term is None or today > day:
        return None
    return Deadline(TermKind.AMEND, _("Last day to file a change"), day, today, _basis(term))


def _report(fair: Fair, file: LegalFile, terms: dict[str, FairTerm], today: date) -> Deadline | None:
    term = terms.get(TermKind.REPORT)
    if term is None:
        return None
    return Deadline(
        TermKind.REPORT,
        _("Report the results"),
        fair.ends_on + timedelta(days=term.days),
        today,
        _basis(term),
        opens=fair.ends_on + timedelta(days=1),
        done_on=file.report_on,
    )


def answer_of(amendment: FairAmendment, rows: Iterable[FairTerm]) -> Deadline | None:
    """By when the department answers a change that was filed, in days of work."""
    term = terms_on(amendment.filed_on, rows).get(TermKind.ANSWER)
    if term is None:
        return None
    return Deadline(
        TermKind.ANSWER,
        _("Answer of the department"),
        after_working_days(amendment.filed_on, term.days),
        window.today_at(amendment.fair),
        _basis(term),
        done_on=amendment.answered_on,
    )


def _basis(term: FairTerm) -> str:
    return term.basis_en if get_language() == "en" else term.basis_vi
