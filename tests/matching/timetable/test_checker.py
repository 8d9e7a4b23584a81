"""The checker finds every kind of corruption in an answer that was right."""

from dataclasses import replace

import pytest

from matching.timetable import CheckError, check
from matching.timetable.checker import faults
from matching.timetable.model import (
    Meeting,
    Need,
    Objective,
    Participant,
    Place,
    Problem,
    Reason,
    Resource,
    Result,
    Scheduled,
    Unmet,
    Unscheduled,
)

PROBLEM = Problem(
    slots=4,
    places=(Place("T1"), Place("T2", x=3.0, y=4.0, slots=frozenset({0, 1, 2})), Place("T3", y=9.0)),
    participants=(
        Participant("a", forbidden=frozenset({3}), maximum=2),
        Participant("b", per_day=(0, 2)),
        Participant("c", place="T3"),
        Participant("d", people=2, minimum=3),
        Participant("e"),
    ),
    meetings=(
        Meeting("m1", "a", "b", fixed=0),
        Meeting("m2", "a", "d", slots=frozenset({1, 2}), after=("m1",)),
        Meeting("m3", "c", "d", locked_place="T3"),
    ),
    candidates=(Meeting("k1", "b", "e", score=5.0), Meeting("k2", "a", "e", score=2.0)),
    days=((0, 4),),
    resources=(Resource("ja", slots=frozenset({0, 1})),),
    needs=(Need("m2", ("ja",)),),
    fairness=1,
)
AT_MAXIMUM = Reason("at_maximum", (("participant", "a"), ("maximum", 2)))
RESULT = Result(
    status="feasible",
    objective=Objective(score=5.0, breaks=0, avoidable=0, walk=5.0),
    bound_score=7.0,
    bound_breaks=0,
    scheduled=(
        Scheduled("m1", 0, "T1"),
        Scheduled("m2", 1, "T2", resource="ja", seats=(("d", 0),)),
        Scheduled("m3", 1, "T3", seats=(("d", 1),)),
        Scheduled("k1", 1, "T1"),
    ),
    unscheduled=(Unscheduled("k2", AT_MAXIMUM),),
    unmet=(Unmet("d", 1, Reason("too_few_wishes", (("wishes", 2),))),),
)


def with_row(which: str, **changes) -> Result:
    rows = tuple(replace(row, **changes) if row.id == which else row for row in RESULT.scheduled)
    return replace(RESULT, scheduled=rows)


def test_the_right_answer_passes():
    check(PROBLEM, RESULT)


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (replace(RESULT, scheduled=RESULT.scheduled[1:]), "m1 must be held"),
        (replace(RESULT, scheduled=(*RESULT.scheduled, RESULT.scheduled[0])), "twice"),
        (replace(RESULT, scheduled=(*RESULT.scheduled, Scheduled("m9", 2, "T1"))), "no meeting"),
        (with_row("m1", slot=1), "fixed to slot 0"),
        (with_row("m2", slot=3), "may not be held"),
        (with_row("m1", slot=4), "no slot 4"),
        (with_row("m2", slot=0), "in 2 meetings in slot 0"),
        (with_row("m1", place="T9"), "no place"),
        (with_row("k1", place="T2", slot=3), "closed"),
        (with_row("m3", place="T1", slot=2), "locked to T3"),
        (with_row("k1", place="T3"), "share T3"),
        (with_row("m3", seats=(("d", 0),)), "the same person"),
        (with_row("m3", seats=()), "the same person, or none"),
        (with_row("m3", seats=(("d", 2),)), "no such person"),
        (with_row("m1", seats=(("e", 0),)), "not in it"),
        (with_row("m2", resource=None), "needs one of ja"),
        (with_row("m2", slot=2), "ja is away"),
        (with_row("m1", resource="ja"), "needs no resource"),
        (replace(RESULT, objective=replace(RESULT.objective, score=6.0)), "score is 5"),
        (replace(RESULT, objective=replace(RESULT.objective, breaks=1)), "breaks is 0"),
        (replace(RESULT, objective=replace(RESULT.objective, avoidable=1)), "avoidable is 0"),
        (replace(RESULT, objective=replace(RESULT.objective, walk=1.0)), "walk is 5"),
        (replace(RESULT, objective=replace(RESULT.objective, moved=1)), "moved is 0"),
        (replace(RESULT, objective=None), "without its objective"),
        (replace(RESULT, bound_score=4.0), "over its bound"),
        (replace(RESULT, bound_score=5.0, bound_breaks=1), "fewer than the bound"),
        (replace(RESULT, status="optimal"), "optimal with score"),
        (replace(RESULT, status="optimal", bound_score=5.0, bound_breaks=None), "optimal with 0 breaks"),
        (replace(RESULT, status="infeasible"), "holds a schedule"),
        (replace(RESULT, status="infeasible", scheduled=(), objective=None), "without a reason"),
        (replace(RESULT, unscheduled=()), "left out without a reason"),
        (replace(RESULT, unscheduled=(*RESULT.unscheduled, Unscheduled("k1", AT_MAXIMUM))), "not left out"),
        (replace(RESULT, unmet=()), "minimums are missed"),
        (replace(RESULT, unmet=(replace(RESULT.unmet[0], missing=2),)), "minimums are missed"),
        (replace(RESULT, unmet=(replace(RESULT.unmet[0], reason=AT_MAXIMUM),)), "not true"),
    ],
)
def test_a_corrupted_answer_is_refused(result, fault):
    found = list(faults(PROBLEM, result))
    assert any(fault in one for one in found), found


def untrue(code, **facts):
    return replace(RESULT, unscheduled=(Unscheduled("k2", Reason(code, tuple(facts.items()))),))


@pytest.mark.parametrize(
    "result",
    [
        untrue("at_maximum", participant="a", maximum=3),
        untrue("at_maximum", participant="b", maximum=None),
        untrue("no_common_slot"),
        untrue("participant_busy", participant="e"),
        untrue("participant_busy", participant="b"),
        untrue("both_free_only_in", slots=[0], blocked_by=["m1"], why=[[0, "meeting", "m1"]]),
        untrue("both_free_only_in", slots=[0, 1, 2], blocked_by=[], why=[[slot, "places", None] for slot in range(3)]),
        untrue("blocked_when_both_free", slots=[], blocked_by=[], why=[]),
        untrue("both_free_only_in"),
        untrue("who_knows"),
    ],
)
def test_an_untrue_reason_is_refused(result):
    with pytest.raises(CheckError, match="reason is not true"):
        check(PROBLEM, result)


def test_a_true_reason_that_names_each_slot_passes():
    why = [[0, "meeting", "m1"], [1, "meeting", "m2"], [2, "nothing", None]]
    blocked = replace(RESULT, unscheduled=(Unscheduled("k2", reason_of(why)),))
    with pytest.raises(CheckError):
        check(PROBLEM, blocked)
    late = replace(PROBLEM, candidates=(PROBLEM.candidates[0], replace(PROBLEM.candidates[1], slots=frozenset({0, 1}))))
    check(late, replace(RESULT, unscheduled=(Unscheduled("k2", reason_of(why[:2])),)))


def reason_of(why):
    blocked_by = sorted({what for _slot, kind, what in why if kind == "meeting"})
    return Reason("both_free_only_in", (("slots", [row[0] for row in why]), ("blocked_by", blocked_by), ("why", why)))


def test_unfairness_is_found():
    two = Problem(
        slots=5,
        places=(Place("T1"),),
        participants=(Participant("a"), Participant("b"), Participant("c"), Participant("d")),
        meetings=(Meeting("m1", "a", "b"), Meeting("m2", "a", "c"), Meeting("m3", "a", "d")),
        days=((0, 5),),
        fairness=1,
    )
    rows = tuple(Scheduled(f"m{n + 1}", 2 * n, "T1") for n in range(3))
    result = Result("feasible", Objective(breaks=2, avoidable=2), None, 0, rows)
    with pytest.raises(CheckError, match="differ by 2"):
        check(two, result)


def test_breaks_stop_at_the_end_of_a_day():
    fair = Problem(
        slots=4,
        places=(Place("T1"),),
        participants=(Participant("a"), Participant("b"), Participant("c")),
        meetings=(Meeting("m1", "a", "b"), Meeting("m2", "a", "c")),
        days=((0, 2), (2, 4)),
    )
    rows = (Scheduled("m1", 0, "T1"), Scheduled("m2", 3, "T1"))
    check(fair, Result("optimal", Objective(), None, 0, rows))
    with pytest.raises(CheckError, match="breaks is 1"):
        check(replace(fair, days=((0, 4),)), Result("optimal", Objective(), None, 0, rows))


def test_a_move_is_a_change_of_slot_or_place():
    before = (Scheduled("m1", 0, "T2"), Scheduled("k1", 2, "T1"))
    moved = replace(RESULT, objective=replace(RESULT.objective, moved=2))
    check(PROBLEM, moved, before)
