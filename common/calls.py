"""The call list: who has no e-mail is told by a person, and what came of each try is kept."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import history
from common.models import Call, Letter
from common.text import clean


@transaction.atomic
def record_call(*, letter: Letter, outcome: str, by, note: str = "", again_at: datetime | None = None) -> Call:
    """What came of a try to tell the reader of a letter. Reached is told; else it stays in the list."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.state != Letter.State.BY_HAND:
        raise ValidationError(_("This person has been told already."), "state")
    if outcome == Call.Outcome.CALL_AGAIN and (again_at is None or again_at <= timezone.now()):
        raise ValidationError({"again_at": _("Say when to call again, later than now.")})
    again_at = again_at if outcome == Call.Outcome.CALL_AGAIN else None
    call = Call(letter=letter, outcome=outcome, note=clean(note), again_at=again_at, made_by=by)
    call.full_clean()
    history.save(call, by=by)
    if outcome == Call.Outcome.REACHED:
        letter.state, letter.sent_at = Letter.State.TOLD, timezone.now()
        letter.save(update_fields=["state", "sent_at"])
    return call


@transaction.atomic
def undo_call(*, letter: Letter, by) -> None:
    """The last entry was a slip: it goes, and who was told by it is to be told again."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if last := letter.calls.first():
        history.delete(last, by=by, reason=_("Entered by mistake"))
    if letter.state == Letter.State.TOLD:
        letter.state, letter.sent_at = Letter.State.BY_HAND, None
        letter.save(update_fields=["state", "sent_at"])
