"""Writing CSV for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, BinaryIO

from common.spreadsheets.plain import Plain, plain

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(target: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write UTF-8 with its mark, as Excel wants it; text that a spreadsheet would run gets an apostrophe."""
    target.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoder(target))
    for row in chain([headers], rows):
        writer.writerow([_value(plain(value)) for value in row])


class _Encoder:
    """What csv writes to; the target takes bytes and may be a response."""

    def __init__(self, target: BinaryIO):
        self._target = target

    def write(self, text: str) -> None:
        self._target.write(text.encode())


def _value(value: Plain) -> Plain:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and value.startswith(_RUNS):
        return f"'{value}"
    return value
