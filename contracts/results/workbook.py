"""The report as a spreadsheet: one sheet per table and one with the notes. All text is written as text."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.spreadsheets import SheetSpec, write_workbook
from contracts.results.layout import Table, indicators, tables
from contracts.results.notes import notes
from contracts.results.plain_text import stamp
from contracts.results.report import Report


def write_report(report: Report, target: str | BinaryIO) -> None:
    write_workbook(target, [_main(report), *map(_sheet, tables(report)), _notes(report)])


def _main(report: Report) -> SheetSpec:
    past = [_past(report), _("Change")] if report.before else []
    rows = [
        [row.label, row.unit, row.cell.now, *([row.cell.before, row.cell.change] if past else []), row.detail]
        for row in indicators(report)
    ]
    headers = [_("Figure"), _("Unit"), str(report.scope), *past, _("Remark")]
    return SheetSpec(title=_("Results"), headers=headers, rows=rows)


def _past(report: Report) -> str:
    return _("Before: %(scope)s") % {"scope": report.before_scope}


def _sheet(table: Table) -> SheetSpec:
    headers = [table.first, _("Code")]
    for column in table.columns:
        headers += [column.label, *([_("%(column)s, before") % {"column": column.label}] if table.compared else [])]
    return SheetSpec(title=table.title, headers=[*headers, _("Remark")], rows=_rows(table))


def _rows(table: Table) -> Iterator[list[Any]]:
    for line in (*table.lines, table.total):
        numbers = [n for cell in line.cells for n in ((cell.now, cell.before) if table.compared else (cell.now,))]
        yield [line.label, line.code, *numbers, line.note]


def _notes(report: Report) -> SheetSpec:
    said = [report.scope.organizer.name, str(report.scope), *notes(report), stamp(report)]
    return SheetSpec(
        title=_("Notes on method"), headers=[_("Notes on method")], rows=[[note] for note in said], widths={0: 120}
    )
