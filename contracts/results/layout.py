"""The report as tables, once for all its forms: the page, the PDF, the spreadsheet and the text show these."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.money import format_dong
from contracts.results.figures import FIGURES
from contracts.results.report import Report
from contracts.results.scope import Scope
from contracts.results.tally import Deals, Figures, GroupRow, StarsRow

Row = GroupRow | StarsRow
PEOPLE = ("participations", "enterprises")
CODED = ("fair", "buyer")  # groups whose keys are codes that people know


def rows_query(scope: Scope, figure: str, group: str = "", key: str | None = None) -> str:
    """The query of the page that lists a figure's rows."""
    query = {"figure": figure}
    query |= {"group": group} if group else {}
    query |= {"key": key} if key is not None else {}
    return urlencode(query | scope_query(scope))


def scope_query(scope: Scope) -> dict[str, str]:
    least = {"least": str(scope.least)} if scope.least > 1 else {}
    if scope.fair:
        return {"fair": scope.fair.slug} | least
    return {"from": scope.period.first.isoformat(), "to": scope.period.last.isoformat()} | least


@dataclass(frozen=True)
class Cell:
    """A number, the one before it, the queries of their rows; None is unknown or not compared, never zero.

    `label` names the column, for a phone that shows a line as a card.
    """

    now: int | None
    before: int | None
    rows: str
    rows_before: str = ""
    label: str = ""
    is_money: bool = False

    @property
    def change(self) -> int | None:
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Indicator:
    """A line of the main table; a value stands below the number of its papers."""

    figure: str
    label: str
    unit: str
    cell: Cell
    is_money: bool = False
    detail: str = ""

    @property
    def change(self) -> str:
        """+12; of money in per cent. Nothing where there is nothing to compare with."""
        difference = self.cell.change
        if difference is None or (self.is_money and not self.cell.before):
            return ""
        if not difference:
            return "0"
        if not self.is_money:
            return f"{difference:+,}".replace(",", ".").replace("-", "−")
        share = f"{100 * difference / self.cell.before:+.1f}".replace("-", "−")
        return f"{share.replace('.', ',')} %" if get_language() == "vi" else f"{share}%"


@dataclass(frozen=True)
class Column:
    label: str
    figure: str
    number: Callable[[Row], int | None]
    is_money: bool = False


@dataclass(frozen=True)
class Line:
    """`code` names a fair or buyer as the records do: its code, its tax code."""

    label: str
    cells: tuple[Cell, ...]
    code: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Lines by fair, level, buyer, district or stars; `compared` where each number has the one before beside it."""

    group: str
    title: str
    first: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    compared: bool


# --- The main table --------------------------------------------------------------------------------------


def indicators(report: Report) -> list[Indicator]:
    """The figures one below the other, the number of papers first and then their value."""
    of_many = [] if report.scope.fair else [_indicator(report, "fairs", pgettext("unit", "fair"))]
    return [
        *of_many,
        _indicator(report, "participations", pgettext("unit", "participation")),
        _indicator(report, "enterprises", pgettext("unit", "enterprise")),
        _indicator(report, "sellers_registered", pgettext("unit", "enterprise")),
        _indicator(report, "contracts", pgettext("unit", "paper")),
        _value(report, "contracts", _("Contracts, stated value")),
        _indicator(report, "mous", pgettext("unit", "paper")),
        _value(report, "mous", _("Memoranda, stated value")),
        _indicator(report, "products", pgettext("unit", "product")),
        _indicator(report, "holders", pgettext("unit", "holder")),
        _indicator(report, "cooperatives", pgettext("unit", "cooperative")),
    ]


def with_value(deals: Deals) -> str:
    """18 of 20 with a stated value; nothing where there is no deal."""
    words = {"n": format_dong(deals.with_value), "count": format_dong(deals.count)}
    return _("%(n)s of %(count)s with a stated value") % words if deals.count else ""


def _indicator(report: Report, figure: str, unit: str) -> Indicator:
    now, before = _number(report.now, figure), _number(report.before, figure)
    if figure == "sellers_registered" and not report.scope.fair:
        before = None  # the register has no yesterday
    return Indicator(figure, str(FIGURES[figure].label), unit, _cell(report, now, before, figure))


def _cell(report: Report, now: int | None, before: int | None, figure: str) -> Cell:
    past = rows_query(report.before_scope, figure) if before is not None else ""
    return Cell(now, before, rows_query(report.scope, figure), past)


def _number(figures: Figures | None, figure: str) -> int | None:
    number = getattr(figures, figure, None)
    return number.count if isinstance(number, Deals) else number


def _value(report: Report, figure: str, label: str) -> Indicator:
    deals: Deals = getattr(report.now, figure)
    before = getattr(report.before, figure).value if report.before else None
    cell = _cell(report, deals.value, before, figure)
    return Indicator(figure, label, pgettext("unit", "đồng"), cell, is_money=True, detail=with_value(deals))


# --- Tables by group -------------------------------------------------------------------------------------


def tables(report: Report) -> list[Table]:
    """By fair, level, buyer, district, stars. One fair needs neither the first nor the second."""
    by_fairs = [
        _table(report, "fair", _("By fair"), _("Fair"), compared=False),
        _table(report, "level", _("By level"), _("Level")),
    ]
    return [
        *([] if report.scope.fair else by_fairs),
        _table(report, "buyer", _("By buyer"), _("Buyer")),
        _table(report, "district", _("By district"), _("District")),
        _table(report, "stars", _("By stars"), _("Stars")),
    ]


def _columns(group: str) -> tuple[Column, ...]:
    if group == "stars":
        return (
            Column(_("Products"), "products", lambda row: row.products),
            Column(_("Holders"), "holders", lambda row: row.holders),
        )
    return (
        Column(_("Participations"), "participations", lambda row: row.participations),
        Column(_("Enterprises"), "enterprises", lambda row: row.enterprises),
        Column(_("Contracts"), "contracts", lambda row: row.contracts.count),
        Column(_("Contract value, đồng"), "contracts", lambda row: row.contracts.value, is_money=True),
        Column(_("Memoranda"), "mous", lambda row: row.mous.count),
    )


def _table(report: Report, group: str, title: str, first: str, *, compared: bool = True) -> Table:
    """The lines of this period, then those that only the period before has."""
    past = report.before if compared else None
    now, before = _rows(report.now, group), _rows(past, group)
    columns = [c for c in _columns(group) if group != "buyer" or c.figure not in PEOPLE or _any(c, now, before)]
    builder = _Lines(report.scope, report.before_scope if past else None, group, tuple(columns))
    return Table(
        group=group,
        title=title,
        first=first,
        columns=builder.columns,
        lines=tuple(builder.line(now.get(key), before.get(key)) for key in {**now, **before}),
        total=builder.total(_total(report.now, group), _total(past, group) if past else None),
        compared=past is not None,
    )


def _any(column: Column, *rows: dict[str, Row]) -> bool:
    """Buyers seldom take part in a fair: columns of nothing but zeros are left out."""
    return any(column.number(row) for of_period in rows for row in of_period.values())


def _rows(figures: Figures | None, group: str) -> dict[str, Row]:
    return {row.key: row for row in getattr(figures, f"by_{group}")} if figures else {}


def _total(figures: Figures, group: str) -> Row:
    """What stands below a table. By buyer, only the participations of buyers are in it."""
    label = _("Total")
    if group == "stars":
        return StarsRow("", label, figures.products, figures.holders)
    people = (figures.participations, figures.enterprises)
    if group == "buyer":
        people = (sum(row.participations for row in figures.by_buyer), sum(row.enterprises for row in figures.by_buyer))
    return GroupRow("", label, *people, figures.contracts, figures.mous)


@dataclass(frozen=True)
class _Lines:
    """Makes the lines of one table, each number with the query of its rows."""

    scope: Scope
    before_scope: Scope | None
    group: str
    columns: tuple[Column, ...]

    def line(self, now: Row | None, before: Row | None) -> Line:
        """A key that one of the two periods lacks counts nothing there."""
        named = now or before
        blank = type(named)(named.key, named.label)
        return Line(
            label=named.label,
            cells=self._cells(now or blank, before or blank, named.key),
            code=named.key if self.group in CODED and named.key != named.label else "",
            note=_("not among the fairs counted") if getattr(now, "outside", False) else "",
        )

    def total(self, now: Row, before: Row | None) -> Line:
        return Line(now.label, self._cells(now, before, None))

    def _cells(self, now: Row, before: Row | None, key: str | None) -> tuple[Cell, ...]:
        return tuple(self._cell(column, now, before, key) for column in self.columns)

    def _cell(self, column: Column, now: Row, before: Row | None, key: str | None) -> Cell:
        rows = rows_query(self.scope, column.figure, self.group, key)
        if self.before_scope is None:
            return Cell(column.number(now), None, rows, "", column.label, column.is_money)
        past = rows_query(self.before_scope, column.figure, self.group, key)
        return Cell(column.number(now), column.number(before), rows, past, column.label, column.is_money)
