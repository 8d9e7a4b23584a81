"""From a spreadsheet to a Book: finds the sheets and headings, reads every cell, reports all that cannot be read."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from common.spreadsheets import NotAWorkbook, open_workbook
from common.spreadsheets.reading import Book as Workbook
from common.spreadsheets.reading import Sheet
from common.text import fold
from enterprises.vocabulary import Vocabulary
from portal.workbook.book import Book
from portal.workbook.columns import SHEETS, Column, SheetKind, heading_key
from portal.workbook.faults import Finding, shown
from portal.workbook.readers import Refused, is_blank, refuse_error
from portal.workbook.rows import SOUND

HEADER_WITHIN = 10
HEADINGS_AT_LEAST = 2
MAX_ROWS = 200_000
REPORT_EVERY = 500
CACHED_VALUES = 20_000

# Fields without which the rows of a sheet cannot be told apart
KEYS = {
    "fairs": {"code"},
    "enterprises": {"tax_code", "name"},
    "products": {"enterprise", "name"},
    "participations": {"fair", "enterprise"},
    "agreements": {"number", "kind", "signed_on"},
}

Progress = Callable[[int, int], None]


def read_book(
    source,
    *,
    vocabulary: Vocabulary,
    progress: Progress | None = None,
    kinds: tuple[SheetKind, ...] = SHEETS,
    most_rows: int | None = None,
) -> Book:
    """Read a workbook (a path or an open file). Whatever is wrong with it stands in the book's findings.

    Where one kind of sheet is asked for, its sheet may have any title.
    """
    most_rows = most_rows or MAX_ROWS
    reading = Reading(vocabulary, progress, kinds, most_rows)
    try:
        with open_workbook(source) as workbook:
            reading.read(workbook)
    except NotAWorkbook as error:
        reading.book.findings.fault(Finding("unreadable", params={"problem": str(error)}))
    except TooManyRows:
        reading.book.findings.fault(Finding("too_many_rows", params={"limit": f"{most_rows:,}".replace(",", ".")}))
    return reading.book


class TooManyRows(Exception):
    pass


@dataclass
class Place:
    """A column of the file: where it stands, and what its texts were read as, so that equal ones are kept once."""

    index: int
    column: Column
    heading: str
    cache: dict[str, Any] = field(default_factory=dict)


class Reading:
    """One pass over a workbook, and the Desk at which its cells are read."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        progress: Progress | None,
        kinds: tuple[SheetKind, ...],
        most_rows: int,
    ):
        self.book, self.vocabulary, self.progress = Book(kinds), vocabulary, progress
        self.kinds, self.most_rows = kinds, most_rows
        self.done = self.total = 0
        self.warned = False

    def read(self, workbook: Workbook) -> None:
        sheets = self.find_sheets(workbook)
        self.total = sum(sheet.row_count for sheet in sheets.values())
        for kind in self.kinds:
            if kind.name in sheets:
                self.kind = kind
                self.read_sheet(sheets[kind.name])

    # Sheets and headings

    def find_sheets(self, workbook: Workbook) -> dict[str, Sheet]:
        """The file's sheets by what they hold; what is missing, double or unknown is reported."""
        found: dict[str, Sheet] = {}
        by_title = self.titles(workbook)
        for sheet in workbook.sheets:
            kind = by_title.get(heading_key(sheet.title))
            if kind is None:
                self.book.findings.warn(Finding("sheet_ignored", sheet.title))
            elif kind.name in found:
                params = {"other": found[kind.name].title, "title": kind.title}
                self.book.findings.fault(Finding("sheet_twice", sheet.title, params=params))
            else:
                found[kind.name] = sheet
                self.book.titles[kind.name] = sheet.title
        for kind in self.kinds:
            if kind.name not in found:
                self.book.unread.add(kind.name)
                self.book.findings.fault(Finding("sheet_missing", params={"title": kind.title}))
        return found

    def titles(self, workbook: Workbook) -> dict[str, SheetKind]:
        """What is looked for under which title. One sheet alone, if none has its title, is the first of all."""
        found = {key: kind for kind in self.kinds for key in kind.keys}
        names = [heading_key(sheet.title) for sheet in workbook.sheets]
        if len(self.kinds) == 1 and names and not set(names) & set(found):
            found[names[0]] = self.kinds[0]
        return found

    def read_sheet(self, sheet: Sheet) -> None:
        rows = sheet.rows()
        top = list(islice(rows, HEADER_WITHIN))
        header = max(range(len(top)), key=lambda i: (self.headings_in(top[i][1]), -i), default=None)
        if header is None or self.headings_in(top[header][1]) < HEADINGS_AT_LEAST:
            self.report_no_header(sheet)
            return
        places = self.find_columns(*top[header])
        for number, cells in chain(top[header + 1 :], rows):
            self.read_row(number, cells, places)
            self.count_row()

    def headings_in(self, cells: tuple) -> int:
        return sum(isinstance(cell, str) and heading_key(cell) in self.kind.by_heading for cell in cells)

    def report_no_header(self, sheet: Sheet) -> None:
        self.book.unread.add(self.kind.name)
        headings = ", ".join(column.title for column in self.kind.columns if column.wanted)
        params = {"limit": HEADER_WITHIN, "headings": headings}
        self.book.findings.fault(Finding("header_missing", sheet.title, params=params))

    def find_columns(self, row: int, cells: tuple) -> list[Place]:
        """The file's columns by what they hold; what is missing, double or unknown is reported."""
        title = self.book.titles[self.kind.name]
        found: dict[str, Place] = {}
        for index, cell in enumerate(cells):
            heading = "" if is_blank(cell) else shown(cell)
            column = self.kind.by_heading.get(heading_key(heading)) if heading else None
            if column is None:
                if heading:
                    self.book.findings.warn(Finding("column_ignored", title, row, heading))
            elif column.field in found:
                params = {"title": column.title, "first": found[column.field].heading, "second": heading}
                self.book.findings.fault(Finding("column_twice", title, row, heading, params=params))
            else:
                found[column.field] = Place(index, column, heading)
                self.book.headings[self.kind.name, column.field] = heading
        for column in self.kind.columns:
            if column.field not in found:
                self.report_absent(column, title, row)
        return list(found.values())

    def report_absent(self, column: Column, title: str, row: int) -> None:
        finding = Finding(
            "column_missing" if column.wanted else "column_absent", title, row, params={"title": column.title}
        )
        if not column.wanted:
            self.book.findings.warn(finding)
            return
        self.book.findings.fault(finding)
        if column.field in KEYS.get(self.kind.name, ()):
            self.book.unread.add(self.kind.name)

    # Rows and cells

    def read_row(self, number: int, cells: tuple, places: list[Place]) -> None:
        """Read one row; a row whose known columns are all blank is none."""
        self.number = number
        values: dict[str, Any] = {}
        faulty: set[str] = set()
        width = len(cells)
        for place in places:
            cell = cells[place.index] if place.index < width else None
            if cell is None or is_blank(cell):
                continue
            name = place.column.field
            if type(cell) is str and cell in place.cache:
                values[name] = place.cache[cell]
                continue
            try:
                values[name] = self.read_cell(cell, place)
            except Refused as refused:
                faulty.add(name)
                self.refuse(cell, place, refused)
        if values or faulty:
            self.add_row(values, faulty, places)

    def read_cell(self, cell: Any, place: Place) -> Any:
        self.cell, self.place, self.warned = cell, place, False
        refuse_error(cell)
        value = place.column.read(cell, self)
        if type(cell) is str and not self.warned and len(place.cache) < CACHED_VALUES:
            place.cache[cell] = value
        return value

    def add_row(self, values: dict[str, Any], faulty: set[str], places: list[Place]) -> None:
        for place in places:
            name = place.column.field
            if place.column.filled and name not in values and name not in faulty:
                faulty.add(name)
                self.book.fault(self.kind, self.number, name, "", "empty")
        self.book.rows[self.kind.name].append(
            self.kind.row_type(self.number, **values, faulty=frozenset(faulty) if faulty else SOUND)
        )

    def refuse(self, cell: Any, place: Place, refused: Refused) -> None:
        name = place.column.field
        self.book.refused[self.kind.name, name].append(fold(str(cell)))
        finding = self.book.finding(self.kind, self.number, name, cell, refused.code, **refused.params)
        self.book.findings.fault(finding, cause=refused.cause)

    def warn(self, code: str, *, cause: Hashable = None, **params) -> None:
        self.warned = True
        name = self.place.column.field
        self.book.warn(self.kind, self.number, name, self.cell, code, cause=cause, **params)

    def count_row(self) -> None:
        self.done += 1
        if self.done > self.most_rows:
            raise TooManyRows
        if self.progress and self.done % REPORT_EVERY == 0:
            self.progress(self.done, max(self.total, self.done))
