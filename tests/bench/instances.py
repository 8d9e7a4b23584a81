"""Generated fairs: the same for the same numbers every time. Some have an optimum that is known by construction."""

import random
from dataclasses import replace

from matching.timetable.model import Meeting, Need, Participant, Place, Problem, Resource


def two_sided(
    *, buyers: int, sellers: int, meetings: int, slots: int, places: int, away: float = 0.0, seed: int = 1
) -> Problem:
    """Mandatory meetings between buyers and sellers, as evenly spread as chance has it; some slots forbidden."""
    lot = random.Random(seed)
    people = [f"b{n}" for n in range(buyers)] + [f"s{n}" for n in range(sellers)]
    forbidden = {who: _absence(lot, slots, away) for who in people}
    free = {who: slots - len(forbidden[who]) for who in people}
    degree = dict.fromkeys(people, 0)
    pairs: set[tuple[str, str]] = set()
    tries = 0
    while len(pairs) < meetings:
        tries += 1
        if tries > 1000 * meetings:
            raise ValueError("so many meetings do not fit")
        pair = (f"b{lot.randrange(buyers)}", f"s{lot.randrange(sellers)}")
        common = slots - len(forbidden[pair[0]] | forbidden[pair[1]])
        if pair in pairs or common < slots // 3 or any(degree[who] >= 0.8 * free[who] for who in pair):
            continue
        pairs.add(pair)
        for who in pair:
            degree[who] += 1
    return Problem(
        slots=slots,
        places=tuple(Place(f"T{n}", x=3.0 * (n % 20), y=4.0 * (n // 20)) for n in range(places)),
        participants=tuple(Participant(who, forbidden=forbidden[who]) for who in people),
        meetings=tuple(Meeting(f"m{n}", buyer, seller) for n, (buyer, seller) in enumerate(sorted(pairs))),
        days=((0, slots),),
    )


def wishes(
    *, buyers: int, sellers: int, candidates: int, slots: int, places: int, away: float = 0.0, seed: int = 1
) -> Problem:
    """Candidates with scores between buyers and sellers, far more than fit."""
    lot = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < candidates:
        pairs.add((lot.randrange(buyers), lot.randrange(sellers)))
    people = [Participant(f"b{n}", forbidden=_absence(lot, slots, away)) for n in range(buyers)]
    people += [Participant(f"s{n}", forbidden=_absence(lot, slots, away)) for n in range(sellers)]
    return Problem(
        slots=slots,
        places=tuple(Place(f"T{n}") for n in range(places)),
        participants=tuple(people),
        meetings=(),
        candidates=tuple(
            Meeting(f"c{n}", f"b{b}", f"s{s}", score=float(lot.randint(1, 10)))
            for n, (b, s) in enumerate(sorted(pairs))
        ),
        days=((0, slots),),
    )


def without_breaks(*, rows: int, slots: int, seed: int = 1) -> Problem:
    """A fair that can be held without a break: a schedule of runs is drawn first, and only its meetings are told."""
    lot = random.Random(seed)
    meetings = []
    for row in range(rows):
        start, end = sorted(lot.sample(range(slots + 1), 2))
        meetings += [(f"b{row}", f"s{(row + slot) % rows}", slot) for slot in range(start, end)]
    runs: dict[str, set[int]] = {}
    kept = []
    for buyer, seller, slot in meetings:
        at = runs.setdefault(seller, set())
        if not at or slot - 1 in at or slot + 1 in at:
            at.add(slot)
            kept.append((buyer, seller, slot))
    kept = _contiguous_buyers(kept)
    kept = _contiguous(kept, 1)
    people = sorted({who for buyer, seller, _slot in kept for who in (buyer, seller)})
    lot.shuffle(kept)
    return Problem(
        slots=slots,
        places=tuple(Place(f"T{n}") for n in range(rows)),
        participants=tuple(Participant(who) for who in people),
        meetings=tuple(Meeting(f"m{n}", buyer, seller) for n, (buyer, seller, _slot) in enumerate(kept)),
        days=((0, slots),),
        goal="breaks",
    )


def crossing(*, times: int) -> Problem:
    """Fairs side by side, each of which costs one break: three slots, and a hub that is away in the middle."""
    participants, meetings = [], []
    for n in range(times):
        participants += [Participant(f"hub{n}", forbidden=frozenset({1})), Participant(f"x{n}"), Participant(f"y{n}")]
        meetings += [Meeting(f"hx{n}", f"hub{n}", f"x{n}"), Meeting(f"hy{n}", f"hub{n}", f"y{n}")]
    return Problem(
        slots=3,
        places=tuple(Place(f"T{n}") for n in range(times)),
        participants=tuple(participants),
        meetings=tuple(meetings),
        days=((0, 3),),
        goal="breaks",
    )


def impossible() -> list[Problem]:
    """Fairs that cannot be held, as only search finds out: for people, tables, fairness, an interpreter."""
    ring = [("a", "b"), ("b", "c"), ("c", "a")]
    people = _small(ring, slots=2, places=3)
    tables = _small([*ring, ("v", "w"), ("x", "y")], slots=3, places=2, leaving=("v", "x"))
    fairness = replace(crossing(times=6), fairness=0)
    interpreter = _small([("a", "b"), ("c", "d"), ("e", "f")], slots=2, places=3)
    needs = tuple(Need(one.id, ("ja",)) for one in interpreter.meetings)
    return [people, tables, fairness, replace(interpreter, resources=(Resource("ja"),), needs=needs)]


def _small(pairs: list[tuple[str, str]], *, slots: int, places: int, leaving: tuple[str, ...] = ()) -> Problem:
    names = dict.fromkeys(who for pair in pairs for who in pair)
    return Problem(
        slots=slots,
        places=tuple(Place(f"T{n}") for n in range(places)),
        participants=tuple(
            Participant(who, forbidden=frozenset(range(1, slots) if who in leaving else ())) for who in names
        ),
        meetings=tuple(Meeting(f"m{n}", *pair) for n, pair in enumerate(pairs)),
        days=((0, slots),),
    )


def variant(problem: Problem, kind: str, *, share: float = 0.05, seed: int = 1) -> Problem:
    """A fair with more rules, drawn by lot: slots forbidden, meetings fixed, or meetings of one firm put in an order.

    A twentieth of what may be drawn is; such a fair may be impossible.
    """
    lot = random.Random(f"{kind} {seed}")
    meetings, people = list(problem.meetings), list(problem.participants)
    if kind == "forbidden":
        for n, who in enumerate(people):
            drawn = {slot for slot in range(problem.slots) if lot.random() < share}
            people[n] = replace(who, forbidden=who.forbidden | drawn)
    elif kind == "fixed":
        away = {who.id: who.forbidden for who in people}
        for n in lot.sample(range(len(meetings)), round(share * len(meetings))):
            slots = set(range(problem.slots)) if meetings[n].slots is None else set(meetings[n].slots)
            open_slots = sorted(slots - away[meetings[n].a] - away[meetings[n].b])
            meetings[n] = replace(meetings[n], fixed=lot.choice(open_slots))
    elif kind == "precedences":
        for n in lot.sample(range(1, len(meetings)), round(share * len(meetings))):
            shared = [one for one in meetings[:n] if set(one.participants) & set(meetings[n].participants)]
            if shared:
                meetings[n] = replace(meetings[n], after=(lot.choice(shared).id,))
    else:
        raise ValueError(kind)
    return replace(problem, meetings=tuple(meetings), participants=tuple(people))


def drop_out(problem: Problem, who: str) -> Problem:
    """The fair without one participant and its meetings."""
    left = tuple(one for one in problem.meetings if who not in one.participants)
    wishes_left = tuple(one for one in problem.candidates if who not in one.participants)
    people = tuple(one for one in problem.participants if one.id != who)
    return replace(problem, participants=people, meetings=left, candidates=wishes_left)


def late(problem: Problem, who: str, until: int) -> Problem:
    """The fair with one participant away until a slot."""
    people = tuple(
        replace(one, forbidden=one.forbidden | frozenset(range(until))) if one.id == who else one
        for one in problem.participants
    )
    return replace(problem, participants=people)


def _absence(lot: random.Random, slots: int, share: float) -> frozenset[int]:
    """An absence in one piece, so long that `share` of all slots are forbidden on average."""
    length = min(slots, round(2 * share * slots * lot.random()))
    start = lot.randint(0, slots - length)
    return frozenset(range(start, start + length))


def _contiguous_buyers(kept: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return _contiguous(kept, 0)


def _contiguous(kept: list[tuple[str, str, int]], side: int) -> list[tuple[str, str, int]]:
    """Each participant's first run alone."""
    slots: dict[str, set[int]] = {}
    for row in kept:
        slots.setdefault(row[side], set()).add(row[2])
    run = {}
    for who, busy in slots.items():
        first = min(busy)
        last = first
        while last + 1 in busy:
            last += 1
        run[who] = range(first, last + 1)
    return [row for row in kept if row[2] in run[row[side]]]
