"""Real worker processes, killed where it hurts."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

PATIENCE = 30


class Site:
    """An installation of its own: a database that nobody else uses, and processes at it."""

    def __init__(self, folder: Path, database_url: str):
        self.folder = folder
        self.env = os.environ | {"DATABASE_URL": database_url, "MEDIA_DIR": str(folder / "uploads")}
        self.workers: list[subprocess.Popen] = []

    def run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True).stdout

    def process(self, *arguments: str) -> str:
        return self.run("-m", "tests.common.worker_process", *arguments)

    def show(self) -> dict:
        return json.loads(self.process("show"))

    def work(self, **env: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.common.worker_process", "work"]
        with (self.folder / "worker.log").open("ab") as out:
            worker = subprocess.Popen(command, env=self.env | env, stdout=out, stderr=out)
        self.workers.append(worker)
        return worker

    def wait_until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < end, (self.folder / "worker.log").read_text()
            time.sleep(0.1)


def postgres_url(name: str) -> str:
    database = settings.DATABASES["default"]
    user, password = quote(database["USER"] or ""), quote(database["PASSWORD"] or "")
    return f"postgres://{user}:{password}@{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}/{name}"


@pytest.fixture
def site(tmp_path, django_db_setup, django_db_blocker):
    """Its database has the tables of the tests' own, which are copied where they can be."""
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    if not on_postgres:
        path = tmp_path / "db.sqlite3"
        url = f"sqlite:///{path}"
        with django_db_blocker.unblock(), contextlib.closing(sqlite3.connect(path)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
    else:
        name = f"work_{os.getpid()}"
        url = postgres_url(name)
        with psycopg.connect(postgres_url("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
    site = Site(tmp_path, url)
    if on_postgres:
        site.run("manage.py", "migrate", "--verbosity", "0")
    yield site
    for worker in site.workers:
        worker.kill()
        worker.wait()
    if on_postgres:
        with psycopg.connect(postgres_url("postgres"), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_job_whose_worker_was_killed_is_taken_up_again(site, tmp_path):
    log = tmp_path / "job.log"
    site.process("start_job", str(log))
    killed = site.work()
    site.wait_until(lambda: lines(log) == 1)
    killed.kill()
    killed.wait()
    assert site.show()["job"][:2] == ["running", 1]

    site.work()
    site.wait_until(lambda: lines(log) == 2)
    site.wait_until(lambda: site.show()["job"] == ["done", 2, {"attempts": 2}])


def test_a_worker_told_to_end_gives_its_job_back_without_counting_the_attempt(site, tmp_path):
    log = tmp_path / "job.log"
    site.process("start_job", str(log))
    worker = site.work()
    site.wait_until(lambda: lines(log) == 1)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=PATIENCE) == 0
    assert site.show() == {"job": ["waiting", 0, None], "letter": None, "queued": 1}


def test_an_idle_worker_ends_softly_on_ctrl_c(site):
    worker = site.work()
    site.wait_until(lambda: "the worker has started" in (site.folder / "worker.log").read_text())

    worker.send_signal(signal.SIGINT)

    assert worker.wait(timeout=PATIENCE) == 0


def test_a_letter_interrupted_while_handed_over_is_uncertain_and_not_sent_again(site, tmp_path):
    log = tmp_path / "mail.log"
    site.process("post_letter")
    killed = site.work(MAIL_LOG=str(log))
    site.wait_until(lambda: lines(log) == 1)
    killed.kill()
    killed.wait()

    site.work(MAIL_LOG=str(log))
    site.wait_until(lambda: site.show()["letter"] == "uncertain")
    time.sleep(1)  # several looks of the worker

    assert lines(log) == 1
