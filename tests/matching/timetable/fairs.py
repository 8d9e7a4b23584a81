"""Small fairs for tests, and every schedule of them by brute force."""

from dataclasses import replace
from itertools import product

from matching.timetable.checker import faults
from matching.timetable.model import Meeting, Objective, Participant, Place, Problem, Result, Scheduled


def fair(pairs, *, slots=4, places=2, forbidden=None, candidates=(), **more) -> Problem:
    """Meetings m0, m1, … of pairs such as ("a", "b"); candidates c0, c1, … of ("a", "b", score)."""
    forbidden = forbidden or {}
    names = dict.fromkeys(who for pair in (*pairs, *(one[:2] for one in candidates)) for who in pair)
    return Problem(
        slots=slots,
        places=tuple(Place(f"T{n}", x=float(n)) for n in range(places)),
        participants=tuple(Participant(who, forbidden=frozenset(forbidden.get(who, ()))) for who in names),
        meetings=tuple(Meeting(f"m{n}", a, b) for n, (a, b) in enumerate(pairs)),
        candidates=tuple(Meeting(f"c{n}", a, b, score=score) for n, (a, b, score) in enumerate(candidates)),
        days=more.pop("days", ((0, slots),)),
        **more,
    )


def with_meeting(problem: Problem, which: str, **changes) -> Problem:
    return replace(
        problem, meetings=tuple(replace(one, **changes) if one.id == which else one for one in problem.meetings)
    )


def with_participant(problem: Problem, which: str, **changes) -> Problem:
    return replace(
        problem, participants=tuple(replace(one, **changes) if one.id == which else one for one in problem.participants)
    )


def fewest_breaks(problem: Problem) -> int | None:
    """The optimum of a problem of mandatory meetings, from all schedules; None where there is none."""
    best = None
    for slots in product(range(problem.slots), repeat=len(problem.meetings)):
        used: dict[int, int] = {}
        rows = []
        for meeting, slot in zip(problem.meetings, slots, strict=True):
            used[slot] = used.get(slot, -1) + 1
            if used[slot] >= len(problem.places):
                break
            rows.append(Scheduled(meeting.id, slot, problem.places[used[slot]].id))
        else:
            breaks = _breaks(problem, rows)
            result = Result("feasible", Objective(breaks=breaks), None, None, tuple(rows))
            said = [fault for fault in faults(problem, result) if not fault.startswith(("avoidable", "walk"))]
            if not said and (best is None or breaks < best):
                best = breaks
    return best


def _breaks(problem: Problem, rows: list[Scheduled]) -> int:
    busy: dict[str, set[int]] = {}
    for meeting, row in zip(problem.meetings, rows, strict=True):
        for who in meeting.participants:
            busy.setdefault(who, set()).add(row.slot)
    return sum(
        slot + 1 not in slots and any(later > slot for later in slots) for slots in busy.values() for slot in slots
    )
