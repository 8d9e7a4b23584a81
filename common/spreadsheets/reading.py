"""Reading a workbook: sheet by sheet, row by row, in little memory, every doubtful cell marked.

A document type in the XML is refused, so that no entity expands.

openpyxl does not read here, though it is asked what its formats and day numbers mean. Its reader (3.1) makes a blank
of a formula whose result was not saved, reads a workbook in the strict namespace as empty, gives up the whole file
over one malformed number, style or date in the properties, and hides behind #VALUE! what stands in a cell: here each
of these is either read or a fault with its place. It also takes three times as long.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils.datetime import from_excel, from_ISO8601

from common.spreadsheets.cells import RowsParser, TextsParser
from common.spreadsheets.outline import Outline, read_outline
from common.spreadsheets.package import (
    NotAWorkbook,
    Package,
    damage_refused,
    open_package,
)
from common.spreadsheets.plain import MAX_TEXT, CellFault

MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_TEXTS_BYTES = 100_000_000

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d{1,7})"')
_ESCAPED = re.compile("_x00(?!00)([0-9A-Fa-f]{2})_")  # NUL stays as written: no database keeps it
_SHOWN = 80


Value = str | int | float | bool | date | time | timedelta | CellFault | None


@contextmanager
def opened(source: str | Path | BinaryIO) -> Iterator["Book"]:
    """See common.spreadsheets.open_workbook."""
    package = open_package(source)
    try:
        yield Book(package)
    finally:
        package.close()


class Book:
    """An open workbook with its sheets in order."""

    def __init__(self, package: Package):
        with damage_refused():
            outline = read_outline(package)
            values = _Values(outline, _shared_texts(package, outline.texts_part))
            self.sheets = [Sheet(package, title, part, values) for title, part in outline.sheets]
        if not self.sheets:
            raise NotAWorkbook("no_sheets")


def _shared_texts(package: Package, part: str | None) -> list[str]:
    if part not in package.namelist():
        return []
    if package.getinfo(part).file_size > MAX_TEXTS_BYTES:
        raise NotAWorkbook("too_large")
    parser = TextsParser()
    with package.open(part) as source:
        for _chunk in parser.feed(source):
            pass
    return parser.texts


class Sheet:
    """One sheet: `title` as written, `rows()` as often as wanted."""

    def __init__(self, package: Package, title: str, part: str, values: "_Values"):
        self.title = title
        self._package, self._part, self._values = package, part, values

    @property
    def row_count(self) -> int:
        """How many rows the sheet says it has, to show progress by; it may be wrong, or silent: 0."""
        with damage_refused(), self._package.open(self._part) as source:
            dimension = _DIMENSION.search(source.read(2048))
        return min(int(dimension[1]), MAX_ROWS) if dimension else 0

    def rows(self, *, max_rows: int = MAX_ROWS) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Each row that holds something: its number in the sheet, and its values up to the last one."""
        parser = RowsParser(self._values.value, max_columns=MAX_COLUMNS)
        with damage_refused(), self._package.open(self._part) as source:
            for count, row in enumerate(parser.rows(source), start=1):
                if count > max_rows:
                    raise NotAWorkbook("too_many_rows", limit=f"{max_rows:,}".replace(",", "."))
                yield row


class _Values:
    """Turns what the XML says of a cell into its value."""

    def __init__(self, outline: Outline, texts: list[str]):
        self._texts = texts
        self._epoch, self._days, self._durations = outline.epoch, outline.days, outline.durations

    def value(self, kind: str, style: int, text: str | None, formula: str | None) -> Value:
        if formula is not None and not text and kind != "str":
            return CellFault("not_computed", f"={formula}"[:_SHOWN])
        if not text:
            return None
        if kind == "n":
            return self._number(text, style)
        if kind == "s":
            return _text(self._texts[int(text)])
        if kind == "b":
            return text not in ("0", "false")
        if kind == "e":
            return CellFault("error", text[:_SHOWN])
        if kind == "d":
            return _day(from_ISO8601(text))
        return _text(text)

    def _number(self, text: str, style: int) -> Value:
        try:
            number = float(text) if set(text) & set(".eE") else int(text)
            if style in self._days:
                return _day(from_excel(number, self._epoch, timedelta=style in self._durations))
        except (ValueError, OverflowError):
            return CellFault("error", text[:_SHOWN])
        return number


def _day(moment: datetime | date | time | timedelta) -> date | time | timedelta:
    return moment.date() if isinstance(moment, datetime) else moment


def _text(text: str) -> str | CellFault | None:
    if len(text) > MAX_TEXT:
        return CellFault("too_long", f"{text[:_SHOWN]}…")
    if "_x" in text:
        text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)
    return text or None
