"""Jobs: each is done once, whoever dies, clicks twice or changes their mind."""

from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from common import jobs
from common.models import Job
from common.rounds import every_minute, run_due_rules

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def handle(monkeypatch):
    """Register a handler of the kind "test" for one test."""
    return lambda function: monkeypatch.setitem(jobs._handlers, "test", function)


@pytest.fixture
def told_to_end():
    jobs.stopping.set()
    yield
    jobs.stopping.clear()


def start(**fields) -> Job:
    return jobs.start(kind="test", organizer=None, by=None, **fields)


def work() -> None:
    call_command("work", once=True)


def dead(job: Job, **fields) -> Job:
    """A job whose worker died at it an hour ago."""
    fields = {"state": Job.State.RUNNING, "attempts": 1, "heartbeat_at": timezone.now() - LONG_AGO} | fields
    Job.objects.filter(pk=job.pk).update(**fields)
    DBTaskResult.objects.all().delete()
    return job


def states(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempts


def test_a_job_is_run_and_keeps_its_result(handle):
    handle(lambda run: {"rows": 3})
    job = start()
    work()
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (Job.State.DONE, {"rows": 3}, 1)
    assert job.ended_at


def test_a_job_speaks_the_language_of_the_person_who_started_it(handle):
    handle(lambda run: {"language": translation.get_language()})
    with translation.override("en"):
        job = start()
    with translation.override("vi"):
        work()
    job.refresh_from_db()
    assert job.result == {"language": "en"}


def test_a_double_click_starts_one_job(handle):
    handle(lambda run: None)
    first = start(key="once")
    assert start(key="once") == first
    work()
    assert start(key="once") != first


def test_jobs_without_a_key_are_never_the_same():
    assert start() != start()


def test_a_fault_in_a_handler_ends_the_job_as_failed(handle):
    def fail(run):
        raise ZeroDivisionError

    handle(fail)
    job = start()
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "ZeroDivisionError")


def test_a_failure_meant_for_the_person_is_kept_in_words(handle):
    def fail(run):
        raise jobs.JobError("The list is gone.")

    handle(fail)
    job = start()
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "The list is gone.")


def broken_off() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected()
    return error


def test_a_job_that_a_busy_database_broke_off_is_done_at_the_next_attempt(handle):
    def work_on(run):
        if run.job.attempts == 1:
            raise broken_off()
        return {}

    handle(work_on)
    job = start()
    work()
    assert states(job) == (Job.State.DONE, 2)


def test_a_job_that_is_broken_off_each_time_fails_in_the_end(handle):
    def work_on(run):
        raise broken_off()

    handle(work_on)
    job = start()
    work()
    assert states(job) == (Job.State.FAILED, jobs.MAX_ATTEMPTS)


def test_progress_is_seen_while_the_handler_works(handle):
    seen = []

    def count(run):
        run.report(10, 10, "all of them")
        seen.append(Job.objects.values_list("done", "total", "note").get())

    handle(count)
    start()
    work()
    assert seen == [(10, 10, "all of them")]


def test_a_waiting_job_is_cancelled_at_once_and_never_run(handle):
    handle(lambda run: pytest.fail("it was run"))
    job = start()
    jobs.cancel(job=job)
    work()
    assert states(job) == (Job.State.CANCELLED, 0)


def test_a_job_at_work_stops_at_its_next_report(handle):
    def go_on(run):
        jobs.cancel(job=run.job)
        run.report(1, 1)
        pytest.fail("it went on")

    handle(go_on)
    job = start()
    work()
    assert states(job) == (Job.State.CANCELLED, 1)


def test_a_job_that_is_over_cannot_be_cancelled(handle):
    handle(lambda run: None)
    job = start()
    work()
    jobs.cancel(job=job)
    assert states(job) == (Job.State.DONE, 1)


def test_two_tasks_for_one_job_run_it_once(handle):
    runs = []
    handle(lambda run: runs.append(run))
    job = start()
    jobs.run_job.enqueue(str(job.pk))
    work()
    assert len(runs) == 1


def test_the_job_of_a_dead_worker_is_taken_up_again(handle):
    handle(lambda run: {})
    job = dead(start())
    work()
    assert states(job) == (Job.State.DONE, 2)


def test_a_job_whose_worker_gives_signs_of_life_is_left_to_it():
    job = dead(start(), heartbeat_at=timezone.now())
    assert jobs.take_up_stale() == 0
    assert states(job) == (Job.State.RUNNING, 1)


def test_a_job_that_outlived_three_workers_fails():
    job = dead(start(), attempts=jobs.MAX_ATTEMPTS)
    assert jobs.take_up_stale() == 1
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error


def test_a_cancelled_job_of_a_dead_worker_is_not_taken_up_again():
    job = dead(start(), cancel_asked=True)
    jobs.take_up_stale()
    assert states(job) == (Job.State.CANCELLED, 1)


def test_a_job_whose_task_was_lost_is_queued_again(handle):
    handle(lambda run: {})
    job = dead(start(), state=Job.State.WAITING, attempts=0, created_at=timezone.now() - LONG_AGO)
    work()
    assert states(job) == (Job.State.DONE, 1)


def test_a_job_that_waits_in_a_long_queue_is_not_queued_twice():
    job = start()
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - LONG_AGO)
    assert jobs.take_up_stale() == 0
    assert DBTaskResult.objects.ready().count() == 1


def test_a_worker_told_to_end_gives_the_job_back(handle, told_to_end):
    handle(lambda run: run.report(1, 1))
    job = start()
    jobs.run_job.func(str(job.pk))
    assert states(job) == (Job.State.WAITING, 0)
    assert DBTaskResult.objects.ready().count() == 2  # the first stands for the task at work


def test_a_worker_that_was_thought_dead_neither_reports_nor_ends_the_job(handle):
    def slow(run):
        taken_by_another(run.job)
        with pytest.raises(jobs.Lost):
            run.report(1, 1)
        return {"by": "the slow one"}

    handle(slow)
    job = start()
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (Job.State.RUNNING, 2, None)


def test_work_finished_by_a_worker_that_lost_the_job_is_undone(handle):
    def slow(run):
        taken_by_another(run.job)
        with transaction.atomic():
            Job.objects.create(kind="written by the slow one")
            run.finish({})

    handle(slow)
    job = start()
    work()
    assert states(job) == (Job.State.RUNNING, 2)
    assert not Job.objects.filter(kind="written by the slow one").exists()


def taken_by_another(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)


def test_an_outcome_kept_in_the_handlers_transaction_stands(handle):
    def write(run):
        with transaction.atomic():
            run.finish({"written": True})
        return {"written": "again"}

    handle(write)
    job = start()
    work()
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"written": True})


def test_old_tasks_are_forgotten_and_waiting_ones_are_not(handle):
    handle(lambda run: None)
    start()
    work()
    start()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=8))
    jobs.forget_old_tasks()
    assert DBTaskResult.objects.count() == DBTaskResult.objects.ready().count() == 1


def test_a_due_rule_that_fails_does_not_keep_the_others(monkeypatch):
    monkeypatch.setattr("common.rounds._rules", [])
    ran = []

    @every_minute
    def fails():
        raise ZeroDivisionError

    every_minute(lambda: ran.append(True))
    run_due_rules()
    assert ran == [True]
