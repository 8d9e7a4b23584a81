"""Writing workbooks row by row with openpyxl. All text is written as text: no cell becomes a formula."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from common.spreadsheets.plain import MAX_TEXT, Plain, SheetSpec, plain

MAX_TITLE = 31
EXACT_INTEGER = 10**15  # beyond it a spreadsheet rounds
DAY, MOMENT, WHOLE, DECIMALS = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0", "#,##0.0##"

_FIRST_YEAR = 1901  # in 1900 Excel's calendar errs
_NARROWEST, _WIDEST, _ROWS_MEASURED = 10, 60, 100
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write(target: str | BinaryIO, sheets: Iterable[SheetSpec]) -> None:
    """See common.spreadsheets.write_workbook."""
    book = Workbook(write_only=True)
    for spec in sheets:
        _write_sheet(book, spec)
    book.save(target)


def _write_sheet(book: Workbook, spec: SheetSpec) -> None:
    sheet = book.create_sheet(_free_title(spec.title, book.sheetnames))
    headers = [str(plain(header)) for header in spec.headers]
    rows = ([plain(value) for value in row] for row in spec.rows)
    measured = list(islice(rows, _ROWS_MEASURED))
    sheet.freeze_panes = "A2"
    for column in range(len(headers)):
        width = spec.widths.get(column) or _width([headers, *measured], column)
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    sheet.append(_heading(sheet, text) for text in headers)
    last = 1
    for row in chain(measured, rows):
        sheet.append(_cells(sheet, row, spec))
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{last}"


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[Plain], spec: SheetSpec) -> Iterator[Cell | None]:
    for column, value in enumerate(row):
        if value == "":
            yield None
        elif isinstance(value, bool):
            yield WriteOnlyCell(sheet, value)
        elif _is_number(value):
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = spec.number_formats.get(column) or _usual_format(value)
            yield cell
        else:
            yield _text(sheet, f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value))


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", text[:MAX_TEXT])
    cell.data_type = "s"
    return cell


def _is_number(value: Plain) -> bool:
    """Whether a cell can store the value as the number it is."""
    if isinstance(value, date):
        return value.year >= _FIRST_YEAR
    return not isinstance(value, str | int) or (isinstance(value, int) and abs(value) <= EXACT_INTEGER)


def _usual_format(value: int | float | Decimal | date) -> str:
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    return WHOLE if value == int(value) else DECIMALS


def _width(rows: Iterable[Sequence[Plain]], column: int) -> int:
    lines = (line for row in rows for line in str(row[column]).split("\n"))
    return min(max(max(map(len, lines)) + 2, _NARROWEST), _WIDEST)


def _free_title(title: str, taken: Iterable[Any]) -> str:
    """A title that Excel allows and that no earlier sheet has."""
    base = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", str(plain(title))).split())[:MAX_TITLE].strip("' ") or "Sheet"
    free, number = base, 1
    while free.casefold() in {other.casefold() for other in taken}:
        number += 1
        suffix = f" ({number})"
        free = base[: MAX_TITLE - len(suffix)] + suffix
    return free
