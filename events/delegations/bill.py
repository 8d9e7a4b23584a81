"""What the page of a delegation says of its bill."""

from collections.abc import Callable
from dataclasses import dataclass

from common.statuses import Status, status
from events.fees import queries
from events.fees.queries import Standing
from events.models import Delegation, DelegationState, PaymentRequest


@dataclass(frozen=True)
class Bill:
    """The open request, or a cancelled one for which money is still to be given back; and whether to ask."""

    requests: list[tuple[PaymentRequest, Status]]
    may_ask: bool


def bill_of(delegation: Delegation, *, may: Callable[[str], bool]) -> Bill | None:
    """Nothing where the fair charges nothing, or for those who may not see fees."""
    if not delegation.fair.has_fees or not may("events.view_fees"):
        return None
    rows = queries.requests(delegation.fair).filter(delegation=delegation)
    found = [(row, status(row.standing, Standing(row.standing).label)) for row in rows if row.is_open or row.received]
    is_asked = any(row.is_open for row, _look in found)
    may_ask = delegation.state == DelegationState.APPROVED and not is_asked and may("events.change_fees")
    return Bill(found, may_ask)
