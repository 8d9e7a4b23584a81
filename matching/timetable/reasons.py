"""Why a candidate is not scheduled and a minimum is missed: facts that the checker can test and pages can read out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from matching.timetable.instance import Instance
from matching.timetable.model import Reason, Scheduled, Unmet, Unscheduled
from matching.timetable.settling import breaks, match_resources

FEW_SLOTS = 8  # up to so many, each slot is named with what is in the way


def reason(code: str, **facts: Any) -> Reason:
    return Reason(code, tuple(facts.items()))


class Explainer:
    """Explains what one schedule leaves out."""

    def __init__(self, instance: Instance, rows: Sequence[Scheduled]) -> None:
        self.instance = instance
        self.slots = [-1] * len(instance.meetings)
        self.places: dict[tuple[int, int], int] = {}
        self.sitting: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.held_in: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            n = instance.number[row.id]
            self.slots[n] = row.slot
            self.places[instance.place_number[row.place], row.slot] = n
            self.held_in[row.slot].append(n)
            for p in instance.parts[n]:
                self.sitting[p, row.slot].append(n)
        self.number = [sum(self.slots[n] >= 0 for n in meetings) for meetings in instance.of]
        self.per_day = Counter(
            (p, instance.day_of[slot]) for (p, slot), meetings in self.sitting.items() for _meeting in meetings
        )
        self.orders: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for earlier, later in instance.order:
            self.orders[later].append((earlier, True))
            self.orders[earlier].append((later, False))

    def unscheduled(self) -> tuple[Unscheduled, ...]:
        candidates = range(self.instance.mandatory, len(self.slots))
        return tuple(Unscheduled(self.instance.meetings[n].id, self.why(n)) for n in candidates if self.slots[n] < 0)

    def why(self, n: int) -> Reason:
        people, could = self.instance.problem.participants, self.instance.allowed[n]
        if not could:
            return reason("no_common_slot")
        for p in self.instance.parts[n]:
            if people[p].maximum is not None and self.number[p] >= people[p].maximum:
                return reason("at_maximum", participant=people[p].id, maximum=people[p].maximum)
        if len(could) <= FEW_SLOTS:
            return self._blocked("both_free_only_in", n, could)
        for p in self.instance.parts[n]:
            if all(self._is_taken(p, slot) for slot in could):
                return reason("participant_busy", participant=people[p].id)
        free = [slot for slot in could if not any(self._is_taken(p, slot) for p in self.instance.parts[n])]
        return self._blocked("blocked_when_both_free", n, free)

    def free_slots(self, n: int) -> list[int]:
        """The slots in which nothing is in a candidate's way."""
        people = self.instance.problem.participants
        if any(people[p].maximum is not None and self.number[p] >= people[p].maximum for p in self.instance.parts[n]):
            return []
        return [slot for slot in self.instance.allowed[n] if self._obstacle(n, slot) is None]

    def _blocked(self, code: str, n: int, slots: Sequence[int]) -> Reason:
        why = [[slot, *(self._obstacle(n, slot) or ("nothing", None))] for slot in slots]
        blockers = sorted({what for _slot, kind, what in why if kind in ("meeting", "order")})
        return reason(code, slots=list(slots), blocked_by=blockers, why=why)

    def _is_taken(self, p: int, slot: int) -> bool:
        return len(self.sitting.get((p, slot), ())) >= self.instance.problem.participants[p].people

    def _obstacle(self, n: int, slot: int) -> tuple[str, str | None] | None:
        """What keeps a candidate out of a slot: (kind, which)."""
        instance = self.instance
        for p in instance.parts[n]:
            if self._is_taken(p, slot):
                return "meeting", instance.meetings[self.sitting[p, slot][0]].id
        for place in instance.pins[n]:
            if (place, slot) in self.places:
                return "meeting", instance.meetings[self.places[place, slot]].id
        if len(self.held_in.get(slot, ())) >= instance.capacity[slot]:
            return "places", None
        for p in instance.parts[n]:
            most = instance.problem.participants[p].per_day[1]
            if most is not None and self.per_day[p, instance.day_of[slot]] >= most:
                return "day_full", instance.problem.participants[p].id
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
        return ("fairness", self.instance.problem.participants[worst].id) if is_broken else None

    def unmet(self) -> tuple[Unmet, ...]:
        found = []
        for p, who in enumerate(self.instance.problem.participants):
            days = range(len(self.instance.days))
            missing = max(0, who.minimum - self.number[p])
            missing += sum(max(0, who.per_day[0] - self.per_day[p, day]) for day in days)
            if missing:
                found.append(Unmet(who.id, missing, self._why_unmet(p)))
        return tuple(found)

    def _why_unmet(self, p: int) -> Reason:
        who, meetings = self.instance.problem.participants[p], self.instance.of[p]
        if len(meetings) < max(who.minimum, who.per_day[0] * len(self.instance.days)):
            return reason("too_few_wishes", wishes=len(meetings))
        left = [self.instance.meetings[n].id for n in meetings if self.slots[n] < 0]
        if left:
            return reason("wishes_left_out", candidates=left)
        return reason("on_other_days", held=len(meetings))
