"""What the cells of a workbook or CSV hold, without the weight of what reads and writes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

MAX_TEXT = 32_767  # characters of a cell, Excel's own limit

Plain = str | bool | int | float | Decimal | date | datetime

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that was read and has no value that could be taken.

    `code`: error (#REF!, #N/A …), not_computed (a formula whose result was not saved), too_long.
    `text` is what stands in the cell, cut where it is long.
    """

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass
class SheetSpec:
    """A sheet to write; every row is as long as `headers`.

    `widths` (in characters) and `number_formats` are by column, from 0. What they do not say follows
    from the values: days as dd/mm/yyyy, numbers grouped by three.
    """

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Mapping[int, float] = field(default_factory=dict)
    number_formats: Mapping[int, str] = field(default_factory=dict)


def plain(value: Any) -> Plain:
    """Text without what XML forbids and with plain line ends, a moment in local time, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone().replace(tzinfo=None)  # the process runs in the zone of the settings
    if isinstance(value, date) or (isinstance(value, int | float | Decimal) and isfinite(value)):
        return value
    return _UNWRITABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
