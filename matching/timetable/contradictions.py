"""What makes a well-formed problem impossible, found without search. Each finding is a reason that can be tested."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from matching.timetable.instance import Instance
from matching.timetable.model import Reason
from matching.timetable.reasons import reason


def find_contradiction(instance: Instance) -> Reason | None:
    """The first contradiction among the mandatory meetings, the plainest kinds first."""
    return next((found for test in TESTS if (found := test(instance)) is not None), None)


def _cycle(instance: Instance) -> Reason | None:
    """A round of meetings each of which comes after the one before, by depth-first search without recursion."""
    later: dict[int, list[int]] = defaultdict(list)
    for earlier, n in instance.order:
        if n < instance.mandatory and earlier < instance.mandatory:
            later[earlier].append(n)
    state = dict.fromkeys(range(instance.mandatory), 0)  # 0 unseen, 1 on the path, 2 done
    for root in range(instance.mandatory):
        if state[root]:
            continue
        path, branches = [root], [iter(later[root])]
        state[root] = 1
        while path:
            n = next(branches[-1], None)
            if n is None:
                state[path.pop()] = 2
                branches.pop()
            elif state[n] == 1:
                return reason("cycle", meetings=[instance.meetings[m].id for m in path[path.index(n) :]])
            elif state[n] == 0:
                state[n] = 1
                path.append(n)
                branches.append(iter(later[n]))
    return None


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
        number = sum(n < instance.mandatory for n in instance.of[p])
        if who.maximum is not None and number > who.maximum:
            return reason("over_maximum", participant=who.id, meetings=number, maximum=who.maximum)
    return None


def _overbooked(instance: Instance) -> Reason | None:
    """A participant whose meetings have too few slots: Hall's condition, by matching each to a slot of its own."""
    for p, who in enumerate(instance.problem.participants):
        meetings = [n for n in instance.of[p] if n < instance.mandatory]
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
    for root in meetings:
        came_from: dict[int, tuple[int, int] | None] = {root: None}
        agenda, seen = [root], set()
        free = None
        for n in agenda:
            for slot in slots_of(n):
                if slot in seen:
                    continue
                seen.add(slot)
                if len(sitting[slot]) < room(slot):
                    free = (n, slot)
                    break
                for other in sitting[slot]:
                    if other not in came_from:
                        came_from[other] = (n, slot)
                        agenda.append(other)
            if free:
                break
        if free is None:
            return sorted(came_from)
        n, slot = free
        while True:
            sitting[slot].append(n)
            link = came_from[n]
            if link is None:
                break
            before, taken = link
            sitting[taken].remove(n)
            n, slot = before, taken
    return []


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
