"""Places for meetings whose slots are known: pinned ones first, the rest with little walking.

A slot's meetings never outnumber its open places and no two are pinned to one place, so that places never run out.
"""

from collections.abc import Sequence

from matching.timetable.instance import Instance
from matching.timetable.model import Scheduled

Seats = dict[int, dict[int, int]]
MOST_PAIRS = 60_000  # meetings × places of a slot up to which the least walking is worth its time


def assign_places(
    instance: Instance,
    slots: Sequence[int],
    in_slot: dict[int, list[int]],
    seats: Seats,
    previous: dict[str, Scheduled],
    *,
    is_thorough: bool,
) -> dict[int, int]:
    """A place for each held meeting. What was held in the same slot before stays where it was, if that is open."""
    spots = [complex(place.x, place.y) for place in instance.problem.places]
    is_thorough = is_thorough and len(set(spots)) > 1
    places: dict[int, int] = {}
    last: dict[tuple[int, int], int] = {}
    day = -1
    for slot in sorted(in_slot):
        if instance.day_of[slot] != day:
            day = instance.day_of[slot]
            last = {}
        free = {place for place, open_slots in enumerate(instance.open_places) if slot in open_slots}
        waiting = []
        for n in in_slot[slot]:
            if instance.pins[n]:
                places[n] = instance.pins[n][0]
                free.discard(places[n])
        for n in in_slot[slot]:
            if not instance.pins[n]:
                place = _kept(instance, n, slot, previous)
                if place in free:
                    places[n] = place
                    free.discard(place)
                else:
                    waiting.append(n)
        persons = {n: [(p, seats.get(n, {}).get(p, 0)) for p in instance.parts[n]] for n in in_slot[slot]}
        come_from = {n: [last[person] for person in persons[n] if person in last] for n in waiting}
        if is_thorough and waiting and len(waiting) * len(free) <= MOST_PAIRS:
            places |= _least_walking(waiting, sorted(free), come_from, spots)
        else:
            places |= _quickly(waiting, free, come_from)
        for n in in_slot[slot]:
            for person in persons[n]:
                last[person] = places[n]
    return places


def _kept(instance: Instance, n: int, slot: int, previous: dict[str, Scheduled]) -> int:
    before = previous.get(instance.meetings[n].id)
    return instance.place_number.get(before.place, -1) if before is not None and before.slot == slot else -1


def _quickly(waiting: list[int], free: set[int], come_from: dict[int, list[int]]) -> dict[int, int]:
    """Where one of the two sits already if that is free, else anywhere."""
    places = {}
    rest = []
    for n in waiting:
        place = next((place for place in come_from[n] if place in free), None)
        if place is None:
            rest.append(n)
        else:
            places[n] = place
            free.discard(place)
    return places | dict(zip(rest, sorted(free), strict=False))


def _least_walking(
    waiting: list[int], free: list[int], come_from: dict[int, list[int]], spots: list[complex]
) -> dict[int, int]:
    """The assignment with the fewest metres from where the participants sat last."""
    from ortools.graph.python import linear_sum_assignment

    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    for i in range(len(free)):
        sources = [spots[place] for place in come_from[waiting[i]]] if i < len(waiting) else []
        for j, place in enumerate(free):
            metres = sum(abs(spots[place] - source) for source in sources)
            solver.add_arc_with_cost(i, j, round(metres * 100))
    solver.solve()
    return {n: free[solver.right_mate(i)] for i, n in enumerate(waiting)}
