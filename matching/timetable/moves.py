"""The annealer's compiled moves.

A *unit* is what sits in one meeting a slot: a person of a firm, a pinned place, a resource. A Kempe move takes one
meeting from slot s to slot t, the meetings that it meets there from t to s, and so on: an alternating component of the
two slots, so that no unit is ever double booked.
"""

import numpy as np

from matching.timetable.compiled import compiled
from matching.timetable.rating import HARD, draw, flip, list_flaws, rate, remember, weight, write
from matching.timetable.state import CHAIN_MOST, CLOSED, FREE, MISSING, MOVES, ORDERS, UNPLACED

MOVED = 0.02  # what one meeting moved weighs, in breaks


@compiled
def put(s, meeting, slot):
    """Writes a meeting into a slot where its units are free."""
    s.slot[meeting] = slot
    for j in range(s.unit.shape[1]):
        if s.unit[meeting, j] >= 0:
            s.at[s.unit[meeting, j], slot] = meeting
    s.position[meeting] = s.load[slot]
    s.listed[slot, s.load[slot]] = meeting
    s.load[slot] += 1


@compiled
def take(s, meeting):
    """Takes a meeting out of its slot."""
    slot = s.slot[meeting]
    for j in range(s.unit.shape[1]):
        if s.unit[meeting, j] >= 0:
            s.at[s.unit[meeting, j], slot] = -1
    s.load[slot] -= 1
    last = s.listed[slot, s.load[slot]]
    s.listed[slot, s.position[meeting]] = last
    s.position[last] = s.position[meeting]
    s.slot[meeting] = -1


@compiled
def gather(s, meeting, source, target, count):
    """Adds the alternating component of a meeting to the chain; -1 where a meeting of it may not move."""
    mark = s.mark[0]
    s.stamp[meeting] = mark
    s.chain[count] = meeting
    n = count
    count += 1
    while n < count:
        current = s.chain[n]
        to = target if s.slot[current] == source else source
        if not s.allowed[current, to]:
            return -1
        for j in range(s.unit.shape[1]):
            u = s.unit[current, j]
            if u < 0:
                continue
            other = s.at[u, to]
            if other == CLOSED:
                return -1
            if other >= 0 and s.stamp[other] != mark:
                if count >= CHAIN_MOST:
                    return -1
                s.stamp[other] = mark
                s.chain[count] = other
                count += 1
        n += 1
    return count


@compiled
def surplus(s, source, count):
    """By how many meetings the chain fills `target` more than it empties it."""
    more = 0
    for n in range(count):
        more += 1 if s.slot[s.chain[n]] == source else -1
    return more


@compiled
def balance(s, source, target, count):
    """Adds chains the other way until both slots hold what they may; -1 where three tries do not do."""
    for _try in range(4):
        more = surplus(s, source, count)
        if s.load[target] + more > s.capacity[target]:
            full = target
        elif s.load[source] - more > s.capacity[source]:
            full = source
        else:
            return count
        if s.load[full] == 0:
            return -1
        other = s.listed[full, draw(s, s.load[full])]
        if s.stamp[other] != s.mark[0]:
            count = gather(s, other, source, target, count)
            if count < 0:
                return -1
    return -1


@compiled
def broken_orders(s, meeting, is_with_chain):
    """A meeting's broken orders; those with later meetings of the chain are left to these unless asked for."""
    here = s.slot[meeting]
    if here < 0:
        return 0
    broken = 0
    for n in range(s.before_from[meeting], s.before_from[meeting + 1]):
        broken += s.slot[s.before[n]] >= here
    for n in range(s.after_from[meeting], s.after_from[meeting + 1]):
        later = s.after[n]
        if is_with_chain or s.stamp[later] != s.mark[0]:
            broken += 0 <= s.slot[later] <= here
    return broken


@compiled
def swap_orders(s, source, target, count):
    """The change in broken orders if the chain moved."""
    change = 0
    for n in range(count):
        change -= broken_orders(s, s.chain[n], False)
    for n in range(count):
        s.slot[s.chain[n]] = target if s.slot[s.chain[n]] == source else source
    for n in range(count):
        change += broken_orders(s, s.chain[n], False)
    for n in range(count):
        s.slot[s.chain[n]] = target if s.slot[s.chain[n]] == source else source
    return change


@compiled
def is_accepted(s, worse, temperature):
    """Metropolis' rule."""
    if worse <= 0.0:
        return True
    if temperature <= 0.0 or worse > 16.0 * temperature:
        return False
    return draw(s, 1 << 30) < np.exp(-worse / temperature) * (1 << 30)


@compiled
def kempe(s, meeting, target, temperature):
    """Tries to move a meeting to a slot, with all that this displaces. True if it moved."""
    source = s.slot[meeting]
    s.mark[0] += 1
    count = gather(s, meeting, source, target, 0)
    if count > 0:
        count = balance(s, source, target, count)
    if count < 0:
        return False
    moves = 0
    touched = 0
    for n in range(count):
        current = s.chain[n]
        leaves = s.slot[current] == source
        to = target if leaves else source
        if s.previous[current] >= 0:
            moves += (s.previous[current] != to) - (s.previous[current] != s.slot[current])
        for k in range(s.parts.shape[1]):
            p = s.parts[current, k]
            if p >= 0:
                s.shift[p] += -1 if leaves else 1
                s.touched[touched] = p
                touched += 1
    orders = swap_orders(s, source, target, count) if s.before.shape[0] else 0
    before = weight(s)
    changed = 0
    for n in range(touched):
        p = s.touched[n]
        change = s.shift[p]
        s.shift[p] = 0
        if change != 0:
            s.touched[changed] = p
            s.old[changed, 0] = change
            remember(s, p, changed)
            changed += 1
            flip(s, p, source, change)
            flip(s, p, target, -change)
            rate(s, p)
    worse = weight(s) - before + HARD * orders + MOVED * moves
    if not is_accepted(s, worse, temperature):
        for n in range(changed):
            p = s.touched[n]
            flip(s, p, source, -s.old[n, 0])
            flip(s, p, target, s.old[n, 0])
            write(s, p, s.old[n, 1], s.old[n, 2], s.old[n, 3], s.old[n, 4])
        return False
    s.sums[ORDERS] += orders
    s.sums[MOVES] += moves
    for n in range(changed):
        list_flaws(s, s.touched[n])
    for n in range(count):
        current = s.chain[n]
        s.goes[n] = target if s.slot[current] == source else source
        take(s, current)
    for n in range(count):
        put(s, s.chain[n], s.goes[n])
    return True


@compiled
def blockers(s, meeting, slot):
    """Gathers the meetings that keep one out of a slot: those of its units, or any one where the slot is full; -1 where
    a unit is not there."""
    s.mark[0] += 1
    count = 0
    for j in range(s.unit.shape[1]):
        if s.unit[meeting, j] >= 0:
            other = s.at[s.unit[meeting, j], slot]
            if other == CLOSED:
                return -1
            if other >= 0 and s.stamp[other] != s.mark[0]:
                s.stamp[other] = s.mark[0]
                s.chain[count] = other
                count += 1
    if count == 0 and s.load[slot] >= s.capacity[slot]:
        s.chain[0] = s.listed[slot, draw(s, s.load[slot])]
        s.stamp[s.chain[0]] = s.mark[0]
        count = 1
    return count


@compiled
def count_in(s, meeting, slot, change, touched):
    """Counts a meeting of all its participants in or out; returns how many participants are noted now."""
    for k in range(s.parts.shape[1]):
        p = s.parts[meeting, k]
        if p >= 0:
            flip(s, p, slot, change)
            s.held[p] += change
            if s.shift[p] == 0:
                s.shift[p] = 1
                s.touched[touched] = p
                remember(s, p, touched)
                touched += 1
    return touched


@compiled
def insert(s, meeting, slot, temperature):
    """Tries to hold an unplaced meeting in a slot; what blocks it there is left unplaced. True if it is held."""
    if not s.allowed[meeting, slot] or s.capacity[slot] == 0:
        return False
    count = blockers(s, meeting, slot)
    if count < 0:
        return False
    before = weight(s)
    worse = -s.worth[meeting]
    orders = 0
    touched = 0
    for n in range(count):
        other = s.chain[n]
        worse += s.worth[other]
        orders -= broken_orders(s, other, False)
        touched = count_in(s, other, slot, -1, touched)
    touched = count_in(s, meeting, slot, 1, touched)
    for n in range(count):
        s.slot[s.chain[n]] = -1
    s.slot[meeting] = slot
    orders += broken_orders(s, meeting, True)
    s.slot[meeting] = -1
    for n in range(count):
        s.slot[s.chain[n]] = slot
    for n in range(touched):
        s.shift[s.touched[n]] = 0
        rate(s, s.touched[n])
    worse += weight(s) - before + HARD * orders
    if not is_accepted(s, worse, temperature):
        for n in range(count):
            count_out_again(s, s.chain[n], slot, 1)
        count_out_again(s, meeting, slot, -1)
        for n in range(touched):
            write(s, s.touched[n], s.old[n, 1], s.old[n, 2], s.old[n, 3], s.old[n, 4])
        return False
    s.sums[ORDERS] += orders
    for n in range(touched):
        list_flaws(s, s.touched[n])
    for n in range(count):
        leave_out(s, s.chain[n])
    hold(s, meeting, slot)
    return True


@compiled
def count_out_again(s, meeting, slot, change):
    for k in range(s.parts.shape[1]):
        p = s.parts[meeting, k]
        if p >= 0:
            flip(s, p, slot, change)
            s.held[p] += change


@compiled
def leave_out(s, meeting):
    """Takes a meeting out of its slot into the list of the unplaced."""
    if s.previous[meeting] >= 0:
        s.sums[MOVES] -= s.previous[meeting] != s.slot[meeting]
    take(s, meeting)
    s.position[meeting] = s.sums[UNPLACED]
    s.unplaced[s.sums[UNPLACED]] = meeting
    s.sums[UNPLACED] += 1
    s.sums[MISSING] += s.mandatory[meeting]
    s.placed_score[0] -= s.score[meeting]


@compiled
def hold(s, meeting, slot):
    """Takes a meeting off the list of the unplaced into a slot."""
    s.sums[UNPLACED] -= 1
    last = s.unplaced[s.sums[UNPLACED]]
    s.unplaced[s.position[meeting]] = last
    s.position[last] = s.position[meeting]
    s.sums[MISSING] -= s.mandatory[meeting]
    s.placed_score[0] += s.score[meeting]
    if s.previous[meeting] >= 0:
        s.sums[MOVES] += s.previous[meeting] != slot
    put(s, meeting, slot)


@compiled
def reseat(s, meeting):
    """Gives a held meeting another unit that is free in its slot: another person of the firm, another interpreter."""
    j = draw(s, s.unit.shape[1])
    first = s.option_from[meeting * s.unit.shape[1] + j]
    count = s.option_from[meeting * s.unit.shape[1] + j + 1] - first
    slot = s.slot[meeting]
    if count < 2:
        return
    unit = s.option[first + draw(s, count)]
    if slot >= 0:
        if s.at[unit, slot] != FREE:
            return
        s.at[s.unit[meeting, j], slot] = -1
        s.at[unit, slot] = meeting
    s.unit[meeting, j] = unit
