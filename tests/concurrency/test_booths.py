"""Fifty who want one booth at the same moment: one holds it, the others are told who."""

import pytest

from common.models import Letter
from events.actions.floor import assign_booth, release_booth, swap_booths
from events.models import BoothHolding
from tests.at_once import Refused, fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import BoothFactory, FairFactory, HallFactory, ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall():
    return HallFactory(fair=FairFactory())


def firms(hall, count: int) -> list:
    return ParticipationFactory.create_batch(count, fair=hall.fair, enterprise__email="lienhe@example.com")


def held() -> list[tuple[int, int]]:
    return sorted(BoothHolding.objects.filter(released_at=None).values_list("booth", "participation"))


def written() -> tuple[int, int, int]:
    return BoothHolding.objects.count(), BoothHolding.history.count(), Letter.objects.count()


def test_a_booth_is_held_by_one_of_fifty_firms(hall, tmp_path):
    booth, wanting, by = BoothFactory(hall=hall), firms(hall, 50), UserFactory()

    def assign(n: int) -> tuple[int, int]:
        holding = assign_booth(booth=booth, participation=wanting[n], by=by)
        return holding.booth_id, holding.participation_id

    with shared_database(tmp_path):
        outcomes = fifty(assign)
        words = words_of_losers(outcomes)
        kept, rows = seen(held), seen(written)
    assert kept == [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert len(words) == 1
    assert booth.code in words.pop()
    assert rows == (1, 1, 1)


def test_a_booth_is_freed_by_one_of_ten_clicks(hall, tmp_path):
    booth, (firm,), by = BoothFactory(hall=hall), firms(hall, 1), UserFactory()
    assign_booth(booth=booth, participation=firm, by=by)

    def release(_n: int) -> int:
        return release_booth(holding=BoothHolding.objects.select_related("participation").get(), by=by).pk

    with shared_database(tmp_path):
        words_of_losers(ten(release))
        kept, rows = seen(held), seen(written)
    assert kept == []
    assert rows[:2] == (1, 2)


def test_exchanges_of_many_booths_at_the_same_moment_lose_nobody(hall, tmp_path):
    booths, firms_there, by = BoothFactory.create_batch(10, hall=hall), firms(hall, 10), UserFactory()
    for booth, firm in zip(booths, firms_there, strict=True):
        assign_booth(booth=booth, participation=firm, by=by)

    def swap(n: int) -> int:
        return len(swap_booths(first=booths[n % 10], second=booths[(n * 3 + 1) % 10], by=by))

    with shared_database(tmp_path):
        outcomes = fifty(swap)
        kept = seen(held)
    told = {outcome.kind for outcome in outcomes if isinstance(outcome, Refused)}
    assert 2 in outcomes
    assert told <= {"ValidationError", "Stale"}, outcomes
    assert [booth for booth, _firm in kept] == [booth.pk for booth in booths]
    assert sorted(firm for _booth, firm in kept) == [firm.pk for firm in firms_there]
