"""The forms in which a report leaves the house: JSON, text, spreadsheet, PDF."""

import io
import json

from django.utils.translation import gettext as _

from common.lists import export_name
from contracts.results.plain_data import as_json
from contracts.results.plain_text import as_text
from contracts.results.report import Report
from contracts.results.workbook import write_report

TEXTS = ("json", "text")
BINARIES = ("xlsx", "pdf")
EXTENSIONS = {"text": "txt"}
MEDIA_TYPES = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def render(report: Report, form: str) -> bytes:
    """The report in one of TEXTS or BINARIES, in today's language."""
    if form == "json":
        return (json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "text":
        return as_text(report).encode()
    if form == "xlsx":
        buffer = io.BytesIO()
        write_report(report, buffer)
        return buffer.getvalue()
    from contracts.results.document import as_pdf  # brings WeasyPrint, which web processes never load

    return as_pdf(report)


def file_name(report: Report, form: str) -> str:
    """results-year-2019-soc-trang-2026-11-24.xlsx"""
    what = report.scope.fair.code if report.scope.fair else str(report.scope)
    name = " ".join([_("Results"), what, report.scope.organizer.slug])
    return export_name(name, EXTENSIONS.get(form, form))
