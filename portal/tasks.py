"""What the portal does in the background: looking a workbook through, and bringing it in."""

from django.utils.translation import gettext as _

from common.jobs import JobError, Run, handler


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
    """Look through once more what was confirmed, and write it; where it says something else by now, stop and show it."""
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
        import_workbook(organizer=job.organizer, by=job.by, plan=checked.plan, source=job.source.name)
    except Outdated:
        raise JobError(
            _("Somebody changed the records at the same moment. Nothing was written; check again.")
        ) from None
    return report
