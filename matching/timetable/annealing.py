"""Schedules by annealing, without proof: the state's arrays, a first schedule, rounds that cool."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from matching.timetable import pairs, rating, search, state
from matching.timetable.instance import Instance
from matching.timetable.model import Meeting, Participant, Place, Problem
from matching.timetable.state import Placing

TRIES = 200  # chains tried to make room for one meeting
LARGE = 2_000  # meetings from which one long cooling is better than many
COLD = 0.15  # in breaks
HOT, HOT_LARGE = 0.5, 0.7  # in breaks
IDLE, IDLE_LARGE = 0.1, 0.6  # what an idle slot in a break weighs, in breaks
MANDATORY_WEIGHS = CANDIDATE_WEIGHS = 8.0  # what an unplaced meeting weighs at most, in breaks


class Annealer:
    """Improves a schedule of the `chosen` meetings. Deterministic for a seed and a number of steps."""

    def __init__(
        self,
        instance: Instance,
        *,
        chosen: Sequence[int],
        seed: int,
        start: dict[int, int] | None = None,
        previous: dict[int, int] | None = None,
    ) -> None:
        self.instance = instance
        self.chosen = list(chosen)
        self.state = make_state(instance, self.chosen, seed, previous or {})
        self.handle = state.handle_of(self.state)
        for p in range(len(instance.problem.participants)):
            rating.rate(self.handle, p)
            rating.list_flaws(self.handle, p)
        self.best = np.array([np.inf, np.inf, -np.inf, np.inf, np.inf])
        self.best_slots = self.state.slot.copy()
        self.best_units = self.state.unit.copy()
        for n, meeting in enumerate(self.chosen):
            slot = (start or {}).get(meeting, -1)
            if slot >= 0 and self._is_free(n, slot):
                search.insert(self.handle, n, slot, search.ALWAYS)

    def _is_free(self, meeting: int, slot: int) -> bool:
        return bool(
            self.state.allowed[meeting, slot]
            and self.state.load[slot] < self.state.capacity[slot]
            and not search.blocked_units(self.handle, meeting, slot)[0]
            and search.is_within(self.handle, meeting, slot)
        )

    def build(self, preferred: Sequence[int] = ()) -> None:
        """The first schedule: mandatory meetings, then preferred ones, those with the fewest slots first."""
        parts, people = self.state.parts, self.state.held.shape[0]
        degree = np.append(np.bincount(parts[parts >= 0].ravel(), minlength=people), 0)
        room = self.state.allowed.sum(axis=1)
        is_preferred = np.isin(self.chosen, preferred)
        order = np.lexsort((-degree[parts].max(axis=1), room, -self.state.score, ~is_preferred, -self.state.mandatory))
        search.build(self.handle, order.astype(np.int64), TRIES)
        self.keep()

    def keep(self) -> None:
        if search.is_better(self.handle, self.best):
            search.keep(self.handle, self.best, self.best_slots, self.best_units)

    def run(self, steps: int, heat: float, target: int) -> None:
        """Some moves at one temperature."""
        search.anneal(self.handle, steps, heat, self.best, self.best_slots, self.best_units, target)

    @property
    def is_large(self) -> bool:
        return len(self.chosen) >= LARGE

    def heat(self, share: float) -> float:
        """The temperature after a share of a cooling."""
        hot = HOT_LARGE if self.is_large else HOT
        return hot * (COLD / hot) ** share

    def is_done(self, target: int) -> bool:
        return self.best[0] == 0 and self.best[1] == 0 and self.best[3] <= target and not np.any(self.best_slots < 0)

    def slots(self) -> dict[int, int]:
        """Where each held meeting is now."""
        return {meeting: int(slot) for meeting, slot in zip(self.chosen, self.state.slot, strict=True) if slot >= 0}

    def placing(self) -> Placing:
        slots = [-1] * len(self.instance.meetings)
        for n, meeting in enumerate(self.chosen):
            slots[meeting] = int(self.best_slots[n])
        broken, short, score, avoidable, moved = self.best
        return Placing(tuple(slots), int(broken), int(short), float(score), int(avoidable), int(moved))


@cache
def warm_up() -> None:
    """Loads the compiled moves, or compiles them, which takes some 30 seconds and is kept on disk: once a version."""
    alone = Problem(
        slots=2,
        places=(Place("T"),),
        participants=(Participant("a"), Participant("b"), Participant("c")),
        meetings=(Meeting("m", "a", "b"), Meeting("n", "a", "c")),
    )
    annealer = Annealer(Instance(alone), chosen=[0, 1], seed=1, start={0: 0})
    annealer.build()
    annealer.run(2, HOT, -1)
    pairs.PairAnnealer(annealer.instance, annealer.placing(), seed=1).run(2, HOT, -1)


def make_state(instance: Instance, chosen: list[int], seed: int, previous: dict[int, int]) -> state.Arrays:
    """The arrays of an instance with the chosen meetings, none of them placed."""
    slots, people = instance.slots, instance.problem.participants
    count = len(chosen)
    units, options = _units(instance, chosen)
    widest = max((len(row) for row in units), default=1)
    seats = max((len(instance.parts[meeting]) for meeting in chosen), default=1)
    allowed = _unpacked([instance.masks[meeting] for meeting in chosen], slots)
    parts = np.full((count, seats), -1, np.int32)
    unit = np.full((count, widest), -1, np.int32)
    for n, meeting in enumerate(chosen):
        parts[n, : len(instance.parts[meeting])] = instance.parts[meeting]
        unit[n, : len(units[n])] = units[n]
    option, option_from = _rows([options[n].get(j, []) for n in range(count) for j in range(widest)])
    at_most = max((len(of) for of in instance.of), default=0)
    score = np.array([instance.meetings[meeting].score or 0.0 for meeting in chosen])
    mandatory = np.array([meeting < instance.mandatory for meeting in chosen], np.int64)
    worth = np.where(
        mandatory, MANDATORY_WEIGHS, CANDIDATE_WEIGHS * (0.4 + 0.6 * score / (score.max(initial=0.0) or 1.0))
    )
    words = (slots + 63) // 64
    number = {meeting: n for n, meeting in enumerate(chosen)}
    order = [(number[one], number[other]) for one, other in instance.order if one in number and other in number]
    before, before_from = _rows(_grouped([(later, earlier) for earlier, later in order], count))
    after, after_from = _rows(_grouped(order, count))
    of, of_from = _rows([[number[m] for m in of if m in number] for of in instance.of])
    capacity = np.array(instance.capacity, np.int64)
    forced = np.zeros((len(people), at_most + 1), np.int64)
    for n, least in enumerate(instance.forced):
        forced[n, : len(least)] = least
    unit_count = 1 + max((max(row, default=0) for row in (*units, option)), default=0)
    return state.Arrays(
        slot=np.full(count, -1, np.int32),
        unit=unit,
        parts=parts,
        allowed=allowed,
        worth=worth,
        score=score,
        mandatory=mandatory,
        previous=np.array([previous.get(meeting, -1) for meeting in chosen], np.int32),
        at=_units_at(instance, unit_count),
        capacity=capacity,
        load=np.zeros(slots, np.int64),
        listed=np.zeros((slots, min(int(capacity.max(initial=0)), count) + 1), np.int32),
        position=np.arange(count, dtype=np.int64),
        unplaced=np.arange(count, dtype=np.int32),
        busy=np.zeros((len(people), slots), np.int16),
        mask=np.zeros((len(people), words), np.uint64),
        held=np.zeros(len(people), np.int64),
        per_day=np.zeros((len(people), len(instance.days)), np.int64),
        forced=forced,
        minimum=np.array([who.minimum for who in people], np.int64),
        maximum=np.array([-1 if who.maximum is None else who.maximum for who in people], np.int64),
        day_least=np.array([who.per_day[0] for who in people], np.int64),
        day_most=np.array([-1 if who.per_day[1] is None else who.per_day[1] for who in people], np.int64),
        day_of=np.array(instance.day_of, np.int64),
        day_start=_words([first for first, _end in instance.days], words),
        day_mask=np.array([_words(range(first, end), words) for first, end in instance.days], np.uint64),
        breaks_range=np.array(instance.breaks_range, np.int64),
        broken=np.zeros(len(people), np.int64),
        short=np.zeros(len(people), np.int64),
        cost=np.zeros(len(people), np.int64),
        idle=np.zeros(len(people), np.int64),
        idle_weighs=np.array([IDLE_LARGE if count >= LARGE else IDLE]),
        flawed=np.zeros(len(people), np.int32),
        flawed_at=np.full(len(people), -1, np.int64),
        before=before,
        before_from=before_from,
        after=after,
        after_from=after_from,
        sums=np.array([0, 0, 0, 0, 0, count, int(mandatory.sum()), 0, 0], np.int64),
        placed_score=np.zeros(1),
        seed=np.array([(seed + 1) * 0x9E3779B97F4A7C15 % 2**64 or 1], np.uint64),
        of=of,
        of_from=of_from,
        option=option,
        option_from=option_from,
        chain=np.zeros(state.CHAIN_MOST + widest, np.int32),
        goes=np.zeros(state.CHAIN_MOST + widest, np.int32),
        stamp=np.zeros(count, np.int64),
        touched=np.zeros((state.CHAIN_MOST + widest) * seats, np.int32),
        shift=np.zeros(len(people), np.int64),
        old=np.zeros(((state.CHAIN_MOST + widest) * seats, 5), np.int64),
        mark=np.zeros(1, np.int64),
    )


def _units(instance: Instance, chosen: list[int]) -> tuple[list[list[int]], list[dict[int, list[int]]]]:
    """The units that each meeting takes, and for those with a choice, the choices."""
    first: list[int] = []
    count = 0
    for who in instance.problem.participants:
        first.append(count)
        count += who.people
    place_first, resource_first = count, count + len(instance.problem.places)
    turn = [0] * len(first)
    next_resource = 0
    units, options = [], []
    for meeting in chosen:
        row, choices = [], {}
        for p in instance.parts[meeting]:
            people = instance.problem.participants[p].people
            if people > 1:
                choices[len(row)] = list(range(first[p], first[p] + people))
            row.append(first[p] + turn[p] % people)
            turn[p] += 1
        row += [place_first + place for place in instance.pins[meeting]]
        if needed := instance.needs[meeting]:
            if len(needed) > 1:
                choices[len(row)] = [resource_first + which for which in needed]
            row.append(resource_first + needed[next_resource % len(needed)])
            next_resource += 1
        units.append(row)
        options.append(choices)
    return units, options


def _units_at(instance: Instance, count: int) -> np.ndarray:
    """No unit is in a meeting; resources are closed while they are away."""
    at = np.full((count, instance.slots), state.FREE, np.int32)
    first = sum(who.people for who in instance.problem.participants) + len(instance.problem.places)
    for n, open_slots in enumerate(instance.resource_slots):
        if first + n < count:
            at[first + n, [slot for slot in range(instance.slots) if slot not in open_slots]] = state.CLOSED
    return at


def _rows(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return np.array([item for row in rows for item in row], np.int64), starts


def _grouped(pairs: list[tuple[int, int]], count: int) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(count)]
    for key, value in pairs:
        rows[key].append(value)
    return rows


def _unpacked(masks: list[int], slots: int) -> np.ndarray:
    """Bit masks as rows of zeros and ones."""
    width = (slots + 7) // 8
    packed = np.frombuffer(b"".join(mask.to_bytes(width, "little") for mask in masks), np.uint8)
    return np.ascontiguousarray(
        np.unpackbits(packed.reshape(len(masks), width), axis=1, count=slots, bitorder="little")
    )


def _words(bits: range | list[int], words: int) -> np.ndarray:
    found = [0] * words
    for bit in bits:
        found[bit // 64] |= 1 << bit % 64
    return np.array(found, np.uint64)
