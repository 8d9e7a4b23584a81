"""From slots to an answer: resources, people, places and the numbers of the objective."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from matching.timetable.instance import Instance
from matching.timetable.model import Objective, Scheduled
from matching.timetable.places import assign_places

Previous = dict[str, Scheduled]


def settle(
    instance: Instance, slots: Sequence[int], previous: Previous, *, is_thorough: bool = False
) -> tuple[Scheduled, ...]:
    """The rows of a schedule, in the order of the meetings. `is_thorough` takes time to spare people steps."""
    held = [n for n, slot in enumerate(slots) if slot >= 0]
    in_slot: dict[int, list[int]] = defaultdict(list)
    for n in held:
        in_slot[slots[n]].append(n)
    seats: dict[int, dict[int, int]] = {}
    resources: dict[int, int] = {}
    for slot, meetings in in_slot.items():
        seats |= _seats(instance, meetings, previous)
        resources |= match_resources(instance, meetings, slot, previous)
    places = assign_places(instance, slots, in_slot, seats, previous, is_thorough=is_thorough)
    people, problem = instance.problem.participants, instance.problem
    return tuple(
        Scheduled(
            id=instance.meetings[n].id,
            slot=slots[n],
            place=problem.places[places[n]].id,
            resource=problem.resources[resources[n]].id if n in resources else None,
            seats=tuple((people[p].id, seat) for p, seat in seats.get(n, {}).items()),
        )
        for n in held
    )


def _seats(instance: Instance, meetings: list[int], previous: Previous) -> dict[int, dict[int, int]]:
    """Which of its people each firm of several sends; those of the previous answer first."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    free: dict[int, list[int]] = {}
    waiting: list[tuple[int, int]] = []
    for n in meetings:
        before = dict(previous[instance.meetings[n].id].seats) if instance.meetings[n].id in previous else {}
        for p in instance.parts[n]:
            who = instance.problem.participants[p]
            if who.people > 1:
                seats = free.setdefault(p, list(range(who.people)))
                if before.get(who.id) in seats:
                    seats.remove(before[who.id])
                    found[n][p] = before[who.id]
                else:
                    waiting.append((n, p))
    for n, p in waiting:
        found[n][p] = free[p].pop(0)
    return found


def match_resources(instance: Instance, meetings: list[int], slot: int, previous: Previous) -> dict[int, int]:
    """A resource for each meeting that needs one, by augmenting paths (Kuhn, 1955), as far as they go."""
    number = {resource.id: n for n, resource in enumerate(instance.problem.resources)}
    options: dict[int, list[int]] = {}
    for n in meetings:
        needed = instance.needs[n]
        if needed is not None:
            before = previous.get(instance.meetings[n].id)
            wanted = number.get(before.resource or "", -1) if before else -1
            able = [which for which in needed if slot in instance.resource_slots[which]]
            options[n] = sorted(able, key=lambda which: which != wanted)
    user: dict[int, int] = {}

    def seat(n: int, seen: set[int]) -> bool:
        for which in options[n]:
            if which not in seen:
                seen.add(which)
                if which not in user or seat(user[which], seen):
                    user[which] = n
                    return True
        return False

    for n in options:
        seat(n, set())
    return {n: which for which, n in user.items()}


def breaks(instance: Instance, slots: Sequence[int]) -> list[int]:
    """Each participant's breaks."""
    return [breaks_in({slots[n] for n in meetings if slots[n] >= 0}, instance.day_of) for meetings in instance.of]


def breaks_in(busy: set[int], day_of: tuple[int, ...]) -> int:
    return sum(later - slot > 1 and day_of[slot] == day_of[later] for slot, later in pairwise(sorted(busy)))


def rate(instance: Instance, rows: Sequence[Scheduled], previous: Previous) -> Objective:
    slots = [-1] * len(instance.meetings)
    for row in rows:
        slots[instance.number[row.id]] = row.slot
    counts = breaks(instance, slots)
    avoidable = sum(
        count - instance.forced[p][sum(slots[n] >= 0 for n in instance.of[p])]
        for p, count in enumerate(counts)
        if count
    )
    return Objective(
        score=sum(instance.meetings[instance.number[row.id]].score or 0.0 for row in rows),
        breaks=sum(counts),
        avoidable=avoidable,
        moved=sum(is_moved(row, previous) for row in rows),
        walk=walk(instance, rows),
    )


def is_moved(row: Scheduled, previous: Previous) -> bool:
    before = previous.get(row.id)
    return before is not None and (before.slot, before.place) != (row.slot, row.place)


def walk(instance: Instance, rows: Sequence[Scheduled]) -> float:
    """Metres that people go from one meeting to their next one of the same day."""
    at = {place.id: complex(place.x, place.y) for place in instance.problem.places}
    if len(set(at.values())) < 2:
        return 0.0
    last: dict[tuple[str, int], tuple[int, complex]] = {}
    metres = 0.0
    for row in sorted(rows, key=lambda row: row.slot):
        seats = dict(row.seats)
        day = instance.day_of[row.slot]
        for who in instance.meetings[instance.number[row.id]].participants:
            person = (who, seats.get(who, 0))
            if person in last and last[person][0] == day:
                metres += abs(last[person][1] - at[row.place])
            last[person] = (day, at[row.place])
    return metres
