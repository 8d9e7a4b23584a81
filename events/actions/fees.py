"""What is done about fees: asking, cancelling, recording money, giving it back, taking a wrong entry back, reminding.

A request and a row of money are never changed. The organizer's row is locked where a running number is given.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import history, outbox, states
from common.money import format_dong
from common.text import clean
from events.fees import letters, queries
from events.fees.bank_list import Line
from events.fees.reckoning import Reckoner, Reckoning
from events.fees.references import reference
from events.models import (
    Application,
    ApplicationState,
    Delegation,
    Fair,
    FeeLine,
    FeeTerms,
    Payment,
    PaymentMethod,
    PaymentRequest,
    RequestState,
)
from events.registration import quotas
from events.states import PAYMENT_REQUEST
from events.window import today_at

UNDO_TIME = datetime.timedelta(minutes=10)
PAYER = ("delegation", "application__enterprise", "application__submitted_by")
AT_ONCE = 25  # requests of one press; more of them are a job


@transaction.atomic
def make_request(
    *,
    application: Application,
    by: User,
    due_on: datetime.date | None = None,
    funded_elsewhere: str = "",
    replaces: int | None = None,
) -> PaymentRequest:
    """Ask an approved enterprise to pay what its application costs, less the support. The letter waits ten minutes.

    The open request that it `replaces` is cancelled for it, and what came for that one is carried over.
    """
    organizer = lock_organizer(application.fair)
    quotas.lock(application.fair)
    application = _locked_application(application)
    _check_approved(application)
    reckoning = Reckoner(application.fair).reckon(application, funded_elsewhere=funded_elsewhere.strip())
    asked = {"application": application, "funded_elsewhere": funded_elsewhere, "organizer": organizer}
    return ask(PaymentRequest(**asked), reckoning, by=by, due_on=due_on, replaces=replaces)


def ask(
    request: PaymentRequest, reckoning: Reckoning, *, by: User, due_on: datetime.date | None, replaces: int | None
) -> PaymentRequest:
    """Make a request that names so far what is billed; the organizer, the fair and what is billed are locked."""
    open_now = request.billed.payment_requests.filter(state=RequestState.ASKED)
    earlier = open_now.select_for_update(no_key=True).first()
    if (earlier.pk if earlier else None) != replaces:
        raise ValidationError(_("A payment request was made meanwhile. Look at it first."))
    if earlier:
        cancel_request(request=earlier, reason=_("Replaced by a new request"), by=by, tell=False)
    _write_request(request, reckoning, by=by, due_on=due_on)
    if earlier:
        _carry_over(earlier, request, by=by)
    letters.send(request, letters.REQUEST, not_before=request.told_at)
    return request


def _locked_application(application: Application) -> Application:
    rows = Application.objects.select_related("fair__organizer", "enterprise", "package", "submitted_by")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=application.pk)


def _check_approved(application: Application) -> None:
    if application.delegation_id:
        words = _("This firm stands on the bill of its delegation, %(delegation)s. Ask the delegation to pay.")
        raise ValidationError(words % {"delegation": application.delegation})
    if application.state != ApplicationState.APPROVED:
        raise ValidationError(_("Only an approved application is asked to pay."))
    if application.waits_to_be_told:
        raise ValidationError(_("The approval can still be taken back. Ask for payment once its letter has gone out."))


def _write_request(made: PaymentRequest, reckoning: Reckoning, *, by: User, due_on: datetime.date | None) -> None:
    fair = made.billed.fair
    if not reckoning.price:
        raise ValidationError(
            _("Nothing is charged for this application.")
            if made.application
            else _("Nothing is charged for this delegation.")
        )
    terms, today = queries.terms_of(fair), today_at(fair)
    if terms is None:
        raise ValidationError(_("Say first into which account the fees of this fair are paid."))
    due_on = due_on or today + datetime.timedelta(days=terms.days_to_pay)
    if due_on < today:
        raise ValidationError({"due_on": _("This day is over. Choose a later one.")})
    number = _next(made.organizer.payment_requests.filter(year=today.year), "number")
    said = _account_of(terms) | {
        "fair": fair,
        "year": today.year,
        "number": number,
        "reference": reference(today.year, number),
        "price": reckoning.price,
        "support": reckoning.support,
        "total": reckoning.total,
        "support_rule": reckoning.rule,
        "support_year": fair.starts_on.year,
        "issued_on": today,
        "due_on": due_on,
        "told_at": timezone.now() + UNDO_TIME,
        "made_by": by,
    }
    for name, value in said.items():
        setattr(made, name, value)
    made.full_clean(exclude=["application", "delegation"])  # locked above, one of them is empty
    history.save(made, by=by)
    lines = reckoning.lines()
    for line in lines:
        line.request = made
    FeeLine.objects.bulk_create(lines)


def _account_of(terms: FeeTerms) -> dict[str, str]:
    account = terms.account
    return {
        "bank_bin": account.bank_bin,
        "bank_name": account.bank_name,
        "account_number": account.number,
        "account_holder": account.holder,
    }


def _carry_over(earlier: PaymentRequest, made: PaymentRequest, *, by: User) -> None:
    """What came for the request that is replaced now counts for the new one: a row leaves there, a row comes here."""
    earlier.refresh_from_db(fields=["received"])
    if not earlier.received:
        return
    moved = {"amount": earlier.received, "paid_on": made.issued_on, "method": PaymentMethod.CARRIED, "recorded_by": by}
    note = _("Carried over from payment request %(earlier)s to %(made)s") % {"earlier": earlier, "made": made}
    for request, kind in ((earlier, Payment.Kind.REFUND), (made, Payment.Kind.RECEIVED)):
        is_in = kind == Payment.Kind.RECEIVED
        row = Payment(organizer=made.organizer, request=request, kind=kind, is_in=is_in, note=note, **moved)
        row.save()
        _count(request.pk, row)
    made.refresh_from_db(fields=["received"])


@transaction.atomic
def make_requests(*, fair: Fair, applications: Iterable[int], by: User, due_on: datetime.date | None = None) -> int:
    """Ask those of them that were not asked yet; returns how many requests were made."""
    lock_organizer(fair)
    quotas.lock(fair)
    reckoner, made = Reckoner(fair), 0
    rows = list(queries.to_ask(fair).filter(pk__in=list(applications)).select_related("fair__organizer"))
    costs = reckoner.reckon_all(rows)
    for row in rows:
        if costs[row.pk].price:
            make_request(application=row, by=by, due_on=due_on)
            made += 1
    return made


@transaction.atomic
def cancel_request(*, request: PaymentRequest, reason: str, by: User, tell: bool = True) -> PaymentRequest:
    """Cancel a request for a reason. Money that came for it is then to be given back.

    Within the ten minutes in which its letter waits, the letter is taken back and the enterprise never hears of it.
    """
    row = _locked_request(request)
    if row.version != request.version:
        raise history.Stale(row)
    row.state = states.after(PAYMENT_REQUEST, row.state, "cancel")
    row.reason = clean(reason)
    if not row.reason:
        raise ValidationError({"reason": _("Say why it is cancelled; the enterprise reads it.")})
    row.clean_fields(exclude=["application", "delegation", "fair"])
    history.save(row, by=by, reason=row.reason)
    was_told = not outbox.recall(thread=letters.thread_of(row), kind=letters.REQUEST)
    if tell and was_told:
        letters.send(row, letters.CANCELLED)
    return row


def cancel_for(billed: Application | Delegation, *, by: User) -> None:
    """The application or delegation came to an end: nothing is to be paid for it any more."""
    row = billed.payment_requests.filter(state=RequestState.ASKED).first()
    if row:
        cancel_request(request=row, reason=_("The place at the fair was cancelled"), by=by)


@dataclass(frozen=True)
class Money:
    """An amount that came or went: when, how, and by what it is found again in the books of the bank."""

    amount: int
    paid_on: datetime.date
    method: str = PaymentMethod.BANK
    bank_ref: str = ""
    note: str = ""
    line_key: str = ""


@transaction.atomic
def record_payment(*, request: PaymentRequest, money: Money, by: User) -> Payment:
    """Record money that came for a request, with a receipt; its letter waits ten minutes.

    `request.received` is what the clerk saw: an entry that was sent twice, or by two at once, is made once.
    """
    lock_organizer(request.fair)
    row = _as_seen(request)
    number = _next_receipt(row.organizer, row.fair)
    payment = _write_payment(row, Payment.Kind.RECEIVED, money, by=by, **number)
    letters.send_receipts([payment], not_before=timezone.now() + UNDO_TIME)
    return payment


@transaction.atomic
def refund(*, request: PaymentRequest, money: Money, by: User) -> Payment:
    """Record money that was given back: never more than came."""
    row = _as_seen(request)
    if money.amount > row.received:
        words = _("Only %(received)s đ came for this request. No more can be given back.")
        raise ValidationError({"amount": words % {"received": format_dong(row.received)}})
    return _write_payment(row, Payment.Kind.REFUND, money, by=by)


@transaction.atomic
def reverse_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """Take a wrong entry back by another row; a receipt that went out with it is declared void."""
    request = _locked_request(payment.request)
    payment = Payment.objects.select_related("request__fair__organizer", "organizer").get(pk=payment.pk)
    payment.request = request
    if not payment.may_reverse:
        raise ValidationError(_("This entry was reversed already."))
    if payment.method == PaymentMethod.CARRIED:
        raise ValidationError(_("What was carried over goes with its request: cancel that one instead."))
    if not clean(reason):
        raise ValidationError({"reason": _("Say what was wrong with the entry.")})
    if payment.is_in and payment.amount > request.received:
        raise ValidationError(_("Part of it was given back since. Reverse that entry first."))
    money = Money(payment.amount, today_at(request.fair), payment.method, note=clean(reason))
    row = _write_payment(request, Payment.Kind.REVERSAL, money, by=by, reverses=payment, is_in=not payment.is_in)
    Payment.objects.filter(pk=payment.pk).update(reversed_at=timezone.now())
    if payment.kind == Payment.Kind.RECEIVED:
        letters.call_back_receipt(payment)
    return row


@transaction.atomic
def record_lines(*, fair: Fair, found: Iterable[tuple[int, Line]], by: User) -> int:
    """Record lines of a bank's list, each for one request of the fair; a line that was recorded before is left out."""
    organizer = lock_organizer(fair)
    found = list(found)
    rows = fair.payment_requests.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = rows.filter(pk__in=[pk for pk, _line in found])
    rows = rows.select_related("fair__organizer", *PAYER)
    requests = {row.pk: row for row in rows}
    known = set(recorded_keys(organizer, [line.key for _pk, line in found]))
    number = _next_receipt(organizer, fair)
    made = []
    for pk, line in found:
        if pk in requests and line.key not in known:
            known.add(line.key)
            money = Money(line.amount, line.day, bank_ref=line.number, note=line.text, line_key=line.key)
            made.append(_write_payment(requests[pk], Payment.Kind.RECEIVED, money, by=by, **number))
            number = number | {"receipt_number": number["receipt_number"] + 1}
    letters.send_receipts(made, not_before=timezone.now() + UNDO_TIME)
    return len(made)


def recorded_keys(organizer: Organizer, keys: list[str]) -> list[str]:
    """Those lines of bank lists that count already."""
    rows = organizer.payments.filter(line_key__in=keys, reversed_at=None)
    return list(rows.values_list("line_key", flat=True))


@transaction.atomic
def remind(*, fair: Fair, requests: Iterable[int], by: User | None) -> int:
    """Remind those of them who owe something and heard nothing within three days; returns how many letters."""
    due = queries.to_remind(fair).filter(pk__in=list(requests)).order_by("pk")
    rows = list(due.select_for_update(of=("self",), no_key=True))
    for row in rows:
        row.reminded_at = timezone.now()
        letters.send(row, letters.REMINDER)
    history.bulk_update(rows, ["reminded_at"], by=by, reason=_("Reminded"))
    return len(rows)


def _write_payment(request: PaymentRequest, kind: str, money: Money, *, by: User, **more) -> Payment:
    """Add a row of money and count it; the request is locked."""
    if money.paid_on > today_at(request.fair):
        raise ValidationError({"paid_on": _("This day has not come yet.")})
    row = Payment(
        organizer=request.organizer,
        request=request,
        kind=kind,
        amount=money.amount,
        paid_on=money.paid_on,
        method=money.method,
        bank_ref=money.bank_ref,
        note=clean(money.note),
        line_key=money.line_key,
        recorded_by=by,
        **{"is_in": kind == Payment.Kind.RECEIVED} | more,
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
            _count(request.pk, row)
    except IntegrityError:
        words = _("This transaction of the bank (%(number)s) is recorded already.")
        raise ValidationError({"bank_ref": words % {"number": money.bank_ref or "–"}}) from None
    request.received += row.amount if row.is_in else -row.amount
    return row


def _count(pk: int, row: Payment) -> None:
    sign = 1 if row.is_in else -1
    PaymentRequest.objects.filter(pk=pk).update(received=F("received") + sign * row.amount)


def lock_organizer(fair: Fair) -> Organizer:
    """Numbers of one organizer are given one after the other; unique keys stand behind it."""
    return Organizer.objects.select_for_update(no_key=True).get(pk=fair.organizer_id)


def _locked_request(request: PaymentRequest) -> PaymentRequest:
    rows = PaymentRequest.objects.select_related("organizer", "fair__organizer", *PAYER)
    return rows.select_for_update(of=("self",), no_key=True).get(pk=request.pk)


def _as_seen(request: PaymentRequest) -> PaymentRequest:
    row = _locked_request(request)
    if row.received != request.received:
        raise ValidationError(_("Money was recorded for this request meanwhile. Look at it again, then enter yours."))
    return row


def _next(rows, field: str) -> int:
    return (rows.aggregate(last=Max(field))["last"] or 0) + 1


def _next_receipt(organizer: Organizer, fair: Fair) -> dict[str, int]:
    year = today_at(fair).year
    number = _next(organizer.payments.filter(receipt_year=year), "receipt_number")
    return {"receipt_year": year, "receipt_number": number}
