"""The exact repair of a region: some meetings may move, all others stay. CP-SAT (Perron, Didier, OR-Tools 9)."""

from collections import defaultdict
from typing import Any

from matching.timetable.instance import Instance
from matching.timetable.model import Scheduled

MOVE_WEIGHS = 1_000  # breaks
LEFT_OUT_WEIGHS = 100_000


def solve_region(
    instance: Instance,
    fixed: list[int],
    region: set[int],
    before: dict[str, Scheduled],
    *,
    seconds: float,
    seed: int,
) -> list[int] | None:
    """The slots of all meetings with as few of the region moved as can be, or None where the region is too small.

    Candidates of the region that were held before may be left out at a price above any number of moves.
    """
    slots = [-1 if n in region else slot for n, slot in enumerate(fixed)]
    if not region:
        return slots
    return _Region(instance, slots, sorted(region), before).solve(seconds, seed)


class _Region:
    def __init__(self, instance: Instance, slots: list[int], region: list[int], before: dict[str, Scheduled]) -> None:
        from ortools.sat.python import cp_model

        self.model: Any = cp_model.CpModel()
        self.instance = instance
        self.slots = slots
        self.region = region
        self.sitting: dict[tuple[int, int], int] = defaultdict(int)
        self.load: dict[int, int] = defaultdict(int)
        self.pinned: set[tuple[int, int]] = set()
        for n, slot in enumerate(slots):
            if slot >= 0:
                self.load[slot] += 1
                for p in instance.parts[n]:
                    self.sitting[p, slot] += 1
                self.pinned |= {(place, slot) for place in instance.pins[n]}
        self.at = {n: {slot: self.model.new_bool_var("") for slot in instance.allowed[n]} for n in region}
        self.costs: list[Any] = []
        self._held(before)
        self._rules()
        self._orders()
        for p in sorted({p for n in region for p in instance.parts[n]}):
            self._numbers(p)
            self._breaks(p)
        self.model.minimize(sum(self.costs))

    def solve(self, seconds: float, seed: int) -> list[int] | None:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = list(self.slots)
        for n, row in self.at.items():
            found[n] = next((slot for slot, literal in row.items() if solver.boolean_value(literal)), -1)
        return found

    def _held(self, before: dict[str, Scheduled]) -> None:
        """Every mandatory meeting is held. What was held before costs a move elsewhere, and more if it is left out."""
        for n in self.region:
            row, held = before.get(self.instance.meetings[n].id), sum(self.at[n].values())
            if n < self.instance.mandatory:
                self.model.add(held == 1)
            else:
                self.model.add(held <= 1)
                self.costs.append((LEFT_OUT_WEIGHS if row else 0) * (1 - held))
            if row is not None:
                place = self.instance.place_number.get(row.place, -1)
                is_open = place >= 0 and row.slot in self.instance.open_places[place]
                self.costs.append(MOVE_WEIGHS * (held - (self.at[n].get(row.slot, 0) if is_open else 0)))

    def _rules(self) -> None:
        """People, pinned places, open places and resources of each slot."""
        users: dict[tuple[str, int, int], list[Any]] = defaultdict(list)
        for n, row in self.at.items():
            for slot, literal in row.items():
                users["slot", 0, slot].append(literal)
                for p in self.instance.parts[n]:
                    users["who", p, slot].append(literal)
                for place in self.instance.pins[n]:
                    users["place", place, slot].append(literal)
        for (kind, which, slot), literals in users.items():
            if kind == "slot":
                room = self.instance.capacity[slot] - self.load[slot]
            elif kind == "who":
                room = self.instance.problem.participants[which].people - self.sitting[which, slot]
            else:
                room = 1 - ((which, slot) in self.pinned)
            if len(literals) > room:
                self.model.add(sum(literals) <= room)
        self._resources()

    def _resources(self) -> None:
        """Per slot, each meeting that needs a resource has one to itself, those that stay included."""
        needing = [n for n, needed in enumerate(self.instance.needs) if needed is not None]
        for slot in {slot for n in self.region if self.instance.needs[n] is not None for slot in self.at[n]}:
            uses: dict[int, list[Any]] = defaultdict(list)
            for n in needing:
                held = self.at[n].get(slot) if n in self.at else int(self.slots[n] == slot)
                if held is None or (isinstance(held, int) and not held):
                    continue
                able = [which for which in self.instance.needs[n] if slot in self.instance.resource_slots[which]]
                literals = {which: self.model.new_bool_var("") for which in able}
                self.model.add(sum(literals.values()) == held)
                for which, literal in literals.items():
                    uses[which].append(literal)
            for literals_of in uses.values():
                self.model.add_at_most_one(literals_of)

    def _orders(self) -> None:
        for earlier, later in self.instance.order:
            if earlier not in self.at and later not in self.at:
                continue
            for slot, literal in self._literals(later).items():
                for other, literal_other in self._literals(earlier).items():
                    if other >= slot:
                        self.model.add(literal + literal_other <= 1)

    def _literals(self, n: int) -> dict[int, Any]:
        if n in self.at:
            return self.at[n]
        return {self.slots[n]: 1} if self.slots[n] >= 0 else {}

    def _numbers(self, p: int) -> None:
        who = self.instance.problem.participants[p]
        mine = [n for n in self.instance.of[p] if n in self.at]
        if who.maximum is not None:
            fixed = sum(self.slots[n] >= 0 for n in self.instance.of[p])
            self.model.add(sum(sum(self.at[n].values()) for n in mine) <= who.maximum - fixed)
        if who.per_day[1] is not None:
            for day, (first, end) in enumerate(self.instance.days):
                fixed = sum(
                    self.slots[n] >= 0 and self.instance.day_of[self.slots[n]] == day for n in self.instance.of[p]
                )
                today = [literal for n in mine for slot, literal in self.at[n].items() if first <= slot < end]
                self.model.add(sum(today) <= who.per_day[1] - fixed)

    def _breaks(self, p: int) -> None:
        """One cost per break: busy in a slot, idle before it, busy earlier that day."""
        mine = [n for n in self.instance.of[p] if n in self.at]
        ends = []
        for first, end in self.instance.days:
            started: Any = 0
            last: Any = 0
            for slot in range(first, end):
                here = self._busy(p, slot, mine)
                ends.append(self.model.new_bool_var(""))
                self.model.add(ends[-1] >= here + started - last - 1)
                now = self.model.new_bool_var("")
                self.model.add(now >= here)
                self.model.add(now >= started)
                started, last = now, here
        self.costs += ends
        if self.instance.problem.fairness is not None:
            low = max(0, max(least[-1] for least in self.instance.forced) - self.instance.problem.fairness)
            self.model.add(sum(ends) <= low + self.instance.problem.fairness)

    def _busy(self, p: int, slot: int, mine: list[int]) -> Any:
        if self.sitting[p, slot]:
            return 1
        literals = [self.at[n][slot] for n in mine if slot in self.at[n]]
        if len(literals) < 2 or self.instance.problem.participants[p].people == 1:
            return sum(literals) if literals else 0
        busy = self.model.new_bool_var("")
        self.model.add_max_equality(busy, literals)
        return busy
