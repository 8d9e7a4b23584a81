"""What the page of an enterprise's application says of fees: what to pay and why, how, what came."""

from dataclasses import dataclass

from common.statuses import Status, status
from events.fees import queries
from events.fees.qr import qr_of
from events.fees.queries import Standing
from events.fees.references import spoken
from events.models import Application, FeeLine, Payment, PaymentRequest


@dataclass(frozen=True)
class FeeCard:
    """One payment request as its enterprise sees it."""

    request: PaymentRequest
    look: Status
    lines: list[FeeLine]
    payments: list[Payment]
    qr: str
    spoken: str

    @property
    def owed(self) -> int:
        return max(self.request.owed, 0)

    @property
    def too_much(self) -> int:
        return max(-self.request.owed, 0)


def cards(application: Application) -> list[FeeCard]:
    """The requests of which the enterprise was told; none where the fair asks for nothing."""
    return [
        FeeCard(
            request=row,
            look=status(row.standing, Standing(row.standing).label),
            lines=list(row.lines.all()),
            payments=list(row.payments.all()),
            qr=qr_of(row),
            spoken=spoken(row.reference),
        )
        for row in queries.told_to(application)
    ]
