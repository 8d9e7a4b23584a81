"""The ground on which takings are fought over: what everybody sees, and a way to take a guard away."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, models

from tests.at_once import Killed, Refused, at_once


def seen(read: Callable):
    """What the shared database holds now."""
    outcome = at_once(read)[0]
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@contextlib.contextmanager
def without(model: type[models.Model], name: str) -> Iterator[None]:
    """The shared database as it would be without a constraint; what was written meanwhile is thrown away."""
    guarded = model._meta.constraints
    constraint = next(one for one in guarded if one.name == name)

    def drop() -> None:
        model._meta.constraints = [one for one in guarded if one is not constraint]  # SQLite makes the table anew
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)

    def restore() -> None:
        model._meta.constraints = guarded
        model._base_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)

    seen(drop)
    try:
        yield
    finally:
        seen(restore)


def words_of_losers(outcomes: list) -> set[str]:
    """One of them won and all others were told why not, in words; which ones."""
    losers = [outcome for outcome in outcomes if isinstance(outcome, (Refused, Killed))]
    assert len(losers) == len(outcomes) - 1, losers
    assert {type(loser) for loser in losers} == {Refused}
    assert {loser.kind for loser in losers} <= {"ValidationError", "Stale"}, losers
    return {loser.words for loser in losers}


def crossing(*deeds: tuple) -> list[Any]:
    """What came of deeds that each hesitate once they hold a row of the model beside them (or the so-many-th).

    They go on when all of them hold theirs, or when a moment is over because they wait for one another already.
    """
    all_hold = threading.Barrier(len(deeds), timeout=1)
    return at_once(*[_hesitating(all_hold, *deed) for deed in deeds])


def taken_in(sql: str) -> str:
    """The table of which a statement takes rows, so that others wait for them."""
    found = re.match(r'(?:UPDATE|DELETE FROM) "(\w+)"|SELECT .*? FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', sql)
    return (found[1] or found[2]) if found else ""


def _hesitating(all_hold: threading.Barrier, deed: Callable, model: type[models.Model], nth: int = 1) -> Callable:
    held = []

    def hesitate(execute: Callable, sql: str, *args):
        outcome = execute(sql, *args)
        if taken_in(sql) == model._meta.db_table:
            held.append(sql)
            if len(held) == nth:
                with contextlib.suppress(threading.BrokenBarrierError):
                    all_hold.wait()
        return outcome

    def hesitating() -> Any:
        with connection.execute_wrapper(hesitate):
            return deed()

    return hesitating
