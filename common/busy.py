"""When the database breaks a deed off because others were at the same rows: all of it was undone, and it can be sent
again. Nothing repeats it unasked: what the person saw when they decided may have changed."""

import sqlite3

from django.db import OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

# Deadlock, no possible order, a lock not to be had.
POSTGRES_STATES = {"40P01", "40001", "55P03"}
SQLITE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
PRIMARY_CODE = 0xFF  # SQLite says in the higher bits what kept it busy

ADVICE = _("The system was busy. Nothing was saved: send it once more.")
SECONDS = 5


def is_busy(error: Exception) -> bool:
    """Whether the same deed may well succeed in a moment."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    return getattr(cause, "sqlstate", "") in POSTGRES_STATES or (code or 0) & PRIMARY_CODE in SQLITE_CODES


def try_again(response: HttpResponse) -> HttpResponse:
    """Say the same to programs."""
    response.status_code = 503
    response.headers["Retry-After"] = str(SECONDS)
    return response
