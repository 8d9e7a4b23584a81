"""The fast annealer of fairs of pairs: what it counts is so, on one core and on two, and it knows its limits."""

from dataclasses import replace

import pytest

from matching.timetable import Limits, check, pairs, solve
from matching.timetable.annealing import Annealer
from matching.timetable.instance import Instance
from matching.timetable.model import Need, Resource
from matching.timetable.pairs import PairAnnealer, is_paired
from matching.timetable.settling import rate, settle
from tests.bench.instances import two_sided
from tests.matching.timetable.fairs import fair, with_meeting, with_participant

FAIR = two_sided(buyers=40, sellers=40, meetings=400, slots=16, places=32, away=0.1)
PAIR = fair([("a", "b"), ("c", "d")])


def started(problem, workers=1, seed=1):
    instance = Instance(problem)
    annealer = Annealer(instance, chosen=range(len(instance.meetings)), seed=seed)
    annealer.build()
    assert -1 not in annealer.placing().slots
    return instance, PairAnnealer(instance, annealer.placing(), seed=seed, workers=workers)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("days", [((0, 16),), ((0, 5), (5, 16))])
def test_the_breaks_that_it_counts_are_the_schedules(workers, days):
    instance, annealer = started(replace(FAIR, days=days), workers)
    before = annealer.best[3]
    for share in (0, 0.5, 1):
        annealer.run(200_000, annealer.heat(share), 0)
    placing = annealer.placing()
    assert placing.broken == 0
    assert placing.avoidable < before
    assert placing.avoidable == rate(instance, settle(instance, placing.slots, {}), {}).avoidable


@pytest.mark.parametrize("workers", [1, 2])
def test_its_schedule_passes_the_check(workers):
    bound = tuple(
        replace(one, slots=frozenset(range(12) if n % 2 else range(3, 16))) if n % 4 == 0 else one
        for n, one in enumerate(FAIR.meetings)
    )
    problem = replace(FAIR, meetings=bound, fairness=2)
    result = solve(problem, Limits(steps=400_000, workers=workers))
    assert result.status in ("feasible", "optimal")
    check(problem, result)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_seed_steps_and_workers_make_the_same_schedule(workers):
    found = []
    for _time in range(2):
        _instance, annealer = started(FAIR, workers)
        annealer.run(300_000, 0.3, 0)
        found.append(annealer.placing())
    assert found[0] == found[1]


def test_at_a_large_fair_the_workers_go_on_from_the_better_schedule(monkeypatch):
    monkeypatch.setattr(pairs, "LARGE", 100)
    monkeypatch.setattr(pairs, "ALONE", 100_000)
    _instance, annealer = started(FAIR, workers=2)
    annealer.run(99_999, 0.3, 0)
    one, other = annealer.states
    assert (one.at != other.at).any()
    annealer.run(1, 0.3, 0)
    assert (one.at == other.at).all()
    assert (one.sums == other.sums).all()


@pytest.mark.parametrize(
    "problem",
    [
        with_participant(PAIR, "a", people=2),
        with_participant(PAIR, "a", per_day=(0, 1)),
        with_participant(PAIR, "a", place="T0"),
        with_meeting(PAIR, "m0", others=("c",)),
        with_meeting(PAIR, "m1", after=("m0",)),
        replace(PAIR, resources=(Resource("ja"),), needs=(Need("m0", ("ja",)),)),
        fair([("a", "b")], candidates=[("c", "d", 1)]),
        fair([("a", "b")], slots=65),
    ],
)
def test_a_fair_with_rules_of_more_kinds_is_left_to_the_general_annealer(problem):
    assert is_paired(Instance(PAIR))
    assert not is_paired(Instance(problem))
