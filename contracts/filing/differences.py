"""What differs between two versions of a report, or between one and the records of today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.models import FiledRow
from contracts.results.layout import indicators
from contracts.results.report import Report

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class FigureChange:
    """A number of the main table; None where it is unknown."""

    label: str
    before: int | None
    now: int | None


@dataclass(frozen=True)
class RowChange:
    """A row that one of the two lacks, or that says something else. `parts` names what it says otherwise:
    (name, before, now)."""

    what: str
    row: FiledRow
    parts: tuple[tuple[str, object, object], ...] = ()


def of_figures(before: Report, now: Report) -> list[FigureChange]:
    """The figures that are not the same any more."""
    earlier = {line.label: line.cell.now for line in indicators(before)}
    return [
        FigureChange(line.label, earlier.get(line.label), line.cell.now)
        for line in indicators(now)
        if earlier.get(line.label) != line.cell.now
    ]


def of_rows(before: Iterable[FiledRow], now: Iterable[FiledRow]) -> list[RowChange]:
    """Rows that came, went or changed, in the order of the later ones, those that went last."""
    earlier = {(row.source, row.record): row for row in before}
    return [*_came_or_changed(earlier, now), *(RowChange(REMOVED, row) for row in earlier.values())]


def _came_or_changed(earlier: dict[tuple, FiledRow], now: Iterable[FiledRow]) -> Iterator[RowChange]:
    for row in now:
        kept = earlier.pop((row.source, row.record), None)
        if kept is None:
            yield RowChange(ADDED, row)
        elif parts := _parts(kept, row):
            yield RowChange(CHANGED, row, parts)


def _parts(kept: FiledRow, row: FiledRow) -> tuple[tuple[str, object, object], ...]:
    said = {"label": row.label, "counted": row.value, **row.said}
    was = {"label": kept.label, "counted": kept.value, **kept.said}
    return tuple((name, was.get(name), said.get(name)) for name in {**was, **said} if was.get(name) != said.get(name))
