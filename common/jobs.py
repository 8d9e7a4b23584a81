"""Work over a second: a row with progress around a queued task (design.md rule 6).

A room's tasks.py registers what it can do with `@handler("kind")`; a view or command calls `start(...)`. A handler
gets a `Run`, reports progress through it and returns a JSON-able result. It may be run again after its worker died,
so it must be safe to repeat: one transaction, or work whose repetition changes nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django_tasks import task

from common.models import Job, StoredFile

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=90)
MAX_ATTEMPTS = 3
REPORT_EVERY_SECONDS = 0.4


class Cancelled(Exception):
    """The person who started the job asked to stop it."""


class JobError(Exception):
    """A failure whose message is meant for the person who started the job."""


@dataclass
class Run:
    """One attempt at a job, as its handler sees it."""

    job: Job
    output: StoredFile | None = None
    _last: float = field(default=0.0)

    def report(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is; raises Cancelled where somebody asked to stop."""
        now = time.monotonic()
        if now - self._last < REPORT_EVERY_SECONDS and done < total:
            return
        self._last = now
        rows = Job.objects.filter(pk=self.job.pk)
        rows.update(done=done, total=total, note=str(note)[:200], heartbeat_at=timezone.now())
        if rows.filter(cancel_asked=True).exists():
            raise Cancelled


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
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                organizer=organizer,
                by=by,
                language=translation.get_language() or "vi",
                params=params or {},
                source=source,
                key=key,
            )
            run_job.enqueue(str(job.pk))
    except IntegrityError:
        return Job.objects.get(key=key, state__in=(Job.State.WAITING, Job.State.RUNNING))
    return job


def cancel(*, job: Job) -> None:
    """Stop a job: at once where nobody took it up yet, else at its next report."""
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(state=Job.State.CANCELLED, ended_at=timezone.now())
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


@task
def run_job(job_id: str) -> None:
    """Take a waiting job, run its handler, keep its outcome. Two workers at one job: one does nothing."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    if not taken.update(state=Job.State.RUNNING, heartbeat_at=timezone.now()):
        return
    job = Job.objects.select_related("organizer", "by", "source").get(pk=job_id)
    job.attempts += 1
    job.save(update_fields=["attempts"])
    run = Run(job)
    with translation.override(job.language), _Heartbeat(job):
        try:
            result = _handlers[job.kind](run)
        except Cancelled:
            _end(job, Job.State.CANCELLED)
        except JobError as error:
            _end(job, Job.State.FAILED, error=str(error))
        except Exception as error:
            logger.exception("job %s failed", job)
            _end(job, Job.State.FAILED, error=type(error).__name__)
        else:
            _end(job, Job.State.DONE, result=result, output=run.output)


def _end(job: Job, state: str, **outcome) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now(), **outcome)


def take_up_stale() -> int:
    """Queue again the jobs whose worker died; after three attempts a job fails. Returns how many it touched."""
    stale = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
    touched = 0
    for job in stale:
        over = job.attempts >= MAX_ATTEMPTS
        with transaction.atomic():
            rows = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, heartbeat_at=job.heartbeat_at)
            if over:
                error = "the worker stopped three times while it was at this job"
                touched += rows.update(state=Job.State.FAILED, error=error, ended_at=timezone.now())
            elif rows.update(state=Job.State.WAITING):
                run_job.enqueue(str(job.pk))
                touched += 1
    return touched


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
                Job.objects.filter(pk=self.job.pk).update(heartbeat_at=timezone.now())
            except Exception:  # noqa: BLE001 — a busy database must not end the work; the next beat tries again
                logger.warning("no heartbeat for %s", self.job)
            finally:
                connection.close()
