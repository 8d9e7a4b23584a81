"""The annealer's compiled loops: a first schedule, and its improvement (see moves.py)."""

import numpy as np

from matching.timetable.compiled import compiled
from matching.timetable.moves import insert, kempe, reseat
from matching.timetable.rating import breaks_of, draw
from matching.timetable.state import BROKEN, CLOSED, COST, FLAWED, FREE, MISSING, MOVES, ORDERS, SHORT, UNPLACED

MEND = 13  # of 16 moves, the one from which on they go anywhere and not to a participant with a flaw
ALWAYS = 1e18  # a temperature at which everything is accepted
SAME_SCORE = 1e-6


@compiled
def blocked_units(s, meeting, slot):
    """(how many units of the meeting are taken in a slot or not there, the last of those)."""
    count, which = 0, -1
    for j in range(s.unit.shape[1]):
        u = s.unit[meeting, j]
        if u >= 0 and s.at[u, slot] != FREE:
            count += 1
            which = u
    return count, which


@compiled
def is_within(s, meeting, slot):
    """Whether its participants' maximums leave room for one more meeting in a slot."""
    day = s.day_of[slot]
    for k in range(s.parts.shape[1]):
        p = s.parts[meeting, k]
        if p >= 0 and (0 <= s.maximum[p] <= s.held[p] or (s.day_most[p] >= 0 and s.per_day[p, day] >= s.day_most[p])):
            return False
    return True


@compiled
def added_breaks(s, meeting, slot):
    """How many breaks more its participants would have with a meeting in a slot."""
    added = 0
    bit = np.uint64(1) << np.uint64(slot & 63)
    for k in range(s.parts.shape[1]):
        p = s.parts[meeting, k]
        if p >= 0 and s.busy[p, slot] == 0:
            added -= breaks_of(s, p)
            s.mask[p, slot >> 6] |= bit
            added += breaks_of(s, p)
            s.mask[p, slot >> 6] &= ~bit
    return added


@compiled
def best_slot(s, meeting):
    """The free slot with the fewest breaks more, by lot where several are alike; -1 where none is free."""
    found, least, alike = -1, 0, 0
    for slot in range(s.capacity.shape[0]):
        if not s.allowed[meeting, slot] or s.load[slot] >= s.capacity[slot]:
            continue
        if blocked_units(s, meeting, slot)[0] or not is_within(s, meeting, slot):
            continue
        added = added_breaks(s, meeting, slot)
        if found < 0 or added < least:
            found, least, alike = slot, added, 1
        elif added == least:
            alike += 1
            if draw(s, alike) == 0:
                found = slot
    return found


@compiled
def make_room(s, meeting, tries):
    """Frees a slot where one unit alone is taken by moving that unit's meeting to a slot where the unit is free.

    Where the participants fall into two sides, the chain never reaches the other side's unit (Kőnig's edge colouring).
    """
    slots = s.capacity.shape[0]
    start = draw(s, slots)
    for n in range(slots):
        slot = (start + n) % slots
        if not s.allowed[meeting, slot] or not is_within(s, meeting, slot):
            continue
        count, unit = blocked_units(s, meeting, slot)
        if count != 1 or s.at[unit, slot] == CLOSED:
            continue
        for other in range(slots):
            if s.at[unit, other] == FREE and other != slot and s.capacity[other] > 0:
                kempe(s, s.at[unit, slot], other, ALWAYS)
                tries -= 1
                if blocked_units(s, meeting, slot)[0] == 0:
                    if s.load[slot] < s.capacity[slot]:
                        return slot
                    break
                if s.at[unit, slot] == FREE:
                    break
            if tries == 0:
                return -1
    return -1


@compiled
def build(s, order, tries):
    """Places meetings one by one, each where it costs least; for those that fit nowhere, chains make room."""
    for n in range(order.shape[0]):
        meeting = order[n]
        if s.slot[meeting] >= 0:
            continue
        slot = best_slot(s, meeting)
        if slot < 0 and tries:
            slot = make_room(s, meeting, tries)
        if slot >= 0:
            insert(s, meeting, slot, ALWAYS)


@compiled
def violations(s):
    return s.sums[BROKEN] + s.sums[ORDERS] + s.sums[MISSING]


@compiled
def is_better(s, best):
    """Whether the state beats the best: rules, minimums, score, breaks, moves, in this order."""
    broken = violations(s)
    if broken != best[0]:
        return broken < best[0]
    if s.sums[SHORT] != best[1]:
        return s.sums[SHORT] < best[1]
    if abs(s.placed_score[0] - best[2]) > SAME_SCORE:
        return s.placed_score[0] > best[2]
    if s.sums[COST] != best[3]:
        return s.sums[COST] < best[3]
    return s.sums[MOVES] < best[4]


@compiled
def keep(s, best, best_slots, best_units):
    best[0] = violations(s)
    best[1] = s.sums[SHORT]
    best[2] = s.placed_score[0]
    best[3] = s.sums[COST]
    best[4] = s.sums[MOVES]
    best_slots[:] = s.slot
    best_units[:] = s.unit


@compiled
def is_at_end(s, p, slot):
    """Whether a participant is idle beside a slot."""
    return slot == 0 or slot + 1 == s.capacity.shape[0] or s.busy[p, slot - 1] == 0 or s.busy[p, slot + 1] == 0


@compiled
def mend(s, temperature):
    """A move for a participant with a flaw: a meeting at the end of a run goes to an idle slot beside a busy one."""
    slots = s.capacity.shape[0]
    p = s.flawed[draw(s, s.sums[FLAWED])]
    first = s.of_from[p]
    count = s.of_from[p + 1] - first
    if count == 0:  # the others' breaks are its flaw, where fairness is asked for
        return
    meeting = -1
    for _try in range(6):
        meeting = s.of[first + draw(s, count)]
        if s.slot[meeting] >= 0 and is_at_end(s, p, s.slot[meeting]):
            break
    if s.slot[meeting] < 0:
        return
    for _try in range(8):
        slot = draw(s, slots)
        if s.busy[p, slot] == 0 and (
            (slot > 0 and s.busy[p, slot - 1] > 0) or (slot + 1 < slots and s.busy[p, slot + 1] > 0)
        ):
            kempe(s, meeting, slot, temperature)
            return


@compiled
def anneal(s, steps, temperature, best, best_slots, best_units, target):
    """Simulated annealing (Kirkpatrick, Gelatt, Vecchi, Science 220, 1983) at one temperature.

    Stops early where the best has no broken rule, nothing unplaced and at most `target` breaks.
    """
    meetings, slots = s.slot.shape[0], s.capacity.shape[0]
    has_options = s.option.shape[0] > 0
    for step in range(steps):
        kind = draw(s, 16)
        if s.sums[UNPLACED] > 0 and kind < 4:
            meeting = s.unplaced[draw(s, s.sums[UNPLACED])]
            insert(s, meeting, draw(s, slots), temperature)
        elif s.sums[FLAWED] > 0 and kind < MEND:
            mend(s, temperature)
        else:
            meeting = draw(s, meetings)
            if has_options and kind == 15:
                reseat(s, meeting)
            slot = draw(s, slots)
            if s.slot[meeting] >= 0 and slot != s.slot[meeting] and s.allowed[meeting, slot]:
                kempe(s, meeting, slot, temperature)
        if is_better(s, best):
            keep(s, best, best_slots, best_units)
            if best[0] == 0 and best[1] == 0 and s.sums[UNPLACED] == 0 and best[3] <= target:
                return step + 1
    return steps
