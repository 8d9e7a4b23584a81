"""Fifty enterprises submit for the last place: one has it, the others wait, and no quota is ever exceeded."""

import datetime

import pytest
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentPurpose
from common.models import Letter
from events.actions.applications import submit_application
from events.models import Application, ApplicationState, Quota, QuotaUse
from tests.at_once import Killed, Refused, fifty, shared_database
from tests.concurrency.ground import seen, without
from tests.factories import ApplicationFactory, FairFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


def look_first(quota: Quota) -> int:
    """What a program does that looks before it writes: the place is free, so it is taken."""
    row = Quota.objects.get(pk=quota.pk)
    if row.left < 1:
        raise LookupError
    application = Application.objects.filter(quota_uses=None).order_by("?").first()
    QuotaUse.objects.create(quota=quota, application=application, amount=1)
    Quota.objects.filter(pk=quota.pk).update(taken=row.taken + 1 + QuotaUse.objects.filter(quota=quota).count() - 1)
    return application.pk


def test_without_the_constraint_who_looks_first_takes_the_last_place_many_times(fair, tmp_path):
    quota = QuotaFactory(fair=fair)
    ApplicationFactory.create_batch(50, fair=fair)
    with shared_database(tmp_path), without(Quota, "quota_never_exceeded"):
        fifty(lambda _n: look_first(quota))
        uses = seen(QuotaUse.objects.count)
    assert uses > 1


def test_of_fifty_submissions_for_the_last_place_one_has_it_and_the_others_wait(fair, tmp_path):
    quota, by = QuotaFactory(fair=fair), UserFactory()
    give_consent(user=by, purpose=ConsentPurpose.REGISTRATION, language="vi")
    rows = ApplicationFactory.create_batch(50, fair=fair, fascia_name="HTX Phú Hòa", contact_email="a@example.com")

    def submit(n: int) -> str:
        return submit_application(application=Application.objects.get(pk=rows[n].pk), by=by).state

    with shared_database(tmp_path):
        outcomes = fifty(submit)
        states = seen(lambda: sorted(Application.objects.values_list("state", flat=True)))
        kept = seen(lambda: (Quota.objects.get(pk=quota.pk).taken, QuotaUse.objects.count(), Letter.objects.count()))
    assert not [outcome for outcome in outcomes if isinstance(outcome, (Refused, Killed))], outcomes
    assert states == [ApplicationState.SUBMITTED] + [ApplicationState.WAITLISTED] * 49
    assert kept == (1, 1, 50)
