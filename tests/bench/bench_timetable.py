"""The timetable engine: published instances proven (G1) and found (G2), a large fair (G3), a choice of wishes (G4),
repair (G5). Instances of others are read from beside the repository and left out where they are not."""

import csv
import resource
import statistics
import time
from pathlib import Path

from matching.timetable import Limits, check, read, repair, solve
from matching.timetable.annealing import warm_up
from matching.timetable.model import Problem, Result
from tests.bench.instances import drop_out, late, two_sided, wishes

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "b2bsp"
PROOF_SECONDS = 120
SEARCH_SECONDS = 10
LARGE_SECONDS = 60
LARGE = {"buyers": 400, "sellers": 600, "meetings": 8_000, "slots": 30, "places": 320, "away": 0.1}
MANY = {"buyers": 600, "sellers": 700, "candidates": 150_000, "slots": 100, "places": 600}


def run() -> dict[str, dict]:
    warm_up()
    return measure_large() | measure_choice() | measure_published()


def measure_published() -> dict[str, dict]:
    if not PUBLISHED.is_dir():
        return {}
    with (PUBLISHED / "published.csv").open() as file:
        published = {row["instance"]: (int(row["breaks"]), float(row["seconds"])) for row in csv.DictReader(file)}
    results: dict[str, dict] = {}
    seconds, proven, found, first = [], 0, 0, []
    for name, (breaks, theirs) in published.items():
        problem = read(PUBLISHED / f"{name}.dzn")
        result, _first = timed(problem, Limits(seconds=PROOF_SECONDS))
        is_proven = result.status == "optimal" and result.objective.breaks == breaks
        proven += is_proven
        seconds.append(result.seconds)
        results[f"published_{name}"] = row(result.seconds, "s", theirs)
        quick, checked_at = timed(problem, Limits(seconds=SEARCH_SECONDS), is_proving=False)
        found += quick.objective is not None and quick.objective.breaks == breaks
        first.append(checked_at)
    summary = {
        "G1_originals_proven": row(proven, "of 20", len(published), more_is_better=True),
        "G1_total": row(sum(seconds), "s", sum(theirs for _breaks, theirs in published.values())),
        "G1_worst": row(max(seconds), "s", 24),
        "G2_optimum_without_proof": row(found, "of 20", 18, more_is_better=True),
        "G2_first_schedule_worst": row(max(first), "s", 1),
        "G2_first_schedule_median": row(statistics.median(first), "s", 1),
    }
    return results | summary


def measure_large() -> dict[str, dict]:
    problem = two_sided(**LARGE)
    result, first = timed(problem, Limits(seconds=LARGE_SECONDS))
    out = drop_out(problem, "b7")
    gone, gone_seconds = repaired(out, result)
    who, until = comer(problem, result)
    delayed, late_seconds = repaired(late(problem, who, until), result)
    must = sum(
        row_.slot < until and who in one.participants
        for row_, one in zip(result.scheduled, problem.meetings, strict=True)
    )
    return {
        "G3_avoidable_breaks": row(result.objective.avoidable, "breaks", 30),
        "G3_seconds": row(result.seconds, "s", 60),
        "G3_first_schedule": row(first, "s", 1),
        "G3_memory": row(peak(), "MB", 512),
        "G5_drop_out": row(gone_seconds, "s", 2),
        "G5_drop_out_moved": row(gone.objective.moved, "moved", 0.5),
        "G5_late": row(late_seconds, "s", 2),
        "G5_late_moved_over_need": row(delayed.objective.moved - must, "moved", 0.5),
    }


def measure_choice() -> dict[str, dict]:
    results = {}
    for name, away in (("", 0.0), ("_30_percent_away", 0.3)):
        problem = wishes(**MANY, away=away)
        result, _first = timed(problem, Limits(seconds=10))
        share = 100 * (result.bound_score - result.objective.score) / result.bound_score
        results |= {
            f"G4_held{name}": row(len(result.scheduled), "meetings", None if away else 50_000, more_is_better=True),
            f"G4_seconds{name}": row(result.seconds, "s", 10),
            f"G4_gap{name}": row(share, "%", 1),
        }
    return results | {"G4_memory": row(peak(), "MB")}


def timed(problem: Problem, limits: Limits, *, is_proving: bool = True) -> tuple[Result, float]:
    """The answer, checked once more, and when the first one was there."""
    began = time.monotonic()
    first: list[float] = []

    def note(best: Result | None, _bound: int | None, _phase: str) -> None:
        if best is not None and not first:
            first.append(time.monotonic() - began)

    result = solve(problem, limits, progress=note, is_proving=is_proving)
    check(problem, result)
    return result, first[0] if first else limits.seconds


def repaired(problem: Problem, before: Result) -> tuple[Result, float]:
    began = time.monotonic()
    result = repair(problem, before.scheduled)
    return result, time.monotonic() - began


def comer(problem: Problem, result: Result) -> tuple[str, int]:
    """Someone who can come late: with meetings in the first slots, and free ones enough after them."""
    until = 4
    for who in problem.participants:
        slots = {
            row_.slot
            for row_, one in zip(result.scheduled, problem.meetings, strict=True)
            if who.id in one.participants
        }
        if min(slots, default=until) < until and len(slots) + len(who.forbidden) + until < problem.slots - 6:
            return who.id, until
    raise AssertionError("nobody has room to be late")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(value: float, unit: str, goal: float | None = None, *, more_is_better: bool = False) -> dict:
    return {"value": round(value, 2), "unit": unit, "goal": goal, "more_is_better": more_is_better}
