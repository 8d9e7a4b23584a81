"""What stands behind the figures and is no figure itself: what was left out, what is estimated, what proves it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from contracts.models import CONTRACT_KINDS, UNCOUNTED, Grade, Kind, State, ValueBasis
from contracts.results.figures import fairs, papers
from contracts.results.scope import Scope
from contracts.results.tally import HALF
from events.models import FairState, Participation, ParticipationState
from events.queries import fairs_within


@dataclass(frozen=True)
class DealFacts:
    """Of contracts, or of memoranda."""

    kinds: Counter[Kind]
    grades: Counter[Grade]
    bases: Counter[ValueBasis]
    superseded: int
    self_verified: int
    estimated_value: int | None


@dataclass(frozen=True)
class Facts:
    """Of one scope; every number belongs to a sentence of the notes on method."""

    fairs_alone: list[str]  # where the figures are those of certain fairs alone, their names
    cancelled_fairs: int
    planned_fairs: int
    listed: Counter[ParticipationState]
    uncounted: Counter[State]
    weaker: Counter[str]  # signed papers whose evidence is below the threshold: contracts, mous
    contracts: DealFacts
    mous: DealFacts


def gather(scope: Scope) -> Facts:
    """Three queries, and one more for whoever reaches certain fairs alone."""
    states = _fair_states(scope)
    listed = Participation.objects.filter(fair__in=fairs(scope)).order_by().values_list("state").annotate(Count("pk"))
    rows = list(
        papers(scope)
        .order_by()
        .values("kind", "state", "value_basis", "grade")
        .annotate(
            n=Count("pk"),
            self_verified=Count("pk", filter=Q(verified_by=F("recorded_by"))),
            high=Sum(F("value") / HALF),
            low=Sum(F("value") % HALF),
        )
    )
    signed = [row for row in rows if row["state"] not in UNCOUNTED]
    counted = [row for row in signed if row["grade"] >= scope.least]
    weaker: Counter = Counter()
    for row in signed:
        if row["grade"] < scope.least:
            weaker["contracts" if row["kind"] in CONTRACT_KINDS else "mous"] += row["n"]
    alone = fairs_within(scope.reach).order_by("starts_on", "pk").values_list("name", flat=True)
    return Facts(
        fairs_alone=list(alone) if scope.is_partial else [],
        cancelled_fairs=states[FairState.CANCELLED],
        planned_fairs=states[FairState.PLANNED],
        listed=Counter(dict(listed)),
        uncounted=_count([row for row in rows if row["state"] in UNCOUNTED], "state"),
        weaker=weaker,
        contracts=_of([row for row in counted if row["kind"] in CONTRACT_KINDS]),
        mous=_of([row for row in counted if row["kind"] == Kind.MEMORANDUM]),
    )


def _fair_states(scope: Scope) -> Counter[FairState]:
    rows = fairs_within(scope.reach)
    rows = rows.filter(pk=scope.fair.pk) if scope.fair else rows.filter(starts_on__range=scope.period.days)
    return Counter(dict(rows.order_by().values_list("state").annotate(Count("pk"))))


def _of(rows: list[dict]) -> DealFacts:
    estimated = [row for row in rows if row["value_basis"] == ValueBasis.ESTIMATED and row["state"] != State.SUPERSEDED]
    return DealFacts(
        kinds=_count(rows, "kind"),
        grades=_count(rows, "grade"),
        bases=_count([row for row in rows if row["state"] != State.SUPERSEDED], "value_basis"),
        superseded=sum(row["n"] for row in rows if row["state"] == State.SUPERSEDED),
        self_verified=sum(row["self_verified"] for row in rows),
        estimated_value=sum(int(row["high"]) * HALF + int(row["low"]) for row in estimated) if estimated else None,
    )


def _count(rows: list[dict], by: str) -> Counter:
    counter: Counter = Counter()
    for row in rows:
        counter[row[by]] += row["n"]
    return counter
