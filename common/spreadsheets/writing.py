"""Writing workbooks row by row.

The XML is written here and not by openpyxl, whose cells take six times as long. All text is written as text, so
that whatever it begins with, no cell becomes a formula.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter

from common.spreadsheets.plain import Plain, plain

MAX_TITLE = 31
MAX_TEXT = 32_767
EXACT_INTEGER = 10**15  # beyond it a spreadsheet rounds
DAY, MOMENT, WHOLE, DECIMALS = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0", "#,##0.0##"

# Spreadsheets know no zones; and before March 1900 Excel's calendar errs.
_EPOCH, _FIRST_MOMENT = datetime(1899, 12, 30), datetime(1900, 3, 1)  # noqa: DTZ001
_NARROWEST, _WIDEST, _ROWS_MEASURED = 10, 60, 100
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass
class SheetSpec:
    """A sheet to write. `widths` (in characters) and `number_formats` are by column, from 0; the rest follows from
    the values: days as dd/mm/yyyy, numbers grouped by three."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Mapping[int, float] = field(default_factory=dict)
    number_formats: Mapping[int, str] = field(default_factory=dict)


def write_workbook(target: str | BinaryIO, sheets: Iterable[SheetSpec]) -> None:
    """Write the sheets with a bold first row that stays in view and filters. Rows are taken one at a time."""
    titles: list[str] = []
    styles = _Styles()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for number, spec in enumerate(sheets, start=1):
            titles.append(_free_title(spec.title, titles))
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for piece in _sheet(spec, styles):
                    part.write(piece.encode())
        for name, content in _frame(titles, styles):
            package.writestr(name, content)


class _Styles:
    """The styles of cells: 0 is plain, 1 the header, the others are number formats as they come up."""

    def __init__(self) -> None:
        self._formats: dict[str, int] = {}

    def number(self, number_format: str) -> int:
        return self._formats.setdefault(number_format, len(self._formats) + 2)

    def xml(self) -> str:
        formats = "".join(
            f'<numFmt numFmtId="{162 + number}" formatCode={quoteattr(code)}/>'
            for code, number in self._formats.items()
        )
        cells = "".join(
            f'<xf numFmtId="{162 + number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for number in self._formats.values()
        )
        font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
        no_edges = "<left/><right/><top/><bottom/><diagonal/>"
        return (
            f'{_XML}<styleSheet xmlns="{_MAIN}">'
            + (f'<numFmts count="{len(self._formats)}">{formats}</numFmts>' if formats else "")
            + f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            f'<borders count="1"><border>{no_edges}</border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(self._formats) + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            f'<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def _sheet(spec: SheetSpec, styles: _Styles) -> Iterator[str]:
    rows = ([plain(value) for value in row] for row in spec.rows)
    headers = [str(plain(header)) for header in spec.headers]
    measured = list(islice(rows, _ROWS_MEASURED))
    letters = [get_column_letter(column) for column in range(1, len(headers) + 1)]
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for column in range(len(headers)):
        width = spec.widths.get(column) or _width([headers, *measured], column)
        yield f'<col min="{column + 1}" max="{column + 1}" width="{width}" customWidth="1"/>'
    header = "".join(
        _text(f"{letter}1", text, style=1) for letter, text in zip(letters, headers, strict=True)
    )
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


def _cell(place: str, value: Plain, number_format: str | None, styles: _Styles) -> str:
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
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return f"{(moment - _EPOCH) / timedelta(days=1):.10g}" if moment >= _FIRST_MOMENT else None
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
    base = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", str(plain(title))).split())[:MAX_TITLE].strip("'") or "Sheet"
    free, number = base, 1
    while free.casefold() in {other.casefold() for other in taken}:
        number += 1
        suffix = f" ({number})"
        free = base[: MAX_TITLE - len(suffix)] + suffix
    return free


def _frame(titles: Sequence[str], styles: _Styles) -> Iterator[tuple[str, str]]:
    """The parts around the sheets, by name."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, titles, strict=True)
    )
    yield "xl/styles.xml", styles.xml()
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
    )
    related = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*related, ("styles", "styles", "styles.xml")])
    yield "_rels/.rels", _relations([("workbook", "officeDocument", "xl/workbook.xml")])
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    parts = "".join(
        f'<Override PartName="{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in kinds
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>',
    )


def _relations(related: Iterable[tuple[str, str, str]]) -> str:
    elements = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in related
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{elements}</Relationships>'
