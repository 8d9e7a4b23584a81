"""Two at the same moment: one job for a double click, one attempt, one letter."""

import time

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from common import jobs, outbox
from common.models import Job, Letter
from tests.at_once import at_once, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


class SlowMail(BaseEmailBackend):
    taken: list[str] = []

    def send_messages(self, messages: list) -> int:
        self.taken.extend(message.subject for message in messages)
        time.sleep(0.2)
        return len(messages)


def start() -> Job:
    return jobs.start(kind="test", organizer=None, by=None, key="once")


def test_two_clicks_at_the_same_moment_start_one_job(tmp_path):
    with shared_database(tmp_path):
        first, second = at_once(start, start)
        count = at_once(Job.objects.count)[0]
    assert first == second
    assert count == 1


def test_two_workers_at_one_job_make_one_attempt(tmp_path, monkeypatch):
    runs = []
    monkeypatch.setitem(jobs._handlers, "test", lambda run: runs.append(run.job.pk))
    with shared_database(tmp_path):
        job = at_once(start)[0]
        at_once(*[lambda: jobs.run_job.func(str(job.pk))] * 2)
        outcome = at_once(lambda: Job.objects.values_list("state", "attempts").get())[0]
    assert runs == [job.pk]
    assert outcome == (Job.State.DONE, 1)


def test_two_workers_at_the_outbox_send_each_letter_once(tmp_path, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.SlowMail"
    monkeypatch.setattr(SlowMail, "taken", [])
    subjects = [f"letter {n}" for n in range(4)]

    def post() -> None:
        for subject in subjects:
            outbox.post(to="binh@example.com", subject=subject, body="…", kind="test")

    def deliver() -> None:
        for _look in subjects:
            outbox.deliver_due()

    with shared_database(tmp_path):
        at_once(post)
        at_once(deliver, deliver)
        states = at_once(lambda: set(Letter.objects.values_list("state", flat=True)))[0]
    assert sorted(SlowMail.taken) == subjects
    assert states == {Letter.State.SENT}
