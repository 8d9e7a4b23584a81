"""What is entered into a fair's legal file."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from events.models import Fair, FairAmendment, FairPaper, FairRole, LegalFile
from events.registration import quotas

PURPOSE = "fair_paper"


@transaction.atomic
def save_basis(*, file: LegalFile, basis: str, basis_no: str, by: User) -> LegalFile:
    """Keep the basis on which the fair is held, and the numbers and days that offices gave."""
    fair = _lock(file.fair)
    if (fair.registration_basis, fair.basis_no) != (basis, basis_no):
        fair.registration_basis, fair.basis_no = basis, basis_no
        fair.full_clean()
        history.save(fair, by=by)
    return _save(file, by=by)


@transaction.atomic
def save_values(*, file: LegalFile, by: User) -> LegalFile:
    """Keep what is planned and what was reached."""
    _lock(file.fair)
    return _save(file, by=by)


def _lock(fair: Fair) -> Fair:
    quotas.lock(fair)
    fair = Fair.objects.get(pk=fair.pk)
    if fair.role != FairRole.HOSTED:
        raise ValidationError(_("Another body runs this fair: its papers are kept there."))
    return fair


def _save(file: LegalFile, *, by: User) -> LegalFile:
    if file._state.adding and LegalFile.objects.filter(fair=file.fair).exists():
        raise history.Stale(file)  # somebody began it while this form was open
    file.full_clean()
    history.save(file, by=by)
    return file


@transaction.atomic
def save_amendment(*, amendment: FairAmendment, by: User) -> FairAmendment:
    """Keep a change that was filed with the department, and its answer."""
    _lock(amendment.fair)
    amendment.full_clean()
    history.save(amendment, by=by)
    return amendment


@transaction.atomic
def add_paper(*, paper: FairPaper, file: UploadedFile, by: User) -> FairPaper:
    """Put a scan into the legal file, with its hash."""
    fair = _lock(paper.fair)
    kind = files.check(file, allowed=files.SCANS)
    paper.file = files.store(file=file, kind=kind, purpose=PURPOSE, by=by, organizer=fair.organizer)
    try:
        if fair.legal_papers.filter(file__sha256=paper.file.sha256).exists():
            raise ValidationError({"upload": _("This very file is kept here already.")})
        paper.full_clean()
        history.save(paper, by=by)
    except Exception:
        paper.file.content.delete(save=False)  # the row goes with the transaction, the file would stay
        raise
    return paper


@transaction.atomic
def remove_paper(*, paper: FairPaper, by: User) -> None:
    """Take out what was put in by mistake."""
    stored = paper.file
    history.delete(paper, by=by, reason=stored.name)
    files.remove(stored)
