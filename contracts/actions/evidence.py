"""What proves an agreement."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from common.text import clean
from contracts.models import Agreement, Evidence, Grade, State


@transaction.atomic
def add_evidence(*, agreement: Agreement, file: UploadedFile, grade: Grade | int, by: User, note: str = "") -> Evidence:
    """Keep a file with its hash beside an agreement, and raise the agreement's grade to what is proven.

    A file is never replaced: a better scan is one more.
    """
    if agreement.state == State.VOID:
        raise ValidationError(_("The agreement is void; nothing needs proof any more."), "void")
    kind = files.check(file, allowed=files.SCANS)
    stored = files.store(file=file, kind=kind, purpose="evidence", by=by, organizer=agreement.organizer)
    try:
        if agreement.evidence.filter(file__sha256=stored.sha256).exists():
            raise ValidationError({"file": _("This very file is kept here already.")})
        evidence = Evidence(agreement=agreement, file=stored, grade=grade, note=clean(note))
        evidence.full_clean()
        history.save(evidence, by=by)
        if agreement.grade < evidence.grade:
            agreement.grade = evidence.grade
            history.save(agreement, by=by, reason=_("Proven by %(file)s") % {"file": stored.name})
    except Exception:
        stored.content.delete(save=False)  # the row goes with the transaction, the file would stay
        raise
    return evidence
