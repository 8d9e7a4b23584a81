"""What the portal does in the background: looking a workbook through, bringing it in, writing a long list out."""

import io
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.reach import may_at
from common import files
from common.jobs import JobError, Run, handler
from common.lists import ListPage, ListTable, export_name, write_rows
from common.models import StoredFile
from common.rounds import every_minute
from common.templatetags.cp import active_filters
from events.models import Fair
from portal.privacy.actions import forget_readers, forget_unconfirmed

EXPORT_KINDS = {"xlsx": files.WORKBOOK, "csv": files.CSV, "pdf": files.PDF}
EXPORTS_KEPT = timedelta(days=7)


@handler("workbook_check")
def check_workbook(run: Run) -> dict:
    """Read the workbook and hold it against the records; nothing is written."""
    from portal.workbook.importing import check  # only workers read spreadsheets
    from portal.workbook.report import check_report

    with run.job.source.content.open("rb") as file:
        checked = check(file, organizer=run.job.organizer, progress=run.report)
    return check_report(checked, run.job.organizer)


@handler("workbook_import")
def import_checked_workbook(run: Run) -> dict:
    """Look through once more what was confirmed and write it; where it says something else by now, show that."""
    from portal.workbook.importing import check
    from portal.workbook.report import check_report
    from portal.workbook.writing import Outdated, import_workbook

    job = run.job
    with job.source.content.open("rb") as file:
        checked = check(file, organizer=job.organizer, progress=run.report)
    report = check_report(checked, job.organizer)
    if checked.plan is None or checked.plan.fingerprint != job.params["fingerprint"]:
        return report | {"outdated": True}
    run.report(0, 0, _("Writing; this can no longer be stopped"))
    try:
        with transaction.atomic():
            import_workbook(organizer=job.organizer, by=job.by, plan=checked.plan, source=job.source.name)
            run.finish(report)
    except Outdated:
        raise JobError(
            _("Somebody changed the records at the same moment. Nothing was written; check again.")
        ) from None
    return report


@handler("applications_check")
def check_applications(run: Run) -> dict:
    """Read a list of applications and hold it against the fair and the records; nothing is written."""
    from portal.applications.checking import check
    from portal.applications.writing import report

    fair = _fair_of(run)
    with run.job.source.content.open("rb") as file:
        return report(check(file, fair=fair, progress=run.report), fair)


@handler("applications_import")
def enter_checked_applications(run: Run) -> dict:
    """Look through once more what was confirmed and enter it; where it says something else by now, show that."""
    from events.behalf.listing import Outdated
    from portal.applications.checking import check
    from portal.applications.writing import bring_in, report

    job, fair = run.job, _fair_of(run)
    with job.source.content.open("rb") as file:
        checked = check(file, fair=fair, progress=run.report)
    said = report(checked, fair)
    if checked.plan is None or checked.plan.fingerprint != job.params["fingerprint"]:
        return said | {"outdated": True}
    run.report(0, 0, _("Writing; this can no longer be stopped"))
    try:
        with transaction.atomic():
            bring_in(checked.plan, fair=fair, by=job.by, source=job.source.name)
            run.finish(said)
    except Outdated:
        return said | {"outdated": True}
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from None
    return said


def _fair_of(run: Run) -> Fair:
    """The fair of a list, if whoever sent it may still enter applications there."""
    fair = Fair.objects.filter(organizer=run.job.organizer, pk=run.job.params["fair"]).first()
    if fair is None or not may_at(run.job.by, "events.review_application", fair.organizer, fair.pk):
        raise JobError(_("This fair can no longer be opened."))
    return fair


@handler("export_list")
def export_list(run: Run) -> dict:
    """Write a long list as a file: the rows that its page shows to the person who asked."""
    params = run.job.params
    try:
        page = list_of(run, params["path"], params["query"])
    except (Http404, PermissionDenied):
        raise JobError(_("This list can no longer be opened.")) from None
    heading, table = str(page.heading), page.get_table(**page.get_table_kwargs())
    content = io.BytesIO()
    if params["type"] == "pdf":
        content.write(printed(page, table, run))
    else:
        write_rows(content, params["type"], heading, table, progress=run.report)
    result = {"rows": len(table.rows)}
    with transaction.atomic():  # a worker that dies leaves no second copy
        run.output = files.store_bytes(
            content.getvalue(),
            name=export_name(heading, params["type"]),
            kind=EXPORT_KINDS[params["type"]],
            purpose="export",
            by=run.job.by,
            organizer=run.job.organizer,
        )
        run.finish(result)
    return result


def printed(page: ListPage, table: ListTable, run: Run) -> bytes:
    """The list on paper, under its organizer's name and with the filters that were set."""
    from common.printed_lists import Heading, list_pdf  # only workers lay out papers

    chips = active_filters({"request": page.request}, page.filterset)
    heading = Heading(
        agency=run.job.organizer.name,
        title=str(page.heading),
        subject=str(getattr(page.request, "fair", "")),
        filters=[(chip.label, chip.value) for chip in chips],
        summary=page.summary(),
    )
    return list_pdf(heading, table, run.report)


def list_of(run: Run, path: str, query: str) -> ListPage:
    """A list's own page with its rows, asked for with the rights the person has by now."""
    match = resolve(path)
    page_class = match.func.view_class

    class Rows(page_class):
        def render_to_response(self, context: dict, **kwargs) -> ListPage:
            return self

    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", path, QueryDict(query), run.job.by
    page = Rows(**match.func.view_initkwargs)
    page.setup(request, **match.kwargs)
    return page.dispatch(request, **match.kwargs)


every_minute(forget_readers)
every_minute(forget_unconfirmed)


@every_minute
def remove_old_exports() -> None:
    """An export is a copy of personal data: it is there to be fetched, not to be kept."""
    for stored in StoredFile.objects.filter(purpose="export", created_at__lt=timezone.now() - EXPORTS_KEPT):
        files.remove(stored)
