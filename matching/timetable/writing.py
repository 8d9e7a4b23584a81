"""Answers as JSON."""

import json
from pathlib import Path
from typing import Any

from matching.timetable.model import Reason, Result


def as_dict(result: Result) -> dict[str, Any]:
    """An answer in the form of the file; meetings that nobody moved look the same each time."""
    goal = result.objective
    return {
        "status": result.status,
        "objective": goal
        and {
            "score": _tidy(goal.score),
            "breaks": goal.breaks,
            "avoidable": goal.avoidable,
            "walk": round(goal.walk, 3),
            "moved": goal.moved,
        },
        "bound": {"score": _tidy(result.bound_score), "breaks": result.bound_breaks},
        "gap": result.gap,
        "scheduled": [
            {"id": row.id, "slot": row.slot, "place": row.place, "resource": row.resource}
            | ({"seats": dict(row.seats)} if row.seats else {})
            for row in result.scheduled
        ],
        "unscheduled": [{"id": row.id, "reason": _reason(row.reason)} for row in result.unscheduled],
        "unmet": [
            {"participant": row.participant, "missing": row.missing, "reason": _reason(row.reason)}
            for row in result.unmet
        ],
        "reason": result.reason and _reason(result.reason),
        "seconds": round(result.seconds, 3),
        "method": result.method,
        "seed": result.seed,
    }


def write(result: Result, path: Path | str) -> None:
    Path(path).write_text(json.dumps(as_dict(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, **dict(reason.facts)}


def _tidy(number: float | None) -> float | int | None:
    if number is None:
        return None
    return int(number) if number == int(number) else round(number, 6)
