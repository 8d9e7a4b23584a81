"""The report as aligned plain text, for a terminal, a letter or a note."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.money import format_dong
from contracts.results.layout import Cell, Table, indicators, tables
from contracts.results.notes import notes
from contracts.results.report import Report

UNKNOWN = "–"
GAP = "  "


def as_text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield report.scope.organizer.name
    yield _("Results: %(what)s") % {"what": report.scope}
    yield ""
    yield from _main(report)
    for table in tables(report):
        yield ""
        yield table.title
        yield from _table(table)
    yield ""
    yield _("Notes on method")
    for number, note in enumerate(notes(report), start=1):
        yield f"{number}. {note}"
    yield ""
    yield stamp(report)


def stamp(report: Report) -> str:
    """When the figures were counted, and the code by which two papers are compared."""
    moment = localtime(report.made_at)
    return _("Figures as of %(time)s on %(day)s, check code %(code)s") % {
        "time": date_format(moment, "H:i"),
        "day": date_format(moment, "d/m/Y"),
        "code": report.check_code,
    }


def number(value: int | None) -> str:
    return UNKNOWN if value is None else format_dong(value)


def _main(report: Report) -> Iterator[str]:
    before = report.before is not None
    head = ["", str(report.scope), *([str(report.before_scope), _("Change")] if before else []), ""]
    body = []
    for row in indicators(report):
        past = [number(row.cell.before), row.change] if before else []
        body.append([row.label, number(row.cell.now), *past, row.detail])
    yield from _aligned([head, *body], left={0, len(head) - 1})


def _table(table: Table) -> Iterator[str]:
    head = [table.first, *(column.label for column in table.columns)]
    body = [
        [f"{line.label} ({line.note})" if line.note else line.label, *map(_cell, line.cells)]
        for line in (*table.lines, table.total)
    ]
    yield from _aligned([head, *body], left={0})


def _cell(cell: Cell) -> str:
    """12 (9): what was before stands in brackets, where there is anything to compare with."""
    return number(cell.now) if cell.before is None else f"{number(cell.now)} ({number(cell.before)})"


def _aligned(rows: Sequence[Sequence[str]], left: set[int]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            text.ljust(width) if column in left else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield GAP.join(cells).rstrip()
