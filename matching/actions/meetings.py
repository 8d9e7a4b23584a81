"""What is done with meetings. Seats and tables are taken as rows; their constraints decide who was first."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.text import clean
from events.models import Delegate, Fair, FairState, Participation, ParticipationRole, ParticipationState
from matching import letters
from matching.models import Meeting, NextStep, Place, PlaceUse, Seat, Slot
from matching.states import MEETING
from matching.times import day_of, hours, local, today

SIDES = ("buyer", "seller", "both")


@transaction.atomic
def schedule_meeting(
    *,
    fair: Fair,
    buyer: Participation,
    seller: Participation,
    slot: Slot,
    place: Place,
    by: User,
    buyer_delegate: Delegate | None = None,
    seller_delegate: Delegate | None = None,
    note: str = "",
) -> Meeting:
    """A buyer and a seller meet in a slot at a table; both are invited.

    Where no delegate is named, the first who is free at that time comes; a side that has none sends its contact.
    """
    _lock_open(fair)
    _check_sides(fair, buyer, seller)
    _check_place(fair, slot, place)
    meeting = Meeting(fair=fair, buyer=buyer, seller=seller, slot=slot, place=place, note=clean(note))
    people = [
        buyer_delegate or _who_comes(buyer, slot, by),
        seller_delegate or _who_comes(seller, slot, by),
    ]
    if [person.participation_id for person in people] != [buyer.pk, seller.pk]:
        raise ValidationError(_("A delegate sits in meetings of their own enterprise alone."), "foreign")
    meeting.full_clean()
    _write_and_take(meeting, people, by=by)
    letters.invite(meeting, people)
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, slot: Slot, place: Place, by: User, reason: str = "") -> Meeting:
    """To another time or table, with the same people: what it held is given up, then the new is taken."""
    _lock_open(meeting.fair)
    meeting.state = states.after(MEETING, meeting.state, "move")
    _check_place(meeting.fair, slot, place)
    before = (meeting.slot, meeting.place)
    if before == (slot, place):
        raise ValidationError(_("The meeting is at this time and table already."), "unchanged")
    people = _people(meeting)
    _give_up(meeting)
    meeting.slot, meeting.place = slot, place
    meeting.sequence += 1
    _write_and_take(meeting, people, by=by, reason=clean(reason))
    letters.tell_moved(meeting, people, before=before)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Call it off; its time and table are free again, and both sides are told why."""
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why; both sides read it.")})
    _lock(meeting.fair)
    meeting.state = states.after(MEETING, meeting.state, "cancel")
    meeting.sequence += 1
    people = _people(meeting)
    history.save(meeting, by=by, reason=reason)
    _give_up(meeting)
    letters.tell_cancelled(meeting, people, reason=reason)
    return meeting


@transaction.atomic
def record_outcome(
    *, meeting: Meeting, held: bool, by: User, absent: str = "", next_step: str = "", note: str = ""
) -> Meeting:
    """Whether it took place; if so what follows, if not who did not come. On its day at the earliest."""
    meeting.state = states.after(MEETING, meeting.state, "hold" if held else "miss")
    if day_of(meeting.fair, meeting.slot) > today(meeting.fair):
        raise ValidationError(_("Its day is still to come. Cancel it, or move it, instead."), "too_early")
    if held and next_step not in NextStep.values:
        raise ValidationError({"next_step": _("Say what follows.")})
    if not held and absent not in SIDES:
        raise ValidationError({"absent": _("Say who did not come.")})
    meeting.next_step, meeting.absent = (next_step, "") if held else ("", absent)
    meeting.note = clean(note)
    history.save(meeting, by=by)
    return meeting


@transaction.atomic
def reset_outcome(*, meeting: Meeting, by: User) -> Meeting:
    """Take back an outcome that was entered wrongly, on the day of its entry and before a paper stands on it."""
    if paper := stands_on(meeting):
        words = _("%(paper)s was made from this meeting. Take it back first.")
        raise ValidationError(words % {"paper": paper}, "paper")
    meeting.state = states.after(MEETING, meeting.state, "reset")
    if local(meeting.fair, meeting.updated_at).date() != today(meeting.fair):
        raise ValidationError(_("What was recorded on an earlier day is not taken back."), "too_late")
    meeting.next_step = meeting.absent = ""
    meeting.full_clean()  # the two may have been given another meeting by now
    history.save(meeting, by=by)
    return meeting


def stands_on(meeting: Meeting):
    """The memorandum or contract that was made from a meeting and still holds, if there is one."""
    return meeting.agreements.exclude(state="void").order_by("pk").first()


# What is checked


def _lock(fair: Fair) -> str:
    """Takings of one fair follow one another, so that two who swap times never wait for each other. Its state now."""
    return Fair.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=fair.pk)


def _lock_open(fair: Fair) -> None:
    if _lock(fair) == FairState.CANCELLED:
        raise ValidationError(_("The fair is cancelled."), "cancelled")


def _check_sides(fair: Fair, buyer: Participation, seller: Participation) -> None:
    for side, role in ((buyer, ParticipationRole.BUYER), (seller, ParticipationRole.SELLER)):
        if side.fair_id != fair.pk:
            raise ValidationError(_("Choose from the participants of this fair."), "foreign")
        if side.role != role:
            raise ValidationError(_("A meeting needs a buyer and a seller."), "sides")
        if side.state == ParticipationState.NO_SHOW:
            raise ValidationError(_("%(enterprise)s did not come.") % {"enterprise": side.enterprise}, "no_show")


def _check_place(fair: Fair, slot: Slot, place: Place) -> None:
    if {slot.fair_id, place.fair_id} != {fair.pk}:
        raise ValidationError(_("Choose a time and a table of this fair."), "foreign")


def _who_comes(side: Participation, slot: Slot, by: User) -> Delegate:
    delegates = list(side.delegates.all())
    if not delegates:
        return _contact_as_delegate(side, by)
    seated = set(Seat.objects.filter(slot=slot, delegate__in=delegates).values_list("delegate_id", flat=True))
    return next((person for person in delegates if person.pk not in seated), delegates[0])


def _contact_as_delegate(side: Participation, by: User) -> Delegate:
    card = side.enterprise
    delegate = Delegate(
        participation=side, name=card.contact_name or str(card)[:120], phone=card.phone, email=card.email
    )
    history.save(delegate, by=by, reason=_("The contact of its card"))
    return delegate


def _people(meeting: Meeting) -> list[Delegate]:
    """Who sits in it: the buyer's side, then the seller's."""
    seats = meeting.seats.select_related("delegate__participation__enterprise")
    order = [meeting.buyer_id, meeting.seller_id]
    return sorted((seat.delegate for seat in seats), key=lambda person: order.index(person.participation_id))


# How it is taken


def _write_and_take(meeting: Meeting, people: Sequence[Delegate], *, by: User, reason: str = "") -> None:
    """Write the meeting and take its seats and table, or say in words what was taken already."""
    try:
        with transaction.atomic():
            history.save(meeting, by=by, reason=reason)
            for person in sorted(people, key=lambda person: person.pk):
                Seat.objects.create(meeting=meeting, delegate=person, slot=meeting.slot)
            PlaceUse.objects.create(meeting=meeting, place=meeting.place, slot=meeting.slot)
    except IntegrityError:
        raise _taken(meeting, people) from None


def _give_up(meeting: Meeting) -> None:
    meeting.seats.all().delete()
    PlaceUse.objects.filter(meeting=meeting).delete()


def _taken(meeting: Meeting, people: Sequence[Delegate]) -> ValidationError:
    time = hours(meeting.fair, meeting.slot)
    seats = Seat.objects.filter(slot=meeting.slot).exclude(meeting=meeting.pk)
    for person in people:
        if seats.filter(delegate=person).exists():
            facts = {"person": person, "enterprise": person.participation.enterprise, "time": time}
            return ValidationError(
                _("%(person)s of %(enterprise)s is already in a meeting at %(time)s.") % facts, "seat_taken"
            )
    if PlaceUse.objects.filter(slot=meeting.slot, place=meeting.place).exclude(meeting=meeting.pk).exists():
        facts = {"table": meeting.place, "time": time}
        return ValidationError(_("%(table)s is already taken at %(time)s.") % facts, "table_taken")
    return ValidationError(_("These two already have a meeting to come."), "pair_taken")
