"""What payers are told of fees: the request, a reminder, a receipt, that one of these is void."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common import outbox
from common.models import Letter
from common.money import format_dong
from events.fees.payers import payer_of
from events.fees.references import spoken
from events.letters import SHORT_LENGTH, Text
from events.models import Payment, PaymentRequest

REQUEST, REMINDER, CANCELLED, RECEIPT, VOID = (
    "fee_request", "fee_reminder", "fee_cancelled", "fee_receipt", "fee_receipt_void",
)  # fmt: skip

# What happened, as subject and sentence. Below zero nothing is asked for: then "_free" stands.
TEXTS = {
    REQUEST: (
        gettext_noop("Fee for %(fair)s: %(amount)s đ"),
        gettext_noop("%(enterprise)s is asked to pay %(amount)s đ by %(day)s."),
    ),
    f"{REQUEST}_free": (
        gettext_noop("Fee for %(fair)s: nothing to pay"),
        gettext_noop("The support covers the whole fee of %(enterprise)s. Nothing has to be paid."),
    ),
    REMINDER: (
        gettext_noop("Reminder, fee for %(fair)s: %(amount)s đ"),
        gettext_noop("Of the fee of %(enterprise)s %(amount)s đ have not come in yet. They are due on %(day)s."),
    ),
    CANCELLED: (
        gettext_noop("Payment request cancelled: %(fair)s"),
        gettext_noop("Payment request %(code)s of %(enterprise)s is cancelled. Please pay nothing more for it."),
    ),
}


def thread_of(request: PaymentRequest) -> str:
    return f"fee-request-{request.pk}"


def written(request: PaymentRequest, kind: str) -> Text:
    """A letter about a request, with how to pay where there is something to pay."""
    payer, amount = payer_of(request), max(request.owed, 0)
    asks = kind in (REQUEST, REMINDER) and amount > 0
    subject, sentence = TEXTS[f"{REQUEST}_free" if kind == REQUEST and not amount else kind]
    with translation.override(payer.reader.language):
        facts = {
            "fair": request.fair.name,
            "enterprise": payer.name,
            "amount": format_dong(amount),
            "day": date_format(request.due_on, "d/m/Y"),
            "code": request.code,
        }
        said = [_(sentence) % facts]
        if kind == CANCELLED:
            said.append(_("The organizer writes:") + f"\n{request.reason}")
        if asks:
            said.append(_how_to_pay(request))
        if asks and payer.link:
            said.append(_("The page shows line by line what is paid, with a code for your bank's app:"))
        return _letter(request, _(subject) % facts, said)


def _how_to_pay(request: PaymentRequest) -> str:
    lines = (
        (_("Account"), f"{request.account_number}, {request.bank_name}"),
        (_("Account holder"), request.account_holder),
        (_("Text of the transfer"), spoken(request.reference)),
    )
    return "\n".join(f"{label}: {value}" for label, value in lines)


def receipt(payment: Payment, *, is_void: bool = False) -> Text:
    """That money came in, or that an earlier letter said so by mistake."""
    request = payment.request
    payer = payer_of(request)
    with translation.override(payer.reader.language):
        facts = {
            "fair": request.fair.name,
            "enterprise": payer.name,
            "amount": format_dong(payment.amount),
            "day": date_format(payment.paid_on, "d/m/Y"),
            "code": payment.receipt_code,
        }
        if is_void:
            subject = _("Receipt %(code)s is void: %(fair)s")
            said = _("It was recorded by mistake, and does not count.")
        else:
            subject = _("Receipt %(code)s: %(amount)s đ, %(fair)s")
            said = _("%(amount)s đ of %(enterprise)s came in on %(day)s. Thank you.") % facts
        return _letter(request, subject % facts, [said])


def _letter(request: PaymentRequest, subject: str, said: list[str]) -> Text:
    payer = payer_of(request)
    link = payer.link
    greeting = _("Dear %(name)s,") % {"name": payer.reader.name}
    body = "\n\n".join(filter(None, [greeting, *said, link, request.fair.organizer.name]))
    short = f"{subject}. {said[0]}"[: SHORT_LENGTH - len(link) - 1]
    return Text(subject, body, f"{short.strip()} {link}".strip())


def letter(
    request: PaymentRequest, text: Text, *, kind: str, thread: str, not_before: datetime | None = None
) -> Letter:
    """A letter for the outbox, not kept yet."""
    reader = payer_of(request).reader
    return outbox.written(
        organizer=request.fair.organizer,
        about_fair=request.fair_id,
        to=reader.email,
        mobile=reader.phone,
        name=reader.name,
        subject=text.subject,
        body=text.body,
        short=text.short,
        kind=kind,
        thread=thread,
        not_before=not_before,
    )


def send(request: PaymentRequest, kind: str, *, not_before: datetime | None = None) -> None:
    outbox.post_all(
        [letter(request, written(request, kind), kind=kind, thread=thread_of(request), not_before=not_before)]
    )


def send_receipts(payments: list[Payment], *, not_before: datetime) -> None:
    """Each in a thread of its own, so that it can be called back alone."""
    outbox.post_all(
        [
            letter(row.request, receipt(row), kind=RECEIPT, thread=row.letter_thread, not_before=not_before)
            for row in payments
        ]
    )


def call_back_receipt(payment: Payment) -> None:
    """A receipt that was a mistake: not sent where it still waits, else declared void."""
    thread = payment.letter_thread
    if not outbox.recall(thread=thread, kind=RECEIPT):
        outbox.post_all([letter(payment.request, receipt(payment, is_void=True), kind=VOID, thread=thread)])
