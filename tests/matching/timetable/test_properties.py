"""Properties that hold for every fair."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.timetable import Limits, check, repair, solve
from matching.timetable.model import Place
from tests.matching.timetable.fairs import fair

pytestmark = pytest.mark.slow

NAMES = "abcdefg"
pairs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] < p[1]), max_size=9)
wishes = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 5)).filter(lambda p: p[0] < p[1]),
    max_size=6,
)
absences = st.dictionaries(st.sampled_from(NAMES), st.sets(st.integers(0, 4), max_size=2), max_size=4)
fairness = st.sampled_from([None, 0, 1, 2])
few = settings(max_examples=25, deadline=None)
proven = Limits(seconds=20)
quick = Limits(steps=20_000, workers=1)


@few
@given(pairs, wishes, absences, st.integers(1, 4), fairness)
def test_every_answer_passes_the_checker(meetings, candidates, forbidden, places, most):
    problem = fair(meetings, slots=5, places=places, candidates=candidates, forbidden=forbidden, fairness=most)
    check(problem, solve(problem, quick))


@settings(max_examples=8, deadline=None)
@given(pairs, absences, st.integers(1, 3))
def test_one_table_more_never_makes_the_optimum_worse(meetings, forbidden, places):
    problem = fair(meetings, slots=5, places=places, forbidden=forbidden, goal="breaks")
    more = replace(problem, places=(*problem.places, Place("more")))
    before, after = solve(problem, proven), solve(more, proven)
    if before.status == "optimal":
        assert after.status == "optimal"
        assert after.objective.breaks <= before.objective.breaks


@settings(max_examples=8, deadline=None)
@given(pairs, absences, st.permutations(NAMES))
def test_other_names_change_nothing(meetings, forbidden, names):
    renamed = dict(zip(NAMES, names, strict=True))
    one = fair(meetings, slots=5, forbidden=forbidden, goal="breaks")
    other = fair(
        [(renamed[a], renamed[b]) for a, b in meetings],
        slots=5,
        forbidden={renamed[who]: slots for who, slots in forbidden.items()},
        goal="breaks",
    )
    first, second = solve(one, proven), solve(other, proven)
    assert first.status == second.status
    if first.objective is not None:
        assert first.objective.breaks == second.objective.breaks


@few
@given(pairs, wishes, absences)
def test_repair_of_nothing_moves_nothing(meetings, candidates, forbidden):
    problem = fair(meetings, slots=5, places=3, candidates=candidates, forbidden=forbidden)
    result = solve(problem, quick)
    if result.objective is not None:
        again = repair(problem, result.scheduled)
        assert again.scheduled == result.scheduled
        assert again.objective.moved == 0
