"""What an organizer decides about an application, and how a decision is taken back while its letter waits."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from enterprises.actions.links import card_for, take_back
from enterprises.models import UsualRole
from events import letters
from events.actions.floor import release_all
from events.actions.participations import move_participation
from events.models import (
    Application,
    ApplicationState,
    Delegate,
    Participation,
    ParticipationRole,
    ParticipationState,
)
from events.states import APPLICATION, DECISIONS

UNDO_TIME = timedelta(minutes=10)
NEEDS_WORDS = ("return", "decline", "cancel")
UNDOABLE = (
    ApplicationState.APPROVED,
    ApplicationState.RETURNED,
    ApplicationState.WAITLISTED,
    ApplicationState.DECLINED,
)


@transaction.atomic
def decide(*, application: Application, deed: str, by: User, answer: str = "") -> Application:
    """Approve, return, wait-list, decline or cancel. The letter waits until the time for undoing is over."""
    if deed not in DECISIONS:
        raise ValidationError(_("There is no such decision."))
    state = states.after(APPLICATION, application.state, deed)
    answer = answer.strip()
    if deed in NEEDS_WORDS and not answer:
        raise ValidationError({"answer": _("Tell the enterprise why, in your own words.")})
    application.state, application.answer = state, answer
    application.decided_at, application.decided_by = timezone.now(), by
    application.clean_fields(exclude=["contact_name", "contact_phone", "contact_email"])
    history.save(application, by=by, reason=answer)
    if deed == "approve":
        _take_in(application, by=by)
    elif deed == "cancel":
        _let_go(application, by=by)
    not_before = None if deed == "cancel" else timezone.now() + UNDO_TIME
    letters.send(application, letters.written(application, deed, answer), kind=letters.DECISION, not_before=not_before)
    return application


def _take_in(application: Application, *, by: User) -> None:
    """Put the enterprise's card on the fair's list, with the contact as its first delegate."""
    fair = application.fair
    not_before = timezone.now() + UNDO_TIME
    card = card_for(organizer=fair.organizer, account=application.enterprise, by=by, not_before=not_before)
    row = Participation.objects.select_for_update().filter(fair=fair, enterprise=card).first()
    if row is None:
        role = ParticipationRole.BUYER if card.usual_role == UsualRole.BUYER else ParticipationRole.SELLER
        row = Participation(fair=fair, enterprise=card, role=role, origin=Participation.Origin.APPLIED)
    elif row.state == ParticipationState.NO_SHOW:
        row.state = ParticipationState.EXPECTED
    row.application, row.needs_power = application, application.needs_power
    history.save(row, by=by)
    if not row.delegates.exists():
        contact = Delegate(
            participation=row,
            name=application.contact_name,
            position=application.contact_position,
            phone=application.contact_phone,
            email=application.contact_email,
        )
        history.save(contact, by=by)


def _let_go(application: Application, *, by: User) -> None:
    """Free the booths of a cancelled place; the row stays, and counts in no figure."""
    row = Participation.objects.filter(application=application).first()
    if row is None:
        return
    if row.state == ParticipationState.TOOK_PART:
        raise ValidationError(_("This enterprise took part: its place can no longer be cancelled."))
    release_all(participation=row, by=by)
    if row.state == ParticipationState.EXPECTED:
        move_participation(participation=row, deed="stay_away", by=by)


def may_undo(application: Application) -> bool:
    """Whether the last decision can still be taken back."""
    return (
        application.state in UNDOABLE
        and application.decided_at is not None
        and timezone.now() < application.decided_at + UNDO_TIME
    )


@transaction.atomic
def undo_decision(*, application: Application, by: User) -> Application:
    """Take the last decision back: its letter is not sent, and what an approval made is removed."""
    too_late = ValidationError(_("The letter has gone out: decide anew instead of taking back."))
    if not may_undo(application):
        raise too_late
    before = application.history.exclude(state=application.state).first()
    was_approved, decided_at = application.state == ApplicationState.APPROVED, application.decided_at
    application.state, application.answer = before.state, before.answer
    application.decided_at, application.decided_by_id = before.decided_at, before.decided_by_id
    history.save(application, by=by, reason=_("Decision taken back"))
    if not letters.recall(thread=letters.thread_of(application), kind=letters.DECISION):
        raise too_late
    if was_approved:
        _put_out(application, by=by)
        account, organizer = application.enterprise, application.fair.organizer
        take_back(organizer=organizer, account=account, by=by, since=decided_at)
    return application


def _put_out(application: Application, *, by: User) -> None:
    row = Participation.objects.filter(application=application).first()
    if row is None:
        return
    if row.origin != Participation.Origin.APPLIED:
        row.application = None
        history.save(row, by=by)
        return
    try:
        history.delete(row, by=by, reason=_("Decision taken back"))
    except ProtectedError:
        raise ValidationError(
            _("A booth or a meeting already stands on this approval. Take those back first.")
        ) from None
