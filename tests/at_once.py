"""Deeds begun at the same moment: in threads of this process, or each in a process of its own."""

import contextlib
import fcntl
import os
import pickle
import signal
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.urls import get_resolver

PATIENCE_SECONDS = 90


@contextlib.contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Those who act write to one database under its real locks: on SQLite, whose tests live in memory, a copy on disk.

    Only for tests with transactions of their own; what was written is read by `at_once` too.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "shared.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")  # as an installation has it long before a crowd comes
    config = connections.settings["default"]
    kept, config["NAME"] = config["NAME"], str(path)
    try:
        yield
    finally:
        config["NAME"] = kept


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, in their order; each in a thread with a connection of its own."""
    start, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            outcomes[place] = deed()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@dataclass(frozen=True)
class Refused:
    """A deed that raised: what, and in which words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Killed:
    """A process that ended before it could say anything."""

    signal: int


def in_processes(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned, or how it ended; each in a process with a connection of its own.

    The processes are copies of this one, so fifty cost little more than their work. All wait until the last is there.
    """
    get_resolver().url_patterns  # noqa: B018 (the views are there before the race, as in any process that serves)
    gate, opened = os.pipe()
    started = [_start(deed, gate, opened) for deed in deeds]
    for _pid, _outcome_end, ready in started:
        assert os.read(ready, 1) == b"r"
    os.close(opened)  # a read of the gate now ends at once
    outcomes = [_outcome(pid, outcome) for pid, outcome, _ready in started]
    for _pid, _outcome_end, ready in started:
        os.close(ready)
    os.close(gate)
    return outcomes


def _start(deed: Callable[[], Any], gate: int, opened: int) -> tuple[int, int, int]:
    outcome, answer = os.pipe()
    ready, at_the_gate = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer)
        os.close(at_the_gate)
        return pid, outcome, ready
    try:
        signal.alarm(PATIENCE_SECONDS)
        os.close(opened)
        _leave_connections()
        os.write(at_the_gate, b"r")
        os.read(gate, 1)
        with os.fdopen(answer, "wb") as file:
            pickle.dump(_told(deed), file)
    finally:
        os._exit(0)  # nothing of the test that started us may go on here


_inherited = []


def _leave_connections() -> None:
    """Take the other process's connections out of use without closing them; the next query opens one of our own."""
    for alias in connections:
        _inherited.append(connections[alias])
        del connections[alias]


def _told(deed: Callable[[], Any]) -> Any:
    try:
        return deed()
    except ValidationError as error:
        return Refused(type(error).__name__, " ".join(error.messages))
    except Exception as error:  # noqa: BLE001 (the test looks at it)
        return Refused(type(error).__name__, str(error))


def _outcome(pid: int, outcome: int) -> Any:
    with os.fdopen(outcome, "rb") as file:
        content = file.read()
    _pid, status = os.waitpid(pid, 0)
    return Killed(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else pickle.loads(content)  # noqa: S301 (our own)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One crowd at a time on this machine: two of fifty would fill a PostgreSQL server's hundred connections."""
    with (Path(tempfile.gettempdir()) / "chophien-crowd.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fifty(deed: Callable[[int], Any]) -> list[Any]:
    """`deed(0)` … `deed(49)` at the same moment."""
    return _crowd(deed, 50)


def ten(deed: Callable[[int], Any]) -> list[Any]:
    """The same with ten, where what is taken is not scarce but done twice."""
    return _crowd(deed, 10)


def _crowd(deed: Callable[[int], Any], size: int) -> list[Any]:
    with alone():
        return in_processes(*[lambda n=n: deed(n) for n in range(size)])
