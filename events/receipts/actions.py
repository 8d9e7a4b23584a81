"""A receipt is written with the submission, waits for its PDF, and goes without it where none can be made."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, jobs
from common.models import Job, Letter, StoredFile
from events import letters
from events.models import Application, Submission
from events.receipts.contents import contents

RECEIPT_PDF, PURPOSE = "receipt_pdf", "receipt"
PATIENCE = timedelta(minutes=10)  # so long the letter waits for its PDF; see `go_without`
LATEST = 2 * PATIENCE


def record(*, application: Application, by: User, kind: str) -> Submission:
    """Keep what was submitted and write its letter. The caller holds the fair, so that numbers follow each other."""
    language = letters.reader_of(application).language
    with translation.override(language):
        found = contents(application, by=by)
    text = letters.written(application, kind)
    later = timezone.now() + LATEST if letters.reader_of(application).email else None
    submission = Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        at=application.submitted_at,
        by=by,
        language=language,
        contents=found,
        letter=letters.send(application, text, kind=f"application_{kind}", not_before=later),
    )
    make_pdf(submission)
    return submission


def make_pdf(submission: Submission) -> Job:
    """Have the PDF made by a worker, once at a time. It is nobody's own job: no overview lists it."""
    organizer = submission.application.fair.organizer
    params, key = {"submission": submission.pk}, f"{RECEIPT_PDF}:{submission.pk}"
    return jobs.start(kind=RECEIPT_PDF, organizer=organizer, by=None, params=params, key=key)


def keep_pdf(submission: Submission, stored: StoredFile) -> None:
    """The PDF is there: the letter takes it along and goes. Within the transaction of the job."""
    Submission.objects.filter(pk=submission.pk).update(pdf=stored)
    with translation.override(submission.language):
        _let_go(submission, _("What you sent is attached as a PDF, reference %(code)s.") % _code(submission), stored)


@transaction.atomic
def go_without(submission: Submission) -> None:
    """The letter goes without its PDF and says so."""
    with translation.override(submission.language):
        words = _("What you sent could not be attached as a PDF. Open the application to read it, reference %(code)s.")
        _let_go(submission, words % _code(submission), None)


def _code(submission: Submission) -> dict[str, str]:
    return {"code": submission.reference}


def _let_go(submission: Submission, words: str, stored: StoredFile | None) -> None:
    """A letter that was sent, told or withheld meanwhile stays as it is."""
    waiting = Letter.objects.select_for_update(no_key=True).filter(state=Letter.State.WAITING, sent_at=None)
    letter = waiting.filter(pk=submission.letter_id).order_by("pk").first()
    if letter is None or letter.attachment_id or letter.not_before <= timezone.now():
        return
    letter.body, letter.attachment, letter.not_before = f"{letter.body}\n\n–\n{words}", stored, timezone.now()
    letter.save(update_fields=["body", "attachment", "not_before"])


def forget_pdf(submission: Submission) -> None:
    """Take the PDF away: it says what its record no longer does."""
    if submission.pdf_id:
        stored = submission.pdf
        Submission.objects.filter(pk=submission.pk).update(pdf=None)
        files.remove(stored)
