"""What test_work.py runs as processes of their own: a worker in a hurry, with a job and a mail server that hang.

python -m tests.common.worker_process work | start_job LOG | post_letter | show
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 — Django must be set up first
from django.core.mail.backends.base import BaseEmailBackend  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from common import jobs, outbox  # noqa: E402
from common.management.commands import work  # noqa: E402
from common.models import Job, Letter  # noqa: E402

HANGS_FOR = 60


@jobs.handler("hang_once")
def hang_once(run: jobs.Run) -> dict:
    """The first attempt goes on until its worker is stopped; the second one is done at once."""
    log(run.job.params["log"])
    end = time.monotonic() + HANGS_FOR
    while run.job.attempts == 1 and time.monotonic() < end:
        run.report(1, 2)
        time.sleep(0.05)
    return {"attempts": run.job.attempts}


class HangingMail(BaseEmailBackend):
    """Takes a letter and does not come back: the worker is killed in the middle of handing it over."""

    def send_messages(self, messages: list) -> int:
        log(os.environ["MAIL_LOG"])
        time.sleep(HANGS_FOR)
        return len(messages)


def log(path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")


def hurry() -> None:
    jobs.STALE_AFTER = timedelta(seconds=2)
    jobs.HEARTBEAT_SECONDS = 0.5
    outbox.HANDING_OVER_TAKES_AT_MOST = timedelta(seconds=1)
    work.RULES_EVERY_SECONDS = 0.5
    work.LOOK_EVERY_SECONDS = 0.1
    settings.EMAIL_BACKEND = f"{__name__}.HangingMail" if "MAIL_LOG" in os.environ else settings.EMAIL_BACKEND


def show() -> None:
    job, letter = Job.objects.first(), Letter.objects.first()
    queued = DBTaskResult.objects.ready().count()
    seen = {"job": job and [job.state, job.attempts, job.result], "letter": letter and letter.state, "queued": queued}
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["work"]:
            hurry()
            call_command("work")
        case ["start_job", path]:
            jobs.start(kind="hang_once", organizer=None, by=None, params={"log": path})
        case ["post_letter"]:
            outbox.post(to="binh@example.com", subject="Thư", body="…", kind="test")
        case ["show"]:
            show()
