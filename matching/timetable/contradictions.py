"""What makes a well-formed problem impossible, found without search. Each finding is a reason that can be tested."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from matching.timetable.instance import Instance
from matching.timetable.model import Reason
from matching.timetable.reasons import reason


def find_contradiction(instance: Instance) -> Reason | None:
    """The first contradiction among the mandatory meetings, the plainest kinds first."""
    if not instance.mandatory:
        return None
    return next((found for test in TESTS if (found := test(instance)) is not None), None)


def _cycle(instance: Instance) -> Reason | None:
    """A round of meetings each of which comes after the one before: what stays when, again and again, meetings that
    come after no other that is left are taken away; whoever goes back from any of these must come round."""
    earlier: dict[int, set[int]] = {n: set() for n in range(instance.mandatory)}
    for before, n in instance.order:
        if n < instance.mandatory and before < instance.mandatory:
            earlier[n].add(before)
    while free := [n for n, before in earlier.items() if not before & earlier.keys()]:
        for n in free:
            del earlier[n]
    if not earlier:
        return None
    path = [min(earlier)]
    while (before := min(earlier[path[-1]] & earlier.keys())) not in path:
        path.append(before)
    names = [instance.meetings[n].id for n in path[path.index(before) :]]
    return reason("cycle", meetings=names[::-1])


def _no_slot(instance: Instance) -> Reason | None:
    for n in range(instance.mandatory):
        if len(instance.pins[n]) > 1:
            places = [instance.problem.places[place].id for place in instance.pins[n]]
            return reason("places_differ", meeting=instance.meetings[n].id, places=places)
        if not instance.allowed[n]:
            return reason("no_slot", meeting=instance.meetings[n].id)
    return None


def _fixed_collide(instance: Instance) -> Reason | None:
    people = instance.problem.participants
    taken: dict[tuple[str, int, int], int] = {}
    for n in range(instance.mandatory):
        if len(instance.allowed[n]) > 1:
            continue
        slot = instance.allowed[n][0]
        keys = [("who", p, slot) for p in instance.parts[n] if people[p].people == 1]
        keys += [("place", place, slot) for place in instance.pins[n]]
        for key in keys:
            other = taken.setdefault(key, n)
            if other != n:
                return reason(
                    "fixed_collide", slot=slot, meetings=[instance.meetings[other].id, instance.meetings[n].id]
                )
    return None


def _over_maximum(instance: Instance) -> Reason | None:
    for p, who in enumerate(instance.problem.participants):
        number = instance.bound[p]
        if who.maximum is not None and number > who.maximum:
            return reason("over_maximum", participant=who.id, meetings=number, maximum=who.maximum)
    return None


def _overbooked(instance: Instance) -> Reason | None:
    """A participant whose meetings have too few slots: Hall's condition, by matching each to a slot of its own."""
    for p, who in enumerate(instance.problem.participants):
        meetings = [n for n in instance.of[p] if n < instance.mandatory]
        if all(instance.masks[n].bit_count() * who.people >= len(meetings) for n in meetings):
            continue  # each could be seated last
        over = _hall(meetings, lambda n: instance.allowed[n], lambda _slot, room=who.people: room)
        if over:
            slots = sorted({slot for n in over for slot in instance.allowed[n]})
            names = [instance.meetings[n].id for n in over]
            return reason("participant_overbooked", participant=who.id, slots=slots, meetings=names)
    return None


def _too_few_seats(instance: Instance) -> Reason | None:
    """Meetings that have too few places in all the slots that they may be held in."""
    over = _hall(range(instance.mandatory), lambda n: instance.allowed[n], lambda slot: instance.capacity[slot])
    if not over:
        return None
    slots = {slot for n in over for slot in instance.allowed[n]}
    bound = sum(set(instance.allowed[n]) <= slots for n in range(instance.mandatory))
    seats = sum(instance.capacity[slot] for slot in slots)
    return reason("too_few_seats", slots=sorted(slots), meetings=bound, seats=seats)


def _hall(meetings: Iterable[int], slots_of: Callable[[int], tuple[int, ...]], room: Callable[[int], int]) -> list[int]:
    """Meetings that together have fewer seats than they are, or none: those reached when one cannot be seated."""
    sitting: dict[int, list[int]] = defaultdict(list)
    for n in meetings:
        emptiest = max(slots_of(n), key=lambda slot: room(slot) - len(sitting[slot]))
        if len(sitting[emptiest]) < room(emptiest):
            sitting[emptiest].append(n)
            continue
        came_from, free = _reach(n, sitting, slots_of, room)
        if free is None:
            return sorted(came_from)
        _shift(free, came_from, sitting)
    return []


Links = dict[int, tuple[int, int] | None]


def _reach(
    root: int,
    sitting: dict[int, list[int]],
    slots_of: Callable[[int], tuple[int, ...]],
    room: Callable[[int], int],
) -> tuple[Links, tuple[int, int] | None]:
    """Who would have to make room for whom, breadth first, until someone finds a free seat: (meeting, its new slot)."""
    came_from: Links = {root: None}
    agenda, seen = [root], set()
    for n in agenda:
        for slot in slots_of(n):
            if slot in seen:
                continue
            seen.add(slot)
            if len(sitting[slot]) < room(slot):
                return came_from, (n, slot)
            for other in sitting[slot]:
                if other not in came_from:
                    came_from[other] = (n, slot)
                    agenda.append(other)
    return came_from, None


def _shift(free: tuple[int, int], came_from: Links, sitting: dict[int, list[int]]) -> None:
    """Everyone on the way to the free seat moves up."""
    n, slot = free
    sitting[slot].append(n)
    while (link := came_from[n]) is not None:
        before, slot = link
        sitting[slot].remove(n)
        sitting[slot].append(before)
        n = before


def _order_too_long(instance: Instance) -> Reason | None:
    """A chain of meetings that has no slot left for its last even if each is held as early as it can."""
    earlier: dict[int, list[int]] = defaultdict(list)
    for before, n in instance.order:
        if n < instance.mandatory and before < instance.mandatory:
            earlier[n].append(before)
    first: dict[int, int] = {}
    behind: dict[int, int] = {}
    for n in _in_order(range(instance.mandatory), earlier):
        latest = max(earlier[n], key=lambda m: first[m], default=-1)
        behind[n] = latest
        least = first[latest] if latest >= 0 else -1
        slot = next((slot for slot in instance.allowed[n] if slot > least), None)
        if slot is None:
            chain = [n]
            while behind[chain[-1]] >= 0:
                chain.append(behind[chain[-1]])
            return reason("order_too_long", meetings=[instance.meetings[m].id for m in reversed(chain)])
        first[n] = slot
    return None


def _in_order(meetings: Iterable[int], earlier: dict[int, list[int]]) -> list[int]:
    """The meetings, each after those that it comes after; there is no cycle."""
    done: dict[int, None] = {}
    for root in meetings:
        stack = [root]
        while stack:
            n = stack[-1]
            waiting = [m for m in earlier[n] if m not in done]
            if waiting:
                stack += waiting
            else:
                done.setdefault(stack.pop())
    return list(done)


TESTS = (_cycle, _no_slot, _fixed_collide, _over_maximum, _overbooked, _too_few_seats, _order_too_long)
