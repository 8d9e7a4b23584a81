"""Work over a second: a row with progress around a queued task (design.md rule 6).

A room's tasks.py registers what it can do with `@handler("kind")`; a view or command calls `start(...)`. A handler
gets a `Run`, reports progress through it and returns a JSON-able result. It may be run again after its worker died,
so it must be safe to repeat: it changes nothing when repeated, or it calls `run.finish(result)` within the one
transaction that does its work.

`attempts` rises with each taking up. It tells the worker that has a job now from one that was thought dead: only
the present one reports, beats and ends.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from common.busy import is_busy
from common.models import Job, StoredFile
from common.rounds import every_minute

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=90)
MAX_ATTEMPTS = 3
REPORT_EVERY_SECONDS = 0.4
FINISHED_TASKS_KEPT = timedelta(days=7)
OPEN = (Job.State.WAITING, Job.State.RUNNING)

# Set where this process was told to end: a job at work gives itself back at its next report.
stopping = threading.Event()


class Cancelled(Exception):
    """The person who started the job asked to stop it."""


class GivenBack(Exception):
    """The worker was told to end; the job goes back into the queue."""


class Lost(Exception):
    """Another worker has the job by now: this one was silent for so long that it was thought dead."""


class JobError(Exception):
    """A failure whose message is meant for the person who started the job."""


@dataclass
class Run:
    """One attempt at a job, as its handler sees it."""

    job: Job
    output: StoredFile | None = None
    _last: float = field(default=0.0)

    def report(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is; raises where it has to stop here.

        Not within a transaction: it would lock the job's row, and whoever wants to cancel would wait for its end.
        """
        now = time.monotonic()
        if now - self._last < REPORT_EVERY_SECONDS and done < total:
            return
        self._last = now
        if stopping.is_set():
            raise GivenBack
        mine = _held_by(self.job)
        if not mine.update(done=done, total=total, note=str(note)[:200], heartbeat_at=timezone.now()):
            raise Lost
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled

    def finish(self, result: dict | None) -> None:
        """Keep the outcome in the handler's own transaction: the work and its outcome stand or fall together."""
        if not _end(self.job, Job.State.DONE, result=result, output=self.output):
            raise Lost


Handler = Callable[[Run], dict | None]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what runs a kind of job."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def start(
    *, kind: str, organizer, by, params: dict | None = None, source: StoredFile | None = None, key: str = ""
) -> Job:
    """Queue a job, or return the open one with the same key: a double click starts one."""
    fields = {"kind": kind, "organizer": organizer, "by": by, "params": params or {}, "source": source, "key": key}
    try:
        return _queue(fields)
    except IntegrityError:
        if not key:
            raise
        return _open_with(key) or _queue(fields)


def _queue(fields: dict) -> Job:
    with transaction.atomic():
        job = Job.objects.create(language=translation.get_language() or "vi", **fields)
        run_job.enqueue(str(job.pk))
    return job


def _open_with(key: str) -> Job | None:
    return Job.objects.filter(key=key, state__in=OPEN).first()


def cancel(*, job: Job) -> None:
    """Stop a job: at once where nobody took it up yet, else at its next report."""
    # The wish is left first, so that a job that changes hands between the two statements still meets it.
    Job.objects.filter(pk=job.pk, state__in=OPEN).update(cancel_asked=True)
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(state=Job.State.CANCELLED, ended_at=timezone.now())


@task
def run_job(job_id: str) -> None:
    """Take a waiting job, run its handler, keep its outcome. Two workers at one job: one does nothing."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    if not taken.update(state=Job.State.RUNNING, heartbeat_at=timezone.now(), attempts=F("attempts") + 1):
        return
    job = Job.objects.select_related("organizer", "by", "source").get(pk=job_id)
    with translation.override(job.language), _Heartbeat(job):
        _attempt(Run(job))


def _attempt(run: Run) -> None:
    job = run.job
    try:
        result = _handlers[job.kind](run)
    except Cancelled:
        _end(job, Job.State.CANCELLED)
    except GivenBack:
        _give_back(job)
    except Lost:
        logger.warning("job %s was taken up by another worker", job)
    except JobError as error:
        _end(job, Job.State.FAILED, error=str(error))
    except Exception as error:
        if is_busy(error) and job.attempts < MAX_ATTEMPTS:
            logger.warning("job %s was broken off: %s", job, error)
            _give_back(job, counts=True)
            return
        logger.exception("job %s failed", job)
        _end(job, Job.State.FAILED, error=type(error).__name__)
    else:
        _end(job, Job.State.DONE, result=result, output=run.output)


def _held_by(job: Job) -> QuerySet[Job]:
    """The job's row as long as this attempt is the one at work."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _end(job: Job, state: str, **outcome) -> int:
    return _held_by(job).update(state=state, ended_at=timezone.now(), **outcome)


def _give_back(job: Job, *, counts: bool = False) -> None:
    """Queue the job again; an attempt that was broken off on purpose does not count."""
    attempts = F("attempts") if counts else F("attempts") - 1
    with transaction.atomic():
        if _held_by(job).update(state=Job.State.WAITING, attempts=attempts):
            run_job.enqueue(str(job.pk))


@every_minute
def take_up_stale() -> int:
    """Queue again the jobs whose worker died; after three attempts a job fails. Returns how many it touched."""
    long_ago = timezone.now() - STALE_AFTER
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=long_ago)
    touched = sum(_take_up(job, long_ago) for job in silent)
    return touched + _queue_forgotten(long_ago)


def _take_up(job: Job, long_ago) -> bool:
    silent = _held_by(job).filter(heartbeat_at__lt=long_ago)
    now = timezone.now()
    if job.cancel_asked:
        return bool(silent.update(state=Job.State.CANCELLED, ended_at=now))
    if job.attempts >= MAX_ATTEMPTS:
        with translation.override(job.language):
            error = _("The program was stopped three times while it was at this work.")
        return bool(silent.update(state=Job.State.FAILED, error=error, ended_at=now))
    with transaction.atomic():
        taken = silent.update(state=Job.State.WAITING)
        if taken:
            run_job.enqueue(str(job.pk))
    return bool(taken)


def _queue_forgotten(long_ago) -> int:
    """A worker may die between taking a task from the queue and the job itself: the job then waits without a task."""
    touched = 0
    for job in Job.objects.filter(state=Job.State.WAITING, created_at__lt=long_ago):
        if not DBTaskResult.objects.ready().filter(args_kwargs__args=[str(job.pk)]).exists():
            run_job.enqueue(str(job.pk))
            touched += 1
    return touched


@every_minute
def forget_old_tasks() -> None:
    """The queue keeps each finished task, and one whose worker died for ever; the jobs are what people look at."""
    DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - FINISHED_TASKS_KEPT).exclude(status="READY").delete()


class _Heartbeat:
    """While a handler works, a thread says every ten seconds that its worker is alive."""

    def __init__(self, job: Job):
        self.job = job
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *exception) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.over.wait(HEARTBEAT_SECONDS):
            try:
                _held_by(self.job).update(heartbeat_at=timezone.now())
            except Exception:  # noqa: BLE001 — a busy database must not end the work; the next beat tries again
                logger.warning("no heartbeat for %s", self.job)
            finally:
                connection.close()
