"""Many who arrange a meeting at the same moment: a person sits in one, a table holds one, a pair has one to come."""

import datetime

import pytest
from django.utils import timezone

from common.models import Letter
from events.models import Delegate, ParticipationRole
from matching.actions.meetings import cancel_meeting, move_meeting, schedule_meeting
from matching.models import Meeting, PlaceUse, Seat, Slot
from tests.at_once import Refused, fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import FairFactory, ParticipationFactory, PlaceFactory, SlotFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = {"enterprise__contact_name": "Lý Thị Hoa", "enterprise__email": "hoa@example.com"}


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(uses_matching=True, starts_on=first, ends_on=first)


def slots_of(fair, count: int) -> list[Slot]:
    first = timezone.now() + datetime.timedelta(days=30)
    return [SlotFactory(fair=fair, starts_at=first + n * datetime.timedelta(minutes=20)) for n in range(count)]


def firms(fair, role: ParticipationRole, count: int = 50) -> list:
    return ParticipationFactory.create_batch(count, fair=fair, role=role, **CONTACT)


def written() -> dict[str, int]:
    models = {"meetings": Meeting, "seats": Seat, "tables": PlaceUse, "people": Delegate, "letters": Letter}
    return {name: model.objects.count() for name, model in models.items()} | {"history": Meeting.history.count()}


ONE_MEETING = {"meetings": 1, "seats": 2, "tables": 1, "people": 2, "letters": 2, "history": 1}


def test_a_table_holds_one_of_fifty_meetings(fair, tmp_path):
    sellers, buyers = firms(fair, ParticipationRole.SELLER), firms(fair, ParticipationRole.BUYER)
    (slot,), place, by = slots_of(fair, 1), PlaceFactory(fair=fair), UserFactory()

    def schedule(n: int) -> int:
        return schedule_meeting(fair=fair, buyer=buyers[n], seller=sellers[n], slot=slot, place=place, by=by).pk

    with shared_database(tmp_path):
        words = words_of_losers(fifty(schedule))
        rows = seen(written)
    assert len(words) == 1
    assert place.name in words.pop()
    assert rows == ONE_MEETING


def test_a_person_sits_in_one_of_fifty_meetings(fair, tmp_path):
    sellers, (buyer,) = firms(fair, ParticipationRole.SELLER), firms(fair, ParticipationRole.BUYER, 1)
    (slot,), places, by = slots_of(fair, 1), PlaceFactory.create_batch(50, fair=fair), UserFactory()

    def schedule(n: int) -> int:
        return schedule_meeting(fair=fair, buyer=buyer, seller=sellers[n], slot=slot, place=places[n], by=by).pk

    with shared_database(tmp_path):
        words = words_of_losers(fifty(schedule))
        rows = seen(written)
    assert len(words) == 1
    assert "Lý Thị Hoa" in words.pop()
    assert rows == ONE_MEETING


def test_a_pair_gets_one_of_fifty_meetings(fair, tmp_path):
    (seller,), (buyer,) = firms(fair, ParticipationRole.SELLER, 1), firms(fair, ParticipationRole.BUYER, 1)
    slots, places = slots_of(fair, 50), PlaceFactory.create_batch(50, fair=fair)
    by = UserFactory()

    def schedule(n: int) -> int:
        return schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[n], place=places[n], by=by).pk

    with shared_database(tmp_path):
        words = words_of_losers(fifty(schedule))
        rows = seen(written)
    assert all(words)
    assert rows == ONE_MEETING


def test_ten_meetings_that_all_move_to_one_table_leave_one_there_and_the_others_where_they_were(fair, tmp_path):
    sellers, buyers = firms(fair, ParticipationRole.SELLER, 10), firms(fair, ParticipationRole.BUYER, 10)
    slots, places, by = slots_of(fair, 2), PlaceFactory.create_batch(10, fair=fair), UserFactory()
    wanted = PlaceFactory(fair=fair)
    meetings = [
        schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[0], place=place, by=by)
        for buyer, seller, place in zip(buyers, sellers, places, strict=True)
    ]

    def move(n: int) -> int:
        return move_meeting(meeting=meetings[n], slot=slots[1], place=wanted, by=by).pk

    def held() -> list[tuple[int, int]]:
        return sorted(PlaceUse.objects.values_list("place", "slot"))

    with shared_database(tmp_path):
        outcomes = ten(move)
        words_of_losers(outcomes)
        tables = seen(held)
        seats = seen(Seat.objects.count)
    stayed = [place for place, outcome in zip(places, outcomes, strict=True) if isinstance(outcome, Refused)]
    assert tables == sorted([*((place.pk, slots[0].pk) for place in stayed), (wanted.pk, slots[1].pk)])
    assert seats == 20


def test_of_ten_who_cancel_one_meeting_one_does_and_each_side_is_told_once(fair, tmp_path):
    (seller,), (buyer,) = firms(fair, ParticipationRole.SELLER, 1), firms(fair, ParticipationRole.BUYER, 1)
    (slot,), place, by = slots_of(fair, 1), PlaceFactory(fair=fair), UserFactory()
    schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slot, place=place, by=by)
    Letter.objects.all().delete()

    def cancel(_n: int) -> int:
        return cancel_meeting(meeting=Meeting.objects.get(), reason="Đổi lịch", by=by).sequence

    with shared_database(tmp_path):
        words_of_losers(ten(cancel))
        rows = seen(written)
    assert rows == {"meetings": 1, "seats": 0, "tables": 0, "people": 2, "letters": 2, "history": 2}
