"""The checker's own proof that there is no schedule: a second model, by CP-SAT where the search was by SAT.

It is as strict as the claim and no stricter: the meetings that a claim names must be held, the others may be where they
bear on it, and tables and fairness count where the claim names them. No code in common with the solvers.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from matching.timetable.model import Meeting, Participant, Problem

EFFORT = 4.0  # CP-SAT's deterministic time, about seconds
MOST_LITERALS = 40_000  # meetings × slots from which on a claim is not tried


class Claim:
    """“These meetings cannot all be held”, as constraints. `could`: the slots of each meeting that is in question."""

    def __init__(self, problem: Problem, could: dict[str, set[int]], core: set[str], rules: set[str]) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.days = problem.days or ((0, problem.slots),)
        self.model = cp_model.CpModel()
        self.meetings = [one for one in (*problem.meetings, *problem.candidates) if one.id in could]
        self.at = {one.id: {slot: self._bool() for slot in sorted(could[one.id])} for one in self.meetings}
        for one in self.meetings:
            held = sum(self.at[one.id].values())
            self.model.add(held == 1 if one.id in core else held <= 1)
        self.of: dict[str, list[Meeting]] = defaultdict(list)
        for one in self.meetings:
            for who in one.participants:
                self.of[who].append(one)
        for who in problem.participants:
            self._limits(who)
        self._pinned()
        self._orders()
        self._resources()
        if "places" in rules:
            self._tables()
        if "fairness" in rules:
            self._fairness()

    def verdict(self) -> bool | None:
        """True: proven; False: here is a schedule; None: neither within the effort."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(self.model)
        return {cp_model.INFEASIBLE: True, cp_model.OPTIMAL: False, cp_model.FEASIBLE: False}.get(status)

    def _bool(self) -> Any:
        return self.model.new_bool_var("")

    def _in(self, meetings: Iterable[Meeting], slot: int) -> list[Any]:
        return [self.at[one.id][slot] for one in meetings if slot in self.at[one.id]]

    def _limits(self, who: Participant) -> None:
        """Its people, and its maximums."""
        in_slot = [self._in(self.of[who.id], slot) for slot in range(self.problem.slots)]
        for held in in_slot:
            self.model.add(sum(held) <= who.people)
        if who.maximum is not None:
            self.model.add(sum(sum(held) for held in in_slot) <= who.maximum)
        if who.per_day[1] is not None:
            for first, end in self.days:
                self.model.add(sum(sum(held) for held in in_slot[first:end]) <= who.per_day[1])

    def _pinned(self) -> None:
        """A place to which meetings are bound holds one of them a slot."""
        pins = {who.id: who.place for who in self.problem.participants}
        bound: dict[str, list[Meeting]] = defaultdict(list)
        for one in self.meetings:
            for place in {one.locked_place, *(pins[who] for who in one.participants)} - {None}:
                bound[str(place)].append(one)
        for meetings in bound.values():
            for slot in range(self.problem.slots):
                self.model.add(sum(self._in(meetings, slot)) <= 1)

    def _orders(self) -> None:
        """Of two meetings that are held, the later is in no slot up to the earlier's."""
        for one in self.meetings:
            for earlier in one.after:
                for slot, here in self.at[one.id].items():
                    for other, there in self.at.get(earlier, {}).items():
                        if other >= slot:
                            self.model.add_implication(here, ~there)

    def _resources(self) -> None:
        on_duty = {one.id: one.slots for one in self.problem.resources}
        users: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for need in self.problem.needs:
            for slot, here in self.at.get(need.meeting, {}).items():
                able = [which for which in need.any_of if on_duty[which] is None or slot in on_duty[which]]
                taken = [self._bool() for _which in able]
                self.model.add(sum(taken) == here)
                for which, literal in zip(able, taken, strict=True):
                    users[which, slot].append(literal)
        for literals in users.values():
            self.model.add(sum(literals) <= 1)

    def _tables(self) -> None:
        for slot in range(self.problem.slots):
            seats = sum(place.slots is None or slot in place.slots for place in self.problem.places)
            self.model.add(sum(self._in(self.meetings, slot)) <= seats)

    def _fairness(self) -> None:
        least = self.model.new_int_var(0, self.problem.slots, "")
        for who in self.problem.participants:
            breaks = sum(self._ends_of_breaks(self.of[who.id]))
            self.model.add(breaks >= least)
            self.model.add(breaks <= least + (self.problem.fairness or 0))

    def _ends_of_breaks(self, meetings: list[Meeting]) -> list[Any]:
        """For each slot: busy in it, idle before it, busy earlier that day; exactly then."""
        ends = []
        for first, end in self.days:
            last, was_today = None, None
            for slot in range(first, end):
                busy = self._any(self._in(meetings, slot))
                if was_today is not None:
                    ends.append(self._bool())
                    self.model.add_bool_and(busy, ~last, was_today).only_enforce_if(ends[-1])
                    self.model.add_bool_or(~busy, last, ~was_today, ends[-1])
                last = busy
                was_today = busy if was_today is None else self._any([was_today, busy])
        return ends

    def _any(self, literals: list[Any]) -> Any:
        found = self._bool()
        self.model.add_max_equality(found, [*literals, 0])
        return found
