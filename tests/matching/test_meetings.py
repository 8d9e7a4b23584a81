"""What is done with meetings: who and what is taken, given up, told."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from common import outbox
from common.history import Stale
from common.models import Letter
from events.models import FairState, ParticipationState
from matching.actions.meetings import (
    cancel_meeting,
    move_meeting,
    record_outcome,
    reset_outcome,
    schedule_meeting,
)
from matching.models import Meeting, MeetingState, PlaceUse, Seat
from matching.queries import openings
from tests.factories import DelegateFactory, EnterpriseFactory, FairFactory, ParticipationFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrange(fair, buyer, seller, slots, tables, clerk):
    """Schedules the buyer and the seller at the first time and table; a test says what differs."""

    def deed(**changes):
        given = {"fair": fair, "buyer": buyer, "seller": seller, "slot": slots[0], "place": tables[0], "by": clerk}
        return schedule_meeting(**given | changes)

    return deed


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def takings(meeting) -> tuple[set, set]:
    seats = set(Seat.objects.filter(meeting=meeting).values_list("delegate__participation_id", "slot_id"))
    return seats, set(PlaceUse.objects.filter(meeting=meeting).values_list("place_id", "slot_id"))


# Scheduling


def test_a_meeting_takes_a_person_of_each_side_and_its_table(arrange, buyer, seller, slots, tables, clerk):
    meeting = arrange()
    assert takings(meeting) == ({(buyer.pk, slots[0].pk), (seller.pk, slots[0].pk)}, {(tables[0].pk, slots[0].pk)})
    assert meeting.history.get().history_user == clerk


def test_a_taken_person_is_named(english, arrange, side, tables, seller):
    arrange()
    with pytest.raises(ValidationError, match=r"Người của Hợp tác xã Cồn Sen .* is already in a meeting at 08:00"):
        arrange(buyer=side("Nhà hàng Sông Trăng", "buyer"), place=tables[1])
    assert Meeting.objects.count() == 1
    assert Letter.objects.count() == 2


def test_a_taken_table_is_named(english, arrange, side, tables):
    arrange()
    with pytest.raises(ValidationError, match=rf"{tables[0]} is already taken at 08:00"):
        arrange(buyer=side("Nhà hàng Sông Trăng", "buyer"), seller=side("Cơ sở Mè láo"))
    assert PlaceUse.objects.count() == 1


def test_a_pair_has_one_meeting_to_come(english, arrange, slots, tables):
    arrange()
    with pytest.raises(ValidationError, match="already have a meeting"):
        arrange(slot=slots[1])
    assert Seat.objects.count() == 2


def test_colleagues_meet_in_parallel(arrange, side, seller, tables):
    colleague = DelegateFactory(participation=seller, name="Lâm Văn Út")
    arrange()
    second = arrange(buyer=side("Nhà hàng Sông Trăng", "buyer"), place=tables[1])
    assert second.seats.filter(delegate=colleague).exists()


def test_a_side_without_delegates_sends_the_contact_of_its_card(arrange, fair, organizer):
    card = EnterpriseFactory(
        kept_by=organizer, contact_name="Thạch Thị Phúc", phone="0912345678", email="phuc@example.com"
    )
    newcomer = ParticipationFactory(fair=fair, enterprise=card)
    meeting = arrange(seller=newcomer)
    person = newcomer.delegates.get()
    assert (person.name, person.phone, person.email) == ("Thạch Thị Phúc", "0912345678", "phuc@example.com")
    assert person.history.exists()
    assert meeting.seats.filter(delegate=person).exists()


def test_two_sellers_do_not_meet(arrange, side):
    with pytest.raises(ValidationError, match=r"."):
        arrange(buyer=side("Cơ sở Mè láo", "seller"))
    assert not Meeting.objects.exists()


def test_who_did_not_come_gets_no_meeting(arrange, seller):
    seller.state = ParticipationState.NO_SHOW
    seller.save()
    with pytest.raises(ValidationError):
        arrange()


def test_a_cancelled_fair_has_no_meetings(arrange, fair):
    fair.state = FairState.CANCELLED
    fair.save()
    with pytest.raises(ValidationError):
        arrange()


@pytest.mark.parametrize("what", ["buyer", "place", "buyer_delegate"])
def test_nothing_of_another_fair_is_taken(arrange, what, organizer):
    other = FairFactory(organizer=organizer)
    foreign = {
        "buyer": lambda: ParticipationFactory(fair=other, role="buyer"),
        "place": lambda: PlaceFactory(fair=other),
        "buyer_delegate": DelegateFactory,
    }
    with pytest.raises(ValidationError):
        arrange(**{what: foreign[what]()})
    assert not Seat.objects.exists()


# Moving


def test_moving_gives_up_what_was_taken_and_counts_the_change(meeting, buyer, seller, slots, tables, clerk, arrange):
    move_meeting(meeting=meeting, slot=slots[2], place=tables[1], by=clerk)
    assert takings(meeting) == ({(buyer.pk, slots[2].pk), (seller.pk, slots[2].pk)}, {(tables[1].pk, slots[2].pk)})
    assert (meeting.sequence, meeting.uid) == (1, Meeting.objects.get().uid)
    assert meeting.history.first().history_user == clerk
    meeting.state = MeetingState.HELD
    meeting.save()
    assert arrange(), "the old time and table are free again"


def test_a_move_that_finds_the_place_taken_changes_nothing(english, meeting, arrange, side, slots, tables, clerk):
    arrange(buyer=side("Nhà hàng Sông Trăng", "buyer"), seller=side("Cơ sở Mè láo"), slot=slots[1], place=tables[1])
    before, told = takings(meeting), Letter.objects.count()
    with pytest.raises(ValidationError, match="already taken"):
        move_meeting(meeting=meeting, slot=slots[1], place=tables[1], by=clerk)
    meeting.refresh_from_db()
    assert (takings(meeting), meeting.sequence, Letter.objects.count()) == (before, 0, told)


def test_a_meeting_moves_to_another_table_at_the_same_time(meeting, slots, tables, clerk):
    move_meeting(meeting=meeting, slot=slots[0], place=tables[2], by=clerk)
    assert meeting.place_use.place == tables[2]


def test_a_move_to_where_it_is_says_so(meeting, slots, tables, clerk):
    with pytest.raises(ValidationError):
        move_meeting(meeting=meeting, slot=slots[0], place=tables[0], by=clerk)
    assert not Letter.objects.filter(kind="meeting_moved").exists()


def test_of_two_who_move_the_same_meeting_the_second_must_look_again(meeting, slots, tables, clerk):
    stale = Meeting.objects.get(pk=meeting.pk)
    move_meeting(meeting=meeting, slot=slots[1], place=tables[0], by=clerk)
    with pytest.raises(Stale):
        move_meeting(meeting=stale, slot=slots[2], place=tables[0], by=clerk)
    assert set(Seat.objects.values_list("slot_id", flat=True)) == {slots[1].pk}


# Calling off


def test_calling_off_frees_people_and_table_and_says_why(meeting, clerk, arrange):
    cancel_meeting(meeting=meeting, reason="Bên mua về sớm", by=clerk)
    assert takings(meeting) == (set(), set())
    assert meeting.sequence == 1
    row = meeting.history.first()
    assert (row.history_user, row.history_change_reason) == (clerk, "Bên mua về sớm")
    assert "Bên mua về sớm" in Letter.objects.filter(kind="meeting_cancelled").first().body
    assert arrange().pk != meeting.pk


def test_calling_off_needs_a_reason(meeting, clerk):
    with pytest.raises(ValidationError):
        cancel_meeting(meeting=meeting, reason="  ", by=clerk)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SCHEDULED


# What came of it


@pytest.fixture
def past(meeting):
    """Its day is today, its hour is over."""
    meeting.slot.starts_at = timezone.now() - datetime.timedelta(minutes=40)
    meeting.slot.ends_at = timezone.now() - datetime.timedelta(minutes=15)
    meeting.slot.save()
    return meeting


def test_an_outcome_is_kept_with_what_follows(past, clerk):
    record_outcome(meeting=past, held=True, next_step="memorandum", note="500 hộp một tháng", by=clerk)
    past.refresh_from_db()
    assert (past.state, past.next_step, past.absent, past.note) == ("held", "memorandum", "", "500 hộp một tháng")


def test_a_meeting_that_did_not_take_place_says_who_was_missing(past, clerk):
    with pytest.raises(ValidationError):
        record_outcome(meeting=past, held=False, absent="", by=clerk)
    past.refresh_from_db()
    record_outcome(meeting=past, held=False, absent="both", by=clerk)
    past.refresh_from_db()
    assert (past.state, past.absent, past.next_step) == ("not_held", "both", "")


def test_nothing_is_recorded_before_the_day(meeting, clerk):
    with pytest.raises(ValidationError):
        record_outcome(meeting=meeting, held=True, next_step="none", by=clerk)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SCHEDULED


def test_an_outcome_is_taken_back_on_the_day_of_its_entry_alone(past, clerk):
    record_outcome(meeting=past, held=True, next_step="contract", by=clerk)
    reset_outcome(meeting=past, by=clerk)
    assert (past.state, past.next_step) == ("scheduled", "")
    assert past.seats.count() == 2
    record_outcome(meeting=past, held=True, next_step="contract", by=clerk)
    past.updated_at -= datetime.timedelta(days=1)
    with pytest.raises(ValidationError):
        reset_outcome(meeting=past, by=clerk)


def test_an_outcome_is_not_taken_back_once_the_pair_has_another_meeting(past, arrange, slots, clerk):
    record_outcome(meeting=past, held=False, absent="seller", by=clerk)
    arrange(slot=slots[2])
    with pytest.raises(ValidationError):
        reset_outcome(meeting=past, by=clerk)


# Who is told


def test_each_side_is_told_of_the_other_and_of_its_own_page(meeting):
    letters = {letter.to: letter for letter in Letter.objects.all()}
    assert len(letters) == 2
    to_buyer = letters[meeting.buyer.delegates.get().email]
    assert "Cồn Sen" in to_buyer.subject
    assert "Siêu thị" not in to_buyer.body
    assert meeting.buyer.delegates.get().personal_link.token in to_buyer.body
    assert meeting.buyer.delegates.get().personal_link.token in to_buyer.short
    assert meeting.seller.delegates.get().email not in to_buyer.body + to_buyer.calendar


def test_whoever_has_no_e_mail_is_put_on_the_call_list(arrange, seller):
    person = seller.delegates.get()
    person.email, person.phone = "", "0912345678"
    person.save()
    arrange()
    letter = Letter.objects.get(mobile="0912345678", to="")
    assert (letter.state, letter.calendar) == (Letter.State.BY_HAND, "")
    assert "Đại Phát" in letter.short
    assert letter.mobile == "0912345678"


def test_a_firm_from_abroad_reads_english(arrange, side):
    buyer = side("Aoba Foods", "buyer", country="JP", tax_code="")
    arrange(buyer=buyer)
    letter = Letter.objects.get(to=buyer.delegates.get().email)
    assert letter.subject.startswith("Meeting with Hợp tác xã Cồn Sen")


def test_a_percent_sign_in_a_reason_or_name_is_only_a_sign(meeting, clerk):
    cancel_meeting(meeting=meeting, reason="Giảm 50% %(other)s", by=clerk)
    assert "Giảm 50% %(other)s" in Letter.objects.filter(kind="meeting_cancelled").first().body


def test_letters_of_a_meeting_go_out_in_their_order(meeting, slots, tables, clerk):
    move_meeting(meeting=meeting, slot=slots[1], place=tables[0], by=clerk)
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    assert set(outbox.due().values_list("kind", flat=True)) == {"meeting_invitation"}
    assert set(Letter.objects.values_list("thread", flat=True)) == {f"meeting-{meeting.uid}"}


# Where there is room


def test_times_free_for_both_come_first_and_the_others_say_why(arrange, meeting, side, seller, fair, slots, tables):
    newcomer = side("Nhà hàng Sông Trăng", "buyer")
    found = openings(fair, newcomer, seller)
    assert [opening.slot for opening in found] == [*slots[1:], slots[0]]
    assert found[-1].busy == [seller]
    assert tables[0] not in found[-1].places


def test_a_full_hall_is_no_room(fair, side, arrange, slots, tables):
    for n, table in enumerate(tables):
        arrange(buyer=side(f"Mua {n}", "buyer"), seller=side(f"Bán {n}"), place=table)
    found = openings(fair, side("Mua", "buyer"), side("Bán"))
    assert [opening.is_free for opening in found] == [True, True, True, False]


def test_a_meeting_does_not_stand_in_its_own_way(meeting, fair, slots, tables):
    now = next(o for o in openings(fair, meeting.buyer, meeting.seller, meeting=meeting) if o.slot == slots[0])
    assert now.is_free
    assert tables[0] not in now.places
