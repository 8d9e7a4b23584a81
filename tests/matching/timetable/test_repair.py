"""The day's changes move as few meetings as can be."""

from dataclasses import replace

import pytest

from matching.timetable import Limits, check, repair, solve
from matching.timetable.model import Meeting
from tests.bench.instances import drop_out, late, two_sided
from tests.matching.timetable.fairs import fair, with_meeting

FAIR = two_sided(buyers=12, sellers=12, meetings=60, slots=12, places=9)
SHORT = Limits(seconds=10)


@pytest.fixture(scope="module")
def before():
    return solve(FAIR, Limits(steps=100_000, workers=1)).scheduled


def moved(rows, before):
    places = {row.id: (row.slot, row.place) for row in before}
    return {row.id for row in rows if row.id in places and places[row.id] != (row.slot, row.place)}


def test_nobody_moves_when_somebody_drops_out(before):
    problem = drop_out(FAIR, "b3")
    result = repair(problem, before, SHORT)
    check(problem, result, [row for row in before if row.id in {one.id for one in problem.meetings}])
    assert not moved(result.scheduled, before)


def test_only_meetings_that_are_missed_move_when_somebody_comes_late(before):
    slots = {row.id: row.slot for row in before}
    problem = late(FAIR, "b3", 3)
    missed = {one.id for one in FAIR.meetings if one.a == "b3" and slots[one.id] < 3}
    result = repair(problem, before, SHORT)
    assert result.status == "feasible"
    assert moved(result.scheduled, before) >= missed
    assert len(moved(result.scheduled, before)) <= len(missed) + 1


def test_a_broken_table_costs_each_of_its_meetings_one_move(before):
    tables = tuple(replace(one, slots=frozenset(range(6))) if one.id == "T0" else one for one in FAIR.places)
    there = {row.id for row in before if row.place == "T0" and row.slot >= 6}
    result = repair(replace(FAIR, places=tables), before, SHORT)
    assert moved(result.scheduled, before) == there


def test_an_added_meeting_moves_nobody_where_both_are_free(before):
    used = {(one.a, one.b) for one in FAIR.meetings}
    pair = next((f"b{n}", f"s{m}") for n in range(12) for m in range(12) if (f"b{n}", f"s{m}") not in used)
    problem = replace(FAIR, meetings=(*FAIR.meetings, Meeting("new", *pair)))
    result = repair(problem, before, SHORT)
    assert "new" in {row.id for row in result.scheduled}
    assert not moved(result.scheduled, before)


def test_meetings_already_held_stay(before):
    slots = {row.id: row.slot for row in before}
    problem = late(FAIR, "s2", 2)
    for one in FAIR.meetings:
        if slots[one.id] < 2 and "s2" not in one.participants:
            problem = with_meeting(problem, one.id, fixed=slots[one.id])
    result = repair(problem, before, SHORT)
    held = {one.id for one in problem.meetings if one.fixed is not None}
    assert not held & moved(result.scheduled, before)


def test_one_blocked_meeting_takes_as_few_along_as_it_must():
    problem = fair([("a", "b"), ("a", "c")], slots=2, places=1)
    result = solve(problem, SHORT)
    first = next(row for row in result.scheduled if row.slot == 0)
    other = "m1" if first.id == "m0" else "m0"
    swapped = with_meeting(problem, first.id, slots=frozenset({1}))
    repaired = repair(swapped, result.scheduled, SHORT)
    assert {row.id: row.slot for row in repaired.scheduled} == {first.id: 1, other: 0}
    assert repaired.objective.moved == 2


def test_what_cannot_be_repaired_is_said():
    problem = fair([("a", "b"), ("a", "c")], slots=2, places=1)
    before = solve(problem, SHORT).scheduled
    result = repair(late(problem, "a", 1), before, SHORT)
    assert (result.status, result.reason.code) == ("infeasible", "fixed_collide")
