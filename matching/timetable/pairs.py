"""The annealer of fairs of pairs: fast moves (paths.py), on one core or two."""

import random
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import reduce
from typing import NamedTuple

import numpy as np

from matching.timetable.instance import Instance, bits
from matching.timetable.paths import AVOIDABLE, BROKEN, OVER, anneal, recount
from matching.timetable.state import Placing

HOT, COLD = 0.5, 0.15  # in breaks
HOT_LARGE, COLD_LARGE = 0.5, 0.22
IDLE, IDLE_LARGE = 0.1, 0.4  # what an idle slot in a break weighs, in breaks
LARGE = 2_000  # meetings from which one long cooling is better than many
ALONE = 50_000  # moves that cores make before they tell each other
NARROW = 12  # slots under which one core is as good as two
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
    """Improves a schedule of all meetings. Deterministic for a seed, a number of workers and of steps."""

    def __init__(self, instance: Instance, start: Placing, *, seed: int, workers: int = 1) -> None:
        self.count = len(start.slots)
        self.is_large = self.count >= LARGE
        self.idle = IDLE_LARGE if self.is_large else IDLE
        self.states = [make_pairs(instance, start.slots, seed + 1_000 * n) for n in range(min(workers, 2))]
        if instance.slots < NARROW:
            del self.states[1:]
        self.cores = ThreadPoolExecutor(len(self.states))
        self.lot = random.Random(seed)  # noqa: S311 - a schedule, no secret
        self.together = make_pairs(instance, start.slots, seed)
        self.best = np.array([start.broken, start.short, start.score, start.avoidable, start.moved], float)
        self.best_at = self.together.at.copy()

    def heat(self, share: float) -> float:
        """The temperature after a share of a cooling."""
        hot, cold = (HOT_LARGE, COLD_LARGE) if self.is_large else (HOT, COLD)
        return hot * (cold / hot) ** share

    def run(self, steps: int, heat: float, target: int) -> None:
        """Some moves at one temperature."""
        slots = len(self.together.capacity)
        if len(self.states) == 1:
            anneal(*self.states[0], _bits(range(slots)), steps, heat, self.idle, self.best, self.best_at, target)
            return
        for _turn in range(turns := max(1, steps // ALONE // 2)):
            self._part(steps // turns // 2, heat, halves(slots, self.lot.randrange(slots)))
            if self.best[0] == 0 and self.best[3] <= target:
                return

    def _part(self, steps: int, heat: float, parts: list[list[int]]) -> None:
        """Moves on two cores, each within slots of its own. No slot of one is beside a slot of the other: breaks
        gained here and there add up, and the best that each has found makes one schedule."""
        bests = [(self._rating(state), state.at.copy()) for state in self.states]
        done = [
            self.cores.submit(anneal, *state, _bits(part), steps, heat, self.idle, best, best_at, -1)
            for state, part, (best, best_at) in zip(self.states, parts, bests, strict=True)
        ]
        wait(done)
        for part, (_best, best_at) in zip(parts, bests, strict=True):
            self.together.at[:, part] = best_at[:, part]
        recount(self.together)
        rating = self._rating(self.together)
        if (rating[0], rating[3]) < (self.best[0], self.best[3]):
            self.best[:] = rating
            self.best_at[:] = self.together.at
        for part, state in zip(parts, self.states, strict=True):
            self.together.at[:, part] = state.at[:, part]
        for state in self.states:
            state.at[:] = self.together.at
            recount(state)

    def _rating(self, state: Pairs) -> np.ndarray:
        rating = self.best.copy()
        rating[0], rating[3] = state.sums[BROKEN] + state.sums[OVER], state.sums[AVOIDABLE]
        return rating

    def placing(self) -> Placing:
        rows, slots = np.nonzero(self.best_at >= 0)
        found = np.zeros(self.count, int)
        found[self.best_at[rows, slots]] = slots
        broken, short, score, avoidable, moved = self.best
        return Placing(tuple(found.tolist()), int(broken), int(short), float(score), int(avoidable), int(moved))


def halves(slots: int, cut: int) -> list[list[int]]:
    """The slots in two parts, less one between them on either side."""
    half = slots // 2
    return [
        [(cut + n) % slots for n in range(1, half)],
        [(cut + n) % slots for n in range(half + 1, slots)],
    ]


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
