"""A worker killed at any of twenty points of sending letters, and at each of twenty-seven of making a paper.

Nothing is lost, nothing is done twice, what is uncertain says so. The worker is a process of its own and really
killed. A point of sending is the moment before or after a statement to the database or a command to the mail server;
a point of making a paper has a name.
"""

import hashlib
import os
import re
import signal
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from unittest import mock

import pytest
import weasyprint
from django.core.files import locks
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django_tasks_db.models import DBTaskResult

import contracts.tasks
from accounts.models import Organizer
from common import documents, files, jobs, outbox
from common.models import Job, Letter, StoredFile
from contracts.results import document  # noqa: F401 (each worker is a copy of this process and has it at hand)
from contracts.results.forms import Paper
from tests.at_once import Killed, in_processes, shared_database
from tests.concurrency.ground import seen
from tests.factories import TeamMemberFactory, signed
from tests.faults.smtp import mail_server

pytestmark = pytest.mark.django_db(transaction=True)

LETTERS = 4
HANDING_OVER = "handing a letter over"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


# What a worker does for a paper, by its calls and its statements.
CALLS = {
    "claiming the task": (DBTaskResult, "claim"),
    "counting": (contracts.tasks, "make_report"),
    "filling the template": (documents, "render_to_string"),
    "laying the pages out": (weasyprint.HTML, "render"),
    "drawing them": (weasyprint.Document, "write_pdf"),
    "writing the file": (FileSystemStorage, "_save"),
    "opening it, still empty": (locks, "lock"),
    "noting the task's end": (DBTaskResult, "set_successful"),
}
STATEMENTS = {
    "taking up the job": r'UPDATE "common_job" SET "state" = .*"heartbeat_at" = ',
    "a heartbeat": r'UPDATE "common_job" SET "heartbeat_at"',
    "telling its progress": r'UPDATE "common_job" SET "done"',
    "writing the row of the file": r'INSERT INTO "common_storedfile"',
    "writing the job's end": r'UPDATE "common_job" SET "state" = .*"output_id"',
}
COMMITTED = "once the end is committed"
PAPER_POINTS = [f"{when} {what}" for what in (*CALLS, *STATEMENTS) for when in ("before", "after")] + [COMMITTED]
# Between the file and the commit of its row; the sweep takes away what is left.
LEAVES_A_FILE = {
    "before opening it, still empty", "after opening it, still empty", "after writing the file",
    "before writing the row of the file", "after writing the row of the file",
    "before writing the job's end", "after writing the job's end",
}  # fmt: skip


class Points:
    """Names the moments at which a worker may be killed, and kills it when it first passes the one asked for."""

    def __init__(self, fatal: str | None):
        self.fatal, self.passed = fatal, []

    def pass_one(self, name: str) -> None:
        self.passed.append(name)
        if name == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable, name_of: Callable[..., str]) -> Callable:
        """The call with a point before and after it, where what it does has a name."""

        def watched(*args, **kwargs):
            name = name_of(*args)
            if not name:
                return call(*args, **kwargs)
            self.pass_one(f"before {name}")
            outcome = call(*args, **kwargs)
            self.pass_one(f"after {name}")
            return outcome

        return watched

    def watch(self, owner: Any, attribute: str, name_of: Callable[..., str]) -> None:
        setattr(owner, attribute, self.around(getattr(owner, attribute), name_of))

    def work(self) -> list[str]:
        """What a worker does until there is nothing left, and the points that it passed. It waits for nobody."""
        jobs.STALE_AFTER = outbox.HANDING_OVER_TAKES_AT_MOST = timedelta(0)
        call_command("work", once=True)
        return self.passed


def send_letters(fatal: str | None = None) -> list[str]:
    """Each command to the mail server and each statement to the database has a number, the handing over a name."""
    points, numbers = Points(fatal), count()
    points.watch(smtplib.SMTP, "data", lambda *_args: HANDING_OVER)
    for name in ("connect", "putcmd", "getreply", "send"):
        points.watch(smtplib.SMTP, name, lambda *_args: str(next(numbers)))
    numbered = points.around(lambda execute, *args: execute(*args), lambda *_args: str(next(numbers)))
    with connection.execute_wrapper(numbered):
        return points.work()


def make_papers(fatal: str | None = None) -> list[str]:
    """Each step has its name, in whichever thread; the heart beats fast, so that it beats at all."""
    jobs.HEARTBEAT_SECONDS = 0.05
    points = Points(fatal)
    for name, (owner, attribute) in CALLS.items():
        points.watch(owner, attribute, lambda *_args, name=name: name)
    points.watch(CursorWrapper, "execute", lambda _cursor, sql, *_args: statement(sql))
    finish = jobs.Run.finish

    def finish_and_see_it_committed(run: jobs.Run, result: dict | None) -> None:
        finish(run, result)
        transaction.on_commit(lambda: points.pass_one(COMMITTED))

    jobs.Run.finish = finish_and_see_it_committed
    return points.work()


def statement(sql: str) -> str:
    return next((name for name, pattern in STATEMENTS.items() if re.match(pattern, sql)), "")


def spread(points: list[str], number: int) -> list[str]:
    """So many of an undisturbed worker's points, evenly over all of them."""
    return [points[n * (len(points) - 1) // (number - 1)] for n in range(number)]


def post_letters() -> None:
    for n in range(LETTERS):
        outbox.post(
            to="binh@example.com", subject=f"Thư {n}", body="…", kind="test", thread="fair-1", calendar=CALENDAR
        )


def ask_for_paper() -> None:
    organizer = Organizer.objects.get()
    params = {"scope": {"from": "2019-01-01", "to": "2019-12-31"}, "paper": Paper().as_params()}
    jobs.start(kind="report_pdf", organizer=organizer, by=TeamMemberFactory(organizer=organizer).user, params=params)


def forget_everything() -> None:
    for stored in StoredFile.objects.all():
        stored.content.delete(save=False)
    for model in (Job, StoredFile, Letter, DBTaskResult):
        model._base_manager.all().delete()


@pytest.fixture
def mailbox(settings):
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def after_a_kill(prepare: Callable, work: Callable, look: Callable, choose: Callable) -> dict[str, Any]:
    """What is found after a worker was killed at each chosen point and another one went on; `look` reads it."""
    seen(prepare)
    (points,) = in_processes(work)
    assert isinstance(points, list), points
    found = {}
    for point in choose(points):
        seen(forget_everything)
        seen(prepare)
        (killed,) = in_processes(lambda point=point: work(point))
        assert killed == Killed(signal.SIGKILL), (point, killed)
        (ended,) = in_processes(work)
        assert isinstance(ended, list), ended
        found[point] = seen(look)
    return found


@pytest.mark.slow
def test_no_letter_is_lost_or_sent_twice(mailbox, tmp_path):
    def letters() -> list[tuple[str, int, str]]:
        received = Counter(mailbox.ids)
        by_id = {f"<letter-{letter.pk}@": letter for letter in Letter.objects.order_by("pk")}
        rows = [
            (letter.state, sum(received[one] for one in received if one.startswith(head)), letter.error)
            for head, letter in by_id.items()
        ]
        order = [one for one in mailbox.ids if any(one.startswith(head) for head in by_id)]
        assert order == sorted(order, key=lambda one: int(one.partition("@")[0].removeprefix("<letter-")))
        return rows

    def twenty_and_around_the_handing_over(points: list[str]) -> list[str]:
        return [*spread(points, 20), f"before {HANDING_OVER}", f"after {HANDING_OVER}"]

    with shared_database(tmp_path):
        found = after_a_kill(post_letters, send_letters, letters, twenty_and_around_the_handing_over)
    for point, rows in found.items():
        states = Counter(state for state, _received, _error in rows)
        assert states["sent"] + states["uncertain"] == LETTERS, point
        assert states["uncertain"] <= 1, point
        for state, received, error in rows:
            assert received == 1 if state == "sent" else received <= 1, (point, state)
            assert bool(error) == (state == "uncertain"), (point, error)
    uncertain = [received for rows in found.values() for state, received, _error in rows if state == "uncertain"]
    assert {0, 1} == set(uncertain)  # some had arrived, some had not: nobody can know


@pytest.mark.slow
def test_a_paper_is_made_once(organizer, mailbox, tmp_path):
    signed(organizer)
    uploads = tmp_path / "uploads"

    def all_points(passed: list[str]) -> list[str]:
        assert set(PAPER_POINTS) <= set(passed)
        return PAPER_POINTS

    def papers() -> tuple:
        job = Job.objects.select_related("output").get()
        content = job.output.content.read()
        whole = content.startswith(b"%PDF-") and hashlib.sha256(content).hexdigest() == job.output.sha256
        swept = sum(len(files.sweep(folder.name)) for folder in uploads.iterdir())
        kept = [str(path.relative_to(uploads)) for path in uploads.rglob("*.pdf")]
        assert kept == [job.output.content.name]
        return job.state, whole, job.attempts, StoredFile.objects.count(), swept

    with shared_database(tmp_path), mock.patch.object(files, "ORPHANS_KEPT", timedelta(0)):
        found = after_a_kill(ask_for_paper, make_papers, papers, all_points)
    assert len(found) >= 20
    for point, (state, whole, attempts, rows, swept) in found.items():
        assert (state, whole, rows) == ("done", True, 1), point
        assert attempts in (1, 2), point
        assert swept == (point in LEAVES_A_FILE), point
