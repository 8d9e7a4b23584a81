"""A schedule that the day has overtaken: someone is out, late or leaves early, a table broke, a meeting was added.

Fewest meetings moved, then quality. What need not move is held fast; the rest is solved exactly by CP-SAT in a region
that grows, from the meetings that must move to those of their participants and on, until it can be solved. Where as
few meetings move as have lost their slot or their place, no repair moves fewer.
"""

import time
from collections.abc import Callable, Sequence

from matching.timetable.checker import check
from matching.timetable.contradictions import find_contradiction
from matching.timetable.instance import Instance
from matching.timetable.model import Limits, Problem, Result, Scheduled
from matching.timetable.reasons import Explainer
from matching.timetable.region import solve_region
from matching.timetable.settling import rate, settle
from matching.timetable.solving import nothing, solve

MOST_RINGS = 3
LARGEST_REGION = 1_500  # meetings that may move at once


def repair(
    problem: Problem,
    previous: Sequence[Scheduled],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    is_cancelled: Callable[[], bool] | None = None,
) -> Result:
    """The schedule with the fewest meetings moved, checked. A meeting already held is `fixed` in the problem."""
    started = time.monotonic()
    instance = Instance(problem)
    contradiction = find_contradiction(instance)
    if contradiction is not None:
        return nothing(problem, limits, "infeasible", contradiction, "reasoning", 0.0)
    before = {row.id: row for row in previous if row.id in instance.number}
    slots, loose = _keepable(instance, before)
    region = set(loose)
    for _ring in range(MOST_RINGS):
        left = limits.seconds - (time.monotonic() - started)
        found = solve_region(instance, slots, region, before, seconds=max(0.1, left), seed=limits.seed)
        if found is not None:
            return _answer(instance, found, before, limits, started)
        wider = _wider(instance, region)
        if len(wider) > LARGEST_REGION or wider == region or (is_cancelled is not None and is_cancelled()):
            break
        region = wider
    return solve(problem, limits, previous=previous, is_cancelled=is_cancelled)


def _keepable(instance: Instance, before: dict[str, Scheduled]) -> tuple[list[int], set[int]]:
    """The slots as they were, and the meetings that cannot all stay: those without a slot, and those in each other's
    way, of which the region's solution keeps as many as it can."""
    slots = [-1] * len(instance.meetings)
    loose = set()
    sitting: dict[tuple[str, int, int], list[int]] = {}
    for n, meeting in enumerate(instance.meetings):
        row = before.get(meeting.id)
        if row is not None and instance.masks[n] >> row.slot & 1:
            slots[n] = row.slot
            for p in instance.parts[n]:
                sitting.setdefault(("who", p, row.slot), []).append(n)
            for place in instance.pins[n]:
                sitting.setdefault(("place", place, row.slot), []).append(n)
            sitting.setdefault(("slot", 0, row.slot), []).append(n)
        elif n < instance.mandatory or row is not None:
            loose.add(n)
    for (kind, which, slot), meetings in sitting.items():
        room = {"who": lambda p: instance.problem.participants[p].people, "place": lambda _p: 1}.get(kind)
        if len(meetings) > (instance.capacity[slot] if room is None else room(which)):
            loose |= set(meetings)
    for earlier, later in instance.order:
        if slots[earlier] >= 0 and slots[later] >= 0 and slots[earlier] >= slots[later]:
            loose |= {earlier, later}
    loose |= _over_numbers(instance, slots)
    return [-1 if n in loose else slot for n, slot in enumerate(slots)], loose


def _over_numbers(instance: Instance, slots: list[int]) -> set[int]:
    """Meetings of participants who have more of them, in all or on a day, than they now may."""
    over = set()
    for p, who in enumerate(instance.problem.participants):
        held = [n for n in instance.of[p] if slots[n] >= 0]
        if who.maximum is not None and len(held) > who.maximum:
            over |= set(held)
        if who.per_day[1] is not None:
            for day in range(len(instance.days)):
                today = [n for n in held if instance.day_of[slots[n]] == day]
                over |= set(today if len(today) > who.per_day[1] else ())
    return over


def _wider(instance: Instance, region: set[int]) -> set[int]:
    """The region with all meetings of its participants."""
    people = {p for n in region for p in instance.parts[n]}
    return region | {n for p in people for n in instance.of[p] if instance.masks[n]}


def _answer(
    instance: Instance, slots: list[int], before: dict[str, Scheduled], limits: Limits, started: float
) -> Result:
    explainer = Explainer(instance, slots)
    explainer.fill()
    rows = settle(instance, explainer.slots, before)
    goal = rate(instance, rows, before)
    result = Result(
        status="feasible",
        objective=goal,
        bound_score=None,
        bound_breaks=0,
        scheduled=rows,
        unscheduled=explainer.unscheduled(),
        unmet=explainer.unmet(),
        seconds=time.monotonic() - started,
        method="repair",
        seed=limits.seed,
        goal=instance.problem.goal,
    )
    check(instance.problem, result, tuple(before.values()))
    return result
