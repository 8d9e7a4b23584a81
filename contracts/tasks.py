"""What the deals' room does in the background: making the report's paper."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.reach import reach_of
from common import files
from common.jobs import JobError, Run, handler
from common.models import Job
from common.rounds import every_minute
from contracts.actions.filing import file_report
from contracts.actions.followup import ask_due, remind_due
from contracts.filing import queries as filed
from contracts.results.forms import Paper, read_scope
from contracts.results.papers import file_name
from contracts.results.report import make_report
from contracts.results.scope import Scope


def scope_of(job: Job) -> Scope:
    """What was asked for, with the rights that the person has by now."""
    reach = reach_of(job.by, "contracts.view_results", job.organizer)
    try:
        if reach:
            return read_scope(reach, job.params["scope"])
    except ValidationError:
        pass  # the fair is out of reach, or gone
    raise JobError(_("This report can no longer be opened."))


@handler("report_pdf")
def make_report_pdf(run: Run) -> None:
    """Count, lay out, keep the file and end the job in one: a worker that dies leaves no second paper."""
    from contracts.results.document import as_pdf  # only workers lay out papers

    job = run.job
    report = make_report(scope_of(job))
    run.report(1, 2)
    paper = as_pdf(report, Paper.from_params(job.params["paper"]))
    with transaction.atomic():
        run.output = files.store_bytes(
            paper,
            name=file_name(report, "pdf"),
            kind=files.PDF,
            purpose="report",
            by=job.by,
            organizer=job.organizer,
        )
        run.finish(None)


@handler("file_report")
def file_the_report(run: Run) -> None:
    """Count and freeze; what is filed and the job's end stand or fall together."""
    job = run.job
    scope = scope_of(job)
    run.report(0, 1)
    try:
        with transaction.atomic():
            report = file_report(
                scope=scope, by=job.by, paper=Paper.from_params(job.params["paper"]), reason=job.params["reason"]
            )
            run.finish({"report": report.pk})
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from None


@handler("filed_pdf")
def make_filed_pdf(run: Run) -> None:
    """The paper of a report as it was filed, whatever became of the records."""
    from contracts.results.document import as_pdf  # only workers lay out papers

    job = run.job
    reach = reach_of(job.by, "contracts.view_results", job.organizer)
    report = filed.filed_reports(reach).filter(pk=job.params["filed"]).first() if reach else None
    if report is None:
        raise JobError(_("This report can no longer be opened."))
    run.report(1, 2)
    thawed = filed.thawed(report)
    content = as_pdf(thawed, filed.paper_of(report))
    name = file_name(thawed, "pdf").replace(".pdf", f"-{report.number}.pdf")
    with transaction.atomic():
        run.output = files.store_bytes(
            content, name=name, kind=files.PDF, purpose="report", by=job.by, organizer=job.organizer
        )
        run.finish(None)


@every_minute
def follow_deals_up() -> None:
    """Ask whose months are over, then remind who has not answered."""
    ask_due()
    remind_due()
