"""What any cell that is written may hold."""

import re
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

Plain = str | bool | int | float | Decimal | date | datetime

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(value: Any) -> Plain:
    """Text without what XML forbids and with plain line ends, a moment in local time, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone().replace(tzinfo=None)  # the process runs in the zone of the settings
    if isinstance(value, date) or (isinstance(value, int | float | Decimal) and isfinite(value)):
        return value
    return _UNWRITABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
