"""How good a state is: the breaks, broken rules and missed minimums of each participant, and their sums. Compiled."""

from functools import partial

import numpy as np

from matching.timetable.compiled import compiled
from matching.timetable.state import BROKEN, COST, FLAWED, IDLE, SHORT

HARD = 9.0  # what one broken rule weighs, in breaks
MISSED = 6.0  # what one meeting short of a minimum weighs, in breaks


@partial(compiled, inline="always")
def ones(word):
    """Bits set in a word (Warren, Hacker's Delight, 2nd edition, section 5–1)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def draw_from(seed, below):
    """A number under `below` (xorshift64: Marsaglia, Journal of Statistical Software 8 (14), 2003)."""
    x = seed[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    seed[0] = x
    return np.int64(((x >> np.uint64(32)) * np.uint64(below)) >> np.uint64(32))


@compiled
def draw(s, below):
    return draw_from(s.seed, below)


@compiled
def breaks_of(s, p):
    """Runs of busy slots less days on which the participant is busy."""
    runs = 0
    carry = np.uint64(0)
    for w in range(s.mask.shape[1]):
        word = s.mask[p, w]
        earlier = (word << np.uint64(1)) | carry
        carry = word >> np.uint64(63)
        runs += ones(word & ~(earlier & ~s.day_start[w]))
    for day in range(s.day_mask.shape[0]):
        for w in range(s.mask.shape[1]):
            if s.mask[p, w] & s.day_mask[day, w]:
                runs -= 1
                break
    return runs


@compiled
def idle_of(s, p):
    """Idle slots between a participant's first and last meeting, over its days."""
    idle = 0
    for day in range(s.day_mask.shape[0]):
        first, last, busy = -1, -1, 0
        for w in range(s.mask.shape[1]):
            word = s.mask[p, w] & s.day_mask[day, w]
            if word:
                busy += ones(word)
                if first < 0:
                    first = 64 * w + ones((word & (~word + np.uint64(1))) - np.uint64(1))
                for shift in (1, 2, 4, 8, 16, 32):
                    word |= word >> np.uint64(shift)
                last = 64 * w + ones(word)
        if busy:
            idle += last - first - busy
    return idle


@compiled
def rate(s, p):
    """Rates a participant anew; keeps the sums."""
    breaks = breaks_of(s, p)
    broken = max(0, breaks - s.breaks_range[1]) + max(0, s.breaks_range[0] - breaks)
    short = max(0, s.minimum[p] - s.held[p])
    if s.maximum[p] >= 0:
        broken += max(0, s.held[p] - s.maximum[p])
    for day in range(s.per_day.shape[1]):
        if s.day_most[p] >= 0:
            broken += max(0, s.per_day[p, day] - s.day_most[p])
        short += max(0, s.day_least[p] - s.per_day[p, day])
    write(s, p, broken, short, breaks - s.forced[p, s.held[p]], idle_of(s, p))


@compiled
def write(s, p, broken, short, cost, idle):
    """Writes a participant's rating; keeps the sums."""
    s.sums[BROKEN] += broken - s.broken[p]
    s.sums[SHORT] += short - s.short[p]
    s.sums[COST] += cost - s.cost[p]
    s.sums[IDLE] += idle - s.idle[p]
    s.broken[p], s.short[p], s.cost[p], s.idle[p] = broken, short, cost, idle


@compiled
def remember(s, p, n):
    s.old[n, 1], s.old[n, 2], s.old[n, 3], s.old[n, 4] = s.broken[p], s.short[p], s.cost[p], s.idle[p]


@compiled
def weight(s):
    """What the participants' ratings weigh together, in breaks."""
    return HARD * s.sums[BROKEN] + MISSED * s.sums[SHORT] + s.sums[COST] + s.idle_weighs[0] * s.sums[IDLE]


@compiled
def list_flaws(s, p):
    """Keeps the list of participants with a flaw."""
    is_flawed = s.broken[p] > 0 or s.cost[p] > 0
    count = s.sums[FLAWED]
    if is_flawed and s.flawed_at[p] < 0:
        s.flawed_at[p] = count
        s.flawed[count] = p
        s.sums[FLAWED] += 1
    elif not is_flawed and s.flawed_at[p] >= 0:
        last = s.flawed[count - 1]
        s.flawed[s.flawed_at[p]] = last
        s.flawed_at[last] = s.flawed_at[p]
        s.flawed_at[p] = -1
        s.sums[FLAWED] -= 1


@compiled
def flip(s, p, slot, change):
    """Counts a participant's meetings in a slot up or down."""
    s.busy[p, slot] += change
    s.per_day[p, s.day_of[slot]] += change
    bit = np.uint64(1) << np.uint64(slot & 63)
    if s.busy[p, slot] > 0:
        s.mask[p, slot >> 6] |= bit
    else:
        s.mask[p, slot >> 6] &= ~bit
