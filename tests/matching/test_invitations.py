"""Invitations as a calendar reads them, over raw lines: another reader than the library that writes them."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from common import outbox
from common.models import Letter
from matching.actions.meetings import cancel_meeting, move_meeting, schedule_meeting
from matching.actions.people import change_person
from matching.invitations import published

pytestmark = pytest.mark.django_db


def lines(text: str) -> list[tuple[str, dict, str]]:
    """Every property with its parameters and value; lines unfolded by RFC 5545, 3.1."""
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        match = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:",]*))*):(.*)', line)
        assert match, line
        params = dict(re.findall(r';([A-Z-]+)=("[^"]*"|[^;:]*)', match[2]))
        found.append((match[1], params, match[3].replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n")))
    return found


def one(text: str, name: str) -> str:
    values = [value for key, _params, value in lines(text) if key == name]
    assert len(values) == 1, (name, values)
    return values[0]


class CalendarClient:
    """Keeps what invitations tell it as RFC 5546 asks: the higher sequence wins, a cancellation removes."""

    def __init__(self):
        self.events: dict[str, tuple[int, str, str]] = {}

    def receive(self, text: str, mime_method: str) -> None:
        assert one(text, "METHOD") == mime_method
        uid, sequence = one(text, "UID"), int(one(text, "SEQUENCE"))
        kept = self.events.get(uid)
        assert mime_method == "REQUEST" or kept, "a cancellation came before its invitation"
        if kept and sequence < kept[0]:
            return
        if mime_method == "CANCEL":
            assert one(text, "STATUS") == "CANCELLED"
            del self.events[uid]
        else:
            self.events[uid] = (sequence, one(text, "DTSTART"), one(text, "LOCATION"))


def deliver(client: CalendarClient, to: str) -> None:
    """Send all that is due, round by round as the worker does, and hand one mailbox's invitations over."""
    mail.outbox.clear()
    while outbox.deliver_due():
        pass
    for message in mail.outbox:
        if message.to == [to]:
            content, mime = message.alternatives[0]
            client.receive(content, re.fullmatch(r"text/calendar; method=(\w+)", mime)[1])


def test_a_calendar_follows_a_meeting_from_invitation_over_move_to_cancellation(meeting, slots, tables, clerk):
    to, client = meeting.seller.delegates.get().email, CalendarClient()
    deliver(client, to)
    [(uid, (sequence, start, place))] = client.events.items()
    assert uid == str(meeting.uid)
    assert (sequence, start) == (0, f"{slots[0].starts_at:%Y%m%dT%H%M%SZ}")
    assert place == f"{tables[0]}, Nhà thi đấu"

    move_meeting(meeting=meeting, slot=slots[2], place=tables[1], by=clerk)
    deliver(client, to)
    assert client.events == {uid: (1, f"{slots[2].starts_at:%Y%m%dT%H%M%SZ}", f"{tables[1]}, Nhà thi đấu")}

    cancel_meeting(meeting=meeting, reason="Mưa lớn", by=clerk)
    deliver(client, to)
    assert client.events == {}


def test_all_three_sent_at_once_still_arrive_in_order(meeting, slots, tables, clerk):
    move_meeting(meeting=meeting, slot=slots[2], place=tables[1], by=clerk)
    cancel_meeting(meeting=meeting, reason="Mưa lớn", by=clerk)
    client = CalendarClient()
    deliver(client, meeting.buyer.delegates.get().email)
    assert client.events == {}
    assert not Letter.objects.filter(state=Letter.State.WAITING).exists()


def test_an_invitation_holds_what_the_rules_ask(meeting, slots):
    person = meeting.buyer.delegates.get()
    text = Letter.objects.get(to=person.email).calendar
    assert one(text, "ORGANIZER") == "mailto:" + settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">")
    assert one(text, "ATTENDEE") == f"mailto:{person.email}"
    assert one(text, "STATUS") == "CONFIRMED"
    assert one(text, "DTEND") == f"{slots[0].ends_at:%Y%m%dT%H%M%SZ}"
    assert "Cồn Sen" in one(text, "SUMMARY")
    assert person.personal_link.token in one(text, "DESCRIPTION")
    assert re.fullmatch(r"\d{8}T\d{6}Z", one(text, "DTSTAMP"))
    assert one(text, "VERSION") == "2.0"


def test_each_object_has_its_own_stamp_and_the_same_organizer(meeting, slots, tables, clerk, monkeypatch):
    later = timezone.now() + datetime.timedelta(hours=1)
    first = Letter.objects.first().calendar
    monkeypatch.setattr("matching.invitations.timezone.now", lambda: later)
    move_meeting(meeting=meeting, slot=slots[1], place=tables[0], by=clerk)
    second = Letter.objects.filter(kind="meeting_moved").first().calendar
    assert one(second, "DTSTAMP") == f"{later:%Y%m%dT%H%M%SZ}" != one(first, "DTSTAMP")
    assert one(first, "ORGANIZER") == one(second, "ORGANIZER")
    assert one(first, "UID") == one(second, "UID")


def test_a_feed_publishes_without_attendees_and_without_what_was_called_off(meeting, clerk, side, slots, tables, fair):
    other = side("Nhà hàng Sông Trăng", "buyer")
    second = schedule_meeting(fair=fair, buyer=other, seller=meeting.seller, slot=slots[1], place=tables[0], by=clerk)
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    text = published([meeting, second], of=[meeting.seller], name="Lịch gặp", is_feed=True)
    assert one(text, "METHOD") == "PUBLISH"
    assert one(text, "UID") == str(second.uid)
    assert "Sông Trăng" in one(text, "SUMMARY")
    names = [name for name, _params, _value in lines(text)]
    assert "ATTENDEE" not in names
    assert ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT1H") in lines(text)
    assert one(text, "X-PUBLISHED-TTL") == "PT1H"


def test_when_a_persons_mailbox_changes_the_old_lets_go_and_the_new_is_asked_under_the_same_uid(meeting, clerk):
    person = meeting.seller.delegates.get()
    old, other = person.email, meeting.buyer.delegates.get().email
    before, after, others = CalendarClient(), CalendarClient(), CalendarClient()
    deliver(before, old)
    person.email = "moi@example.com"
    change_person(delegate=person, by=clerk)
    meeting.refresh_from_db()
    for client, to in ((before, old), (after, "moi@example.com"), (others, other)):
        for letter in Letter.objects.filter(to=to).order_by("pk"):
            client.receive(letter.calendar, one(letter.calendar, "METHOD"))
    assert before.events == {}
    assert [(uid, event[0]) for uid, event in after.events.items()] == [(str(meeting.uid), 1)]
    assert meeting.sequence == 1
    assert list(others.events) == [str(meeting.uid)]
    farewell = Letter.objects.filter(to=old).latest("pk")
    assert "moi@example.com" not in farewell.body + farewell.calendar
    assert person.personal_link.token not in farewell.body + farewell.calendar
    assert one(farewell.calendar, "ATTENDEE") == f"mailto:{old}"


@pytest.mark.parametrize(("old", "new"), [("", "moi@example.com"), ("Cu@example.com", "cu@example.com")])
def test_a_first_mailbox_or_the_same_in_other_letters_cancels_nothing(meeting, clerk, old, new):
    person = meeting.seller.delegates.get()
    type(person).objects.filter(pk=person.pk).update(email=old)
    person.email = new
    change_person(delegate=person, by=clerk)
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    assert not Letter.objects.filter(calendar__contains="METHOD:CANCEL").exists()
