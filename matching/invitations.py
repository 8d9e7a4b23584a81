"""Meetings as calendars read them (RFC 5545, 5546, 6047, 7986; domain.md §11).

A meeting keeps one UID for ever; SEQUENCE rises when its time, table or state changes, DTSTAMP with each object.
An invitation names its reader alone as attendee: nobody's address is told to the other side.
"""

from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from events.models import Delegate, Participation
from matching.models import Meeting, MeetingState

REFRESH = timedelta(hours=1)


def invitation(meeting: Meeting, reader: Delegate, *, link: str = "", takes_back: bool = False) -> str:
    """What goes along with a letter: REQUEST, or CANCEL once the meeting is cancelled. In the active language.

    `takes_back`: from this reader alone; the meeting stands.
    """
    is_cancelled = takes_back or meeting.state == MeetingState.CANCELLED
    event = _event(meeting, of=reader.participation, link=link, is_cancelled=is_cancelled)
    event.add("attendee", _attendee(reader))
    return _text(_calendar("CANCEL" if is_cancelled else "REQUEST", [event]))


def published(
    meetings: Iterable[Meeting], *, of: Iterable[Participation], name: str, link: str = "", is_feed: bool = False
) -> str:
    """Meetings for a calendar that reads them by itself, or once from a file: no attendee, none that is cancelled."""
    sides = {side.pk: side for side in of}
    events = [
        _event(meeting, of=sides.get(meeting.buyer_id) or sides[meeting.seller_id], link=link, is_cancelled=False)
        for meeting in meetings
        if meeting.state != MeetingState.CANCELLED
    ]
    calendar = _calendar("PUBLISH", events)
    if is_feed:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return _text(calendar)


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Chợ Phiên//VI")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(meeting: Meeting, *, of: Participation, link: str, is_cancelled: bool) -> Event:
    other = meeting.seller if of.pk == meeting.buyer_id else meeting.buyer
    event = Event()
    event.add("uid", str(meeting.uid))  # without the host, which may change
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.slot.starts_at)
    event.add("dtend", meeting.slot.ends_at)
    event.add("summary", _("Meeting with %(other)s") % {"other": other.enterprise})
    event.add("location", ", ".join(filter(None, [meeting.place.name, meeting.fair.place or meeting.fair.name])))
    event.add("description", "\n".join(filter(None, [meeting.fair.name, link])))
    event.add("organizer", _organizer())
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return event


def _organizer() -> vCalAddress:
    """The same in every object, and the address that the letters come from."""
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{email}")
    if name:
        organizer.params["CN"] = name
    return organizer


def _attendee(reader: Delegate) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{reader.email}")
    attendee.params["CN"] = reader.name.replace('"', "")
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _text(calendar: Calendar) -> str:
    return calendar.to_ical().decode()
