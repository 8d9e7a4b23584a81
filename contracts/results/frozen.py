"""A report as plain data that is kept, and back: a filed report is shown by the pages and papers of a living one."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from accounts.models import Organizer
from accounts.reach import Reach
from contracts.models import Grade, Kind, State, ValueBasis
from contracts.results.facts import DealFacts, Facts
from contracts.results.report import Report
from contracts.results.scope import Period, Scope
from contracts.results.tally import Deals, Figures, GroupRow, StarsRow
from events.models import Fair, ParticipationState

TABLES = {
    "by_fair": GroupRow,
    "by_level": GroupRow,
    "by_buyer": GroupRow,
    "by_district": GroupRow,
    "by_stars": StarsRow,
}
DEALS = ("contracts", "mous")


def freeze(report: Report) -> dict[str, Any]:
    """Everything that a report says, as JSON keeps it."""
    before = report.before_scope
    return {
        "now": asdict(report.now),
        "before": asdict(report.before) if report.before else None,
        "before_scope": {
            "first": before.period.first.isoformat(),
            "last": before.period.last.isoformat(),
            "fair": before.fair.pk if before.fair else None,
        } if before else None,
        "facts": _freeze_facts(report.facts),
        "made_at": report.made_at.isoformat(),
    }  # fmt: skip


def thaw(kept: dict[str, Any], *, organizer: Organizer, period: Period, fair: Fair | None, least: int) -> Report:
    """The report that was frozen. Names that stand in its tables are those of its day."""
    reach = Reach(organizer)
    return Report(
        scope=Scope(reach, period, fair, least),
        now=_figures(kept["now"]),
        before_scope=_before(kept["before_scope"], reach, least),
        before=_figures(kept["before"]) if kept["before"] else None,
        facts=_facts(kept["facts"]),
        made_at=datetime.fromisoformat(kept["made_at"]),
    )


def _before(kept: dict[str, Any] | None, reach: Reach, least: int) -> Scope | None:
    if kept is None:
        return None
    period = Period(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]))
    fair = Fair.objects.filter(pk=kept["fair"], organizer=reach.organizer).first() if kept["fair"] else None
    return Scope(reach, period, fair, least)


def _figures(kept: dict[str, Any]) -> Figures:
    parts = dict(kept)
    for name in DEALS:
        parts[name] = Deals(**parts[name])
    for name, row in TABLES.items():
        parts[name] = tuple(_row(row, line) for line in parts[name])
    return Figures(**parts)


def _row(kind: type, kept: dict[str, Any]) -> GroupRow | StarsRow:
    return kind(**{name: Deals(**part) if name in DEALS else part for name, part in kept.items()})


def _freeze_facts(facts: Facts) -> dict[str, Any]:
    return {name: _plain(value) for name, value in vars(facts).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, DealFacts):
        return {name: _plain(part) for name, part in vars(value).items()}
    if isinstance(value, Counter):
        return {str(key.value if isinstance(key, Enum) else key): count for key, count in value.items()}
    return value


def _facts(kept: dict[str, Any]) -> Facts:
    parts = dict(kept)
    parts["listed"] = Counter({ParticipationState(key): n for key, n in kept["listed"].items()})
    parts["uncounted"] = Counter({State(key): n for key, n in kept["uncounted"].items()})
    parts["weaker"] = Counter(kept["weaker"])
    for name in DEALS:
        deals = dict(kept[name])
        deals["kinds"] = Counter({Kind(key): n for key, n in deals["kinds"].items()})
        deals["grades"] = Counter({Grade(int(key)): n for key, n in deals["grades"].items()})
        deals["bases"] = Counter({ValueBasis(key): n for key, n in deals["bases"].items()})
        parts[name] = DealFacts(**deals)
    return Facts(**parts)
