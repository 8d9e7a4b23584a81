"""Deeds begun at the same moment, each in a thread with a connection of its own."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, connections


@contextlib.contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Threads write to one database under its real locks: on SQLite, whose tests live in memory, a copy on disk.

    Only for tests with transactions of their own; what the threads wrote is read by `at_once` too.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "shared.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    config = connections.settings["default"]
    kept, config["NAME"] = config["NAME"], str(path)
    try:
        yield
    finally:
        config["NAME"] = kept


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, in their order."""
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
