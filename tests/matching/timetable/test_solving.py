"""What is proven is the optimum, what is impossible is said with a true reason, and everyone may stop at any time."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from matching.timetable import Limits, check, solve
from matching.timetable.model import Need, Place, Resource
from tests.bench.instances import crossing, two_sided, without_breaks
from tests.matching.timetable.fairs import fair, fewest_breaks, with_meeting, with_participant

SHORT = Limits(seconds=6)
TRIANGLE = [("a", "b"), ("b", "c"), ("c", "a")]


def test_importing_the_engine_imports_no_solver():
    program = (
        "import sys, matching.timetable; print([m for m in ('numba','numpy','ortools','pysat') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "problem",
    [
        fair([("a", "b"), ("c", "d"), ("a", "d"), ("c", "b")], goal="breaks"),
        fair(TRIANGLE, slots=3, places=1, goal="breaks"),
        fair([*TRIANGLE, ("a", "d")], slots=5, places=2, forbidden={"a": [1, 3]}, goal="breaks"),
        fair([("a", "b"), ("a", "c"), ("d", "b"), ("d", "c")], slots=4, forbidden={"a": [1], "d": [2]}, goal="breaks"),
        fair(
            [("a", "b"), ("a", "c"), ("a", "d")], slots=5, places=1, forbidden={"a": [1, 3]}, fairness=1, goal="breaks"
        ),
        with_meeting(fair([*TRIANGLE, ("a", "d")], slots=4, goal="breaks"), "m0", after=("m3", "m1")),
        with_meeting(fair([*TRIANGLE, ("c", "d")], slots=4, places=1, goal="breaks"), "m2", fixed=1),
    ],
)
def test_small_fairs_are_proven_at_the_optimum_of_all_schedules(problem):
    best = fewest_breaks(problem)
    result = solve(problem, SHORT)
    check(problem, result)
    if best is None:
        assert result.status == "infeasible"
    else:
        assert (result.status, result.objective.breaks, result.bound_breaks) == ("optimal", best, best)


def test_generated_fairs_are_proven_at_the_optimum_that_they_were_made_with():
    quiet = solve(without_breaks(rows=10, slots=8), SHORT)
    assert (quiet.status, quiet.objective.breaks) == ("optimal", 0)
    crossed = solve(crossing(times=4), SHORT)
    assert (crossed.status, crossed.objective.breaks, crossed.objective.avoidable) == ("optimal", 4, 0)


def test_breaks_that_an_absence_forces_are_not_avoidable():
    problem = fair([("a", "b"), ("a", "c")], slots=3, forbidden={"a": [1]})
    result = solve(problem, SHORT)
    assert (result.status, result.objective.breaks, result.objective.avoidable) == ("optimal", 1, 0)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (with_meeting(with_meeting(fair(TRIANGLE), "m0", after=("m1",)), "m1", after=("m0",)), "cycle"),
        (fair([("a", "b")], slots=2, forbidden={"a": [0], "b": [1]}), "no_slot"),
        (with_meeting(with_meeting(fair(TRIANGLE), "m0", fixed=1), "m1", fixed=1), "fixed_collide"),
        (fair([("a", "b"), ("a", "c"), ("a", "d")], slots=2), "participant_overbooked"),
        (fair(TRIANGLE, slots=2), "no_schedule_of"),
        (fair([("a", "b"), ("c", "d"), ("e", "f")], slots=2, places=1), "too_few_seats"),
        (with_participant(fair(TRIANGLE), "a", maximum=1), "over_maximum"),
        (
            with_meeting(
                with_meeting(fair([("a", "b"), ("c", "d"), ("e", "f")], slots=2), "m1", after=("m0",)),
                "m2",
                after=("m1",),
            ),
            "order_too_long",
        ),
        (with_meeting(with_participant(fair(TRIANGLE), "a", place="T0"), "m0", locked_place="T1"), "places_differ"),
        (fair(TRIANGLE, slots=3, forbidden={"a": [0, 2]}), "fixed_collide"),
    ],
)
def test_what_is_impossible_is_said_with_a_reason(problem, code):
    result = solve(problem, SHORT)
    assert result.status == "infeasible"
    assert result.reason.code.startswith(code)
    check(problem, result)


def test_what_only_search_finds_impossible_is_said_with_a_small_core():
    odd = [("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "z")]
    problem = fair(odd, slots=3, places=3, forbidden={"a": [2], "b": [2]})
    problem = replace(problem, meetings=tuple(replace(one, slots=frozenset({0, 1})) for one in problem.meetings[:3]))
    problem = with_meeting(problem, "m1", slots=frozenset({0, 1}))
    result = solve(problem, SHORT)
    assert result.status == "infeasible"
    named = dict(result.reason.facts).get("meetings", [])
    assert set(named) <= {"m0", "m1", "m2"}
    check(problem, result)


def test_a_hard_bound_of_fairness_may_make_a_fair_impossible():
    problem = fair([("a", "b"), ("a", "c"), ("d", "e")], slots=3, forbidden={"a": [1]}, fairness=0)
    result = solve(problem, SHORT)
    assert result.status == "infeasible"
    assert "fairness" in dict(result.reason.facts)["rules"]
    assert solve(replace(problem, fairness=1), SHORT).status == "optimal"


def test_the_best_candidates_are_held_and_each_other_has_its_reason():
    wishes = [("a", "x", 3.0), ("a", "y", 1.5), ("b", "x", 1.0), ("b", "y", 9.0), ("c", "x", 4.0)]
    problem = with_participant(fair([], slots=2, places=2, candidates=wishes), "a", maximum=1)
    result = solve(problem, SHORT)
    check(problem, result)
    assert result.status == "optimal"
    assert result.objective.score == 16.0
    assert [row.id for row in result.unscheduled] == ["c1", "c2"]


def test_minimums_come_before_scores():
    wishes = [("a", "x", 9.0), ("b", "x", 1.0)]
    problem = with_participant(fair([], slots=1, places=2, candidates=wishes), "b", minimum=1)
    result = solve(problem, SHORT)
    check(problem, result)
    assert [row.id for row in result.scheduled] == ["c1"]
    assert not result.unmet


def test_a_missed_minimum_has_its_reason():
    problem = with_participant(fair([("a", "b")], slots=2), "a", minimum=2)
    result = solve(problem, SHORT)
    check(problem, result)
    assert [(row.participant, row.missing, row.reason.code) for row in result.unmet] == [("a", 1, "too_few_wishes")]


def test_firms_of_several_people_meet_in_parallel_and_groups_meet_together():
    problem = with_participant(fair([("a", "b"), ("a", "c"), ("d", "e")], slots=1, places=3), "a", people=2)
    problem = with_meeting(problem, "m2", others=("f",))
    problem = replace(problem, participants=(*problem.participants, replace(problem.participants[0], id="f", people=1)))
    result = solve(problem, SHORT)
    check(problem, result)
    assert result.status == "optimal"
    assert sorted(seat for row in result.scheduled for _who, seat in row.seats) == [0, 1]


def test_pinned_places_and_interpreters_are_kept():
    problem = fair([("a", "b"), ("c", "d"), ("e", "f")], slots=3, places=3)
    problem = with_participant(with_participant(problem, "a", place="T2"), "c", place="T2")
    both = tuple(Need(which, ("ja", "zh")) for which in ("m0", "m1", "m2"))
    people = (Resource("ja", slots=frozenset({0})), Resource("zh"))
    problem = replace(problem, resources=people, needs=both)
    result = solve(problem, SHORT)
    check(problem, result)
    assert result.status == "optimal"


def test_a_meeting_may_be_held_only_while_its_table_is_open():
    problem = replace(fair([("a", "b"), ("a", "c")], slots=4), places=(Place("T0", slots=frozenset({1, 3})),))
    result = solve(problem, SHORT)
    check(problem, result)
    assert {row.slot for row in result.scheduled} == {1, 3}


def test_a_run_counted_in_steps_is_the_same_each_time():
    problem = two_sided(buyers=12, sellers=12, meetings=70, slots=10, places=9, away=0.1)
    limits = Limits(steps=60_000, workers=1, seed=3)
    one, other = solve(problem, limits), solve(problem, limits)
    assert one.scheduled == other.scheduled
    assert replace(one, seconds=0) == replace(other, seconds=0)


def test_a_stopped_search_ends_long_before_its_time():
    problem = two_sided(buyers=60, sellers=60, meetings=550, slots=20, places=45, away=0.2)
    stopped_at = None
    began = time.monotonic()

    def is_cancelled() -> bool:
        nonlocal stopped_at
        if stopped_at is None and time.monotonic() - began > 2.0:
            stopped_at = time.monotonic()
        return stopped_at is not None

    result = solve(problem, Limits(seconds=60), is_cancelled=is_cancelled)
    if stopped_at is None:
        pytest.skip("solved before it could be stopped")
    assert time.monotonic() - stopped_at < 20  # it had a minute; how fast it stops is not a test's to say
    check(problem, result)


def test_progress_keeps_coming_with_answers_that_are_checked():
    problem = two_sided(buyers=60, sellers=60, meetings=550, slots=20, places=45, away=0.2)
    seen = []
    solve(problem, Limits(seconds=3), progress=lambda best, bound, phase: seen.append((best, bound, phase)))
    assert all(best is None or best.bound_breaks <= best.objective.avoidable for best, _bound, _phase in seen)
    assert len(seen) > 2
    for best, _bound, _phase in seen[:3]:
        check(problem, best)


def test_of_equal_schedules_the_one_with_fewer_moves_is_taken():
    problem = two_sided(buyers=6, sellers=6, meetings=14, slots=6, places=4)
    first = solve(problem, SHORT)
    again = solve(problem, SHORT, previous=first.scheduled)
    assert again.objective.avoidable == first.objective.avoidable
    assert again.objective.moved == 0


def test_no_meetings_at_all_are_soon_placed():
    result = solve(fair([], slots=2), SHORT)
    assert (result.status, result.scheduled) == ("optimal", ())


def test_a_meeting_that_must_be_held_is_never_left_out_for_want_of_room():
    """Any two of three firms' meetings share one of them: five slots hold five of these seven."""
    meetings = [("a", "b")] * 3 + [("a", "c")] * 2 + [("b", "c")] * 2
    problem = fair(meetings, slots=5, places=3, candidates=[("a", "b", 1)])
    assert solve(problem, Limits(steps=20_000, workers=1)).status in ("unknown", "infeasible")
    assert solve(problem, Limits(seconds=20)).status == "infeasible"


def test_fairness_may_fault_a_firm_that_has_no_meeting_to_move():
    wishes = [("b", "d", 4), ("b", "e", 2), ("a", "d", 3), ("c", "d", 4), ("c", "d", 5), ("b", "c", 4)]
    away = {"d": {2, 3}, "c": {0, 3}, "b": {3, 4}}
    problem = fair([("b", "d")], slots=5, places=2, candidates=wishes, forbidden=away, fairness=0)
    check(problem, solve(problem, Limits(steps=20_000, workers=1)))


@pytest.mark.parametrize("seed", range(1, 6))
def test_an_interpreter_who_is_away_is_given_to_no_meeting(seed):
    """One is there in the first slot alone: five meetings in four slots need both of them exactly there."""
    problem = fair([(f"a{n}", f"b{n}") for n in range(5)], slots=4, places=5)
    people = (Resource("ja", slots=frozenset({0})), Resource("zh"))
    problem = replace(problem, resources=people, needs=tuple(Need(one.id, ("ja", "zh")) for one in problem.meetings))
    result = solve(problem, Limits(steps=20_000, workers=1, seed=seed))
    check(problem, result)
    assert sorted(row.slot for row in result.scheduled) == [0, 0, 1, 2, 3]


def test_firms_that_are_never_free_together_are_not_both_called_busy():
    """Each of two firms is busy in half of the ten slots: neither in all of them, but no slot is left for both."""
    held = [("a", f"x{n}") for n in range(5)] + [("b", f"y{n}") for n in range(5)]
    problem = fair(held, slots=10, places=9, candidates=[("a", "b", 1)])
    halves = [frozenset(range(5))] * 5 + [frozenset(range(5, 10))] * 5
    meetings = tuple(replace(one, slots=slots) for one, slots in zip(problem.meetings, halves, strict=True))
    result = solve(replace(problem, meetings=meetings), SHORT)
    assert dict(result.unscheduled[0].reason.facts)["slots"] == []
    check(replace(problem, meetings=meetings), result)
