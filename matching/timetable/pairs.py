"""The annealer of fairs of pairs: fast moves (paths.py), on one core or several."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import NamedTuple

import numpy as np

from matching.timetable.instance import Instance, bits
from matching.timetable.paths import AVOIDABLE, BROKEN, OVER, anneal, recount
from matching.timetable.state import Placing

HOT, COLD = 0.5, 0.15  # in breaks
HOT_LARGE, COLD_LARGE = 0.4, 0.17
IDLE, IDLE_LARGE = 0.1, 0.2  # what an idle slot in a break weighs, in breaks
LARGE = 2_000  # meetings from which one long cooling is better than many
ALONE = 20_000_000  # moves after which the workers of a large fair go on from the best of their schedules
WIDEST = 64  # slots: one bit each
MOST = 32_000  # meetings, participants: small numbers stay in the processor's cache


class Pairs(NamedTuple):
    """A schedule, over participants (P), slots (T), meetings (M), days."""

    at: np.ndarray  # P × T: its meeting, -1 none
    other: np.ndarray  # M: the sum of its participants: less one, the other
    allowed: np.ndarray  # M: slots as bits
    free: np.ndarray  # P: the slots of its meetings together
    days: np.ndarray  # slots as bits
    first: np.ndarray  # 1: the first slots of all days
    capacity: np.ndarray  # T
    load: np.ndarray  # T
    least: np.ndarray  # P: the breaks that its absences force
    fair: np.ndarray  # the least and the most breaks of a participant
    busy: np.ndarray  # P: slots as bits
    breaks: np.ndarray  # P
    span: np.ndarray  # P: slots from the first to the last meeting of each day
    flawed: np.ndarray  # P: the participants with breaks that count
    flawed_at: np.ndarray  # P
    sums: np.ndarray  # AVOIDABLE … FLAWED
    seed: np.ndarray  # 1


def is_paired(instance: Instance) -> bool:
    """Whether this annealer knows all the rules of a fair."""
    people = instance.problem.participants
    return (
        instance.slots <= WIDEST
        and len(instance.meetings) + 2 * len(people) <= MOST
        and not instance.problem.candidates
        and not instance.order
        and not instance.problem.needs
        and not any(instance.pins)
        and all(len(parts) == 2 for parts in instance.parts)
        and all(who.people == 1 and who.per_day == (0, None) for who in people)
    )


class PairAnnealer:
    """Improves a schedule of all meetings; each worker one of its own. Deterministic for a seed, a number of workers
    and of steps."""

    def __init__(self, instance: Instance, start: Placing, *, seed: int, workers: int = 1) -> None:
        self.count = len(start.slots)
        self.is_large = self.count >= LARGE
        self.idle = IDLE_LARGE if self.is_large else IDLE
        self.states = [make_pairs(instance, start.slots, seed + 1_000 * n) for n in range(workers)]
        self.cores = ThreadPoolExecutor(workers)
        self.alone = 0  # moves since the workers last met
        self.best = np.array([start.broken, start.short, start.score, start.avoidable, start.moved], float)
        self.best_at = self.states[0].at.copy()

    def heat(self, share: float) -> float:
        """The temperature after a share of a cooling."""
        hot, cold = (HOT_LARGE, COLD_LARGE) if self.is_large else (HOT, COLD)
        return hot * (cold / hot) ** share

    def run(self, steps: int, heat: float, target: int) -> None:
        """Some moves at one temperature by each worker."""
        found = [(self.best.copy(), self.best_at.copy()) for _state in self.states]
        at_work = [
            self.cores.submit(anneal, *state, steps, heat, self.idle, best, best_at, target)
            for state, (best, best_at) in zip(self.states, found, strict=True)
        ]
        for core in at_work:
            core.result()
        self.best, self.best_at = min(found, key=lambda one: (one[0][0], one[0][3]))
        self.alone += steps
        if self.is_large and self.alone >= ALONE:
            self._meet()

    def _meet(self) -> None:
        """All go on from the schedule that is best now."""
        self.alone = 0
        ahead = min(self.states, key=lambda state: (state.sums[BROKEN] + state.sums[OVER], state.sums[AVOIDABLE]))
        for state in self.states:
            if state is not ahead:
                state.at[:] = ahead.at
                recount(state)

    def placing(self) -> Placing:
        rows, slots = np.nonzero(self.best_at >= 0)
        found = np.zeros(self.count, int)
        found[self.best_at[rows, slots]] = slots
        broken, short, score, avoidable, moved = self.best
        return Placing(tuple(found.tolist()), int(broken), int(short), float(score), int(avoidable), int(moved))


def make_pairs(instance: Instance, slots: Sequence[int], seed: int) -> Pairs:
    """The arrays of a schedule of all meetings."""
    people = len(instance.problem.participants)
    at = np.full((people, instance.slots), -1, np.int16)
    for meeting, slot in enumerate(slots):
        for p in instance.parts[meeting]:
            at[p, slot] = meeting
    free = [reduce(int.__or__, (instance.masks[meeting] for meeting in of), 0) for of in instance.of]
    least = [forced[-1] for forced in instance.forced]
    pairs = Pairs(
        at=at,
        other=np.array([sum(parts) for parts in instance.parts], np.int16),
        allowed=np.array(instance.masks, np.uint64),
        free=np.array(free, np.uint64),
        days=np.array([_bits(range(*day)) for day in instance.days], np.uint64),
        first=np.array([_bits(first for first, _end in instance.days)], np.uint64),
        capacity=np.array(instance.capacity, np.int64),
        load=np.zeros(instance.slots, np.int64),
        least=np.array(least, np.int64),
        fair=np.array(instance.breaks_range, np.int64),
        busy=np.zeros(people, np.uint64),
        breaks=np.zeros(people, np.int64),
        span=np.zeros(people, np.int64),
        flawed=np.zeros(people, np.int64),
        flawed_at=np.full(people, -1, np.int64),
        sums=np.zeros(4, np.int64),
        seed=np.array([(seed + 1) * 0x9E3779B97F4A7C15 % 2**64 or 1], np.uint64),
    )
    recount(pairs)
    return pairs


def _bits(slots: Iterable[int]) -> np.uint64:
    return np.uint64(bits(slots))
