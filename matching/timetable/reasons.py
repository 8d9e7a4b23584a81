"""Why a candidate is not scheduled and a minimum is missed: facts that the checker can test and pages can read out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from matching.timetable.instance import Instance, bits, slots_of
from matching.timetable.model import Reason, Unmet, Unscheduled
from matching.timetable.settling import breaks, breaks_in, match_resources

FEW_SLOTS = 8  # up to so many, each slot is named with what is in the way


def reason(code: str, **facts: Any) -> Reason:
    return Reason(code, tuple(facts.items()))


class Explainer:
    """Explains what one schedule leaves out."""

    def __init__(self, instance: Instance, slots: Sequence[int]) -> None:
        self.instance = instance
        self.slots = list(slots)
        self.people = instance.problem.participants
        self.pinned: dict[tuple[int, int], int] = {}
        self.sitting: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.held_in: dict[int, list[int]] = defaultdict(list)
        self.taken = [0] * len(self.people)  # bits of the slots in which all of a firm's people sit
        self.full = bits(slot for slot in range(instance.slots) if not instance.capacity[slot])
        self.number = [0] * len(self.people)
        self.per_day: Counter[tuple[int, int]] = Counter()
        self.orders: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for earlier, later in instance.order:
            self.orders[later].append((earlier, True))
            self.orders[earlier].append((later, False))
        for n, slot in enumerate(self.slots):
            if slot >= 0:
                self._note(n, slot)

    def _note(self, n: int, slot: int) -> None:
        self.held_in[slot].append(n)
        if len(self.held_in[slot]) >= self.instance.capacity[slot]:
            self.full |= 1 << slot
        for place in self.instance.pins[n]:
            self.pinned[place, slot] = n
        for p in self.instance.parts[n]:
            self.sitting[p, slot].append(n)
            self.number[p] += 1
            self.per_day[p, self.instance.day_of[slot]] += 1
            if len(self.sitting[p, slot]) >= self.people[p].people:
                self.taken[p] |= 1 << slot

    def fill(self) -> None:
        """Holds every candidate that nothing is in the way of, best score first, where it adds the fewest breaks."""
        left = [n for n in range(self.instance.mandatory, len(self.slots)) if self.slots[n] < 0]
        for n in sorted(left, key=lambda n: (-(self.instance.meetings[n].score or 0.0), n)):
            free = self._free_slots(n)
            if free:
                self.slots[n] = min(free, key=lambda slot: (self._added_breaks(n, slot), slot))
                self._note(n, self.slots[n])

    def _free_slots(self, n: int) -> list[int]:
        if any(self._is_at_maximum(p) for p in self.instance.parts[n]):
            return []
        mask = self.instance.masks[n] & ~self.full
        for p in self.instance.parts[n]:
            mask &= ~self.taken[p]
        return [slot for slot in slots_of(mask) if self._obstacle(n, slot) is None] if mask else []

    def _added_breaks(self, n: int, slot: int) -> int:
        added = 0
        for p in self.instance.parts[n]:
            busy = {self.slots[m] for m in self.instance.of[p] if self.slots[m] >= 0}
            added += breaks_in(busy | {slot}, self.instance.day_of) - breaks_in(busy, self.instance.day_of)
        return added

    def _is_at_maximum(self, p: int) -> bool:
        maximum = self.people[p].maximum
        return maximum is not None and self.number[p] >= maximum

    def unscheduled(self) -> tuple[Unscheduled, ...]:
        candidates = range(self.instance.mandatory, len(self.slots))
        return tuple(Unscheduled(self.instance.meetings[n].id, self.why(n)) for n in candidates if self.slots[n] < 0)

    def why(self, n: int) -> Reason:
        could = self.instance.masks[n]
        if not could:
            return reason("no_common_slot")
        parts = self.instance.parts[n]
        for p in parts:
            if self._is_at_maximum(p):
                return reason("at_maximum", participant=self.people[p].id, maximum=self.people[p].maximum)
        if could.bit_count() <= FEW_SLOTS:
            return self._blocked("both_free_only_in", n, slots_of(could))
        free = could
        for p in parts:
            if not could & ~self.taken[p]:
                return reason("participant_busy", participant=self.people[p].id)
            free &= ~self.taken[p]
        return self._blocked("blocked_when_both_free", n, slots_of(free))

    def _blocked(self, code: str, n: int, slots: Sequence[int]) -> Reason:
        why = [[slot, *(self._obstacle(n, slot) or ("nothing", None))] for slot in slots]
        blockers = sorted({what for _slot, kind, what in why if kind in ("meeting", "order")})
        return reason(code, slots=list(slots), blocked_by=blockers, why=why)

    def _obstacle(self, n: int, slot: int) -> tuple[str, str | None] | None:
        """What keeps a candidate out of a slot: (kind, which)."""
        instance = self.instance
        for p in instance.parts[n]:
            if self.taken[p] >> slot & 1:
                return "meeting", instance.meetings[self.sitting[p, slot][0]].id
        for place in instance.pins[n]:
            if (place, slot) in self.pinned:
                return "meeting", instance.meetings[self.pinned[place, slot]].id
        if self.full >> slot & 1:
            return "places", None
        for p in instance.parts[n]:
            most = self.people[p].per_day[1]
            if most is not None and self.per_day[p, instance.day_of[slot]] >= most:
                return "day_full", self.people[p].id
        return self._order(n, slot) or self._resource(n, slot) or self._fairness(n, slot)

    def _order(self, n: int, slot: int) -> tuple[str, str] | None:
        for other, is_earlier in self.orders.get(n, ()):
            there = self.slots[other]
            if there >= 0 and (there >= slot if is_earlier else there <= slot):
                return "order", self.instance.meetings[other].id
        return None

    def _resource(self, n: int, slot: int) -> tuple[str, None] | None:
        if self.instance.needs[n] is None:
            return None
        users = [m for m in self.held_in.get(slot, ()) if self.instance.needs[m] is not None]
        served = match_resources(self.instance, [*users, n], slot, {})
        return None if len(served) == len(users) + 1 else ("resources", None)

    def _fairness(self, n: int, slot: int) -> tuple[str, str] | None:
        most = self.instance.problem.fairness
        if most is None:
            return None
        slots = list(self.slots)
        slots[n] = slot
        counts = breaks(self.instance, slots)
        worst = max(range(len(counts)), key=counts.__getitem__)
        is_broken = counts[worst] - min(counts) > most
        return ("fairness", self.people[worst].id) if is_broken else None

    def unmet(self) -> tuple[Unmet, ...]:
        found = []
        for p, who in enumerate(self.people):
            days = range(len(self.instance.days))
            missing = max(0, who.minimum - self.number[p])
            missing += sum(max(0, who.per_day[0] - self.per_day[p, day]) for day in days)
            if missing:
                found.append(Unmet(who.id, missing, self._why_unmet(p)))
        return tuple(found)

    def _why_unmet(self, p: int) -> Reason:
        who, meetings = self.people[p], self.instance.of[p]
        if len(meetings) < max(who.minimum, who.per_day[0] * len(self.instance.days)):
            return reason("too_few_wishes", wishes=len(meetings))
        left = [self.instance.meetings[n].id for n in meetings if self.slots[n] < 0]
        if left:
            return reason("wishes_left_out", candidates=left)
        return reason("on_other_days", held=len(meetings))
