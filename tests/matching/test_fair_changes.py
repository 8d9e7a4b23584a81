"""A fair is called off or moved: its meetings follow, everyone concerned is told, all of it can be taken back."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import Letter
from events.actions.fairs import move_fair
from events.models import FairState
from matching.actions.fairs import call_off_fair, move_fair_days, undo_notice
from matching.actions.meetings import schedule_meeting
from matching.models import Meeting, MeetingState, PlaceUse, Seat
from matching.times import day_of
from tests.factories import (
    ApplicationFactory,
    DelegateFactory,
    EnterpriseFactory,
    FairFactory,
    ParticipationFactory,
)
from tests.matching.test_invitations import CalendarClient, deliver, one

pytestmark = pytest.mark.django_db
REASON = "Bão số 9 đổ bộ"


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def by(manager):
    return manager.user


@pytest.fixture
def url(organizer, fair):
    return lambda name, *args: reverse(name, args=[organizer.slug, fair.slug, *args])


def notices() -> list[Letter]:
    return list(Letter.objects.filter(kind="fair_notice").order_by("pk"))


def told() -> set[str]:
    return {letter.to or letter.mobile for letter in notices() if not letter.calendar}


def its_time_has_come() -> None:
    Letter.objects.update(not_before=timezone.now())


def test_a_fair_called_off_tells_applicants_participants_and_both_sides_of_every_meeting(fair, meeting, by, organizer):
    applied = {"fair": fair, "submitted_at": timezone.now()}
    ApplicationFactory(**applied, state="submitted", contact_email="xet@example.com")
    ApplicationFactory(**applied, state="approved", contact_phone="0911111111")
    for state in ("draft", "declined", "withdrawn", "cancelled"):
        ApplicationFactory(**applied, state=state, contact_email=f"{state}@example.com", answer="lý do")
    card = EnterpriseFactory(kept_by=organizer, email="the@example.com")
    ParticipationFactory(fair=fair, enterprise=card, state="expected")
    gone = EnterpriseFactory(kept_by=organizer, email="vang@example.com")
    ParticipationFactory(fair=fair, enterprise=gone, state="no_show")

    call_off_fair(fair=fair, reason=REASON, by=by)

    sides = {meeting.buyer.delegates.get().email, meeting.seller.delegates.get().email}
    assert told() == {"xet@example.com", "0911111111", "the@example.com", *sides}
    assert {letter.to for letter in notices() if letter.calendar} == sides
    assert all(REASON in letter.body and REASON in letter.short for letter in notices())
    assert not outbox.due().filter(kind="fair_notice").exists()


def test_meetings_are_called_off_and_give_their_seats_and_tables_up(fair, meeting, by):
    call_off_fair(fair=fair, reason=REASON, by=by)
    meeting.refresh_from_db()
    fair.refresh_from_db()
    assert (fair.state, meeting.state, meeting.sequence) == (FairState.CANCELLED, MeetingState.CANCELLED, 1)
    assert not Seat.objects.exists()
    assert not PlaceUse.objects.exists()
    for record in (fair, meeting):
        row = record.history.first()
        assert (row.history_user, row.history_change_reason) == (by, REASON)


def test_calendars_let_go_of_meetings_when_the_letters_go(fair, meeting, by):
    to, client = meeting.seller.delegates.get().email, CalendarClient()
    deliver(client, to)
    call_off_fair(fair=fair, reason=REASON, by=by)
    deliver_those_with_a_calendar(client, to)
    assert client.events
    its_time_has_come()
    deliver_those_with_a_calendar(client, to)
    assert client.events == {}


def deliver_those_with_a_calendar(client: CalendarClient, to: str) -> None:
    """As `deliver` does; the letter about the fair itself has none."""
    from django.core import mail

    mail.outbox.clear()
    while outbox.deliver_due():
        pass
    for message in mail.outbox:
        if message.to == [to] and message.alternatives:
            content, mime = message.alternatives[0]
            client.receive(content, re.fullmatch(r"text/calendar; method=(\w+)", mime)[1])


def test_who_has_no_mail_is_called_once_and_not_for_each_meeting(fair, side, slots, tables, by, clerk):
    buyer = side("Siêu thị", "buyer")
    buyer.delegates.update(email="", phone="0922222222")
    for n, name in enumerate(["HTX A", "HTX B"]):
        schedule_meeting(fair=fair, buyer=buyer, seller=side(name), slot=slots[n], place=tables[0], by=clerk)
    call_off_fair(fair=fair, reason=REASON, by=by)
    assert [letter.state for letter in notices() if letter.mobile == "0922222222"] == ["by_hand"]


def test_of_a_fair_in_the_past_nobody_is_told(organizer, by):
    past = FairFactory(organizer=organizer)
    ApplicationFactory(fair=past, state="approved", submitted_at=timezone.now(), contact_email="a@example.com")
    call_off_fair(fair=past, reason=REASON, by=by)
    past.refresh_from_db()
    assert past.state == FairState.CANCELLED
    assert notices() == []


def test_a_meeting_that_is_over_keeps_what_it_is(fair, meeting, by):
    ago = timezone.now() - datetime.timedelta(hours=2)
    meeting.slot.starts_at, meeting.slot.ends_at = ago, ago + datetime.timedelta(minutes=20)
    meeting.slot.save()
    call_off_fair(fair=fair, reason=REASON, by=by)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SCHEDULED
    assert meeting.seats.count() == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_everyone_is_told_why(fair, by, reason):
    with pytest.raises(ValidationError, match="why"):
        call_off_fair(fair=fair, reason=reason, by=by)


def test_calling_off_is_taken_back_with_every_seat_and_without_a_letter(fair, meeting, by):
    seats = set(Seat.objects.values_list("meeting", "delegate", "slot"))
    uses = set(PlaceUse.objects.values_list("meeting", "place", "slot"))
    notice = call_off_fair(fair=fair, reason=REASON, by=by)
    undo_notice(notice=notice, by=by)
    meeting.refresh_from_db()
    fair.refresh_from_db()
    assert (fair.state, meeting.state) == (FairState.PLANNED, MeetingState.SCHEDULED)
    assert meeting.sequence == 2  # never lower than what may have been read meanwhile
    assert set(Seat.objects.values_list("meeting", "delegate", "slot")) == seats
    assert set(PlaceUse.objects.values_list("meeting", "place", "slot")) == uses
    assert notices() == []
    with pytest.raises(ValidationError, match="gone out"):
        undo_notice(notice=notice, by=by)


@pytest.mark.parametrize("gone", ["time", "letter"])
def test_once_a_letter_is_on_its_way_nothing_is_taken_back(fair, meeting, by, gone):
    notice = call_off_fair(fair=fair, reason=REASON, by=by)
    if gone == "time":
        type(notice).objects.update(told_at=timezone.now())
    else:
        Letter.objects.filter(pk=notices()[0].pk).update(state="sending")
    with pytest.raises(ValidationError, match="gone out"):
        undo_notice(notice=notice, by=by)
    fair.refresh_from_db()
    assert fair.state == FairState.CANCELLED


def test_while_the_letters_wait_the_fair_is_not_opened_beside_them(fair, by):
    notice = call_off_fair(fair=fair, reason=REASON, by=by)
    notice.fair.refresh_from_db()
    with pytest.raises(ValidationError, match="take the calling off back"):
        move_fair(fair=notice.fair, deed="reopen", by=by)


# Moving


def later(fair, days: int, **other):
    shift = datetime.timedelta(days=days)
    when = {"starts_on": fair.starts_on + shift, "ends_on": fair.ends_on + shift, "place": fair.place}
    return when | other


def test_a_fair_that_moves_takes_its_times_and_meetings_along_and_updates_calendars(fair, meeting, slots, by):
    to, client = meeting.buyer.delegates.get().email, CalendarClient()
    deliver(client, to)
    move_fair_days(fair=fair, **later(fair, 7, place="Quảng trường"), reason=REASON, by=by)
    meeting.refresh_from_db()
    meeting.slot.refresh_from_db()
    fair.refresh_from_db()
    assert meeting.slot.starts_at == slots[0].starts_at + datetime.timedelta(days=7)
    assert (meeting.state, meeting.sequence) == (MeetingState.SCHEDULED, 1)
    assert day_of(fair, meeting.slot) == fair.starts_on
    its_time_has_come()
    deliver_those_with_a_calendar(client, to)
    [(sequence, start, place)] = client.events.values()
    assert (sequence, start) == (1, f"{meeting.slot.starts_at:%Y%m%dT%H%M%SZ}")
    assert place.endswith("Quảng trường")
    assert {one(letter.calendar, "UID") for letter in notices() if letter.calendar} == {str(meeting.uid)}


def test_a_fair_of_two_days_moves_by_one_although_its_times_then_meet(fair, by, clerk, organizer):
    from matching.actions.slots import Hours, set_up_slots

    fair.ends_on += datetime.timedelta(days=1)
    fair.save()
    for day in (fair.starts_on, fair.ends_on):
        set_up_slots(fair=fair, hours=Hours(day, datetime.time(8), datetime.time(9), minutes=20), by=clerk)
    before = set(fair.slots.values_list("starts_at", flat=True))
    move_fair_days(fair=fair, **later(fair, 1), reason=REASON, by=by)
    assert set(fair.slots.values_list("starts_at", flat=True)) == {at + datetime.timedelta(days=1) for at in before}


def test_a_longer_fair_moves_no_meeting_and_tells_of_none(fair, meeting, by):
    ApplicationFactory(fair=fair, state="approved", submitted_at=timezone.now(), contact_email="a@example.com")
    days = {"starts_on": fair.starts_on, "ends_on": fair.ends_on + datetime.timedelta(days=2), "place": fair.place}
    move_fair_days(fair=fair, **days, reason="Kéo dài", by=by)
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    assert "a@example.com" in told()
    assert not any(letter.calendar for letter in notices())


def test_moving_is_taken_back_and_nobody_is_told(fair, meeting, slots, by):
    notice = move_fair_days(fair=fair, **later(fair, 7, place="Nơi khác"), reason=REASON, by=by)
    undo_notice(notice=notice, by=by)
    meeting.refresh_from_db()
    meeting.slot.refresh_from_db()
    before = (fair.starts_on, fair.ends_on, fair.place)
    fair.refresh_from_db()
    assert (fair.starts_on, fair.ends_on, fair.place) == before
    assert (meeting.slot.starts_at, meeting.sequence) == (slots[0].starts_at, 2)
    assert notices() == []


def test_a_move_on_which_a_new_meeting_stands_is_not_taken_back(fair, meeting, side, slots, tables, by, clerk):
    notice = move_fair_days(fair=fair, **later(fair, 7), reason=REASON, by=by)
    slots[1].refresh_from_db()
    schedule_meeting(fair=fair, buyer=side("B", "buyer"), seller=side("C"), slot=slots[1], place=tables[1], by=clerk)
    with pytest.raises(ValidationError, match="know the new days"):
        undo_notice(notice=notice, by=by)


def test_a_meeting_is_not_left_outside_the_fair(organizer, fair, meeting, by):
    fair.ends_on += datetime.timedelta(days=1)
    fair.save()
    days = later(fair, 7)
    days["starts_on"] = days["ends_on"]  # so the meetings move by eight days, onto the last
    move_fair_days(fair=fair, **days, reason=REASON, by=by)
    with pytest.raises(ValidationError, match="still wait"):
        move_fair_days(fair=fair, **later(fair, 1), reason=REASON, by=by)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_on": -30, "ends_on": -30}, "over"),
        ({"starts_on": 5, "ends_on": 4}, "before the first"),
        ({"starts_on": 0, "ends_on": 0}, "other days"),
    ],
)
def test_days_that_make_no_sense_are_refused(fair, by, change, words):
    days = {name: fair.starts_on + datetime.timedelta(days=n) for name, n in change.items()}
    with pytest.raises(ValidationError, match=words):
        move_fair_days(fair=fair, **days, place=fair.place, reason=REASON, by=by)


def test_a_fair_that_is_over_is_not_moved(organizer, by):
    past = FairFactory(organizer=organizer)
    with pytest.raises(ValidationError, match="still to come"):
        move_fair_days(fair=past, **later(past, 4000), reason=REASON, by=by)


# The pages


def test_the_page_says_how_many_hear_of_it_shows_the_letter_and_then_does_it(manager, fair, meeting, url):
    page = manager.get(url("fair_call_off"))
    assert (page.context["audience"].by_mail, page.context["audience"].by_phone) == (4, 0)
    looked = manager.post(url("fair_call_off"), {"reason": REASON, "step": "look"})
    assert REASON in looked.context["letter"].body
    fair.refresh_from_db()
    assert (fair.state, notices()) == (FairState.PLANNED, [])
    manager.post(url("fair_call_off"), {"reason": REASON, "step": "do"})
    fair.refresh_from_db()
    assert (fair.state, len(notices())) == (FairState.CANCELLED, 4)
    notice = manager.get(url("fair")).context["notice"]
    manager.post(url("fair_notice_undo", notice.pk))
    fair.refresh_from_db()
    assert (fair.state, notices()) == (FairState.PLANNED, [])


def test_days_with_which_people_reckon_are_changed_only_where_they_are_told(manager, fair, meeting, url):
    fair.refresh_from_db()
    form = manager.get(url("fair_edit")).context["form"]
    assert all(form.fields[name].disabled for name in ("starts_on", "ends_on", "place"))
    day = fair.starts_on + datetime.timedelta(days=3)
    data = {"starts_on": day, "ends_on": day, "place": "Quảng trường", "reason": REASON, "version": fair.version}
    looked = manager.post(url("fair_days"), data | {"step": "look"})
    assert "Quảng trường" in looked.context["letter"].body
    manager.post(url("fair_days"), data | {"step": "do"})
    fair.refresh_from_db()
    assert (fair.starts_on, fair.place) == (day, "Quảng trường")


def test_a_large_fair_is_called_off_and_back_in_a_fixed_number_of_queries(
    fair, side, slots, tables, by, clerk, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def off_and_on() -> int:
        with CaptureQueriesContext(
            connection,
        ) as done:
            undo_notice(notice=call_off_fair(fair=fair, reason=REASON, by=by), by=by)
        return len(done)

    def fill(n: int) -> None:
        for place in tables[:n]:
            buyer, seller = side(f"Mua {place}", "buyer"), side(f"Bán {place}")
            schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[0], place=place, by=clerk)
            ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now())

    fill(1)
    few = off_and_on()
    for meeting in Meeting.objects.all():
        assert meeting.state == MeetingState.SCHEDULED
    for place in tables[1:]:
        buyer, seller = side(f"Mua {place}", "buyer"), side(f"Bán {place}")
        schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[1], place=place, by=clerk)
        ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now())
    DelegateFactory(participation=ParticipationFactory(fair=fair, state="expected"), phone="0933333333")
    assert off_and_on() == few
