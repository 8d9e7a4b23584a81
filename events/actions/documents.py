"""What an organizer gives out to applicants: a document is added or taken back."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from events.models import FairDocument
from events.registration import quotas

MOST = 20
PURPOSE = "fair_document"


@transaction.atomic
def add_document(*, document: FairDocument, file: File, by: User) -> FairDocument:
    """Give out a file that was checked by content."""
    quotas.lock(document.fair)
    if document.fair.documents.count() >= MOST:
        raise ValidationError(_("A fair gives out %(n)s documents at most. Remove one first.") % {"n": MOST})
    document.clean_fields(exclude=["file"])
    document.validate_constraints(exclude=["file"])
    kind = files.check(file, allowed=files.SCANS)
    document.file = files.store(file=file, kind=kind, purpose=PURPOSE, by=by, organizer=document.fair.organizer)
    history.save(document, by=by)
    return document


@transaction.atomic
def remove_document(*, document: FairDocument, by: User) -> None:
    """Take a document back; links to it lead nowhere from then on."""
    stored = document.file
    history.delete(document, by=by, reason=stored.name)
    files.remove(stored)
