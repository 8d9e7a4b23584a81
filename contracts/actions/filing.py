"""Filing a report: its numbers and rows are frozen; what the office adds later comes beside them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import files, history
from common.text import clean
from contracts.filing.rows import behind, collect
from contracts.models import FiledReport, FiledRow
from contracts.results.forms import Paper
from contracts.results.frozen import freeze
from contracts.results.layout import indicators
from contracts.results.report import Report, make_report
from contracts.results.scope import Scope

BATCH = 1000


@transaction.atomic
def file_report(*, scope: Scope, by: User, paper: Paper, reason: str = "") -> FiledReport:
    """Freeze the report of a period or fair as it is counted now; a later one of the same is its next version."""
    if scope.is_partial:
        raise ValidationError(_("The report of a period is filed by whoever sees the whole workspace."), "partial")
    Organizer.objects.select_for_update(no_key=True).get(pk=scope.organizer.pk)
    number = (versions(scope).aggregate(Max("number"))["number__max"] or 0) + 1
    reason = clean(reason)
    if number > 1 and not reason:
        raise ValidationError({"reason": _("It was filed before: say why it is filed anew.")})
    report = make_report(scope)
    if report.now.is_empty:
        raise ValidationError(_("Nothing is on record here yet, so there is nothing to file."), "empty")
    filed = FiledReport(
        organizer=scope.organizer,
        fair=scope.fair,
        first=scope.period.first,
        last=scope.period.last,
        number=number,
        least=scope.least,
        reason=reason,
        figures=freeze(report),
        paper=paper.as_params(),
        check_code=report.check_code,
        office_no=paper.number,
        issued_on=paper.day,
        filed_by=by,
    )
    filed.full_clean()
    history.save(filed, by=by, reason=reason)
    _freeze_rows(filed, scope)
    _refuse_moved(filed, report)
    return filed


def versions(scope: Scope) -> QuerySet[FiledReport]:
    """What was filed of the same period or fair."""
    rows = FiledReport.objects.filter(organizer=scope.organizer)
    if scope.fair:
        return rows.filter(fair=scope.fair)
    return rows.filter(fair=None, first=scope.period.first, last=scope.period.last)


def _freeze_rows(filed: FiledReport, scope: Scope) -> None:
    batch: list[FiledRow] = []
    for row in collect(scope):
        row.report = filed
        batch.append(row)
        if len(batch) == BATCH:
            FiledRow.objects.bulk_create(batch)
            batch = []
    FiledRow.objects.bulk_create(batch)


def _refuse_moved(filed: FiledReport, report: Report) -> None:
    """Numbers and rows are read one after the other: where somebody wrote meanwhile they may not agree."""
    for line in indicators(report):
        if not line.is_money and behind(filed, line.figure).count() != line.cell.now:
            raise ValidationError(_("Records changed while it was filed. File it again."), "moved")


@transaction.atomic
def issue_report(
    *, filed: FiledReport, office_no: str, issued_on: date | None, by: User, scan: File | None = None
) -> FiledReport:
    """Enter what the office gave the paper: number, day, the signed scan. A scan is kept once and never replaced."""
    if issued_on and issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("It cannot have been issued on a day to come.")})
    filed.office_no, filed.issued_on = clean(office_no), issued_on
    if scan:
        if filed.scan_id:
            raise ValidationError({"scan": _("The signed report is kept here already; it is never replaced.")})
        kind = files.check(scan, allowed=files.SCANS)
        filed.scan = files.store(file=scan, kind=kind, purpose="report", by=by, organizer=filed.organizer)
    filed.full_clean()
    history.save(filed, by=by)
    return filed
