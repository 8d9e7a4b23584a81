"""Times of a fair: stored in UTC, meant and said in the fair's own zone."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from events.models import Fair
from matching.models import Slot


def moment(fair: Fair, day: datetime.date, hour: datetime.time) -> datetime.datetime:
    """An hour of a day at the fair, as it is stored."""
    return datetime.datetime.combine(day, hour, ZoneInfo(fair.zone)).astimezone(datetime.UTC)


def local(fair: Fair, when: datetime.datetime) -> datetime.datetime:
    """A stored moment as the fair's clocks show it."""
    return when.astimezone(ZoneInfo(fair.zone))


def today(fair: Fair) -> datetime.date:
    return local(fair, timezone.now()).date()


def day_of(fair: Fair, slot: Slot) -> datetime.date:
    return local(fair, slot.starts_at).date()


def hours(fair: Fair, slot: Slot) -> str:
    """09:30–09:50"""
    return f"{local(fair, slot.starts_at):%H:%M}–{local(fair, slot.ends_at):%H:%M}"


def said(fair: Fair, slot: Slot) -> str:
    """09:30–09:50, 19/11/2026"""
    return f"{hours(fair, slot)}, {date_format(day_of(fair, slot), 'd/m/Y')}"


def bounds(fair: Fair, day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """From the first moment of a day at the fair to that of the next."""
    midnight = datetime.time()
    return moment(fair, day, midnight), moment(fair, day + datetime.timedelta(days=1), midnight)
