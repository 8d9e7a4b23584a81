"""Reads of filed reports."""

from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.reach import Reach
from contracts.models import FiledReport
from contracts.results.forms import Paper
from contracts.results.frozen import thaw
from contracts.results.report import Report
from contracts.results.scope import Period, Scope


def filed_reports(reach: Reach) -> QuerySet[FiledReport]:
    """The reports in reach; one of a period is in that of the whole workspace alone."""
    rows = FiledReport.objects.filter(reach.among("fair"), organizer=reach.organizer)
    return rows.defer("figures").select_related("fair__organizer", "organizer", "filed_by", "scan")


def scope_of(report: FiledReport, reach: Reach) -> Scope:
    """What it is a report of, to be counted anew."""
    return Scope(reach, Period(report.first, report.last), report.fair, report.least)


def thawed(report: FiledReport) -> Report:
    """The report as it was filed."""
    period = Period(report.first, report.last)
    return thaw(report.figures, organizer=report.organizer, period=period, fair=report.fair, least=report.least)


def paper_of(report: FiledReport) -> Paper:
    """What the office added, with what it gave the paper since."""
    paper = Paper.from_params(report.paper)
    edition = ""
    if report.number > 1:
        words = {"number": report.number, "before": report.number - 1, "reason": report.reason}
        edition = _("Version %(number)s, in place of version %(before)s. %(reason)s") % words
    return replace(paper, number=report.office_no, day=report.issued_on, edition=edition)


def version_before(report: FiledReport) -> FiledReport | None:
    """The version that this one took the place of."""
    rows = FiledReport.objects.filter(organizer=report.organizer, fair=report.fair, number=report.number - 1)
    if report.fair_id is None:
        rows = rows.filter(first=report.first, last=report.last)
    return rows.select_related("fair", "organizer").first()


def later_version(report: FiledReport) -> FiledReport | None:
    """The latest version, where this one is not it."""
    rows = FiledReport.objects.filter(organizer=report.organizer, fair=report.fair, number__gt=report.number)
    if report.fair_id is None:
        rows = rows.filter(first=report.first, last=report.last)
    return rows.select_related("fair").order_by("-number").first()
