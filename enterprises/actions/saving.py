"""The last step of every deed of this room."""

from django.db import IntegrityError

from accounts.models import User
from common import history
from common.records import Record


def save_checked(record: Record, *, by: User) -> None:
    """Check a record against every rule and write it with its history.

    Where another person wrote the same between check and write, the constraint stops us and the check, made again,
    says what it was.
    """
    record.derive()
    record.full_clean()
    try:
        history.save(record, by=by)
    except IntegrityError:
        record.full_clean()
        raise
