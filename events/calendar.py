"""Calendar files (RFC 5545, domain.md §11)."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from common.links import absolute
from events.models import Fair, FairState


def fair_calendar(fair: Fair) -> bytes:
    """The fair's days as one all-day event; DTEND is the day after the last, as the RFC has it."""
    event = Event()
    event.add("uid", f"fair-{fair.pk}@{settings.SITE_HOST}")
    event.add("sequence", fair.version - 1)
    event.add("dtstamp", timezone.now())
    event.add("summary", fair.name)
    event.add("dtstart", fair.starts_on)
    event.add("dtend", fair.ends_on + timedelta(days=1))
    event.add("location", ", ".join(filter(None, [fair.place, fair.province_as_written])))
    event.add("url", absolute(f"/o/{fair.organizer.slug}/{fair.slug}/"))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if fair.state == FairState.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Chợ Phiên//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
