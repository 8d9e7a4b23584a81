"""Which candidates to hold: a b-matching of the greatest score, by min-cost flow; its value no schedule can beat.

Where the participants fall into two sides (buyers and sellers), the flow is exact. Where they do not, each stands on
both sides and each meeting counts half from either end: a bound still, from which whole meetings are taken greedily.
"""

from collections import deque
from dataclasses import dataclass

from matching.timetable.instance import Instance

FINEST = 1000  # scores are told apart to a thousandth


@dataclass(frozen=True, slots=True)
class Selection:
    """The candidates to hold, best first, and what the score of no schedule exceeds."""

    chosen: tuple[int, ...]
    bound: float


def select(instance: Instance) -> Selection:
    """The candidates of the greatest score with the minimums met as far as they can be."""
    sides = _two_sides(instance)
    chosen, score = _flow(instance, sides, has_minimums=True)
    if any(who.minimum for who in instance.problem.participants):
        _other, score = _flow(instance, sides, has_minimums=False)
    return Selection(tuple(sorted(chosen, key=lambda n: (-(instance.meetings[n].score or 0.0), n))), score)


def _two_sides(instance: Instance) -> list[int] | None:
    """A side for each participant so that every meeting of two joins both; None where there is no such division."""
    side = [-1] * len(instance.of)
    for root in range(len(side)):
        if side[root] >= 0:
            continue
        side[root] = 0
        queue = deque([root])
        while queue:
            p = queue.popleft()
            for n in instance.of[p]:
                for q in instance.parts[n]:
                    if q == p:
                        continue
                    if side[q] < 0:
                        side[q] = 1 - side[p]
                        queue.append(q)
                    elif side[q] == side[p]:
                        return None
    return side


def rooms(instance: Instance) -> list[int]:
    """How many candidates each participant can take besides its mandatory meetings."""
    found = []
    for p, who in enumerate(instance.problem.participants):
        there = [slot for slot in range(instance.slots) if slot not in who.forbidden and instance.capacity[slot]]
        per_day = [sum(first <= slot < end for slot in there) * who.people for first, end in instance.days]
        most = sum(per_day if who.per_day[1] is None else (min(today, who.per_day[1]) for today in per_day))
        if who.maximum is not None:
            most = min(most, who.maximum)
        found.append(max(0, most - instance.bound[p]))
    return found


def _flow(instance: Instance, sides: list[int] | None, *, has_minimums: bool) -> tuple[list[int], float]:
    """The meetings that the best flow takes, and its score. Group meetings count for their first two participants."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    people = instance.problem.participants
    room = rooms(instance)
    candidates = [n for n in range(instance.mandatory, len(instance.meetings)) if instance.masks[n]]
    scores = [instance.meetings[n].score or 0.0 for n in candidates]
    ends = [instance.parts[n][:2] for n in candidates]
    count = len(people)
    if sides is None:
        arcs = [(p, count + q) for p, q in ends] + [(q, count + p) for p, q in ends]
        left, right = list(range(count)), list(range(count, 2 * count))
    else:
        arcs = [(p, q) if sides[p] == 0 else (q, p) for p, q in ends]
        left = [p for p in range(count) if sides[p] == 0]
        right = [p for p in range(count) if sides[p] == 1]
    doubled = 2 if sides is None else 1
    source, gate, sink = 2 * count, 2 * count + 1, 2 * count + 2
    gains = [round(score * FINEST) for score in scores] * doubled
    bonus = (max(gains, default=0) + 1) * 4
    seats = (sum(instance.capacity) - instance.mandatory) * doubled
    tails, heads, capacities, costs = [source], [gate], [max(0, seats)], [0]

    def add(tail: int, head: int, capacity: int, cost: int) -> None:
        if capacity > 0:
            tails.append(tail)
            heads.append(head)
            capacities.append(capacity)
            costs.append(cost)

    for ends_of, is_left in ((left, True), (right, False)):
        for node in ends_of:
            p = node % count
            wanted = people[p].minimum - instance.bound[p] if has_minimums else 0
            wanted = min(room[p], max(0, wanted))
            for capacity, cost in ((wanted, -bonus), (room[p] - wanted, 0)):
                add(*((gate, node) if is_left else (node, sink)), capacity, cost)
    add(source, sink, max(0, seats), 0)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(*(np.array(x) for x in (tails, heads, capacities, costs)))
    middle = solver.add_arcs_with_capacity_and_unit_cost(
        np.array([tail for tail, _head in arcs], np.int64),
        np.array([head for _tail, head in arcs], np.int64),
        np.ones(len(arcs), np.int64),
        -np.array(gains, np.int64),
    )
    solver.set_nodes_supplies(np.array([source, sink]), np.array([max(0, seats), -max(0, seats)]))
    if solver.solve() != solver.OPTIMAL:
        raise AssertionError("the flow of a selection always has a solution")
    taken = solver.flows(middle)
    is_rounded = any(abs(score * FINEST - round(score * FINEST)) > 1e-6 for score in scores)
    slack = len(candidates) / FINEST if is_rounded else 0.0
    if sides is not None:
        chosen = [n for n, flow in zip(candidates, taken, strict=True) if flow]
        return chosen, sum(instance.meetings[n].score or 0.0 for n in chosen) + slack
    halves = [int(taken[i]) + int(taken[i + len(candidates)]) for i in range(len(candidates))]
    bound = sum(score * half / 2 for score, half in zip(scores, halves, strict=True)) + slack
    return _whole(instance, candidates, halves, room), bound


def _whole(instance: Instance, candidates: list[int], halves: list[int], room: list[int]) -> list[int]:
    """Whole meetings out of half ones: full ones first, then by score, while both participants have room."""
    left = list(room)
    chosen = []
    order = sorted(range(len(candidates)), key=lambda i: (-halves[i], -(instance.meetings[candidates[i]].score or 0.0)))
    for i in order:
        parts = instance.parts[candidates[i]]
        if all(left[p] > 0 for p in parts):
            chosen.append(candidates[i])
            for p in parts:
                left[p] -= 1
    return chosen
