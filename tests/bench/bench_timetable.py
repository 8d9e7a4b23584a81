"""The timetable engine: published instances proven (G1) and found (G2), a large fair (G3), a choice of wishes (G4),
repair (G5). Every answer is checked, reasons with it (G6). Instances of others are read from beside the repository and
left out where they are not.

    python -m tests.bench.bench_timetable [fairness|forbidden|fixed|precedences] [NAME …]    variants of these
"""

import csv
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from matching.timetable import Limits, check, read, repair, solve
from matching.timetable.annealing import warm_up
from matching.timetable.model import Problem, Result
from tests.bench.instances import drop_out, impossible, late, two_sided, variant, wishes

FEW = {"buyers": 40, "sellers": 40, "candidates": 900, "slots": 12, "places": 30, "away": 0.3}
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "b2bsp"
PROOF_SECONDS = 120
SEARCH_SECONDS = 10
LARGE_SECONDS = 60
VARIANT_SECONDS = 90
LARGE = {"buyers": 400, "sellers": 600, "meetings": 8_000, "slots": 30, "places": 320, "away": 0.1}
MANY = {"buyers": 600, "sellers": 700, "candidates": 150_000, "slots": 100, "places": 600}


def run() -> dict[str, dict]:
    warm_up()
    return measure_large() | measure_choice() | measure_reasons() | measure_published()


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


def measure_reasons() -> dict[str, dict]:
    """Reasons that the checker has proven, per hundred: of candidates left out, and of fairs that search refuses."""
    result, _first = timed(wishes(**FEW), Limits(seconds=5))
    left_out = FEW["candidates"] - len(result.scheduled)
    refused = [timed(problem, Limits(seconds=20))[0] for problem in impossible()]
    proven = sum(one.status == "infeasible" and dict(one.reason.facts).get("verified", True) for one in refused)
    return {
        "G6_candidates_left_out": row(left_out, "wishes"),
        "G6_reasons_proven": row(100 * len(result.unscheduled) / left_out, "%", 100, more_is_better=True),
        "G6_refusals_proven": row(100 * proven / len(refused), "%", 100, more_is_better=True),
    }


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


def variants(kind: str) -> Iterator[tuple[str, Problem]]:
    """The originals with each bound of fairness that was published, or with rules drawn by lot."""
    for path in sorted(PUBLISHED.glob("*.dzn")):
        if kind == "fairness":
            yield from ((f"{path.stem} fairness {d}", replace(read(path), fairness=d)) for d in range(4))
        else:
            yield from ((f"{path.stem} {kind} {n}", variant(read(path), kind, seed=n)) for n in range(2))


def main(kind: str, names: list[str]) -> None:
    """Prints each variant's answer; CPU seconds are those of this process and its searches."""
    warm_up()
    for name, problem in variants(kind):
        if names and name.split()[0] not in names:
            continue
        began = cpu_seconds()
        result, _first = timed(problem, Limits(seconds=VARIANT_SECONDS))
        breaks = result.objective.breaks if result.objective else None
        why = result.reason.code if result.reason else ""
        facts = dict(result.reason.facts) if result.reason else {}
        print(
            f"{name:28} {result.status:10} breaks {breaks} bound {result.bound_breaks} {result.seconds:6.1f} s "
            f"{cpu_seconds() - began:6.1f} s CPU {why} {len(facts.get('meetings', []) or ()) if why else ''} "
            f"{facts.get('verified', '')}",
            flush=True,
        )


def cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "fairness", sys.argv[2:])
