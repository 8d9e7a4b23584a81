"""A problem in numbers, as the solvers want it: meetings, participants, places and resources by position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from matching.timetable.model import Meeting, Problem


@dataclass(frozen=True)
class Instance:
    """Mandatory meetings come first, candidates after them. Meetings that cannot be held have no
    `allowed` slot."""

    problem: Problem

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        return (*self.problem.meetings, *self.problem.candidates)

    @property
    def mandatory(self) -> int:
        return len(self.problem.meetings)

    @property
    def slots(self) -> int:
        return self.problem.slots

    @cached_property
    def days(self) -> tuple[tuple[int, int], ...]:
        return self.problem.days or ((0, self.problem.slots),)

    @cached_property
    def day_of(self) -> tuple[int, ...]:
        return tuple(day for day, (first, end) in enumerate(self.days) for _slot in range(first, end))

    @cached_property
    def number(self) -> dict[str, int]:
        """A meeting's position by id."""
        return {meeting.id: n for n, meeting in enumerate(self.meetings)}

    @cached_property
    def participant_number(self) -> dict[str, int]:
        return {participant.id: n for n, participant in enumerate(self.problem.participants)}

    @cached_property
    def place_number(self) -> dict[str, int]:
        return {place.id: n for n, place in enumerate(self.problem.places)}

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """The participants of each meeting."""
        number = self.participant_number
        return tuple(tuple(number[who] for who in meeting.participants) for meeting in self.meetings)

    @cached_property
    def of(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each participant."""
        found: list[list[int]] = [[] for _ in self.problem.participants]
        for meeting, parts in enumerate(self.parts):
            for participant in parts:
                found[participant].append(meeting)
        return tuple(map(tuple, found))

    @cached_property
    def bound(self) -> tuple[int, ...]:
        """How many mandatory meetings each participant has."""
        found = [0] * len(self.problem.participants)
        for parts in self.parts[: self.mandatory]:
            for participant in parts:
                found[participant] += 1
        return tuple(found)

    @cached_property
    def pins(self) -> tuple[tuple[int, ...], ...]:
        """The places that each meeting is bound to: none, one, or several that contradict each other."""
        if not any(who.place for who in self.problem.participants) and not any(
            one.locked_place for one in self.meetings
        ):
            return ((),) * len(self.meetings)
        pinned = [self.place_number.get(who.place or "", -1) for who in self.problem.participants]
        found = []
        for meeting, parts in zip(self.meetings, self.parts, strict=True):
            wanted = {pinned[participant] for participant in parts}
            wanted.add(self.place_number.get(meeting.locked_place or "", -1))
            found.append(tuple(sorted(wanted - {-1})))
        return tuple(found)

    @cached_property
    def needs(self) -> tuple[tuple[int, ...] | None, ...]:
        """The resources that would do, for meetings that need one."""
        number = {resource.id: n for n, resource in enumerate(self.problem.resources)}
        wanted = {need.meeting: tuple(number[which] for which in need.any_of) for need in self.problem.needs}
        return tuple(wanted.get(meeting.id) for meeting in self.meetings)

    @cached_property
    def open_places(self) -> tuple[frozenset[int], ...]:
        """The slots in which each place is open."""
        every = frozenset(range(self.slots))
        return tuple(every if place.slots is None else place.slots for place in self.problem.places)

    @cached_property
    def resource_slots(self) -> tuple[frozenset[int], ...]:
        every = frozenset(range(self.slots))
        return tuple(every if resource.slots is None else resource.slots for resource in self.problem.resources)

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """How many places are open in each slot."""
        return tuple(sum(slot in open_ for open_ in self.open_places) for slot in range(self.slots))

    @cached_property
    def masks(self) -> tuple[int, ...]:
        """The slots in which each meeting could be held if it were alone, as bits."""
        seated = bits(slot for slot in range(self.slots) if self.capacity[slot])
        free = [seated & ~bits(who.forbidden) for who in self.problem.participants]
        places = [bits(slots) for slots in self.open_places]
        resources = [bits(slots) for slots in self.resource_slots]
        found = []
        for meeting, parts, pins, needed in zip(self.meetings, self.parts, self.pins, self.needs, strict=True):
            mask = seated
            for participant in parts:
                mask &= free[participant]
            if meeting.slots is not None:
                mask &= bits(meeting.slots)
            if meeting.fixed is not None:
                mask &= 1 << meeting.fixed
            for place in pins:
                mask &= places[place]
            if needed is not None:
                mask &= reduce(int.__or__, (resources[which] for which in needed), 0)
            found.append(mask if len(pins) < 2 else 0)
        return tuple(found)

    @cached_property
    def allowed(self) -> "Allowed":
        return Allowed(self.masks)

    @cached_property
    def order(self) -> tuple[tuple[int, int], ...]:
        """Pairs (earlier, later). An order binds two meetings where both are held."""
        return tuple((self.number[earlier], n) for n, meeting in enumerate(self.meetings) for earlier in meeting.after)

    @cached_property
    def forced(self) -> tuple[tuple[int, ...], ...]:
        """For each participant, the fewest breaks that its absences leave possible, by its number of meetings."""
        return tuple(
            forced_breaks(frozenset(range(self.slots)) - who.forbidden, self.days, len(self.of[n]), who.people)
            for n, who in enumerate(self.problem.participants)
        )

    @cached_property
    def breaks_range(self) -> tuple[int, int]:
        """The breaks that a participant may have under a bound of fairness: a window that starts as low as it can."""
        if self.problem.fairness is None:
            return 0, 1 << 30
        worst = max((least[-1] for least in self.forced), default=0)
        low = max(0, worst - self.problem.fairness)
        return low, low + self.problem.fairness


class Allowed(Sequence[tuple[int, ...]]):
    """The slots of each meeting, in order, written out when asked for: a large fair has millions of them."""

    def __init__(self, masks: tuple[int, ...]) -> None:
        self.masks = masks
        self.known: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.masks)

    def __getitem__(self, n: int) -> tuple[int, ...]:  # type: ignore[override]
        if n >= len(self.masks):
            raise IndexError(n)
        if n not in self.known:
            self.known[n] = slots_of(self.masks[n])
        return self.known[n]


def bits(slots: Iterable[int]) -> int:
    return reduce(lambda mask, slot: mask | 1 << slot, slots, 0)


def slots_of(mask: int) -> tuple[int, ...]:
    return tuple(slot for slot in range(mask.bit_length()) if mask >> slot & 1)


def forced_breaks(
    free: frozenset[int], days: tuple[tuple[int, int], ...], most: int, people: int = 1
) -> tuple[int, ...]:
    """The fewest breaks of 0 … `most` meetings in the free slots.

    In one day, n slots are covered with the fewest breaks by the longest runs of free slots; the days are then joined
    by taking the best split. A firm of several people may hold its meetings in fewer slots than meetings.
    """
    unreachable = most + len(free) + 1
    best = [0] + [unreachable] * most
    for first, end in days:
        day = _of_one_day([slot in free for slot in range(first, end)], most, unreachable)
        best = (
            [min(best[rest] + day[count - rest] for rest in range(count + 1)) for count in range(most + 1)]
            if len(days) > 1
            else day
        )
    return tuple(
        least if (least := min(best[-(-count // people) : count + 1])) < unreachable else 0 for count in range(most + 1)
    )


def _of_one_day(free: list[bool], most: int, unreachable: int) -> list[int]:
    runs = sorted((len(run) for run in "".join("x" if is_free else " " for is_free in free).split()), reverse=True)
    fewest = [0]
    for breaks, run in enumerate(runs):
        fewest += [breaks] * run
    return (fewest + [unreachable] * most)[: most + 1]
