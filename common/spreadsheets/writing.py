"""Writing workbooks row by row.

The XML is written here and not by openpyxl, whose cells take six times as long. All text is written as text:
whatever it begins with, no cell becomes a formula.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from common.spreadsheets.frame import MAIN, XML, Styles, frame
from common.spreadsheets.plain import Plain, plain

MAX_TITLE = 31
MAX_TEXT = 32_767
EXACT_INTEGER = 10**15  # beyond it a spreadsheet rounds
DAY, MOMENT, WHOLE, DECIMALS = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0", "#,##0.0##"

_FIRST_YEAR = 1901  # in 1900 Excel's calendar errs
_NARROWEST, _WIDEST, _ROWS_MEASURED = 10, 60, 100
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


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


def write_workbook(target: str | BinaryIO, sheets: Iterable[SheetSpec]) -> None:
    """Write the sheets with a bold first row that stays in view and filters. Rows are taken one at a time."""
    titles: list[str] = []
    styles = Styles()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for number, spec in enumerate(sheets, start=1):
            titles.append(_free_title(spec.title, titles))
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for piece in _sheet(spec, styles):
                    part.write(piece.encode())
        for name, content in frame(titles, styles):
            package.writestr(name, content)


def _sheet(spec: SheetSpec, styles: Styles) -> Iterator[str]:
    rows = ([plain(value) for value in row] for row in spec.rows)
    headers = [str(plain(header)) for header in spec.headers]
    measured = list(islice(rows, _ROWS_MEASURED))
    letters = [get_column_letter(column) for column in range(1, len(headers) + 1)]
    yield (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        "<cols>"
    )
    for column in range(len(headers)):
        width = spec.widths.get(column) or _width([headers, *measured], column)
        yield f'<col min="{column + 1}" max="{column + 1}" width="{width}" customWidth="1"/>'
    header = "".join(_text(f"{letter}1", text, style=1) for letter, text in zip(letters, headers, strict=True))
    yield f'</cols><sheetData><row r="1">{header}</row>'
    number = 1
    for number, row in enumerate(chain(measured, rows), start=2):
        cells = (
            _cell(f"{letter}{number}", value, spec.number_formats.get(column), styles)
            for column, (letter, value) in enumerate(zip(letters, row, strict=True))
            if value != ""
        )
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{number}"/></worksheet>'


def _cell(place: str, value: Plain, number_format: str | None, styles: Styles) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    number = _number(value)
    if number is None:
        return _text(place, f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value))
    style = styles.number(number_format or _usual_format(value))
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'


def _text(place: str, text: str, style: int = 0) -> str:
    text = escape(_LOOKS_ESCAPED.sub("_x005F_", text[:MAX_TEXT]))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _number(value: Plain) -> str | None:
    """The number that a cell stores; None where the value can stand as text alone."""
    if isinstance(value, str):
        return None
    if isinstance(value, date):
        return f"{to_excel(value):.15g}" if value.year >= _FIRST_YEAR else None
    if isinstance(value, int) and abs(value) > EXACT_INTEGER:
        return None
    return f"{value:f}" if isinstance(value, Decimal) else repr(value)


def _usual_format(value: int | float | Decimal | date) -> str:
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    return WHOLE if value == int(value) else DECIMALS


def _width(rows: Iterable[Sequence[Plain]], column: int) -> int:
    lines = (line for row in rows for line in str(row[column]).split("\n"))
    return min(max(max(map(len, lines)) + 2, _NARROWEST), _WIDEST)


def _free_title(title: str, taken: Iterable[str]) -> str:
    """A title that Excel allows and that no earlier sheet has."""
    base = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", str(plain(title))).split())[:MAX_TITLE].strip("' ") or "Sheet"
    free, number = base, 1
    while free.casefold() in {other.casefold() for other in taken}:
        number += 1
        suffix = f" ({number})"
        free = base[: MAX_TITLE - len(suffix)] + suffix
    return free
