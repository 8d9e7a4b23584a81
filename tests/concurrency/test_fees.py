"""Clerks who record the same line, or ask the same enterprise, at the same moment: once."""

import datetime
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.models import Letter
from events.actions import delegation_fees, fees
from events.actions.review import decide
from events.fees.bank_list import Line
from events.models import Application, Payment, PaymentRequest
from tests.at_once import Refused, shared_database, ten
from tests.concurrency.ground import seen
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    DelegationFactory,
    FairFactory,
    FeeTermsFactory,
    PackageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application():
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(starts_on=first, ends_on=first)
    FeeTermsFactory(fair=fair)
    package = PackageFactory(fair=fair, price=5_000_000)
    told = {"state": "approved", "submitted_at": timezone.now(), "contact_email": "a@example.com"}
    return ApplicationFactory(fair=fair, package=package, enterprise=AccountFactory(), **told)


def test_a_bank_line_that_ten_clerks_record_at_once_counts_once(application, tmp_path):
    by = UserFactory()
    request = fees.make_request(application=application, by=by)
    line = Line(1, timezone.localdate(), 5_000_000, request.reference)

    def record(_n: int) -> int:
        return fees.record_lines(fair=application.fair, found=[(request.pk, line)], by=by)

    with shared_database(tmp_path):
        made = ten(record)
        kept = seen(lambda: (Payment.objects.count(), PaymentRequest.objects.get().received))
        receipts = seen(Letter.objects.filter(kind="fee_receipt").count)
    assert Counter(made) == {0: 9, 1: 1}
    assert (kept, receipts) == ((1, 5_000_000), 1)


def test_of_ten_who_enter_the_same_payment_by_hand_one_does(application, tmp_path):
    by = UserFactory()
    request = fees.make_request(application=application, by=by)

    def record(_n: int) -> int:
        money = fees.Money(5_000_000, timezone.localdate())
        return fees.record_payment(request=request, money=money, by=by).amount

    with shared_database(tmp_path):
        outcomes = ten(record)
        received = seen(lambda: PaymentRequest.objects.get().received)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert (len(refused), {one.kind for one in refused}) == (9, {"ValidationError"})
    assert received == 5_000_000


def test_an_enterprise_that_ten_clerks_ask_at_once_is_asked_once(application, tmp_path):
    by = UserFactory()

    def ask(_n: int) -> int:
        return fees.make_requests(fair=application.fair, applications=[application.pk], by=by)

    with shared_database(tmp_path):
        made = ten(ask)
        requests = seen(PaymentRequest.objects.count)
    assert Counter(made) == {0: 9, 1: 1}
    assert requests == 1


def test_a_delegation_that_ten_clerks_ask_at_once_is_asked_once(application, tmp_path):
    by, fair = UserFactory(), application.fair
    delegation = DelegationFactory(fair=fair, package=application.package, state="approved")

    def ask(_n: int) -> int:
        return delegation_fees.make_requests(fair=fair, delegations=[delegation.pk], by=by)

    with shared_database(tmp_path):
        made = ten(ask)
        requests = seen(PaymentRequest.objects.count)
    assert Counter(made) == {0: 9, 1: 1}
    assert requests == 1


def test_a_place_that_is_cancelled_while_money_is_recorded_ends_with_both(application, tmp_path):
    """The two take their rows in one order: neither is broken off, and the money shows as to be given back."""
    by = UserFactory()
    request = fees.make_request(application=application, by=by)

    def act(n: int) -> str:
        if n % 2:
            row = Application.objects.select_related("fair__organizer", "enterprise").get(pk=application.pk)
            return decide(application=row, deed="cancel", by=by, answer="Hết chỗ").state
        line = Line(n, timezone.localdate(), 1_000 + n, request.reference)
        return str(fees.record_lines(fair=application.fair, found=[(request.pk, line)], by=by))

    with shared_database(tmp_path):
        outcomes = ten(act)
        row = seen(lambda: PaymentRequest.objects.get())
    refused = {outcome.kind for outcome in outcomes if isinstance(outcome, Refused)}
    assert refused <= {"ValidationError", "Stale"}, outcomes
    assert (row.state, row.received) == ("cancelled", sum(1_000 + n for n in range(0, 10, 2)))


def test_no_way_into_the_table_counts_a_line_or_transaction_twice(application):
    by = UserFactory()
    request = fees.make_request(application=application, by=by)
    row = {"organizer": request.organizer, "request": request, "kind": "received", "is_in": True, "amount": 1}
    row |= {"paid_on": timezone.localdate(), "recorded_by": by}
    for key in ({"line_key": "a" * 64}, {"bank_ref": "FT1"}, {"receipt_year": 2026, "receipt_number": 1}):
        Payment.objects.create(**row, **key)
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(**row, **key)
