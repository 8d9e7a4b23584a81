"""Reads of meetings; each returns what its page needs in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.links import unsign
from common.lists import search
from enterprises.models import CardLink, Enterprise, EnterpriseMember, LinkState
from events.models import Delegate, Fair, FairState, Participation, ParticipationRole, ParticipationState
from matching.models import PERSONAL_LINK, Meeting, MeetingState, PersonalLink, Place, PlaceUse, Seat, Slot
from matching.times import bounds, day_of, local

FOUND = 20


def _with_names(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related(
        "fair__organizer", "slot", "place", "buyer__enterprise", "seller__enterprise"
    ).prefetch_related(Prefetch("seats", Seat.objects.select_related("delegate")))


def meetings(fair: Fair) -> QuerySet[Meeting]:
    """All meetings of a fair, cancelled ones too."""
    return _with_names(Meeting.objects.filter(fair=fair))


def of_day(fair: Fair, day: datetime.date) -> QuerySet[Meeting]:
    """The meetings of a day in the order of time and table, without those cancelled."""
    first, end = bounds(fair, day)
    on_day = meetings(fair).filter(slot__starts_at__gte=first, slot__starts_at__lt=end)
    return on_day.exclude(state=MeetingState.CANCELLED)


def days(fair: Fair) -> dict[datetime.date, list[Slot]]:
    """The days for which times are set up, each with its slots."""
    found: dict[datetime.date, list[Slot]] = defaultdict(list)
    for slot in fair.slots.annotate(meetings_ever=Count("meetings")):
        found[day_of(fair, slot)].append(slot)
    return dict(found)


def places(fair: Fair) -> QuerySet[Place]:
    return fair.places.annotate(is_used=Exists(Meeting.objects.filter(place=OuterRef("pk"))))


def overdue(fair: Fair) -> QuerySet[Meeting]:
    """Meetings whose time is over and of which nobody said whether they took place."""
    return meetings(fair).filter(state=MeetingState.SCHEDULED, slot__ends_at__lt=timezone.now())


def participants(fair: Fair, role: str, text: str = "") -> list[Participation]:
    """Buyers or sellers who may meet, by a few letters of the name, each with how many meetings they have."""
    rows = fair.participations.filter(role=role).exclude(state=ParticipationState.NO_SHOW)
    side = "meetings_as_buyer" if role == ParticipationRole.BUYER else "meetings_as_seller"
    counted = Count(side, filter=~Q(**{f"{side}__state": MeetingState.CANCELLED}))
    rows = search(rows, text, "enterprise__search_key")
    return list(rows.select_related("enterprise").annotate(meeting_count=counted)[:FOUND])


def participant(fair: Fair, role: str, pk: str | None) -> Participation | None:
    """The buyer or seller that an address names, if it is one of this fair's."""
    rows = fair.participations.filter(role=role).select_related("enterprise")
    return rows.filter(pk=pk).first() if pk and pk.isdecimal() else None


@dataclass(frozen=True)
class Opening:
    """A slot at which a pair may meet, or who of them is busy then."""

    slot: Slot
    places: list[Place]
    busy: list[Participation]

    @property
    def is_free(self) -> bool:
        return bool(self.places) and not self.busy


def openings(
    fair: Fair, buyer: Participation, seller: Participation, *, meeting: Meeting | None = None
) -> list[Opening]:
    """Every slot to come, those free for both first; a meeting that is to be moved does not stand in its own way."""
    slots = list(fair.slots.filter(ends_at__gte=timezone.now()))
    places_of = list(fair.places.all())
    used = defaultdict(set)
    for slot_id, place_id in PlaceUse.objects.filter(slot__fair=fair).values_list("slot_id", "place_id"):
        used[slot_id].add(place_id)
    busy = _busy([buyer, seller], meeting)
    found = [
        Opening(
            slot,
            [place for place in places_of if place.pk not in used[slot.pk]],
            [side for side in (buyer, seller) if side.pk in busy[slot.pk]],
        )
        for slot in slots
    ]
    return sorted(found, key=lambda opening: not opening.is_free)


def _busy(sides: Sequence[Participation], meeting: Meeting | None) -> dict[int, set[int]]:
    """By slot the sides of which nobody who may come is free then."""
    people: dict[int, set[int]] = defaultdict(set)
    wanted = Delegate.objects.filter(participation__in=sides)
    own = set(meeting.seats.values_list("delegate_id", flat=True)) if meeting else set()
    for pk, side in wanted.values_list("pk", "participation_id"):
        if not own or pk in own:  # a meeting is moved with its own people
            people[side].add(pk)
    seated: dict[tuple[int, int], set[int]] = defaultdict(set)
    seats = Seat.objects.filter(delegate__participation__in=sides)
    seats = seats.exclude(meeting=meeting) if meeting else seats
    for slot, side, person in seats.values_list("slot_id", "delegate__participation_id", "delegate_id"):
        seated[slot, side].add(person)
    busy: dict[int, set[int]] = defaultdict(set)
    for (slot, side), taken in seated.items():
        if people[side] <= taken:
            busy[slot].add(side)
    return busy


@dataclass(frozen=True)
class Board:
    """The day as the desk sees it."""

    now: list[Meeting]
    next: list[Meeting]
    overdue: list[Meeting]
    to_come: int
    done: int


def board(fair: Fair) -> Board:
    """What is on now, what comes next, and what nobody has recorded yet."""
    at = timezone.now()
    today = list(of_day(fair, local(fair, at).date()))
    waiting = [meeting for meeting in today if meeting.state == MeetingState.SCHEDULED]
    to_come = [meeting for meeting in waiting if meeting.slot.starts_at > at]
    following = to_come[0].slot.starts_at if to_come else None
    return Board(
        now=[meeting for meeting in waiting if meeting.slot.starts_at <= at <= meeting.slot.ends_at],
        next=[meeting for meeting in to_come if meeting.slot.starts_at == following],
        overdue=list(overdue(fair)),
        to_come=len(to_come),
        done=len(today) - len(waiting),
    )


# Of one side


def sides_of(account: Enterprise) -> QuerySet[Participation]:
    """Where an enterprise takes part: by its own account, and by the cards linked to it."""
    cards = CardLink.objects.filter(account=account, state=LinkState.LINKED).values("card")
    return Participation.objects.filter(Q(enterprise=account) | Q(enterprise__in=cards)).select_related("enterprise")


def meetings_of(account: Enterprise) -> QuerySet[Meeting]:
    """The meetings of an enterprise at fairs that are not cancelled, in the order of time."""
    sides = sides_of(account).values("pk")
    rows = _with_names(Meeting.objects.filter(Q(buyer__in=sides) | Q(seller__in=sides)))
    return rows.exclude(fair__state=FairState.CANCELLED).order_by("slot__starts_at", "pk")


def meetings_of_delegate(delegate: Delegate) -> QuerySet[Meeting]:
    """The meetings in which a person sits."""
    rows = _with_names(Meeting.objects.filter(seats__delegate=delegate)).order_by("slot__starts_at", "pk")
    return rows.exclude(fair__state=FairState.CANCELLED)


def personal_link(token: str) -> PersonalLink | None:
    """The link that a token stands for, unless it was replaced by a newer one or its year is over."""
    found = unsign(PERSONAL_LINK, token)
    if found is None:
        return None
    owners = PersonalLink.objects.select_related(
        "delegate__participation__enterprise", "member__enterprise", "member__user"
    )
    return owners.filter(pk=found[0], serial=found[1], expires_at__gte=timezone.now()).first()


def link_of_member(user: User, account: Enterprise) -> PersonalLink | None:
    return PersonalLink.objects.filter(member__user=user, member__enterprise=account).first()


def member(user: User, account: Enterprise) -> EnterpriseMember:
    return EnterpriseMember.objects.get(user=user, enterprise=account)
