"""A problem as MaxSAT, after Bofill et al., JAIR 74 (2022), section 6, with changes of our own (docs/timetable.md)."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from matching.timetable.clauses import Clauses, Literal, negated
from matching.timetable.instance import Instance

SHORT, SCORE, BREAKS = "short", "score", "breaks"


@dataclass(frozen=True, slots=True)
class Soft:
    """A literal that should hold, and what it costs if it does not, in its kind of goal."""

    literal: int
    weight: float
    kind: str


@dataclass
class Encoding:
    """The clauses of an instance. `is_explaining` guards rules by selectors, so that a core names what collides."""

    instance: Instance
    is_explaining: bool = False
    is_lean: bool = False  # places counted once, over meetings alone
    clauses: Clauses = field(default_factory=Clauses)
    softs: list[Soft] = field(default_factory=list)
    offset: int = 0  # breaks that the absences force, which no soft literal counts
    held: list[Literal] = field(default_factory=list)
    at: list[dict[int, int]] = field(default_factory=list)
    busy: list[dict[int, Literal]] = field(default_factory=list)
    selectors: dict[int, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._meetings()
        self._participants()
        self._places()
        self._resources()
        self._orders()
        levels = [self._breaks(p) for p in range(len(self.instance.of))]
        self._fairness(levels)
        if not self.is_explaining:
            self._interchangeable()

    def schedule(self, model: list[int]) -> list[int]:
        """The slot of each meeting in a model, -1 where it is not held."""
        true = set(model)
        return [next((slot for slot, literal in row.items() if literal in true), -1) for row in self.at]

    def _select(self, kind: str, number: int = 0) -> Literal:
        if not self.is_explaining:
            return True
        selector = self.clauses.new()
        self.selectors[selector] = (kind, number)
        return selector

    def _meetings(self) -> None:
        for n, slots in enumerate(self.instance.allowed):
            row = {slot: self.clauses.new() for slot in slots}
            self.at.append(row)
            self.clauses.at_most_one(list(row.values()))
            if n < self.instance.mandatory:
                self.clauses.imply([self._select("meeting", n)], *row.values())
                self.held.append(self.clauses.any_of(list(row.values())) if self.is_explaining else True)
                continue
            held = self.clauses.any_of(list(row.values()))
            self.held.append(held)
            if held is not False and self.instance.meetings[n].score:
                self.softs.append(Soft(int(held), self.instance.meetings[n].score or 0.0, SCORE))

    def _participants(self) -> None:
        for p, who in enumerate(self.instance.problem.participants):
            meetings = self.instance.of[p]
            row: dict[int, Literal] = {}
            for slot in range(self.instance.slots):
                held = [self.at[n][slot] for n in meetings if slot in self.at[n]]
                if held:
                    row[slot] = self.clauses.any_of(held)
                    self._at_most(held, who.people)
            self.busy.append(row)
            self._numbers(p)

    def _at_most(self, literals: list[int], most: int) -> None:
        if most == 1:
            self.clauses.at_most_one(literals)
        elif len(literals) > most:
            self.clauses.imply([self.clauses.counted(literals, most + 1)[most]])

    def _numbers(self, p: int) -> None:
        """Maximum and minimum, in all and by day. Minimums are goals: one soft literal for each meeting short of it."""
        who, meetings = self.instance.problem.participants[p], self.instance.of[p]
        held = [self.held[n] for n in meetings]
        if who.maximum is not None and len(held) > who.maximum:
            self.clauses.imply([self.clauses.counted(held, who.maximum + 1)[who.maximum]])
        self._at_least(held, who.minimum)
        least, most = who.per_day
        for first, end in self.instance.days:
            today = [self.at[n][slot] for n in meetings for slot in range(first, end) if slot in self.at[n]]
            if most is not None:
                self._at_most(today, most)
            self._at_least(today, least)

    def _at_least(self, literals: list[Literal] | list[int], least: int) -> None:
        if least:
            for literal in self.clauses.counted(literals, least):
                if not isinstance(literal, bool):
                    self.softs.append(Soft(literal, 1.0, SHORT))

    def _places(self) -> None:
        pinned: dict[int, list[int]] = defaultdict(list)
        for n, pins in enumerate(self.instance.pins):
            for place in pins:
                pinned[place].append(n)
        for meetings in pinned.values():
            for slot in range(self.instance.slots):
                self.clauses.at_most_one([self.at[n][slot] for n in meetings if slot in self.at[n]])
        guard = self._select("places")
        for slot in range(self.instance.slots):
            self._capacity(slot, guard)

    def _capacity(self, slot: int, guard: Literal) -> None:
        """No more meetings than places, counted over busy participants where each meeting has two: far fewer
        literals, and long-busy participants stand together. What the other slots cannot take, this one must."""
        places = self.instance.capacity
        width = [sum(other in row for row in self.at) for other in range(self.instance.slots)]
        taken = [min(places[other], width[other]) for other in range(self.instance.slots) if other != slot]
        least = 0 if self.is_explaining else max(0, self.instance.mandatory - sum(taken))
        held = self._held_in(slot)
        most = places[slot]
        if len(held) > most or least:
            held_counts = self.clauses.counted(held, most + 1)
            if len(held_counts) > most:
                self.clauses.imply([guard, held_counts[most]])
            if least:
                self.clauses.imply([], held_counts[least - 1])
        if self.is_lean or not self._is_paired() or (len(held) <= most and not least):
            return
        order = sorted(range(len(self.busy)), key=lambda p: -len(self.instance.of[p]))
        busy = [self.busy[p][slot] for p in order if slot in self.busy[p]]
        if len(busy) > 2 * most or least:
            busy_counts = self.clauses.counted(busy, 2 * most + 1)
            if len(busy_counts) > 2 * most:
                self.clauses.imply([guard, busy_counts[2 * most]])
            if least:
                self.clauses.imply([], busy_counts[2 * least - 1])

    def _held_in(self, slot: int) -> list[Literal]:
        """“A meeting of its own is held in the slot”, for each participant that owns meetings: the busier side of each.

        One literal stands for all the meetings of an owner, at most one of which is held at a time.
        """
        if not self._is_paired():
            return [row[slot] for row in self.at if slot in row]
        owned: dict[int, list[int]] = defaultdict(list)
        for n, row in enumerate(self.at):
            if slot in row:
                owner = max(self.instance.parts[n], key=lambda p: (len(self.instance.of[p]), p))
                owned[owner].append(row[slot])
        order = sorted(owned, key=lambda p: (-len(self.instance.of[p]), p))
        return [self.clauses.any_of(owned[p]) for p in order]

    def _is_paired(self) -> bool:
        """Whether every meeting has two firms that are in one meeting at a time."""
        return all(len(parts) == 2 for parts in self.instance.parts) and self._one_person_each()

    def _one_person_each(self) -> bool:
        return all(who.people == 1 for who in self.instance.problem.participants)

    def _resources(self) -> None:
        uses: dict[int, list[tuple[int, Literal]]] = defaultdict(list)
        for n, needed in enumerate(self.instance.needs):
            if needed is None:
                continue
            chosen: dict[int, Literal] = {which: self.clauses.new() if len(needed) > 1 else True for which in needed}
            if len(needed) > 1:
                self.clauses.at_most_one([int(literal) for literal in chosen.values()])
            for slot, literal in self.at[n].items():
                able = [chosen[which] for which in needed if slot in self.instance.resource_slots[which]]
                self.clauses.imply([literal], *able)
            for which, literal in chosen.items():
                uses[which].append((n, literal))
        for users in uses.values():
            for i, (one, uses_one) in enumerate(users):
                for other, uses_other in users[:i]:
                    for slot in set(self.at[one]) & set(self.at[other]):
                        self.clauses.imply([uses_one, uses_other, self.at[one][slot], self.at[other][slot]])

    def _orders(self) -> None:
        until: dict[int, list[Literal]] = {}
        for earlier, later in self.instance.order:
            guard = [self.held[earlier], self.held[later]]
            for n in (earlier, later):
                if n not in until:
                    until[n] = self._until(n)
            for slot in range(self.instance.slots):
                before = until[earlier][slot - 1] if slot else False
                self.clauses.imply([*guard, until[later][slot]], before)

    def _until(self, n: int) -> list[Literal]:
        """For each slot: “the meeting is held in it or earlier”."""
        row: list[Literal] = []
        for slot in range(self.instance.slots):
            before = row[-1] if row else False
            here = self.at[n].get(slot)
            row.append(before if here is None else self.clauses.any_of([before, here]))
        return row

    def _breaks(self, p: int) -> list[Literal]:
        """“At least 1, 2, … breaks” of a participant, with the soft literals of the goal."""
        busy = self.busy[p]
        if len(busy) < 2 or len(self.instance.of[p]) < 2:
            return []
        who = self.instance.problem.participants[p]
        slots = sorted(busy)
        is_certain = (
            who.people == 1 and all(self.held[n] is True for n in self.instance.of[p]) and not self.is_explaining
        )
        most = min(len(self.instance.of[p]), len(slots))
        rows = self.clauses.running_count([busy[slot] for slot in slots], most, most if is_certain else None)
        ends = self._ends_of_breaks(slots, busy)
        levels = self.clauses.counted(ends, min(len(ends), most - 1)) if ends else []
        if is_certain and len(self.instance.days) == 1 and levels:
            self._contiguous(slots, busy, rows, levels[0])
        if is_certain:
            forced = self.instance.forced[p][most]
            for literal in levels[:forced]:
                self.clauses.imply([], literal)
            if self.instance.problem.goal == "breaks":
                self.offset += forced
            self.softs += [Soft(-int(literal), 1.0, BREAKS) for literal in levels[forced:]]
        else:
            self._softs_by_number(p, rows[-1], levels)
        return levels

    def _ends_of_breaks(self, slots: list[int], busy: dict[int, Literal]) -> list[Literal]:
        """One literal per slot that may end a break: busy in it, idle before it, busy earlier that day."""
        ends: list[Literal] = []
        started: Literal = False
        day = -1
        for slot in slots:
            if self.instance.day_of[slot] != day:
                day = self.instance.day_of[slot]
                started = False
            last = busy.get(slot - 1, False) if slot and self.instance.day_of[slot - 1] == day else False
            if started is not False and started is not last:
                end = self.clauses.new()
                self.clauses.imply([busy[slot], negated(last), started], end)
                self.clauses.imply([end], busy[slot])
                self.clauses.imply([end], negated(last))
                self.clauses.imply([end], started)
                ends.append(end)
            started = self.clauses.any_of([started, busy[slot]])
        return ends

    def _contiguous(
        self, slots: list[int], busy: dict[int, Literal], rows: list[list[Literal]], has_break: Literal
    ) -> None:
        """Implied: idle after the first meeting and before the last is a break."""
        started: Literal = False
        position = -1
        for slot in range(slots[0], slots[-1] + 1):
            if slot in busy:
                position += 1
            finished = rows[position][-1]
            self.clauses.imply([started, negated(finished), negated(busy.get(slot, False))], has_break)
            started = rows[position][0]

    def _softs_by_number(self, p: int, numbers: list[Literal], levels: list[Literal]) -> None:
        """Where the number of meetings is open, the breaks that count are those over what that number forces."""
        forced = self.instance.forced[p]
        counts_all = self.instance.problem.goal == "breaks" or not any(forced)
        for k in range(len(levels)):
            if counts_all:
                self.softs.append(Soft(-int(levels[k]), 1.0, BREAKS))
                continue
            over = self.clauses.new()
            for number in range(1, len(numbers) + 1):
                if forced[number] + k < len(levels):
                    more = numbers[number] if number < len(numbers) else False
                    self.clauses.imply([numbers[number - 1], negated(more), levels[forced[number] + k]], over)
            self.softs.append(Soft(-over, 1.0, BREAKS))

    def _fairness(self, levels: list[list[Literal]]) -> None:
        """Where one participant has k + d + 1 breaks, all have at least k + 1."""
        most = self.instance.problem.fairness
        if most is None or not levels:
            return
        guard = self._select("fairness")
        fewest = min(map(len, levels))
        for k in range(max(map(len, levels)) - most):
            if k < fewest:
                someone = self.clauses.any_of([row[k + most] for row in levels if k + most < len(row)])
                for row in levels:
                    self.clauses.imply([guard, someone], row[k])
            else:
                for row in levels:
                    if k + most < len(row):
                        self.clauses.imply([guard, row[k + most]])

    def _interchangeable(self) -> None:
        """Breaks symmetry: participants who differ in nothing are put in the order of their meetings with one partner
        whom they share, who belongs to no such class."""
        if self.instance.mandatory < len(self.instance.meetings) or self.instance.problem.needs:
            return
        ordered = {n for pair in self.instance.order for n in pair}
        classes: dict[tuple, list[int]] = defaultdict(list)
        for p, who in enumerate(self.instance.problem.participants):
            meetings = self.instance.of[p]
            if meetings and not ordered.intersection(meetings):
                profile = (who.forbidden, who.minimum, who.maximum, who.per_day, who.place, who.people)
                classes[profile, tuple(sorted(self._profile(n, p) for n in meetings))].append(p)
        alike = [members for members in classes.values() if len(members) > 1]
        in_class = {p for members in alike for p in members}
        for members in alike:
            partners = [q for n in self.instance.of[members[0]] for q in self.instance.parts[n] if q != members[0]]
            alone = {q for q, who in enumerate(self.instance.problem.participants) if who.people == 1}
            shared = [q for q in alone.intersection(partners) - in_class if partners.count(q) == 1]
            if shared:
                partner = max(shared, key=lambda q: (len(self.instance.of[q]), q))
                first = [next(n for n in self.instance.of[p] if partner in self.instance.parts[n]) for p in members]
                for one, other in pairwise(first):
                    self._precede(one, other)

    def _profile(self, n: int, p: int) -> tuple:
        meeting = self.instance.meetings[n]
        partners = tuple(sorted(set(self.instance.parts[n]) - {p}))
        return partners, self.instance.allowed[n], self.instance.pins[n], meeting.locked_place or ""

    def _precede(self, one: int, other: int) -> None:
        until = self._until(one)
        for slot, literal in self.at[other].items():
            self.clauses.imply([literal], until[slot - 1] if slot else False)
