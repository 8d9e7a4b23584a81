"""A fair that charges for its booths, with an application that is approved and was told so."""

import datetime

import pytest
from django.utils import timezone

from common import history
from events.actions import fees
from events.models import PaymentRequest
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    FairFactory,
    FeeAccountFactory,
    FeeTermsFactory,
    PackageFactory,
    UserFactory,
)

PRICE = 5_000_000


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, starts_on=first, ends_on=first)
    FeeTermsFactory(fair=fair, account=FeeAccountFactory(organizer=organizer, number="1012345678"))
    return fair


@pytest.fixture
def package(fair):
    return PackageFactory(fair=fair, name_vi="Gian hàng tiêu chuẩn", price=PRICE)


@pytest.fixture
def approved(fair, package):
    """Makes applications that are approved and told so."""

    def make(**fields):
        given = {"fair": fair, "package": package if fields.get("fair", fair) == fair else None}
        told = {"state": "approved", "submitted_at": timezone.now(), "contact_email": "hoa@example.com"}
        return ApplicationFactory(**given | {"enterprise": AccountFactory()} | told | fields)

    return make


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def ask(approved, by):
    """Makes a payment request of which the enterprise was told."""

    def make(application=None, **fields) -> PaymentRequest:
        made = fees.make_request(application=application or approved(), by=by, **fields)
        PaymentRequest.objects.filter(pk=made.pk).update(told_at=timezone.now())
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def pay(by):
    def make(request, amount, **fields):
        request.refresh_from_db()
        money = fees.Money(amount, timezone.localdate(), **fields)
        return fees.record_payment(request=request, money=money, by=by)

    return make


def change(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    history.save(record, by=None)
