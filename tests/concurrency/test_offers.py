"""Places offered, taken, let go and decided on at the same moment: each has one holder, no quota is exceeded."""

import datetime

import pytest
from django.utils import timezone

from common.models import Letter
from events.actions import bulk, offers
from events.models import (
    Application,
    ApplicationState,
    BulkRow,
    OfferState,
    Participation,
    PlaceOffer,
    Quota,
    QuotaUse,
    Registration,
)
from tests.at_once import Killed, Refused, at_once, fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import ApplicationFactory, FairFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


def waiting(fair, n: int) -> list[Application]:
    return ApplicationFactory.create_batch(
        n, fair=fair, state="waitlisted", submitted_at=timezone.now(), contact_email="a@example.com"
    )


def held(quota) -> tuple[int, int]:
    return Quota.objects.get(pk=quota.pk).taken, QuotaUse.objects.count()


def test_of_fifty_offers_of_the_last_place_one_is_made(fair, tmp_path):
    quota, by, rows = QuotaFactory(fair=fair), UserFactory(), waiting(fair, 50)

    def offer(n: int) -> int:
        return offers.offer_place(application=Application.objects.get(pk=rows[n].pk), by=by).pk

    with shared_database(tmp_path):
        words_of_losers(fifty(offer))
        kept = seen(lambda: (held(quota), PlaceOffer.objects.count(), Letter.objects.count()))
    assert kept == ((1, 1), 1, 1)


def test_the_rule_run_on_ten_machines_offers_each_place_once(fair, tmp_path):
    Registration.objects.create(fair=fair, promotion="rule")
    quota = QuotaFactory(fair=fair, limit=3)
    waiting(fair, 8)
    with shared_database(tmp_path):
        outcomes = ten(lambda _n: offers.fill_free_places(fair))
        kept = seen(lambda: (held(quota), PlaceOffer.objects.filter(state=OfferState.OPEN).count()))
    assert not [one for one in outcomes if isinstance(one, (Refused, Killed))], outcomes
    assert sum(outcomes) == 3
    assert kept == ((3, 3), 3)


def test_an_offer_is_taken_let_go_or_expired_but_once(fair, tmp_path):
    quota, by = QuotaFactory(fair=fair), UserFactory()
    offer = offers.offer_place(application=waiting(fair, 1)[0], by=by)

    def answer(n: int) -> str:
        row = PlaceOffer.objects.select_related("application__fair").get(pk=offer.pk)
        (offers.accept_offer if n % 2 else offers.let_go)(offer=row, by=by)
        return "accepted" if n % 2 else "let_go"

    with shared_database(tmp_path):
        outcomes = ten(answer)
        words_of_losers(outcomes)
        state, application, places = seen(
            lambda: (PlaceOffer.objects.get().state, Application.objects.get().state, held(quota))
        )
    won = next(one for one in outcomes if isinstance(one, str))
    assert state == won
    if won == "accepted":
        assert (application, places) == (ApplicationState.SUBMITTED, (1, 1))
    else:
        assert (application, places) == (ApplicationState.WAITLISTED, (0, 0))


def test_two_who_approve_the_same_many_at_the_same_moment_fill_the_places_once(fair, tmp_path):
    quota, by, rows = QuotaFactory(fair=fair, limit=3), UserFactory(), waiting(fair, 6)
    both = [bulk.begin(fair=fair, deed="approve", applications=rows, by=by) for _ in range(2)]

    def decide(made) -> int:
        for row in made.rows.select_related("bulk__fair__organizer", "bulk__made_by"):
            bulk.decide_row(row)
        return made.pk

    with shared_database(tmp_path):
        outcomes = at_once(*[lambda made=made: decide(made) for made in both])
        kept = seen(
            lambda: (
                held(quota), Participation.objects.count(), Letter.objects.count(),
                BulkRow.objects.filter(outcome="done").count(), BulkRow.objects.filter(outcome="refused").count(),
            )
        )  # fmt: skip
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert kept == ((3, 3), 3, 3, 3, 9)
