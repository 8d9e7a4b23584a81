"""Whether a reason is true: the checker's part that knows each code. It shares no code with the solvers.

A meeting *could be held* in a slot if it were alone: its participants are there, its place and a resource are open.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from matching.timetable.claims import MOST_LITERALS, Claim
from matching.timetable.model import Meeting, Participant, Problem, Reason, Scheduled

Facts = dict[str, Any]
Held = tuple[Scheduled, ...]


class Prover:
    """Tests reasons against one problem and one schedule."""

    def __init__(self, problem: Problem, scheduled: Held = ()) -> None:
        self.problem = problem
        self.subject = ""
        self.meetings: dict[str, Meeting] = {one.id: one for one in (*problem.meetings, *problem.candidates)}
        self.people: dict[str, Participant] = {one.id: one for one in problem.participants}
        self.needs = {need.meeting: need.any_of for need in problem.needs}
        self.held = {row.id: row for row in scheduled}
        self.days = problem.days or ((0, problem.slots),)
        every = frozenset(range(problem.slots))
        self.open = {place.id: every if place.slots is None else place.slots for place in problem.places}
        self.on_duty = {one.id: every if one.slots is None else one.slots for one in problem.resources}
        self.seats = Counter(slot for slots in self.open.values() for slot in slots)
        self.there = {who.id: self.seats.keys() - who.forbidden for who in problem.participants}
        self.of: dict[str, list[Meeting]] = {who.id: [] for who in problem.participants}
        for meeting in self.meetings.values():
            for who in meeting.participants:
                self.of[who].append(meeting)
        self.load = Counter(row.slot for row in scheduled)
        self.busy = Counter((who, row.slot) for row in scheduled for who in self.meetings[row.id].participants)

        self.taken: dict[str, set[int]] = {who: set() for who in self.people}
        for (who, slot), count in self.busy.items():
            if count >= self.people[who].people:
                self.taken[who].add(slot)

    def holds(self, reason: Reason, subject: str = "") -> bool:
        """Whether the facts are so. `subject` is what is left out: a candidate, or a participant's minimum."""
        test = TESTS.get(reason.code)
        if test is None:
            return False
        self.subject = subject
        try:
            return test(self, dict(reason.facts))
        except (KeyError, TypeError, ValueError, IndexError):
            return False

    def bound_places(self, meeting: Meeting) -> set[str]:
        wanted = {self.people[who].place for who in meeting.participants} | {meeting.locked_place}
        return {place for place in wanted if place is not None}

    def could(self, meeting: Meeting) -> set[int]:
        """The slots in which a meeting could be held if it were alone."""
        found = set.intersection(*(set(self.there[who]) for who in meeting.participants))
        places = self.bound_places(meeting)
        if len(places) > 1:
            return set()
        for place in places:
            found &= self.open[place]
        if meeting.slots is not None:
            found &= meeting.slots
        if meeting.fixed is not None:
            found &= {meeting.fixed}
        if meeting.id in self.needs:
            found &= set().union(*(self.on_duty[which] for which in self.needs[meeting.id]))
        return found

    def counts(self, more: Meeting, there: int) -> dict[str, int]:
        """Each participant's breaks if one more meeting were held."""
        found = {}
        for who in self.people:
            busy = {self.held[one.id].slot for one in self.of[who] if one.id in self.held}
            if who in more.participants:
                busy.add(there)
            found[who] = sum(
                slot + 1 not in busy and slot + 1 < end and max(s for s in busy if first <= s < end) > slot
                for first, end in self.days
                for slot in busy
                if first <= slot < end
            )
        return found

    def verdict(self, core: set[str], rules: set[str]) -> bool | None:
        """Whether the meetings of a core cannot all be held; None: not known. The others bear on fairness alone."""
        could = {one.id: self.could(one) for one in self.meetings.values() if one.id in core or "fairness" in rules}
        if sum(map(len, could.values())) > MOST_LITERALS:
            return None
        return Claim(self.problem, could, core, rules).verdict()

    def is_taken(self, who: str, slot: int) -> bool:
        return slot in self.taken[who]


def _no_common_slot(case: Prover, _facts: Facts) -> bool:
    return not case.could(case.meetings[case.subject])


def _at_maximum(case: Prover, facts: Facts) -> bool:
    who = case.people[facts["participant"]]
    number = sum(one.id in case.held for one in case.of[who.id])
    return who.id in case.meetings[case.subject].participants and number == who.maximum == facts["maximum"]


def _free_only_in(case: Prover, facts: Facts) -> bool:
    """`slots` are all those in which it could be held; `why` names what is in the way in each."""
    return _is_blocked(case, facts, case.could(case.meetings[case.subject]))


def _participant_busy(case: Prover, facts: Facts) -> bool:
    """One participant is in other meetings in all the slots in which it could be held."""
    meeting, who = case.meetings[case.subject], facts["participant"]
    return who in meeting.participants and case.could(meeting) <= case.taken[who]


def _blocked_when_free(case: Prover, facts: Facts) -> bool:
    """`slots` are all those in which it could be held and its participants are in no other meeting."""
    meeting = case.meetings[case.subject]
    free = {slot for slot in case.could(meeting) if not any(case.is_taken(who, slot) for who in meeting.participants)}
    return _is_blocked(case, facts, free)


def _is_blocked(case: Prover, facts: Facts, slots: set[int]) -> bool:
    meeting = case.meetings[case.subject]
    why = {slot: (kind, what) for slot, kind, what in facts["why"]}
    blockers = {what for kind, what in why.values() if kind in ("meeting", "order")}
    return (
        slots == set(facts["slots"]) == set(why)
        and set(facts["blocked_by"]) == blockers
        and all(OBSTACLES[kind](case, meeting, slot, what) for slot, (kind, what) in why.items())
    )


def _meeting_in_the_way(case: Prover, meeting: Meeting, slot: int, what: str) -> bool:
    """The other meeting holds a participant whose people are all taken in the slot, or this one's place."""
    row = case.held[what]
    if row.slot != slot:
        return False
    if row.place in case.bound_places(meeting):
        return True
    shared = set(meeting.participants) & set(case.meetings[what].participants)
    return any(case.is_taken(who, slot) for who in shared)


def _places_taken(case: Prover, _meeting: Meeting, slot: int, _what: Any) -> bool:
    return case.load[slot] >= case.seats[slot]


def _resources_taken(case: Prover, meeting: Meeting, slot: int, _what: Any) -> bool:
    """Every resource that would do is away or in a meeting; no exchange among its users frees one."""
    users = {row.id for row in case.held.values() if row.slot == slot and row.resource is not None}
    options = {one: [which for which in case.needs[one] if slot in case.on_duty[which]] for one in (*users, meeting.id)}
    taken: dict[str, str] = {}

    def seat(one: str, seen: set[str]) -> bool:
        for which in options[one]:
            if which not in seen:
                seen.add(which)
                if which not in taken or seat(taken[which], seen):
                    taken[which] = one
                    return True
        return False

    return sum(seat(one, set()) for one in options) < len(options)


def _day_is_full(case: Prover, meeting: Meeting, slot: int, what: str) -> bool:
    first, end = next(day for day in case.days if day[0] <= slot < day[1])
    today = sum(first <= case.held[one.id].slot < end for one in case.of[what] if one.id in case.held)
    return what in meeting.participants and today == case.people[what].per_day[1]


def _order_in_the_way(case: Prover, meeting: Meeting, slot: int, what: str) -> bool:
    other = case.held[what].slot
    return (what in meeting.after and other >= slot) or (meeting.id in case.meetings[what].after and other <= slot)


def _fairness_in_the_way(case: Prover, meeting: Meeting, slot: int, what: str) -> bool:
    """With the meeting in the slot, `what` would have more breaks than someone else by more than is allowed."""
    counts = case.counts(meeting, slot)
    return counts[what] - min(counts.values()) > (case.problem.fairness or 0)


OBSTACLES: dict[str, Callable[[Prover, Meeting, int, Any], bool]] = {
    "meeting": _meeting_in_the_way,
    "places": _places_taken,
    "resources": _resources_taken,
    "day_full": _day_is_full,
    "order": _order_in_the_way,
    "fairness": _fairness_in_the_way,
}


def _too_few_wishes(case: Prover, facts: Facts) -> bool:
    """All of its meetings together do not make up the minimum; every one of them that could be held is."""
    wishes = case.of[case.subject]
    return len(wishes) == facts["wishes"] < max(1, _wanted(case))


def _wanted(case: Prover) -> int:
    who = case.people[case.subject]
    return max(who.minimum, who.per_day[0] * len(case.days))


def _wishes_left_out(case: Prover, facts: Facts) -> bool:
    """These are all of its candidates that are left out; each has a reason of its own."""
    return {one.id for one in case.of[case.subject] if one.id not in case.held} == set(facts["candidates"])


def _on_other_days(case: Prover, facts: Facts) -> bool:
    """Every one of its meetings is held: they do not fill each day's minimum."""
    return all(one.id in case.held for one in case.of[case.subject]) and facts["held"] == len(case.of[case.subject])


def _cycle(case: Prover, facts: Facts) -> bool:
    chain = facts["meetings"]
    return bool(chain) and all(
        earlier in case.meetings[later].after and case.meetings[later].is_mandatory
        for earlier, later in zip(chain, [*chain[1:], chain[0]], strict=True)
    )


def _no_slot(case: Prover, facts: Facts) -> bool:
    meeting = case.meetings[facts["meeting"]]
    return meeting.is_mandatory and not case.could(meeting)


def _places_differ(case: Prover, facts: Facts) -> bool:
    meeting = case.meetings[facts["meeting"]]
    return meeting.is_mandatory and len(facts["places"]) > 1 and case.bound_places(meeting) == set(facts["places"])


def _fixed_collide(case: Prover, facts: Facts) -> bool:
    one, other = (case.meetings[which] for which in facts["meetings"])
    return (
        one.is_mandatory
        and other.is_mandatory
        and one.id != other.id
        and case.could(one) == case.could(other) == {facts["slot"]}
        and (
            (bool(case.bound_places(one)) and case.bound_places(one) == case.bound_places(other))
            or any(case.people[who].people == 1 for who in set(one.participants) & set(other.participants))
        )
    )


def _too_few_seats(case: Prover, facts: Facts) -> bool:
    """More meetings can only be held in these slots than there are places open in them."""
    slots = set(facts["slots"])
    bound = sum(case.could(one) <= slots for one in case.problem.meetings)
    seats = sum(case.seats[slot] for slot in slots)
    return bound == facts["meetings"] and seats == facts["seats"] and bound > seats


def _overbooked(case: Prover, facts: Facts) -> bool:
    """More meetings of a participant can only be held in these slots than its people can sit in."""
    slots, who = set(facts["slots"]), case.people[facts["participant"]]
    meetings = [case.meetings[which] for which in set(facts["meetings"])]
    return len(meetings) > len(slots) * who.people and all(
        one.is_mandatory and who.id in one.participants and case.could(one) <= slots for one in meetings
    )


def _over_maximum(case: Prover, facts: Facts) -> bool:
    who = case.people[facts["participant"]]
    number = sum(who.id in one.participants for one in case.problem.meetings)
    return who.maximum is not None and number == facts["meetings"] > who.maximum == facts["maximum"]


def _order_too_long(case: Prover, facts: Facts) -> bool:
    """Each comes after the one before, and taken as early as they can the last has no slot left."""
    now = -1
    for n, which in enumerate(facts["meetings"]):
        meeting = case.meetings[which]
        if not meeting.is_mandatory or (n and facts["meetings"][n - 1] not in meeting.after):
            return False
        later = [slot for slot in case.could(meeting) if slot > now]
        if not later:
            return n == len(facts["meetings"]) - 1
        now = min(later)
    return False


def _no_schedule_of(case: Prover, facts: Facts) -> bool:
    """The exact search's own claim, proven again in another way. Where that does not come off, it says so itself."""
    core, rules = set(facts["meetings"]), set(facts["rules"])
    if not all(case.meetings[which].is_mandatory for which in core) or rules - {"places", "fairness"}:
        return False
    if "fairness" in rules and case.problem.fairness is None:
        return False
    verdict = case.verdict(core, rules)
    return verdict is not False and facts["verified"] == (verdict is True)


TESTS: dict[str, Callable[[Prover, Facts], bool]] = {
    "no_common_slot": _no_common_slot,
    "participant_busy": _participant_busy,
    "blocked_when_both_free": _blocked_when_free,
    "at_maximum": _at_maximum,
    "both_free_only_in": _free_only_in,
    "too_few_wishes": _too_few_wishes,
    "wishes_left_out": _wishes_left_out,
    "on_other_days": _on_other_days,
    "cycle": _cycle,
    "no_slot": _no_slot,
    "places_differ": _places_differ,
    "fixed_collide": _fixed_collide,
    "too_few_seats": _too_few_seats,
    "participant_overbooked": _overbooked,
    "over_maximum": _over_maximum,
    "order_too_long": _order_too_long,
    "no_schedule_of": _no_schedule_of,
}
