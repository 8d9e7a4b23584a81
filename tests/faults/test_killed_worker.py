"""A worker killed at any of twenty points of sending letters, and at eleven of making a paper.

Nothing is lost, nothing is done twice, what is uncertain says so. The worker is a process of its own and really
killed. A point is the moment before or after a statement to the database or a command to the mail server.
"""

import hashlib
import os
import signal
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts.models import Organizer
from common import jobs, outbox
from common.models import Job, Letter, StoredFile
from contracts.results import document  # noqa: F401 (each worker is a copy of this process and has it at hand)
from contracts.results.forms import Paper
from tests.at_once import Killed, in_processes, shared_database
from tests.concurrency.ground import seen
from tests.factories import UserFactory, signed
from tests.faults.smtp import mail_server

pytestmark = pytest.mark.django_db(transaction=True)

LETTERS = 4
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


class Points:
    """Counts the moments at which a worker may be killed, and kills it at the one asked for."""

    def __init__(self, fatal: int | None):
        self.fatal, self.passed = fatal, 0

    def pass_one(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable) -> Callable:
        def watched(*args, **kwargs):
            self.pass_one()
            outcome = call(*args, **kwargs)
            self.pass_one()
            return outcome

        return watched

    def around_sql(self, execute: Callable, *args):
        return self.around(execute)(*args)


def work(fatal: int | None = None) -> int:
    """What a worker does until there is nothing left, and how many points it passed. It waits for nobody."""
    jobs.STALE_AFTER = outbox.HANDING_OVER_TAKES_AT_MOST = timedelta(0)
    points = Points(fatal)
    for name in ("connect", "putcmd", "getreply", "send"):
        setattr(smtplib.SMTP, name, points.around(getattr(smtplib.SMTP, name)))
    with connection.execute_wrapper(points.around_sql):
        call_command("work", once=True)
    return points.passed


def spread(total: int, count: int) -> list[int]:
    """So many of an undisturbed worker's points, evenly over all of them."""
    return [1 + n * (total - 1) // (count - 1) for n in range(count)]


def post_letters() -> None:
    for n in range(LETTERS):
        outbox.post(
            to="binh@example.com", subject=f"Thư {n}", body="…", kind="test", thread="fair-1", calendar=CALENDAR
        )


def ask_for_paper() -> None:
    organizer = Organizer.objects.get()
    params = {"scope": {"from": "2019-01-01", "to": "2019-12-31"}, "paper": Paper().as_params()}
    jobs.start(kind="report_pdf", organizer=organizer, by=UserFactory(), params=params)


def forget_everything() -> None:
    for model in (Job, StoredFile, Letter, DBTaskResult):
        model._base_manager.all().delete()


@pytest.fixture
def mailbox(settings):
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def after_a_kill(prepare: Callable, look: Callable, choose: Callable[[int], list[int]]) -> dict[str, Any]:
    """What is found after a worker was killed at each chosen point and another one went on; `look` reads it."""
    seen(prepare)
    (total,) = in_processes(work)
    found = {}
    for point in choose(total):
        seen(forget_everything)
        seen(prepare)
        (killed,) = in_processes(lambda point=point: work(point))
        assert killed == Killed(signal.SIGKILL), (point, total)
        (ended,) = in_processes(work)
        assert isinstance(ended, int), ended
        found[f"point {point} of {total}"] = seen(look)
    return found


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

    with shared_database(tmp_path):
        found = after_a_kill(post_letters, letters, lambda total: spread(total, 20))
    for point, rows in found.items():
        states = Counter(state for state, _received, _error in rows)
        assert states["sent"] + states["uncertain"] == LETTERS, point
        assert states["uncertain"] <= 1, point
        for state, received, error in rows:
            assert received == 1 if state == "sent" else received <= 1, (point, state)
            assert bool(error) == (state == "uncertain"), (point, error)
    uncertain = [received for rows in found.values() for state, received, _error in rows if state == "uncertain"]
    assert {0, 1} == set(uncertain)  # some had arrived, some had not: nobody can know


def before_and_while_keeping(total: int) -> list[int]:
    """Three points of counting and laying out, and each of the last eight: keeping the file, ending the job."""
    return [*spread(total - 8, 3), *range(total - 7, total + 1)]


def test_a_paper_is_made_once(organizer, mailbox, tmp_path):
    signed(organizer)

    def papers() -> tuple:
        job = Job.objects.select_related("output").get()
        content = job.output.content.read()
        whole = content.startswith(b"%PDF-") and hashlib.sha256(content).hexdigest() == job.output.sha256
        return job.state, whole, job.attempts, StoredFile.objects.count()

    with shared_database(tmp_path):
        found = after_a_kill(ask_for_paper, papers, before_and_while_keeping)
    for point, (state, whole, attempts, files) in found.items():
        assert (state, whole, files) == ("done", True, 1), point
        assert attempts in (1, 2), point
