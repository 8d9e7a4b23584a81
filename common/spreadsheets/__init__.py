"""Workbooks and CSV: read with suspicion, written so that no cell ever runs.

openpyxl is imported when a workbook is really read or written, so that a web process starts without its weight.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from common.spreadsheets.csv_files import write_csv
from common.spreadsheets.days import DayError, read_day
from common.spreadsheets.package import NotAWorkbook
from common.spreadsheets.plain import CellFault, SheetSpec

if TYPE_CHECKING:
    from common.spreadsheets.reading import Book

__all__ = [
    "CellFault",
    "DayError",
    "NotAWorkbook",
    "SheetSpec",
    "open_workbook",
    "read_day",
    "write_csv",
    "write_workbook",
]


def open_workbook(source: str | Path | BinaryIO) -> AbstractContextManager["Book"]:
    """The workbook in a path or an open file. Raises NotAWorkbook here, or later from `Sheet.rows`."""
    from common.spreadsheets.reading import opened

    return opened(source)


def write_workbook(target: str | BinaryIO, sheets: Iterable[SheetSpec]) -> None:
    """Write the sheets with a bold first row that stays in view and filters. Rows are taken one at a time."""
    from common.spreadsheets.writing import write

    write(target, sheets)
