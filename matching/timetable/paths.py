"""The compiled moves of fairs of pairs, which are five times as fast as the general ones.

Where each meeting has two firms of one person each, the meetings of two slots make paths and cycles, and only the two
ends of a path are busy otherwise once it is exchanged: a move is rated by two participants, and made only if accepted.
"""

import numpy as np

from matching.timetable.compiled import compiled
from matching.timetable.rating import draw_from, ones

OVERFULL = 2.0  # what a meeting without a table weighs, in breaks
UNFAIR = 9.0  # what a break weighs that fairness forbids
MEND = 14  # of 16 moves, the one from which on they go to any participant and not to one with a flaw
AVOIDABLE, BROKEN, OVER, FLAWED = range(4)


@compiled
def lowest(word):
    """The position of the lowest bit set."""
    return ones((word & (~word + np.uint64(1))) - np.uint64(1))


@compiled
def one_of(seed, word):
    """One of the bits set in a word, by its position."""
    for _lower in range(draw_from(seed, ones(word))):
        word &= word - np.uint64(1)
    return lowest(word)


@compiled
def rated(word, days, first):
    """(breaks, span) of a participant who is busy in the slots of a word."""
    breaks = ones(word & ~((word << np.uint64(1)) & ~first))
    span = 0
    for n in range(days.shape[0]):
        today = word & days[n]
        if today:
            breaks -= 1
            span -= lowest(today)
            today |= today >> np.uint64(1)
            today |= today >> np.uint64(2)
            today |= today >> np.uint64(4)
            today |= today >> np.uint64(8)
            today |= today >> np.uint64(16)
            today |= today >> np.uint64(32)
            span += ones(today)
    return breaks, span


@compiled
def unfairness(breaks, fair):
    return max(0, breaks - fair[1]) + max(0, fair[0] - breaks)


@compiled
def list_flaw(p, is_flawed, flawed, flawed_at, sums):
    """Keeps the list of participants with a flaw."""
    if is_flawed and flawed_at[p] < 0:
        flawed_at[p] = sums[FLAWED]
        flawed[sums[FLAWED]] = p
        sums[FLAWED] += 1
    elif not is_flawed and flawed_at[p] >= 0:
        sums[FLAWED] -= 1
        last = flawed[sums[FLAWED]]
        flawed[flawed_at[p]] = last
        flawed_at[last] = flawed_at[p]
        flawed_at[p] = -1


@compiled
def recount(s):
    """Everything that follows from `at`."""
    s.sums[:] = 0
    s.load[:] = 0
    s.flawed_at[:] = -1
    for p in range(s.at.shape[0]):
        word = np.uint64(0)
        for slot in range(s.at.shape[1]):
            if s.at[p, slot] >= 0:
                word |= np.uint64(1) << np.uint64(slot)
                s.load[slot] += 1
        s.busy[p] = word
        s.breaks[p], s.span[p] = rated(word, s.days, s.first[0])
        unfair = unfairness(s.breaks[p], s.fair)
        s.sums[AVOIDABLE] += s.breaks[p] - s.least[p]
        s.sums[BROKEN] += unfair
        list_flaw(p, s.breaks[p] > s.least[p] or unfair > 0, s.flawed, s.flawed_at, s.sums)
    for slot in range(s.load.shape[0]):
        s.load[slot] //= 2
        s.sums[OVER] += max(0, s.load[slot] - s.capacity[slot])


@compiled
def slots_to_mend(busy, free, seed):
    """A slot at the end of a run, and one beside another run; (-1, -1) where there is none."""
    ends = busy & ~((busy << np.uint64(1)) & (busy >> np.uint64(1)))
    if not ends:
        return -1, -1
    source = one_of(seed, ends)
    rest = busy & ~(np.uint64(1) << np.uint64(source))
    beside = ((rest << np.uint64(1)) | (rest >> np.uint64(1))) & ~busy & free
    if not beside:
        return -1, -1
    return source, one_of(seed, beside)


@compiled
def any_slots(busy, free, seed):
    """A slot in which a participant is busy, and another one."""
    if not busy:
        return -1, -1
    source = one_of(seed, busy)
    others = free & ~(np.uint64(1) << np.uint64(source))
    if not others:
        return -1, -1
    return source, one_of(seed, others)


@compiled
def path_end(at, other, allowed, p, source, target):
    """(the end of the path that leads on from a participant's meeting in `source`, its meetings); the participant
    itself where this is a cycle; (-1, 0) where a meeting may not be held in the other slot."""
    start, count, here, there = p, 0, source, target
    meeting = at[p, here]
    while meeting >= 0:
        if not (allowed[meeting] >> np.uint64(there)) & np.uint64(1):
            return -1, 0
        count += 1
        p = other[meeting] - p
        if p == start:
            return p, count
        here, there = there, here
        meeting = at[p, here]
    return p, count


@compiled
def exchange(at, other, p, source, target):
    """Moves each meeting of the path or cycle that starts with a participant's one in `source` to the other slot."""
    start, here, there = p, source, target
    while True:
        meeting = at[p, here]
        at[p, here], at[p, there] = at[p, there], meeting
        if meeting < 0:
            return
        p = other[meeting] - p
        if p == start:
            return
        here, there = there, here


@compiled
def anneal(
    at, other, allowed, free, days, first, capacity, load, least, fair, busy, breaks, span, flawed, flawed_at, sums,
    seed, steps, temperature, idle, best, best_at, target,
):  # fmt: skip
    """Simulated annealing (Kirkpatrick, Gelatt, Vecchi, Science 220, 1983) at one temperature.

    Mostly it goes to a participant with a flaw. Stops early where the best has at most `target` avoidable breaks and
    breaks no rule. The arrays come one by one: taken out of a tuple they would be counted at every use, three times
    slower in all.
    """
    most = 16.0 * temperature
    for step in range(steps):
        if sums[FLAWED] > 0 and draw_from(seed, 16) < MEND:
            p = flawed[draw_from(seed, sums[FLAWED])]
            source, slot = slots_to_mend(busy[p], free[p], seed)
        else:
            p = draw_from(seed, at.shape[0])
            source, slot = any_slots(busy[p], free[p], seed)
        if source < 0:
            continue
        q, count = path_end(at, other, allowed, p, source, slot)
        if q == p:  # a cycle: nobody is busy otherwise
            exchange(at, other, p, source, slot)
            continue
        if q >= 0 and at[p, slot] >= 0:  # amid a path: from the end that was found to the other one
            p = q
            if at[p, source] < 0:
                source, slot = slot, source
            q, count = path_end(at, other, allowed, p, source, slot)
        if q < 0:
            continue
        over = 0
        if count & 1:
            over = np.int64(load[slot] >= capacity[slot]) - np.int64(load[source] > capacity[source])
        both = (np.uint64(1) << np.uint64(source)) | (np.uint64(1) << np.uint64(slot))
        breaks_p, span_p = rated(busy[p] ^ both, days, first[0])
        breaks_q, span_q = rated(busy[q] ^ both, days, first[0])
        unfair_p, unfair_q = unfairness(breaks_p, fair), unfairness(breaks_q, fair)
        unfair = unfair_p + unfair_q - unfairness(breaks[p], fair) - unfairness(breaks[q], fair)
        more = breaks_p + breaks_q - breaks[p] - breaks[q]
        worse = more + OVERFULL * over + UNFAIR * unfair + idle * (span_p + span_q - span[p] - span[q])
        if worse > 0.0 and (worse > most or draw_from(seed, 1 << 30) >= np.exp(-worse / temperature) * (1 << 30)):
            continue
        exchange(at, other, p, source, slot)
        if count & 1:
            load[slot] += 1
            load[source] -= 1
        busy[p] ^= both
        busy[q] ^= both
        breaks[p], span[p], breaks[q], span[q] = breaks_p, span_p, breaks_q, span_q
        list_flaw(p, breaks_p > least[p] or unfair_p > 0, flawed, flawed_at, sums)
        list_flaw(q, breaks_q > least[q] or unfair_q > 0, flawed, flawed_at, sums)
        sums[AVOIDABLE] += more
        sums[BROKEN] += unfair
        sums[OVER] += over
        broken = sums[BROKEN] + sums[OVER]
        if broken < best[0] or (broken == best[0] and sums[AVOIDABLE] < best[3]):
            best[0], best[3] = broken, sums[AVOIDABLE]
            best_at[:] = at
            if broken == 0 and best[3] <= target:
                return step + 1
    return steps
