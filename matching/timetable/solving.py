"""One way from a problem to a checked answer: what is impossible is said, what is small is proven, the rest is bounded.

The annealer runs here; the exact search runs beside it in a process of its own and sends bounds. Whoever asks is told
of progress and may stop it at any time.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from matching.timetable.checker import check
from matching.timetable.contradictions import find_contradiction
from matching.timetable.instance import Instance
from matching.timetable.model import Limits, Problem, Reason, Result, Scheduled, Status
from matching.timetable.proofs import Prover
from matching.timetable.reasons import Explainer, reason
from matching.timetable.settling import rate, settle

Progress = Callable[[Result | None, int | None, str], None]

CHUNK_SECONDS = 0.04  # between looks at messages and at whether to stop
STEPS_AT_ONCE = 20_000  # in a run that is counted in steps
FIRST_ROUND = 200_000  # steps; each round of cooling is longer than the last
GROWTH = 3
REPORT_EVERY = 0.5  # seconds
SECOND_PROOF_AFTER = 3.0  # seconds after which the annealer yields its core to a second exact search
EXPLAINING = 8.0  # seconds for a small explanation once it is known that there is no schedule
SPARE = 0.03  # the least share of the time kept for places, reasons and the check of a large answer


def solve(
    problem: Problem,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    previous: Sequence[Scheduled] = (),
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    is_proving: bool = True,
) -> Result:
    """The best answer found in the limits, checked. `previous`: what was held where; of equals, fewer moves win."""
    run = _Run(problem, limits, tuple(previous), progress, is_cancelled or (lambda: False))
    run.is_proving = is_proving
    try:
        return run.solve()
    finally:
        run.close()


class _Run:
    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        previous: tuple[Scheduled, ...],
        progress: Progress | None,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self.started = time.monotonic()
        self.problem = problem
        self.limits = limits
        self.instance = Instance(problem)
        self.previous = previous
        self.before = {row.id: row for row in previous}
        self.progress = progress
        self.is_cancelled = is_cancelled
        self.forced = sum(least[-1] for least in self.instance.forced) if not problem.candidates else 0
        self.bound_avoidable = 0
        self.climbing_from = -1  # the bound at which the second search began
        self.bound_score: float | None = None
        self.proofs: list = []
        self.is_proving = True
        self.best: Result | None = None  # checked
        self.impossible: tuple[list[str], list[str]] | None = None  # meetings and rules that collide
        self.patience: float | None = None  # until when a small explanation is waited for
        self.is_proven = False
        self.reported = 0.0
        self.speed = float(STEPS_AT_ONCE)  # steps a second
        self.answering = 0.0  # seconds from slots to a checked answer
        self.phase = "building"

    def close(self) -> None:
        for proof in self.proofs:
            proof.stop()

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def is_over(self) -> bool:
        if self.is_cancelled():
            return True
        return self.limits.steps is None and self.elapsed() >= self.limits.seconds

    def solve(self) -> Result:
        contradiction = find_contradiction(self.instance)
        if contradiction is not None:
            return self._nothing("infeasible", contradiction, "reasoning")
        self.search()
        if self.impossible is not None and self.best is None:
            core, rules = self.impossible
            is_verified = Prover(self.problem).verdict(set(core), set(rules)) is True
            why = reason("no_schedule_of", meetings=core, rules=rules, verified=is_verified)
            return self._nothing("infeasible", why, "exact")
        if self.best is None:
            return self._nothing("unknown", None, "annealing")
        return self.best

    def _nothing(self, status: Status, why: Reason | None, method: str) -> Result:
        return nothing(self.problem, self.limits, status, why, method, self.elapsed())

    def search(self) -> None:
        from matching.timetable.annealing import Annealer, warm_up
        from matching.timetable.exact import is_small

        loading = time.monotonic()
        warm_up()
        self.started += time.monotonic() - loading
        preferred: tuple[int, ...] = ()
        if self.problem.candidates:
            from matching.timetable.selection import select

            selection = select(self.instance)
            preferred, self.bound_score = selection.chosen, selection.bound
        start = {self.instance.number[row.id]: row.slot for row in self.previous if row.id in self.instance.number}
        possible = [n for n, mask in enumerate(self.instance.masks) if mask]
        annealer = Annealer(self.instance, chosen=possible, seed=self.limits.seed, start=start, previous=start)
        annealer.build(preferred)
        if self.problem.candidates:
            annealer = self._narrow(annealer, set(preferred), start)
        self.take(annealer)
        can_prove = self.is_proving and self.limits.steps is None and is_small(self.instance)
        if can_prove and not self.is_finished():
            self.prove()
        self.phase = "annealing"
        annealer = self.anneal(annealer)
        if not self.is_over() and not self.is_finished() and self.best is None and self.proofs:
            self.wait()
        if not self.is_finished() and not self.is_cancelled():
            self.take(annealer, is_last=True)

    def _narrow(self, annealer, preferred: set[int], start: dict[int, int]):
        """The same schedule without the candidates whose participants have no room for one more."""
        from matching.timetable.annealing import Annealer
        from matching.timetable.selection import rooms

        slots = annealer.slots()
        room = rooms(self.instance)
        for n in slots:
            if n >= self.instance.mandatory:
                for p in self.instance.parts[n]:
                    room[p] -= 1
        kept = [
            n
            for n in annealer.chosen
            if n < self.instance.mandatory
            or n in slots
            or n in preferred
            or all(room[p] > 0 for p in self.instance.parts[n])
        ]
        narrowed = Annealer(self.instance, chosen=kept, seed=self.limits.seed, start=slots, previous=start)
        narrowed.keep()
        return narrowed

    def anneal(self, annealer):
        """Rounds of cooling, each longer than the last, until the answer is proven or time or steps are over. A large
        fair is cooled once, as slowly as the time allows. Returns the annealer that was at work last."""
        length, left = FIRST_ROUND, self.limits.steps
        while not self.is_finished() and not self.is_over():
            annealer = self._quickest(annealer)
            if left is None and annealer.is_large:
                self._cool_by_time(annealer)
                break
            made = self._cool_by_steps(annealer, min(length, self._affordable() if left is None else left))
            if left is not None:
                left -= made
                if left <= 0:
                    break
            if self._yields():
                self.wait()
                break
            length *= GROWTH
        return annealer

    def _quickest(self, annealer):
        """The annealer of fairs of pairs, once all meetings are placed, where it knows all the rules."""
        from matching.timetable.pairs import PairAnnealer, is_paired

        placing = annealer.placing()
        if isinstance(annealer, PairAnnealer) or self.previous or -1 in placing.slots or not is_paired(self.instance):
            return annealer
        workers = 1 if self.proofs else self.limits.workers
        return PairAnnealer(self.instance, placing, seed=self.limits.seed, workers=workers)

    def _affordable(self) -> int:
        """The steps of a cooling that still comes to its end before the annealer has to stop or to yield."""
        end = min(self.limits.seconds, SECOND_PROOF_AFTER) if self.proofs else self.limits.seconds
        return max(FIRST_ROUND, int(self.speed * (end - self.elapsed())))

    def _cool_by_steps(self, annealer, length: int) -> int:
        made = 0
        while made < length:
            steps = min(self._chunk(), length - made)
            made += self._cool(annealer, made / length, steps)
            if self.is_finished() or self.is_over() or self._yields():
                break
        return made

    def _cool_by_time(self, annealer) -> None:
        began = self.elapsed()
        end = self.limits.seconds - max(SPARE * self.limits.seconds, 1.5 * self.answering)
        while not self.is_finished() and not self.is_over() and self.elapsed() < end:
            self._cool(annealer, (self.elapsed() - began) / (end - began), self._chunk())

    def _cool(self, annealer, share: float, steps: int) -> int:
        began = time.monotonic()
        heat = annealer.heat(share)
        annealer.run(steps, heat, self.bound_avoidable)
        self.speed = steps / max(1e-4, time.monotonic() - began)
        self.look(annealer)
        return steps

    def _chunk(self) -> int:
        """Steps between two looks: a fixed number where steps are counted, so that every run is the same."""
        return STEPS_AT_ONCE if self.limits.steps is not None else max(500, int(self.speed * CHUNK_SECONDS))

    def _yields(self) -> bool:
        """Whether the annealer's core goes to a proof: with one worker soon, with two when the first takes long."""
        if not self.proofs or self.proofs[0].is_over:
            return False
        if self.limits.workers == 1:
            return self.elapsed() > min(SECOND_PROOF_AFTER, self.limits.seconds / 4)
        return self.best is not None and self.elapsed() > SECOND_PROOF_AFTER

    def wait(self) -> None:
        """Waits for the exact search, with a second one beside it where there is a worker for it."""
        has_second = self.limits.workers > 1 and self.best is not None
        self.phase = "proving"
        while not self.is_finished() and not self.is_over():
            if has_second and self.bound_avoidable > self.climbing_from:
                self._climb()
            if all(proof.is_over for proof in self.proofs):
                return
            self.look(None, timeout=CHUNK_SECONDS)

    def _climb(self) -> None:
        """Starts the second search at the bound that is known now."""
        for proof in self.proofs[1:]:
            proof.stop()
        del self.proofs[1:]
        self.climbing_from = self.bound_avoidable
        offset = self.forced if self.problem.goal == "breaks" else 0
        self.prove(from_bound=self.bound_avoidable + offset)

    def prove(self, *, from_bound: int | None = None) -> None:
        from matching.timetable.exact import Search, Task

        is_lean = from_bound is not None
        task = Task(self.problem, is_feasible=self.best is not None, is_lean=is_lean, from_bound=from_bound)
        self.proofs.append(Search(task))

    def look(self, annealer, timeout: float = 0.0) -> None:
        """Takes what the annealer and the proofs have found, and reports."""
        for proof in self.proofs:
            while (message := proof.receive(timeout)) is not None:
                self.hear(*message)
        if annealer is not None:
            self.take(annealer)
        if self.progress is not None and self.elapsed() - self.reported >= REPORT_EVERY:
            self.report()

    def hear(self, kind: str, value) -> None:
        if kind == "bound":
            offset = self.forced if self.problem.goal == "breaks" else 0
            self.bound_avoidable = max(self.bound_avoidable, value - offset)
            self.refresh()
        elif kind == "found":
            self.adopt(value)
        elif kind == "optimal":
            slots, _scale = value
            self.adopt(slots)
            self.is_proven = True
            self.refresh()
        elif kind in ("impossible", "infeasible"):
            if kind == "infeasible" or self.patience is None:
                self.patience = self.elapsed() + (EXPLAINING if kind == "impossible" else 0)
            names = [self.instance.meetings[n].id for which, n in value if which == "meeting"]
            rules = [which for which, _n in value if which != "meeting"]
            self.impossible = names, rules

    def take(self, annealer, *, is_last: bool = False) -> None:
        """Takes the annealer's best where it is a better answer; at a large size not at every step down."""
        is_spread = len({(place.x, place.y) for place in self.problem.places}) > 1
        is_worth = self._is_worth(annealer, is_last=is_last) or (is_last and is_spread)
        placing = annealer.placing() if is_worth else None
        if placing is None or placing.broken:
            return
        self.adopt(placing.slots, is_thorough=is_last)

    def _is_worth(self, annealer, *, is_last: bool) -> bool:
        if annealer.best[0]:
            return False
        if self.best is None:
            return True
        found = self.best.objective
        score, avoidable = annealer.best[2], annealer.best[3]
        if score < found.score - 1e-6 or (score <= found.score + 1e-6 and avoidable >= found.avoidable):
            return False
        return is_last or not annealer.is_large or avoidable <= self.bound_avoidable

    def adopt(self, slots: Sequence[int], *, is_thorough: bool = False) -> None:
        """Makes a checked answer of a schedule, and keeps it if it is the best."""
        began = time.monotonic()
        explainer = Explainer(self.instance, slots)
        explainer.fill()
        rows = settle(self.instance, explainer.slots, self.before, is_thorough=is_thorough)
        result = self.result(rows, explainer)
        if self.best is not None and _key(result) > _key(self.best):
            return
        check(self.problem, result, self.previous)
        self.answering = time.monotonic() - began
        self.best = result
        self.report()

    def result(self, rows: tuple[Scheduled, ...], explainer: Explainer) -> Result:
        goal = rate(self.instance, rows, self.before)
        return self._bounded(
            Result(
                status="feasible",
                objective=goal,
                bound_score=None,
                bound_breaks=None,
                scheduled=rows,
                unscheduled=explainer.unscheduled(),
                unmet=explainer.unmet(),
                seed=self.limits.seed,
                goal=self.problem.goal,
            )
        )

    def _bounded(self, result: Result) -> Result:
        """The result with what is known now of bounds, time and proof."""
        goal = result.objective
        reached = goal.breaks if self.problem.goal == "breaks" else goal.avoidable
        bound = self.bound_avoidable + (self.forced if self.problem.goal == "breaks" else 0)
        score = self.bound_score
        if self.is_proven:
            bound = reached
            score = goal.score if self.problem.candidates else None
        is_best_score = score is None or goal.score >= score - 1e-6
        is_optimal = bound >= reached and is_best_score and (self.is_proven or not result.unmet)
        return replace(
            result,
            status="optimal" if is_optimal else "feasible",
            bound_score=score,
            bound_breaks=min(bound, reached),
            seconds=self.elapsed(),
            method="annealing, exact" if self.proofs else "annealing",
        )

    def refresh(self) -> None:
        if self.best is not None:
            self.best = self._bounded(self.best)

    def is_finished(self) -> bool:
        """Whether nothing is left to search for. Walking and moves are improved only as long as breaks are."""
        if self.impossible is not None and self.elapsed() >= self.patience:
            return True
        return self.best is not None and self.best.status == "optimal"

    def report(self) -> None:
        if self.progress is not None:
            self.reported = self.elapsed()
            bound = self.bound_avoidable + (self.forced if self.problem.goal == "breaks" else 0)
            self.progress(self.best, bound, self.phase)


def nothing(
    problem: Problem, limits: Limits, status: Status, why: Reason | None, method: str, seconds: float
) -> Result:
    """The answer where there is no schedule."""
    result = Result(
        status=status,
        objective=None,
        bound_score=None,
        bound_breaks=None,
        reason=why,
        seconds=seconds,
        method=method,
        seed=limits.seed,
        goal=problem.goal,
    )
    check(problem, result)
    return result


def _key(result: Result) -> tuple:
    goal = result.objective
    short = sum(row.missing for row in result.unmet)
    return short, -goal.score, goal.avoidable, goal.moved, goal.walk
