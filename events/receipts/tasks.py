"""Receipts in the background: their PDFs, and letters that waited long enough for one."""

import logging

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import files
from common.jobs import JobError, Run, handler
from common.models import Letter
from common.rounds import every_minute
from events.models import Submission
from events.receipts.actions import PATIENCE, PURPOSE, RECEIPT_PDF, go_without, keep_pdf

logger = logging.getLogger(__name__)
TRIES = 3


@handler(RECEIPT_PDF)
def make_receipt(run: Run) -> None:
    """Lay out what was submitted, keep the file, let the letter go and end the job in one."""
    rows = Submission.objects.select_related("application__fair__organizer", "application__enterprise", "by")
    submission = rows.filter(pk=run.job.params["submission"], application__fair__organizer=run.job.organizer).first()
    if submission is None or submission.pdf_id:
        return
    paper = _tried(submission)
    if paper is None:
        go_without(submission)
        raise JobError(_("The PDF could not be made."))
    with transaction.atomic():
        run.output = files.store_bytes(
            paper,
            name=f"{submission.reference.replace('/', '-')}.pdf",
            kind=files.PDF,
            purpose=PURPOSE,
            by=submission.by,
            organizer=run.job.organizer,
        )
        keep_pdf(submission, run.output)
        run.finish(None)


def _tried(submission: Submission) -> bytes | None:
    for n in range(1, TRIES + 1):
        try:
            return render(submission)
        except Exception:
            logger.exception("the receipt of submission %s could not be laid out, try %s", submission.pk, n)
    return None


def render(submission: Submission) -> bytes:
    """The PDF, in the language of whoever applied."""
    from common.documents import render_pdf  # only workers lay out papers

    with translation.override(submission.language):
        return render_pdf("documents/receipt.html", {"submission": submission, "fair": submission.application.fair})


@every_minute
def stop_waiting() -> None:
    """Letters whose PDF is still not there: the worker that was to make it died."""
    waiting = Submission.objects.filter(
        pdf=None, at__lt=timezone.now() - PATIENCE, letter__state=Letter.State.WAITING, letter__attachment=None
    )
    for submission in waiting.filter(letter__not_before__gt=timezone.now()).select_related("application__fair"):
        go_without(submission)
