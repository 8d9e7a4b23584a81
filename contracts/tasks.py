"""What the deals' room does in the background: making the report's paper."""

from django.db import transaction

from common import files
from common.jobs import Run, handler
from contracts.results.forms import Paper, read_scope
from contracts.results.papers import file_name
from contracts.results.report import make_report


@handler("report_pdf")
def make_report_pdf(run: Run) -> None:
    """Count, lay out, keep the file and end the job in one: a worker that dies leaves no second paper."""
    from contracts.results.document import as_pdf  # only workers lay out papers

    job = run.job
    report = make_report(read_scope(job.organizer, job.params["scope"]))
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
