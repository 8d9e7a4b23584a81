"""The independent check of every answer: rules, numbers, bound and reasons, from the definitions alone.

It shares no code with the solvers, so that one mistake cannot hide another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from matching.timetable.model import Meeting, Participant, Problem, Result, Scheduled
from matching.timetable.proofs import Prover

TOLERANCE = 1e-6


class CheckError(AssertionError):
    """An answer that breaks a rule or states what is not so."""


def check(problem: Problem, result: Result, previous: tuple[Scheduled, ...] = ()) -> None:
    """Raises CheckError with the first thing that is wrong."""
    for fault in faults(problem, result, previous):
        raise CheckError(fault)


def faults(problem: Problem, result: Result, previous: tuple[Scheduled, ...] = ()) -> Iterator[str]:
    """Everything that is wrong with an answer."""
    if result.status in ("infeasible", "unknown"):
        yield from _faults_of_none(problem, result)
        return
    known = {meeting.id: meeting for meeting in (*problem.meetings, *problem.candidates)}
    twice = [which for which, count in Counter(row.id for row in result.scheduled).items() if count > 1]
    strange = [row.id for row in result.scheduled if row.id not in known]
    yield from (f"{which} is scheduled twice" for which in twice)
    yield from (f"{which} is no meeting" for which in strange)
    if twice or strange:
        return
    held = {row.id: row for row in result.scheduled}
    for meeting in problem.meetings:
        if meeting.id not in held:
            yield f"{meeting.id} must be held"
    rows = [(known[row.id], row) for row in result.scheduled]
    for rule in (_slots, _places, _people, _numbers, _orders, _resources, _fairness):
        yield from rule(problem, rows)
    yield from _objective(problem, rows, result, previous)
    yield from _bound(problem, result)
    yield from _unscheduled(problem, held, result)


Rows = list[tuple[Meeting, Scheduled]]


def _faults_of_none(problem: Problem, result: Result) -> Iterator[str]:
    if result.scheduled or result.objective is not None:
        yield f"an answer that is {result.status} holds a schedule"
    if result.status == "infeasible":
        if result.reason is None:
            yield "infeasible without a reason"
        elif not Prover(problem).holds(result.reason):
            yield f"the reason is not true: {result.reason}"


def _slots(problem: Problem, rows: Rows) -> Iterator[str]:
    forbidden = {who.id: who.forbidden for who in problem.participants}
    for meeting, row in rows:
        if not 0 <= row.slot < problem.slots:
            yield f"{meeting.id}: there is no slot {row.slot}"
        if meeting.fixed is not None and row.slot != meeting.fixed:
            yield f"{meeting.id} is fixed to slot {meeting.fixed}, not {row.slot}"
        if meeting.slots is not None and row.slot not in meeting.slots:
            yield f"{meeting.id} may not be held in slot {row.slot}"
        for who in meeting.participants:
            if row.slot in forbidden[who]:
                yield f"{meeting.id}: {who} is away in slot {row.slot}"


def _places(problem: Problem, rows: Rows) -> Iterator[str]:
    places = {place.id: place for place in problem.places}
    pinned = {who.id: who.place for who in problem.participants if who.place is not None}
    taken: dict[tuple[str, int], str] = {}
    for meeting, row in rows:
        if row.place not in places:
            yield f"{meeting.id}: there is no place {row.place}"
            continue
        open_slots = places[row.place].slots
        if open_slots is not None and row.slot not in open_slots:
            yield f"{meeting.id}: {row.place} is closed in slot {row.slot}"
        if meeting.locked_place is not None and row.place != meeting.locked_place:
            yield f"{meeting.id} is locked to {meeting.locked_place}, not {row.place}"
        for who in meeting.participants:
            if pinned.get(who, row.place) != row.place:
                yield f"{meeting.id}: {who} stays at {pinned[who]}, not {row.place}"
        other = taken.setdefault((row.place, row.slot), meeting.id)
        if other != meeting.id:
            yield f"{meeting.id} and {other} share {row.place} in slot {row.slot}"


def _people(problem: Problem, rows: Rows) -> Iterator[str]:
    people = {who.id: who.people for who in problem.participants}
    sitting: dict[tuple[str, int], list[tuple[str, int | None]]] = defaultdict(list)
    for meeting, row in rows:
        seats = dict(row.seats)
        if set(seats) - set(meeting.participants):
            yield f"{meeting.id}: seats of firms that are not in it"
        for who in meeting.participants:
            sitting[who, row.slot].append((meeting.id, seats.get(who)))
    for (who, slot), meetings in sitting.items():
        if len(meetings) > people[who]:
            yield f"{who} is in {len(meetings)} meetings in slot {slot}: {', '.join(which for which, _ in meetings)}"
        elif people[who] > 1:
            seats_taken = [seat for _meeting, seat in meetings]
            if None in seats_taken or len(set(seats_taken)) < len(seats_taken):
                yield f"{who}: the same person, or none, in two meetings in slot {slot}"
            elif not all(0 <= seat < people[who] for seat in seats_taken if seat is not None):
                yield f"{who} has no such person in slot {slot}"


def _numbers(problem: Problem, rows: Rows) -> Iterator[str]:
    days = problem.days or ((0, problem.slots),)
    slots: dict[str, list[int]] = defaultdict(list)
    for meeting, row in rows:
        for who in meeting.participants:
            slots[who].append(row.slot)
    for who in problem.participants:
        if who.maximum is not None and len(slots[who.id]) > who.maximum:
            yield f"{who.id} has {len(slots[who.id])} meetings, more than {who.maximum}"
        most = who.per_day[1]
        for first, end in days:
            today = sum(first <= slot < end for slot in slots[who.id])
            if most is not None and today > most:
                yield f"{who.id} has {today} meetings in slots {first} to {end - 1}, more than {most}"


def _orders(problem: Problem, rows: Rows) -> Iterator[str]:
    slots = {meeting.id: row.slot for meeting, row in rows}
    for meeting, row in rows:
        for earlier in meeting.after:
            if earlier in slots and slots[earlier] >= row.slot:
                yield f"{meeting.id} is not after {earlier}"


def _resources(problem: Problem, rows: Rows) -> Iterator[str]:
    needs = {need.meeting: need.any_of for need in problem.needs}
    resources = {resource.id: resource for resource in problem.resources}
    taken: dict[tuple[str, int], str] = {}
    for meeting, row in rows:
        wanted = needs.get(meeting.id)
        if wanted is None:
            if row.resource is not None:
                yield f"{meeting.id} needs no resource"
            continue
        if row.resource not in wanted:
            yield f"{meeting.id} needs one of {', '.join(wanted)}"
            continue
        open_slots = resources[row.resource].slots
        if open_slots is not None and row.slot not in open_slots:
            yield f"{meeting.id}: {row.resource} is away in slot {row.slot}"
        other = taken.setdefault((row.resource, row.slot), meeting.id)
        if other != meeting.id:
            yield f"{meeting.id} and {other} share {row.resource} in slot {row.slot}"


def _fairness(problem: Problem, rows: Rows) -> Iterator[str]:
    if problem.fairness is None or not problem.participants:
        return
    counts = breaks_by_participant(problem, rows)
    if max(counts.values()) - min(counts.values()) > problem.fairness:
        yield f"breaks differ by {max(counts.values()) - min(counts.values())}, more than {problem.fairness}"


def breaks_by_participant(problem: Problem, rows: Rows) -> dict[str, int]:
    """Gaps between consecutive busy slots of one day."""
    busy: dict[str, set[int]] = {who.id: set() for who in problem.participants}
    for meeting, row in rows:
        for who in meeting.participants:
            busy[who].add(row.slot)
    counts = dict.fromkeys(busy, 0)
    for first, end in problem.days or ((0, problem.slots),):
        for who, slots in busy.items():
            today = sorted(slot for slot in slots if first <= slot < end)
            counts[who] += sum(later - slot > 1 for slot, later in pairwise(today))
    return counts


def forced_by_absence(problem: Problem, who: Participant, meetings: int) -> int:
    """The fewest breaks of so many meetings in the slots in which a participant is there, slot by slot.

    A state: (busy slots so far, busy in the slot before, busy earlier today). A day's first busy slot ends no break.
    """
    if not who.forbidden or not meetings:
        return 0
    if len(problem.days) < 2:
        return _forced_in_one_day(problem, who, meetings)
    last_of_day = {end - 1 for _first, end in problem.days}
    fewest = -(-meetings // who.people)
    states = {(0, False, False): 0}
    for slot in range(problem.slots):
        grown: dict[tuple[int, bool, bool], int] = {}
        for (count, was_busy, was_today), cost in states.items():
            choices = [(count, False, was_today, cost)]
            if slot not in who.forbidden and count < meetings:
                choices.append((count + 1, True, True, cost + (was_today and not was_busy)))
            for number, is_busy, is_today, price in choices:
                state = (number, False, False) if slot in last_of_day else (number, is_busy, is_today)
                grown[state] = min(price, grown.get(state, price))
        states = grown
    return min((cost for (count, _busy, _today), cost in states.items() if count >= fewest), default=0)


def _forced_in_one_day(problem: Problem, who: Participant, meetings: int) -> int:
    """Of n busy slots in runs of free ones, the longest hold the most: each run begun after the first is a break."""
    there = "".join("-" if slot in who.forbidden else "+" for slot in range(problem.slots))
    wanted = -(-meetings // who.people)
    begun = 0
    for run in sorted(map(len, there.split("-")), reverse=True):
        if wanted <= 0 or not run:
            break
        wanted -= run
        begun += 1
    return 0 if wanted > 0 else begun - 1


def _objective(problem: Problem, rows: Rows, result: Result, previous: tuple[Scheduled, ...]) -> Iterator[str]:
    stated = result.objective
    if stated is None:
        yield "a schedule without its objective"
        return
    counts = breaks_by_participant(problem, rows)
    numbers = Counter(who for meeting, _row in rows for who in meeting.participants)
    avoidable = sum(
        counts[who.id] - forced_by_absence(problem, who, numbers[who.id])
        for who in problem.participants
        if counts[who.id]
    )
    before = {row.id: row for row in previous}
    moved = sum(
        meeting.id in before and (row.slot, row.place) != (before[meeting.id].slot, before[meeting.id].place)
        for meeting, row in rows
    )
    score = sum(meeting.score or 0.0 for meeting, _row in rows)
    found = (
        ("score", stated.score, score),
        ("breaks", stated.breaks, sum(counts.values())),
        ("avoidable", stated.avoidable, avoidable),
        ("moved", stated.moved, moved),
        ("walk", stated.walk, walk(problem, rows)),
    )
    for name, said, true in found:
        if abs(said - true) > TOLERANCE * max(1.0, abs(true)):
            yield f"{name} is {true}, not {said}"


def walk(problem: Problem, rows: Rows) -> float:
    """Metres between the places of consecutive meetings of one day, over all participants (and people of firms)."""
    at = {place.id: (place.x, place.y) for place in problem.places}
    stops: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for meeting, row in rows:
        seats = dict(row.seats)
        for who in meeting.participants:
            stops[who, seats.get(who, 0)].append((row.slot, row.place))
    metres = 0.0
    for visits in stops.values():
        visits.sort()
        for (slot, place), (later, other) in pairwise(visits):
            if any(first <= slot and later < end for first, end in problem.days or ((0, problem.slots),)):
                (x, y), (u, v) = at.get(place, (0.0, 0.0)), at.get(other, (0.0, 0.0))
                metres += ((x - u) ** 2 + (y - v) ** 2) ** 0.5
    return metres


def _bound(problem: Problem, result: Result) -> Iterator[str]:
    stated = result.objective
    if stated is None:
        return
    reached = stated.breaks if problem.goal == "breaks" else stated.avoidable
    if result.bound_score is not None and stated.score > result.bound_score + TOLERANCE:
        yield f"the score {stated.score} is over its bound {result.bound_score}"
    is_best_score = result.bound_score is None or stated.score >= result.bound_score - TOLERANCE
    if result.bound_breaks is not None and is_best_score and reached < result.bound_breaks:
        yield f"{reached} breaks are fewer than the bound {result.bound_breaks}"
    if result.status == "optimal":
        if result.bound_breaks != reached:
            yield f"optimal with {reached} breaks and the bound {result.bound_breaks}"
        if problem.candidates and (result.bound_score is None or not is_best_score):
            yield f"optimal with score {stated.score} and the bound {result.bound_score}"


def _unscheduled(problem: Problem, held: dict[str, Scheduled], result: Result) -> Iterator[str]:
    left = {meeting.id for meeting in problem.candidates} - set(held)
    said = Counter(row.id for row in result.unscheduled)
    for which in sorted(left - set(said)):
        yield f"{which} is left out without a reason"
    for which, count in said.items():
        if count > 1 or which not in left:
            yield f"{which}: a reason for what is not left out, or a second one"
    prover = Prover(problem, result.scheduled)
    for row in result.unscheduled:
        if row.id in left and not prover.holds(row.reason, row.id):
            yield f"{row.id}: the reason is not true: {row.reason}"
    days = problem.days or ((0, problem.slots),)
    met: dict[str, list[int]] = defaultdict(list)
    for meeting in (*problem.meetings, *problem.candidates):
        if meeting.id in held:
            for who in meeting.participants:
                met[who].append(held[meeting.id].slot)
    short = {}
    for who in problem.participants:
        missing = max(0, who.minimum - len(met[who.id]))
        missing += sum(max(0, who.per_day[0] - sum(first <= slot < end for slot in met[who.id])) for first, end in days)
        if missing:
            short[who.id] = missing
    if short != {row.participant: row.missing for row in result.unmet}:
        yield f"minimums are missed by {short}, not {[(row.participant, row.missing) for row in result.unmet]}"
    for row in result.unmet:
        if not prover.holds(row.reason, row.participant):
            yield f"{row.participant}: the reason is not true: {row.reason}"
