"""python -m matching.timetable FILE: solves a file on the command line (see docs/timetable.md)."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from matching.timetable.faults import InputError
from matching.timetable.model import Limits, Problem, Result, Scheduled
from matching.timetable.reading import read, read_previous
from matching.timetable.writing import as_dict, write

BAD_INPUT, INFEASIBLE, NOTHING_FOUND = 2, 3, 4
EXIT_CODES = {"optimal": 0, "feasible": 0, "infeasible": INFEASIBLE, "unknown": NOTHING_FOUND}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        problem = read(options.file)
        if options.fairness is not None:
            problem = replace(problem, fairness=_fairness(options.fairness))
        previous = read_previous(options.previous, problem) if options.previous else ()
    except InputError as fault:
        sys.stderr.write(f"{options.file}: {fault}\n")
        return BAD_INPUT
    result = _solve(problem, previous, options)
    if options.out:
        write(result, options.out)
    sys.stdout.write(_summary(result) + "\n")
    return EXIT_CODES[result.status]


def _solve(problem: Problem, previous: tuple[Scheduled, ...], options: argparse.Namespace) -> Result:
    from matching.timetable.solving import solve

    limits = Limits(seconds=options.seconds, steps=options.steps, seed=options.seed, workers=options.workers)
    if options.repair:
        from matching.timetable.repair import repair

        return repair(problem, previous, limits)
    return solve(problem, limits, previous=previous)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.timetable", description=__doc__)
    parser.add_argument("file", type=Path, help="a published .dzn instance, or JSON")
    span = parser.add_mutually_exclusive_group()
    span.add_argument("--seconds", type=_positive, default=60.0)
    span.add_argument(
        "--steps", type=_whole, help="moves of the annealer instead of seconds: the same answer each time"
    )
    parser.add_argument("--fairness", help="the most that numbers of breaks may differ by, or none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=_whole, default=2)
    parser.add_argument("--previous", type=Path, help="a result: of equal schedules, the one with fewer moves is taken")
    parser.add_argument("--repair", action="store_true", help="with --previous: fewest moves first, then quality")
    parser.add_argument("--out", type=Path, help="where the result is written as JSON")
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return value


def _fairness(text: str) -> int | None:
    if text == "none":
        return None
    if not text.isdecimal():
        raise InputError(f"--fairness must be a whole number or none, not “{text}”")
    return int(text)


def _summary(result: Result) -> str:
    shown = as_dict(result)
    if result.objective is None:
        return f"{result.status}: {shown['reason'] or 'no schedule found in the time'}"
    goals = ", ".join(f"{name} {value}" for name, value in shown["objective"].items())
    bound = ", ".join(f"{name} ≥ {value}" for name, value in shown["bound"].items() if value is not None)
    bound = bound.replace("score ≥", "score ≤")
    return (
        f"{result.status}: {len(result.scheduled)} meetings, {goals}; bound {bound}; gap {result.gap}; "
        f"{len(result.unscheduled)} left out; {result.seconds:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
