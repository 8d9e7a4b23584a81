"""The times and tables of a fair, set up before meetings are arranged."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from events.models import Fair
from matching.models import Place, Slot
from matching.times import bounds, moment

MOST_TABLES = 200
SHORTEST, LONGEST = 5, 240


@dataclass(frozen=True)
class Hours:
    """A stretch of one day, cut into turns of so many minutes with a pause between them."""

    day: datetime.date
    first: datetime.time
    last: datetime.time
    minutes: int
    buffer: int = 0
    break_from: datetime.time | None = None
    break_to: datetime.time | None = None


@transaction.atomic
def set_up_slots(*, fair: Fair, hours: Hours, by: User) -> list[Slot]:
    """Cut a stretch of a day into slots; those that would reach into the break are left out."""
    fair = _locked(fair)
    _check_hours(fair, hours)
    slots = _cut(fair, hours)
    if not slots:
        raise ValidationError(_("Not one turn fits between these hours."), "nothing_fits")
    if fair.slots.filter(starts_at__lt=slots[-1].ends_at, ends_at__gt=slots[0].starts_at).exists():
        raise ValidationError(
            _("There are times between these hours already. Choose other hours, or take those of the day away first."),
            "overlap",
        )
    Slot.objects.bulk_create(slots)
    note = _("Times for meetings on %(day)s: %(n)s") % {"day": date_format(hours.day, "d/m/Y"), "n": len(slots)}
    history.save(fair, by=by, reason=note)
    return slots


@transaction.atomic
def remove_slots(*, fair: Fair, day: datetime.date, by: User) -> int:
    """Take away the times of a day at which no meeting stands or stood; returns how many went."""
    fair = _locked(fair)
    first, end = bounds(fair, day)
    free = fair.slots.filter(starts_at__gte=first, starts_at__lt=end, meetings=None)
    removed, _by_model = Slot.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
    if removed:
        note = _("Times for meetings taken away on %(day)s: %(n)s")
        history.save(fair, by=by, reason=note % {"day": date_format(day, "d/m/Y"), "n": removed})
    return removed


@transaction.atomic
def add_tables(*, fair: Fair, count: int, by: User) -> list[Place]:
    """Add so many tables; their numbers go on after those that the fair has."""
    fair = _locked(fair)
    names = set(fair.places.values_list("name", flat=True))
    last = max(fair.places.values_list("rank", flat=True), default=0)
    if count < 1 or last + count > MOST_TABLES:
        raise ValidationError({"count": _("A fair has from 1 to %(most)s tables.") % {"most": MOST_TABLES}})
    numbers = range(last + 1, last + count + 1)
    places = [Place(fair=fair, name=_("Table %(n)s") % {"n": n}, rank=n) for n in numbers]
    places = [place for place in places if place.name not in names]
    history.bulk_create(places, by=by, reason="")
    return places


@transaction.atomic
def remove_table(*, place: Place, by: User) -> None:
    """Take away a table at which no meeting stands or stood."""
    if place.meetings.exists():
        raise ValidationError(_("Meetings stand at this table. Move them first; a table once used is kept."), "used")
    history.delete(place, by=by)


def _locked(fair: Fair) -> Fair:
    """Two who set up at the same moment follow one another."""
    return Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)


def _check_hours(fair: Fair, hours: Hours) -> None:
    if not fair.starts_on <= hours.day <= fair.ends_on:
        raise ValidationError({"day": _("Choose one of the days of the fair.")})
    if hours.last <= hours.first:
        raise ValidationError({"last": _("The end comes before the beginning.")})
    if not SHORTEST <= hours.minutes <= LONGEST:
        limits = {"least": SHORTEST, "most": LONGEST}
        raise ValidationError({"minutes": _("A turn lasts from %(least)s to %(most)s minutes.") % limits})
    if hours.buffer < 0:
        raise ValidationError({"buffer": _("A pause cannot be below zero.")})
    if (hours.break_from is None) != (hours.break_to is None):
        raise ValidationError({"break_to": _("Enter both ends of the break, or neither.")})
    if hours.break_from and hours.break_to <= hours.break_from:
        raise ValidationError({"break_to": _("The end comes before the beginning.")})


def _cut(fair: Fair, hours: Hours) -> list[Slot]:
    start, end = moment(fair, hours.day, hours.first), moment(fair, hours.day, hours.last)
    pause = (
        (moment(fair, hours.day, hours.break_from), moment(fair, hours.day, hours.break_to))
        if hours.break_from
        else None
    )
    length, step = datetime.timedelta(minutes=hours.minutes), datetime.timedelta(minutes=hours.buffer)
    slots = []
    while start + length <= end:
        if pause and start < pause[1] and start + length > pause[0]:
            start = pause[1]
            continue
        slots.append(Slot(fair=fair, starts_at=start, ends_at=start + length))
        start += length + step
    return slots
