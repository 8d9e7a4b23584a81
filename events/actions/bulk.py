"""One decision on many applications: each is decided or refused by itself, and all can be taken back together."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from events.actions.review import NEEDS_WORDS, decide, undo_decision
from events.models import Application, BulkDecision, BulkRow, Fair
from events.registration import quotas

BULK_DEEDS = ("approve", "return", "waitlist", "decline")
Outcome = BulkRow.Outcome


@transaction.atomic
def begin(
    *, fair: Fair, deed: str, applications: Iterable[Application], answer: str = "", is_silent: bool = False, by: User
) -> BulkDecision:
    """Note what is to be decided; the job then takes row after row."""
    if deed not in BULK_DEEDS:
        raise ValidationError(_("There is no such decision."))
    if deed in NEEDS_WORDS and not answer.strip():
        raise ValidationError({"answer": _("Tell the enterprise why, in your own words.")})
    rows = [row for row in applications if row.fair_id == fair.pk]
    if not rows:
        raise ValidationError(_("Choose at least one application."))
    bulk = BulkDecision.objects.create(fair=fair, deed=deed, answer=answer.strip(), is_silent=is_silent, made_by=by)
    BulkRow.objects.bulk_create([BulkRow(bulk=bulk, application=row) for row in rows], batch_size=500)
    return bulk


def decide_row(row: BulkRow) -> None:
    """Decide on one application, whole or not at all. A row that another worker took meanwhile is left."""
    bulk = row.bulk
    try:
        with transaction.atomic():
            quotas.lock(bulk.fair)
            mine = BulkRow.objects.filter(pk=row.pk, outcome=Outcome.WAITING)
            if not mine.update(outcome=Outcome.DONE):
                return
            application = _application(row)
            decide(
                application=application, deed=bulk.deed, by=bulk.made_by, answer=bulk.answer, is_silent=bulk.is_silent
            )
            BulkRow.objects.filter(pk=row.pk).update(decided_at=application.decided_at)
    except (ValidationError, history.Stale) as error:
        waiting = BulkRow.objects.filter(pk=row.pk, outcome=Outcome.WAITING)
        waiting.update(outcome=Outcome.REFUSED, why=_words(error))


def undo_row(row: BulkRow, *, by: User) -> None:
    """Take one of its decisions back, unless it was told or another was made since."""
    try:
        with transaction.atomic():
            quotas.lock(row.bulk.fair)
            mine = BulkRow.objects.filter(pk=row.pk, outcome=Outcome.DONE)
            if not mine.update(outcome=Outcome.UNDONE, why=""):
                return
            application = _application(row)
            if application.decided_at != row.decided_at:
                raise ValidationError(_("Another decision was made since."))
            undo_decision(application=application, by=by)
    except (ValidationError, history.Stale) as error:
        BulkRow.objects.filter(pk=row.pk).update(why=_words(error))


def _application(row: BulkRow) -> Application:
    rows = Application.objects.select_related("fair__organizer", "enterprise", "package", "group", "submitted_by")
    return rows.get(pk=row.application_id)


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)[:500]
    return str(_("Somebody else changed this application meanwhile. Look at it again."))
