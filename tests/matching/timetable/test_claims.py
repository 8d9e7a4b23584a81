"""“There is no schedule of these”: proven again by the checker, refused where untrue, or said to be unverified."""

from dataclasses import replace

import pytest

from matching.timetable import Limits, check, proofs, solve
from matching.timetable.checker import CheckError
from matching.timetable.model import Need, Problem, Reason, Resource, Result
from tests.matching.timetable.fairs import fair, with_meeting, with_participant

SHORT = Limits(seconds=20)
TRIANGLE = [("a", "b"), ("b", "c"), ("c", "a")]
SIDE_BY_SIDE = [("a", "b"), ("c", "d"), ("e", "f")]
HUB = [("a", "b"), ("a", "c"), ("d", "e")]


def in_need(problem: Problem, interpreters: int) -> Problem:
    people = tuple(Resource(f"r{n}") for n in range(interpreters))
    any_of = tuple(one.id for one in people)
    return replace(problem, resources=people, needs=tuple(Need(one.id, any_of) for one in problem.meetings))


def claim(problem: Problem, *rules: str, verified: bool = True, meetings: list[str] | None = None) -> None:
    names = [one.id for one in problem.meetings] if meetings is None else meetings
    why = Reason("no_schedule_of", (("meetings", names), ("rules", list(rules)), ("verified", verified)))
    check(problem, Result("infeasible", None, None, None, reason=why, goal=problem.goal))


def uneven(fairness: int) -> Problem:
    """A hub with a break that nobody else can have."""
    return fair(HUB, slots=3, places=2, forbidden={"a": [1]}, fairness=fairness)


IMPOSSIBLE = [
    (fair(TRIANGLE, slots=2), ()),
    (fair(SIDE_BY_SIDE, slots=2, places=1), ("places",)),
    (in_need(fair(SIDE_BY_SIDE, slots=2, places=3), 1), ()),
    (uneven(0), ("fairness",)),
    (with_participant(fair(HUB[:2]), "a", per_day=(0, 1)), ()),
    (with_participant(fair(HUB[:2]), "a", maximum=1), ()),
    (with_participant(with_participant(fair(SIDE_BY_SIDE[:2], slots=1), "a", place="T0"), "c", place="T0"), ()),
    (with_meeting(with_meeting(fair(SIDE_BY_SIDE, slots=2), "m1", after=("m0",)), "m2", after=("m1",)), ()),
]
POSSIBLE = [
    (fair(TRIANGLE, slots=3), ()),
    (fair(SIDE_BY_SIDE, slots=2), ("places",)),
    (fair(SIDE_BY_SIDE, slots=2, places=1), ()),
    (in_need(fair(SIDE_BY_SIDE, slots=2, places=3), 2), ()),
    (uneven(1), ("fairness",)),
    (uneven(0), ()),
    (with_participant(fair(HUB[:2]), "a", per_day=(0, 2)), ()),
    (with_participant(fair(HUB[:2]), "a", maximum=2), ()),
    (with_participant(with_participant(fair(SIDE_BY_SIDE[:2], slots=2), "a", place="T0"), "c", place="T0"), ()),
    (with_meeting(with_meeting(fair(SIDE_BY_SIDE, slots=3), "m1", after=("m0",)), "m2", after=("m1",)), ()),
]


@pytest.mark.parametrize(("problem", "rules"), IMPOSSIBLE)
def test_a_true_claim_passes_and_must_not_be_called_unverified(problem, rules):
    claim(problem, *rules)
    with pytest.raises(CheckError, match="reason is not true"):
        claim(problem, *rules, verified=False)


@pytest.mark.parametrize(("problem", "rules"), POSSIBLE)
@pytest.mark.parametrize("verified", [True, False])
def test_an_untrue_claim_is_refused_even_as_unverified(problem, rules, verified):
    with pytest.raises(CheckError, match="reason is not true"):
        claim(problem, *rules, verified=verified)


def test_a_core_that_names_too_few_meetings_is_refused():
    problem = fair(TRIANGLE, slots=2)
    with pytest.raises(CheckError, match="reason is not true"):
        claim(problem, meetings=["m0", "m1"])


def test_a_rule_that_the_fair_does_not_have_is_refused():
    with pytest.raises(CheckError, match="reason is not true"):
        claim(fair(TRIANGLE, slots=2), "fairness")


def test_a_claim_too_large_to_prove_again_passes_as_unverified_alone(monkeypatch):
    monkeypatch.setattr(proofs, "MOST_LITERALS", 1)
    problem = fair(TRIANGLE, slots=2)
    claim(problem, verified=False)
    with pytest.raises(CheckError, match="reason is not true"):
        claim(problem, verified=True)


@pytest.mark.parametrize(
    "problem",
    [
        fair(TRIANGLE, slots=2),
        in_need(fair(SIDE_BY_SIDE, slots=2, places=3), 1),
        uneven(0),
        with_participant(fair(HUB[:2]), "a", per_day=(0, 1)),
        fair([*TRIANGLE, ("v", "w"), ("x", "y")], slots=3, places=2, forbidden={"v": [1, 2], "x": [1, 2]}),
    ],
)
def test_what_search_finds_impossible_is_proven_again(problem):
    result = solve(problem, SHORT)
    assert result.status == "infeasible"
    assert dict(result.reason.facts)["verified"]
    check(problem, result)


def test_an_order_is_no_part_of_a_core_whose_earlier_meeting_it_does_not_name():
    """The triangle alone collides; that its last meeting comes after a fourth one is beside the point."""
    problem = with_meeting(fair([*TRIANGLE, ("x", "y")], slots=3, forbidden={"a": [2]}), "m2", after=("m3",))
    problem = with_participant(with_participant(problem, "b", forbidden=frozenset({2})), "x", forbidden=frozenset({0}))
    result = solve(problem, SHORT)
    assert result.status == "infeasible"
    check(problem, result)
