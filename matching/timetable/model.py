"""The problem and its answer. Slots, meetings' positions and people are counted from 0; ids are the file's own.

Bofill et al., "Constraint Solving Approaches to the Business-to-Business Meeting Scheduling Problem", JAIR 74 (2022),
263–301, grown by what fairs need: candidates with a score, group meetings, several people of one firm, pinned places,
resources such as interpreters, days, repair.
"""

from dataclasses import dataclass
from typing import Any, Literal

Slots = frozenset[int]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Place:
    """A table or booth: it holds one meeting a slot, in `slots` (None: in all). `x`, `y` in metres."""

    id: str
    x: float = 0.0
    y: float = 0.0
    slots: Slots | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A firm. It sits in at most `people` meetings a slot, each of its people in at most one.

    `minimum`, `maximum` bound its meetings in all, `per_day` on any one day; None is no bound. A maximum is a rule; a
    minimum is a goal before all scores, and where it is missed a reason says why. All of its meetings are held at
    `place` where that is set.
    """

    id: str
    forbidden: Slots = frozenset()
    minimum: int = 0
    maximum: int | None = None
    per_day: tuple[int, int | None] = (0, None)
    place: str | None = None
    people: int = 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of `a` with `b` and `others`.

    A mandatory one must be held; a candidate (`score` set) may be. `fixed` binds it to a slot, `slots` to a set,
    `locked_place` to a place; it comes after those of `after` that are held.
    """

    id: str
    a: str
    b: str
    others: tuple[str, ...] = ()
    fixed: int | None = None
    locked_place: str | None = None
    slots: Slots | None = None
    after: tuple[str, ...] = ()
    score: float | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        return (self.a, self.b, *self.others)

    @property
    def is_mandatory(self) -> bool:
        return self.score is None


@dataclass(frozen=True, slots=True)
class Resource:
    """What a meeting may need besides people and a place, such as an interpreter: one meeting a slot."""

    id: str
    slots: Slots | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A meeting needs one of these resources."""

    meeting: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """`days` are half-open ranges of slots that cover them all; `fairness` is the most that the numbers of breaks of
    any two participants may differ by (None: no bound). `goal` is what a published case minimises ("breaks", all of
    them) or what a fair does ("avoidable": without those that a participant's own absences force)."""

    slots: int
    places: tuple[Place, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    candidates: tuple[Meeting, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    resources: tuple[Resource, ...] = ()
    needs: tuple[Need, ...] = ()
    fairness: int | None = None
    goal: Literal["breaks", "avoidable"] = "avoidable"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A meeting in its slot. `seats`: which of its people each firm of several sends, by participant."""

    id: str
    slot: int
    place: str
    resource: str | None = None
    seats: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not there: a code, and the facts that make it true (JSON-able), which the checker verifies."""

    code: str
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Unscheduled:
    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unmet:
    """A participant who is `missing` meetings of its minimum, in all and by day together."""

    participant: str
    missing: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Objective:
    """In the order in which they matter: score up, the others down. `walk` in metres."""

    score: float = 0.0
    breaks: int = 0
    avoidable: int = 0
    moved: int = 0
    walk: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """An answer. What no schedule can beat: `bound_score` from above, `bound_breaks` from below among those of the best
    score, for the breaks that the problem's goal counts (None: not known)."""

    status: Status
    objective: Objective | None
    bound_score: float | None
    bound_breaks: int | None
    scheduled: tuple[Scheduled, ...] = ()
    unscheduled: tuple[Unscheduled, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    reason: Reason | None = None  # why nothing can be scheduled at all
    seconds: float = 0.0
    method: str = ""
    seed: int = 1
    goal: Literal["breaks", "avoidable"] = "avoidable"  # which breaks `bound_breaks` bounds

    @property
    def gap(self) -> float | None:
        """How far from the bound, as a share: of the score while that may still grow, else of the breaks."""
        if self.objective is None:
            return None
        score, limit = self.objective.score, self.bound_score
        if limit is not None and limit > score + 1e-6:
            return round((limit - score) / limit, 6)
        if self.bound_breaks is None:
            return None
        reached = self.objective.breaks if self.goal == "breaks" else self.objective.avoidable
        return round((reached - self.bound_breaks) / max(1, reached), 6)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search. With `steps` and one worker the answer is the same each time."""

    seconds: float = 60.0
    steps: int | None = None
    seed: int = 1
    workers: int = 2
