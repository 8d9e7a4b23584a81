"""A fair is called off or moved: its meetings follow, everyone concerned is told, and all of it can be taken back.

The letters wait until the time of undoing is over. Everything is written by sets: a large fair is one deed too.
"""

import datetime
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.text import clean
from events import window
from events.actions.fairs import move_fair, save_fair
from events.actions.review import UNDO_TIME
from events.models import Delegate, Fair, FairNotice, FairState
from matching import notices
from matching.models import Meeting, MeetingState, PlaceUse, Seat
from matching.states import MEETING
from matching.times import bounds

ASIDE = timedelta(days=20_000)


@transaction.atomic
def call_off_fair(*, fair: Fair, reason: str, by: User) -> FairNotice:
    """Cancel a fair with its meetings to come, and tell everyone why. Of a fair in the past nobody is told."""
    fair = _locked(fair)
    notice = _notice(fair, FairNotice.Kind.CANCEL, reason, by)
    audience = notices.audience(fair)
    move_fair(fair=fair, deed="cancel", by=by, reason=notice.reason)
    notice.seats = [[one.pk, [seat.delegate_id for seat in one.seats.all()]] for one in audience.meetings]
    _move(audience.meetings, "cancel", by=by, reason=notice.reason)
    of_fair = {"meeting__in": Meeting.objects.filter(fair=fair, state=MeetingState.CANCELLED)}
    history.save(notice, by=by)
    notices.write(notice, audience)
    Seat.objects.filter(**of_fair).delete()
    PlaceUse.objects.filter(**of_fair).delete()
    return notice


@transaction.atomic
def move_fair_days(
    *, fair: Fair, starts_on: datetime.date, ends_on: datetime.date, place: str, reason: str, by: User
) -> FairNotice:
    """To other days or another place: times and meetings move by as many days, and everyone concerned is told why."""
    fair = _locked(fair)
    _check_days(fair, starts_on, ends_on)
    if (starts_on, ends_on, clean(place)) == (fair.starts_on, fair.ends_on, fair.place):
        raise ValidationError(_("Enter other days or another place."), "unchanged")
    notice = _notice(fair, FairNotice.Kind.MOVE, reason, by)
    days = (starts_on - fair.starts_on).days
    meetings_move = bool(days) or clean(place) != fair.place
    fair.starts_on, fair.ends_on, fair.place = starts_on, ends_on, clean(place)
    save_fair(fair=fair, by=by, reason=notice.reason)
    _shift(fair, days)
    _refuse_meetings_outside(fair)
    audience = notices.audience(fair, with_meetings=meetings_move)
    _move(audience.meetings, "move", by=by, reason=notice.reason)
    history.save(notice, by=by)
    notices.write(notice, audience)
    return notice


@transaction.atomic
def undo_notice(*, notice: FairNotice, by: User) -> FairNotice:
    """Take it back while its letters wait: the fair and its meetings are what they were, and nobody is told."""
    fair = _locked(notice.fair)
    notice = FairNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    notice.fair = fair
    if not notice.may_undo or fair.notices.first() != notice or not notices.recall(notice):
        raise ValidationError(_("The letters have gone out: this can no longer be taken back."), "too_late")
    notice.undone_at = timezone.now()
    history.save(notice, by=by)
    words = _("Taken back before anybody was told")
    if notice.kind == FairNotice.Kind.CANCEL:
        move_fair(fair=fair, deed="reopen", by=by, reason=words)
        _restore(notice, by=by, reason=words)
    else:
        _move_back(notice, by=by, reason=words)
    return notice


def _locked(fair: Fair) -> Fair:
    """As it is now; who arranges a meeting at the same moment waits."""
    return Fair.objects.select_for_update(of=("self",), no_key=True).select_related("organizer").get(pk=fair.pk)


def _notice(fair: Fair, kind: FairNotice.Kind, reason: str, by: User) -> FairNotice:
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why; everyone concerned reads it.")})
    last = fair.notices.first()
    if last and last.may_undo:
        raise ValidationError(_("The letters about the last change still wait. Take it back, or wait for them."))
    notice = FairNotice(
        fair=fair, kind=kind, reason=reason, old_starts_on=fair.starts_on, old_ends_on=fair.ends_on,
        old_place=fair.place, told_at=timezone.now() + UNDO_TIME, made_by=by,
    )  # fmt: skip
    notice.full_clean(exclude=["seats", "undone_at"])
    return notice


def _check_days(fair: Fair, starts_on: datetime.date, ends_on: datetime.date) -> None:
    today = window.today_at(fair)
    if fair.state != FairState.PLANNED or fair.ends_on < today:
        raise ValidationError(_("Only a fair that is still to come or runs today can be moved."), "over")
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day comes before the first.")})
    if fair.starts_on <= today and starts_on != fair.starts_on:
        raise ValidationError({"starts_on": _("The fair has begun: its first day stands.")})
    if fair.starts_on > today and starts_on < today:
        raise ValidationError({"starts_on": _("This day is over.")})
    if ends_on < today:
        raise ValidationError({"ends_on": _("This day is over.")})


def _shift(fair: Fair, days: int) -> None:
    """Every time of the fair by so many days. First far away: none may meet one that has not moved yet."""
    if days:
        for step in (ASIDE, timedelta(days=days) - ASIDE):
            fair.slots.update(starts_at=F("starts_at") + step, ends_at=F("ends_at") + step)


def _refuse_meetings_outside(fair: Fair) -> None:
    first, end = bounds(fair, fair.starts_on)[0], bounds(fair, fair.ends_on)[1]
    to_come = Meeting.objects.filter(fair=fair, state=MeetingState.SCHEDULED)
    count = to_come.exclude(slot__starts_at__gte=first, slot__starts_at__lt=end).count()
    if count:
        words = _("%(n)s meetings would then lie outside the days of the fair. Move them first.")
        raise ValidationError({"ends_on": words % {"n": count}})


def _move(meetings: list[Meeting], deed: str, *, by: User, reason: str) -> None:
    for meeting in meetings:
        meeting.state = states.after(MEETING, meeting.state, deed)
        meeting.sequence += 1
    history.bulk_update(meetings, ["state", "sequence"], by=by, reason=reason)


def _restore(notice: FairNotice, *, by: User, reason: str) -> None:
    """The meetings that were called off, with their tables and with who sat in them."""
    people = dict(notice.seats)
    meetings = list(Meeting.objects.filter(pk__in=people).order_by("pk"))
    _move(meetings, "restore", by=by, reason=reason)
    known = set(Delegate.objects.filter(participation__fair=notice.fair).values_list("pk", flat=True))
    Seat.objects.bulk_create(
        Seat(meeting=meeting, delegate_id=person, slot_id=meeting.slot_id)
        for meeting in meetings
        for person in people[meeting.pk]
        if person in known
    )
    PlaceUse.objects.bulk_create(
        PlaceUse(meeting=meeting, place_id=meeting.place_id, slot_id=meeting.slot_id) for meeting in meetings
    )


def _move_back(notice: FairNotice, *, by: User, reason: str) -> None:
    fair = notice.fair
    meetings = list(notices.to_come(fair))
    if any(meeting.updated_at > notice.created_at for meeting in meetings):
        raise ValidationError(_("Meetings were arranged or moved since then, and their people know the new days."))
    days = (notice.old_starts_on - fair.starts_on).days
    has_moved = bool(days) or notice.old_place != fair.place
    fair.starts_on, fair.ends_on, fair.place = notice.old_starts_on, notice.old_ends_on, notice.old_place
    save_fair(fair=fair, by=by, reason=reason)
    _shift(fair, days)
    if has_moved:
        _move(meetings, "move", by=by, reason=reason)
