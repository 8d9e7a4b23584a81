"""The report as an administrative paper (NĐ 30/2020, domain.md §8). Workers and commands alone import this."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.documents import Letterhead, render_pdf
from common.money import dong_in_words, format_dong
from common.rule_tables import citations
from common.tables import day_range
from contracts.results.chart import chart
from contracts.results.forms import Paper
from contracts.results.layout import Indicator, indicators, tables
from contracts.results.notes import notes
from contracts.results.plain_text import stamp
from contracts.results.report import Report
from events.models import Fair, RegistrationBasis

SYMBOL = "BC"  # of a report (báo cáo), before the office's own abbreviation


def as_pdf(report: Report, paper: Paper | None = None) -> bytes:
    return render_pdf("documents/results.html", context(report, paper or Paper()))


def context(report: Report, paper: Paper) -> dict[str, Any]:
    organizer = report.scope.organizer
    head = Letterhead(
        superior=organizer.superior_name,
        agency=organizer.name,
        symbol="-".join(filter(None, [SYMBOL, organizer.document_code])),
        place=organizer.document_place,
        number=paper.number,
        day=paper.day,
    )
    return {
        "head": head,
        "paper": paper,
        "report": report,
        "bases": _bases(report.scope.fair, paper.day or localdate()),
        "opening": _opening(report),
        "indicators": _numbered(indicators(report)),
        "value_in_words": _in_words(report.now.contracts.value),
        "tables": [table for table in tables(report) if table.lines],
        "chart": chart(report),
        "notes": notes(report),
        "stamp": stamp(report),
    }


def _opening(report: Report) -> str:
    """When and where, and how many took part, as the first paragraph says it."""
    fair, now = report.scope.fair, report.now
    counted = {"participations": format_dong(now.participations), "enterprises": format_dong(now.enterprises)}
    if fair is None:
        words = {"days": day_range(*report.scope.period.days), "fairs": format_dong(now.fairs), **counted}
        return _("%(days)s: %(fairs)s fairs, %(participations)s participations of %(enterprises)s enterprises.") % words
    planned = day_range(fair.planned_start, fair.planned_end) if fair.planned_start else ""
    parts = [
        _("Days: %(days)s.") % {"days": day_range(fair.starts_on, fair.ends_on)},
        _("Planned: %(days)s.") % {"days": planned} if planned else "",
        _("Place: %(place)s.") % {"place": fair.place} if fair.place else "",
        _("%(participations)s enterprises took part.") % counted,
    ]
    return " ".join(filter(None, parts))


def _numbered(rows: list[Indicator]) -> Iterator[tuple[str, Indicator]]:
    """A value belongs to the papers above it and has no number of its own."""
    numbers = count(1)
    return (("" if row.is_money else str(next(numbers)), row) for row in rows)


def _bases(fair: Fair | None, on: date) -> list[str]:
    """The acts in force on the day of the paper, and the fair's own decision or confirmation."""
    own = []
    if fair and fair.basis_no:
        own = [
            _("Decision No. %(number)s") % {"number": fair.basis_no}
            if fair.registration_basis == RegistrationBasis.EXEMPT
            else _("Confirmation of the fair's registration No. %(number)s") % {"number": fair.basis_no}
        ]
    return [*citations(used_for="results_report", on=on), *own]


def _in_words(value: int | None) -> str:
    """Vietnamese papers spell an amount out beside its figures; beyond a lawful amount there is no saying it."""
    try:
        words = dong_in_words(value) if value else ""
    except ValueError:
        words = ""
    return f"{format_dong(value)} đồng (Bằng chữ: {words})" if words and get_language() == "vi" else ""
