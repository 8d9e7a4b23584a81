"""What the page of an application, or of a delegation's link, says of fees: what to pay and why, how, what came."""

from dataclasses import dataclass

from django.urls import reverse

from common.statuses import Status, status
from events.fees import queries
from events.fees.qr import qr_of
from events.fees.queries import Standing
from events.fees.references import spoken
from events.models import Application, Delegation, FeeLine, Payment, PaymentRequest


@dataclass(frozen=True)
class FeeCard:
    """One payment request as its payer sees it."""

    request: PaymentRequest
    look: Status
    lines: list[FeeLine]
    payments: list[Payment]
    qr: str
    spoken: str
    paper_url: str

    @property
    def owed(self) -> int:
        return max(self.request.owed, 0)

    @property
    def too_much(self) -> int:
        return max(-self.request.owed, 0)


def cards(billed: Application | Delegation, *, paper: str, receipt: str, args: list) -> list[FeeCard]:
    """The requests of which the payer was told; none where the fair asks for nothing.

    `paper` and `receipt` name the addresses of its papers, which begin with `args`.
    """
    return [
        FeeCard(
            request=row,
            look=status(row.standing, Standing(row.standing).label),
            lines=list(row.lines.all()),
            payments=[_with_url(one, reverse(receipt, args=[*args, row.pk, one.pk])) for one in row.payments.all()],
            qr=qr_of(row),
            spoken=spoken(row.reference),
            paper_url=reverse(paper, args=[*args, row.pk]),
        )
        for row in queries.told_to(billed)
    ]


def _with_url(payment: Payment, url: str) -> Payment:
    payment.url = url
    return payment
