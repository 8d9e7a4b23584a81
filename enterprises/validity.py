"""How long papers hold: months added to a day, and what a certificate's days say today."""

import calendar
import datetime

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import pgettext_lazy

EXPIRING_MONTHS = 6


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last: 31/08/2019 + 6 months = 29/02/2020."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


class Standing(models.TextChoices):
    """What holds of a certificate on a day. It holds on the day on which it expires, not on that of its revocation."""

    IN_FORCE = "in_force", pgettext_lazy("certificate", "in force")
    EXPIRING = "expiring", pgettext_lazy("certificate", "expires soon")
    EXPIRED = "expired", pgettext_lazy("certificate", "expired")
    REVOKED = "revoked", pgettext_lazy("certificate", "revoked")


def standing(on: datetime.date, *, revocable: bool) -> Case:
    """The standing of each row on a day, as a column; `revocable` where the table has `revoked_on`."""
    revoked = [When(revoked_on__lte=on, then=Value(Standing.REVOKED))] if revocable else []
    return Case(
        *revoked,
        When(expires_on__lt=on, then=Value(Standing.EXPIRED)),
        When(expires_on__lte=add_months(on, EXPIRING_MONTHS), then=Value(Standing.EXPIRING)),
        default=Value(Standing.IN_FORCE),
        output_field=CharField(),
    )


def in_force_between(first: datetime.date, last: datetime.date, prefix: str = "") -> Q:
    """OCOP certificates in force on any day of a period; `prefix` leads to them, such as `ocop_certificates__`."""
    return Q(**{f"{prefix}issued_on__lte": last, f"{prefix}expires_on__gte": first}) & (
        Q(**{f"{prefix}revoked_on": None}) | Q(**{f"{prefix}revoked_on__gt": first})
    )
