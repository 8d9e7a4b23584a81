"""What each line of a bank's list would do, by its reference and amount: pays a request, or too little, or too much."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from common.money import format_dong
from common.statuses import Status, status
from common.text import fold
from events.actions.fees import recorded_keys
from events.fees import queries
from events.fees.bank_list import Fault, Line, Statement
from events.fees.references import references_in
from events.models import Fair, PaymentRequest, RequestState


class Fit(models.TextChoices):
    EXACT = "exact", pgettext_lazy("bank line", "paid exactly")
    UNDER = "under", pgettext_lazy("bank line", "too little")
    OVER = "over", pgettext_lazy("bank line", "too much")
    ENDED = "ended", pgettext_lazy("bank line", "request is cancelled")
    LIKELY = "likely", pgettext_lazy("bank line", "without reference, amount and name fit")
    UNKNOWN = "unknown", pgettext_lazy("bank line", "belongs to no request of this fair")
    RECORDED = "recorded", pgettext_lazy("bank line", "recorded already")


TICKED = (Fit.EXACT, Fit.UNDER, Fit.OVER)  # what is recorded unless somebody takes the tick away
OFFERED = (*TICKED, Fit.ENDED, Fit.LIKELY)


@dataclass(frozen=True)
class Match:
    """A line beside the request that it seems to pay."""

    line: Line
    fit: Fit
    request: PaymentRequest | None = None

    @property
    def look(self) -> Status:
        return status(self.fit, Fit(self.fit).label)

    @property
    def is_ticked(self) -> bool:
        return self.fit in TICKED

    @property
    def difference(self) -> int:
        """How far the amount lies from what is still owed."""
        return abs(self.line.amount - max(self.request.owed, 0)) if self.request else 0


@dataclass
class Preview:
    matches: list[Match]
    faults: list[Fault]
    passed_over: int

    def those(self, *fits: Fit) -> list[Match]:
        return [match for match in self.matches if match.fit in fits]

    @property
    def offered(self) -> list[Match]:
        return self.those(*OFFERED)

    @property
    def unknown(self) -> list[Match]:
        return self.those(Fit.UNKNOWN)

    @property
    def recorded(self) -> list[Match]:
        return self.those(Fit.RECORDED)

    @property
    def sum_ticked(self) -> str:
        return format_dong(sum(match.line.amount for match in self.offered if match.is_ticked))


def match_statement(fair: Fair, statement: Statement) -> Preview:
    """Find the request of each line. A line that stands twice in the list is taken once."""
    rows = list(queries.requests(fair).order_by("pk"))
    by_reference = {row.reference: row for row in rows}
    open_now = {row.billed: row for row in rows if row.state == RequestState.ASKED}
    recorded = set(recorded_keys(fair.organizer, [line.key for line in statement.lines]))
    matches, left = [], {row.pk: row.owed for row in rows}
    for line in statement.lines:
        if line.key in recorded:
            matches.append(Match(line, Fit.RECORDED))
            continue
        recorded.add(line.key)
        match = _match(line, by_reference, open_now, left)
        if match.request and match.is_ticked:
            left[match.request.pk] -= line.amount
        matches.append(match)
    return Preview(matches, statement.faults, statement.passed_over)


def _match(line: Line, by_reference: dict, open_now: dict, left: dict[int, int]) -> Match:
    named = next((by_reference[found] for found in references_in(line.text) if found in by_reference), None)
    if named is None:
        likely = _likely(line, open_now, left)
        return Match(line, Fit.LIKELY, likely) if likely else Match(line, Fit.UNKNOWN)
    request = open_now.get(named.billed)  # whoever pays by the old reference pays what replaced it
    if request is None:
        return Match(line, Fit.ENDED, named)
    owed = max(left[request.pk], 0)
    fit = Fit.EXACT if line.amount == owed else Fit.UNDER if line.amount < owed else Fit.OVER
    return Match(line, fit, request)


def _likely(line: Line, open_now: dict, left: dict[int, int]) -> PaymentRequest | None:
    """The one request of which exactly this amount is owed and whose enterprise is named; never ticked by itself."""
    text = fold(line.text).replace(" ", "")
    found = [row for row in open_now.values() if left[row.pk] == line.amount and _is_named(row, text)]
    return found[0] if len(found) == 1 else None


def _is_named(row: PaymentRequest, text: str) -> bool:
    """Whether a text names the payer: the enterprise, or the delegation or the name on its bill."""
    names = filter(None, [str(row.payer), row.delegation.bill_to if row.delegation else ""])
    return any(fold(name).replace(" ", "") in text for name in names)
