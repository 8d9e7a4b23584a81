"""The exact search: MaxSAT by PySAT's RC2 in a process of its own, which streams bounds and can be killed at once.

Python holds its lock throughout a solver's call and CaDiCaL there cannot be interrupted: hence the process, and hence
messages sent from between the cores. RC2: Ignatiev, Morgado, Marques-Silva, JSAT 11 (2019), 53–64.
"""

import ctypes
import os
import pickle
import queue
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from matching.timetable.encoding import BREAKS, SCORE, SHORT, Encoding, Soft
from matching.timetable.instance import Instance
from matching.timetable.model import Problem

ROOT = Path(__file__).resolve().parents[2]
MOST_LITERALS = 40_000  # meetings × slots beyond which no proof has been seen to come
FINEST = 1000  # scores are told apart to a thousandth
PARENT_DEATH_SIGNAL = 1  # prctl(2)

SHUFFLE = 7  # the order of the second search's clauses: of eight tried on two hard instances, the one quick on both

Message = tuple[str, Any]
Send = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is to do. `is_feasible`: some schedule is known already."""

    problem: Problem
    is_feasible: bool = False
    is_lean: bool = False
    from_bound: int | None = None  # search upwards from so many breaks instead of by cores
    solver: str = "cd15"
    options: tuple[tuple[str, Any], ...] = (("adapt", True), ("exhaust", True), ("minz", True))


class Search:
    """A running child. Its messages: ("bound", breaks), ("found", slots), ("optimal", slots), ("impossible", all rules)
    and, in time, ("infeasible", a small core of them)."""

    def __init__(self, task: Task) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "matching.timetable.exact"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self.messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.is_over = False
        pickle.dump(task, self.process.stdin)
        self.process.stdin.close()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                self.messages.put(pickle.load(self.process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError, ValueError):
            self.messages.put(("over", None))

    def receive(self, timeout: float = 0.0) -> Message | None:
        """The next message, or None."""
        try:
            message = self.messages.get(timeout=timeout) if timeout else self.messages.get_nowait()
        except queue.Empty:
            return None
        self.is_over = self.is_over or message[0] == "over"
        return message

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def is_small(instance: Instance) -> bool:
    return sum(mask.bit_count() for mask in instance.masks) <= MOST_LITERALS


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    task: Task = pickle.load(source)

    def send(kind: str, value: Any = None) -> None:
        pickle.dump((kind, value), sink)
        sink.flush()

    from pysat.solvers import Solver

    instance = Instance(task.problem)
    encoding = Encoding(instance, is_lean=task.is_lean)
    if not task.is_feasible:
        with Solver(name=task.solver, bootstrap_with=encoding.clauses.clauses) as solver:
            if not solver.solve():
                refuse(instance, task, send)
                return
            send("found", encoding.schedule(solver.get_model()))
    if task.from_bound is None or any(soft.kind != BREAKS for soft in encoding.softs):
        optimize(encoding, task, send)
    else:
        climb(encoding, task, send)


def climb(encoding: Encoding, task: Task, send: Send) -> None:
    """Asks for a schedule with no more breaks than the bound, then with one more. Beside the search by cores, which
    may take long over its last question, this one, with its clauses in another order, is often the luckier."""
    from pysat.solvers import Solver

    breaks = [-soft.literal for soft in encoding.softs]
    counts = encoding.clauses.counted(breaks, len(breaks))
    clauses = encoding.clauses.clauses
    random.Random(SHUFFLE).shuffle(clauses)  # noqa: S311 - an order, no secret
    with Solver(name=task.solver, bootstrap_with=clauses) as solver:
        for most in range(max(0, task.from_bound - encoding.offset), len(breaks) + 1):
            if solver.solve(assumptions=[-int(count) for count in counts[most : most + 1]]):
                send("optimal", (encoding.schedule(solver.get_model()), 1))
                return
            send("bound", most + 1 + encoding.offset)


def optimize(encoding: Encoding, task: Task, send: Send) -> None:
    """Bounds from below, and in the end the optimum. Several kinds of goals are put in one order by their weights."""
    from pysat.examples.rc2 import RC2, RC2Stratified
    from pysat.formula import WCNF

    weights, scale = _weights(encoding.softs)
    is_plain = all(soft.kind == BREAKS for soft in encoding.softs)

    class Streaming(RC2 if is_plain else RC2Stratified):
        """Says what it has proven whenever its cost grows."""

        @property
        def cost(self) -> int:
            return self._cost

        @cost.setter
        def cost(self, value: int) -> None:
            if is_plain and value > getattr(self, "_cost", -1):
                send("bound", value + encoding.offset)
            self._cost = value

    formula = WCNF()
    formula.nv = encoding.clauses.variables
    formula.hard = encoding.clauses.clauses
    for soft, weight in zip(encoding.softs, weights, strict=True):
        formula.append([soft.literal], weight=weight)
    with Streaming(formula, solver=task.solver, **dict(task.options)) as search:
        model = search.compute()
        if model is None:
            refuse(encoding.instance, task, send)
            return
        send("optimal", (encoding.schedule(model), scale))


def _weights(softs: list[Soft]) -> tuple[list[int], int]:
    """Whole weights under which minimums outweigh all scores, and a score's finest step all breaks."""
    scores = [soft.weight for soft in softs if soft.kind == SCORE]
    scale = next((s for s in (1, 10, 100) if all(abs(w * s - round(w * s)) < 1e-9 for w in scores)), FINEST)
    breaks = 1 + sum(soft.kind == BREAKS for soft in softs)
    total = 1 + sum(round(weight * scale) for weight in scores)
    step = {BREAKS: 1, SCORE: breaks, SHORT: breaks * total}
    return [
        max(1, round(soft.weight * scale) * breaks) if soft.kind == SCORE else step[soft.kind] for soft in softs
    ], scale


def refuse(instance: Instance, task: Task, send: Send) -> None:
    """Says at once that there is no schedule, then, if it comes to that, which few rules collide."""
    rules = [("places", 0)] + [("fairness", 0)] * (instance.problem.fairness is not None)
    send("impossible", [*rules, *(("meeting", n) for n in range(instance.mandatory))])
    send("infeasible", explain(instance, task.solver))


def explain(instance: Instance, solver_name: str) -> list[tuple[str, int]]:
    """A small set of rules that cannot hold together: a core of selectors, from which each is left out in turn."""
    from pysat.solvers import Solver

    encoding = Encoding(instance, is_explaining=True)
    with Solver(name=solver_name, bootstrap_with=encoding.clauses.clauses) as solver:
        core = list(encoding.selectors)
        while True:
            if solver.solve(assumptions=core):
                raise AssertionError("infeasible without a core")
            smaller = solver.get_core() or []
            if len(smaller) >= len(core):
                break
            core = smaller
        for selector in sorted(core, key=lambda s: encoding.selectors[s][0] == "meeting"):
            rest = [other for other in core if other != selector]
            if selector in core and not solver.solve(assumptions=rest):
                core = solver.get_core() or []
    return sorted(encoding.selectors[selector] for selector in core)


def main() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    _serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
