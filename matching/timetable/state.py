"""The annealer's state: arrays, which compiled code takes by one pointer."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import types
from numba.experimental import structref

from matching.timetable.compiled import compiled

CHAIN_MOST = 400
FREE, CLOSED = -1, -2  # a unit that is in no meeting, one that is not there
BROKEN, SHORT, COST, ORDERS, FLAWED, UNPLACED, MISSING, MOVES, IDLE = range(9)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where each meeting is held (-1: nowhere), and how good that is."""

    slots: tuple[int, ...]
    broken: int  # rules broken, mandatory meetings missing
    short: int  # meetings short of minimums
    score: float
    avoidable: int
    moved: int


class Arrays(NamedTuple):
    """A state, over meetings (M), slots (T), units (U), participants (P), days (D), words of 64 slots (W)."""

    slot: np.ndarray  # M: where it is held, -1 nowhere
    unit: np.ndarray  # M × J: the units it takes, -1 none; its participants' come first
    parts: np.ndarray  # M × K: its participants, -1 none
    allowed: np.ndarray  # M × T
    worth: np.ndarray  # M: what leaving it out weighs, in breaks
    score: np.ndarray  # M
    mandatory: np.ndarray  # M
    previous: np.ndarray  # M: where it was held, -1 nowhere
    at: np.ndarray  # U × T: the meeting a unit sits in, FREE or CLOSED
    capacity: np.ndarray  # T
    load: np.ndarray  # T
    listed: np.ndarray  # T × most: the meetings held in a slot
    position: np.ndarray  # M: where in `listed` or in `unplaced`
    unplaced: np.ndarray  # M
    busy: np.ndarray  # P × T: meetings held
    mask: np.ndarray  # P × W: bits of the busy slots
    held: np.ndarray  # P
    per_day: np.ndarray  # P × D
    forced: np.ndarray  # P × most held + 1
    minimum: np.ndarray  # P
    maximum: np.ndarray  # P, -1 no bound
    day_least: np.ndarray  # P
    day_most: np.ndarray  # P, -1 no bound
    day_of: np.ndarray  # T
    day_start: np.ndarray  # W
    day_mask: np.ndarray  # D × W
    breaks_range: np.ndarray  # the least and the most breaks of a participant
    broken: np.ndarray  # P: rules broken
    short: np.ndarray  # P: meetings short of its minimums
    cost: np.ndarray  # P: breaks that count
    idle: np.ndarray  # P: idle slots between its first and last meeting of a day
    idle_weighs: np.ndarray  # 1: what one of these weighs, in breaks
    flawed: np.ndarray  # P: the participants with either
    flawed_at: np.ndarray  # P
    before: np.ndarray  # order: CSR over meetings
    before_from: np.ndarray
    after: np.ndarray
    after_from: np.ndarray
    sums: np.ndarray  # BROKEN … MOVES
    placed_score: np.ndarray  # 1
    seed: np.ndarray  # 1
    of: np.ndarray  # the meetings of each participant: CSR
    of_from: np.ndarray
    option: np.ndarray  # the units that would do for a meeting's j-th: CSR over M × J
    option_from: np.ndarray
    chain: np.ndarray  # scratch of a move: the meetings that it takes along,
    goes: np.ndarray  # where they go,
    stamp: np.ndarray  # M: the mark of the last move that took a meeting along,
    touched: np.ndarray  # the participants whose slots may change,
    shift: np.ndarray  # P: by how much (zero between moves),
    old: np.ndarray  # × 4: what they were rated before
    mark: np.ndarray  # 1


@structref.register
class HandleType(types.StructRef):
    """Compiled code takes the arrays by one pointer: by value, fifty of them cost more than the moves themselves."""

    def preprocess_fields(self, fields):
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class Handle(structref.StructRefProxy):
    pass


structref.define_proxy(Handle, HandleType, list(Arrays._fields))


@compiled
def handle_of(arrays):
    """Compiled once and kept on disk, unlike the proxy's own constructor."""
    return Handle(*arrays)
