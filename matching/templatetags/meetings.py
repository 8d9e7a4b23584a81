"""What the pages of meetings say of times."""

import datetime

from django import template

from events.models import Fair
from matching import times
from matching.models import Slot

register = template.Library()


@register.filter
def hours(slot: Slot, fair: Fair) -> str:
    """09:30–09:50, by the fair's clocks"""
    return times.hours(fair, slot)


@register.filter
def begins(slot: Slot, fair: Fair) -> str:
    """09:30"""
    return f"{times.local(fair, slot.starts_at):%H:%M}"


@register.filter
def on(slot: Slot, fair: Fair) -> datetime.date:
    """The slot's day at the fair."""
    return times.day_of(fair, slot)
