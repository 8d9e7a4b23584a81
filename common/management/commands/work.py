"""work: runs the jobs, sends the letters and looks after what is due each minute, until it is told to end.

Any number of workers may run at one database. SIGTERM or Ctrl-C ends one softly: a letter being handed over is
handed over, a job at work is finished or given back to the queue. A second one ends it at once; what it was at is
taken up by another worker.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from common import outbox
from common.jobs import stopping
from common.rounds import run_due_rules

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1
RULES_EVERY_SECONDS = 60
PAUSE_AFTER_ERROR_SECONDS = 5


class Command(BaseCommand):
    help = "Runs jobs, sends letters and looks after what is due, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do now, then end")

    def handle(self, *, once: bool, **options) -> None:
        if once:
            run_due_rules()
            while run_next_task() or outbox.deliver_due():
                pass
            return
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        logger.info("the worker has started")
        letters = threading.Thread(target=repeat, args=[Letters()], name="letters", daemon=True)
        letters.start()
        repeat(run_next_task)
        letters.join()
        logger.info("the worker has ended")


def stop(signum: int, frame) -> None:
    if stopping.is_set():
        raise SystemExit(1)
    logger.info("ending; what is at work is finished or given back")
    stopping.set()


def repeat(look: Callable[[], bool]) -> None:
    """Look for work until this process is told to end; a database that is away for a while ends nothing."""
    while not stopping.is_set():
        try:
            pause = 0 if look() else LOOK_EVERY_SECONDS
        except Exception:
            logger.exception("trying again in %s seconds", PAUSE_AFTER_ERROR_SECONDS)
            pause = PAUSE_AFTER_ERROR_SECONDS
        close_old_connections()
        stopping.wait(pause)
    connection.close()


def run_next_task() -> bool:
    """Run the queue's next task, if there is one, as the queue's own worker does."""
    if not DBTaskResult.objects.ready().exists():
        return False  # without asking for SQLite's write lock
    worker = Worker(
        queue_names=["*"],
        interval=LOOK_EVERY_SECONDS,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()}-{os.getpid()}"[:64],
        excluded_queue_names=[],
    )
    with exclusive_transaction():
        task = DBTaskResult.objects.ready().get_locked()
        if task:
            task.claim(worker.worker_id)
    if task:
        worker.run_task(task)
    return bool(task)


class Letters:
    """Letters and due rules have a thread of their own, so that none waits for the end of a long job."""

    rules_due_at = 0.0

    def __call__(self) -> bool:
        if time.monotonic() >= self.rules_due_at:
            run_due_rules()
            self.rules_due_at = time.monotonic() + RULES_EVERY_SECONDS
        return bool(outbox.deliver_due(may_go_on=lambda: not stopping.is_set()))
