"""What an organizer decides about an application, and how a decision is taken back while its letter waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, outbox, states
from enterprises.actions.links import card_for, take_back
from enterprises.models import Enterprise, UsualRole
from events import letters
from events.actions.fees import cancel_for
from events.actions.floor import release_all
from events.actions.offers import end_open
from events.actions.participations import move_participation
from events.desk.marking import Mark, with_marks
from events.desk.queries import decision_of
from events.models import (
    Application,
    ApplicationState,
    Delegate,
    Participation,
    ParticipationRole,
    ParticipationState,
    ReturnMark,
)
from events.registration import quotas
from events.registration.eligibility import rules_of
from events.states import APPLICATION, DECISIONS

UNDO_TIME = timedelta(minutes=10)
NEEDS_WORDS = ("return", "decline", "cancel")


@transaction.atomic
def decide(
    *,
    application: Application,
    deed: str,
    by: User,
    answer: str = "",
    marks: Sequence[Mark] = (),
    is_silent: bool = False,
) -> Application:
    """Approve, return, wait-list, decline or cancel. The letter waits until the time for undoing is over.

    `marks` say which parts of a returned application should be changed; they stand in the letter too. Where it
    `is_silent` no letter is written; the enterprise finds the decision on its page after the same time.
    """
    if deed not in DECISIONS:
        raise ValidationError(_("There is no such decision."))
    state = states.after(APPLICATION, application.state, deed)
    answer = with_marks(answer, marks)
    if deed in NEEDS_WORDS and not answer:
        raise ValidationError({"answer": _("Tell the enterprise why, in your own words.")})
    quotas.lock(application.fair)
    if deed == "approve":
        _check_decided(application)
    end_open(application, by=by)
    _settle_earlier(application, deed)
    now = timezone.now()
    application.state_before, application.answer_before = application.told_state, application.told_answer
    application.state, application.answer = state, answer
    application.decided_at, application.decided_by, application.is_silent = now, by, is_silent
    application.told_at = now if deed == "cancel" else now + UNDO_TIME
    application.clean_fields(exclude=["contact_name", "contact_phone", "contact_email"])
    _settle_places(application)
    history.save(application, by=by, reason=answer)
    _keep_marks(application, marks)
    if deed == "approve":
        take_in(application, by=by)
    elif deed == "cancel":
        cancel_for(application, by=by)
        _let_go(application, by=by)
    if not is_silent:
        text = letters.written(application, deed, answer)
        letters.send(application, text, kind=letters.DECISION, not_before=application.told_at)
    return application


def _check_decided(application: Application) -> None:
    """Where the organizer's rules say so, an approval stands on a decision that has its number."""
    if not rules_of(application.fair).needs_decision:
        return
    paper = decision_of(application)
    if paper is None or not paper.is_issued:
        words = _("An approval needs a decision first: put the application on its list and enter its number.")
        raise ValidationError(words)


def _keep_marks(application: Application, marks: Sequence[Mark]) -> None:
    ReturnMark.objects.bulk_create(
        ReturnMark(
            application=application,
            decided_at=application.decided_at,
            step=mark.step,
            field=mark.field,
            label=mark.label,
            words=mark.words,
        )
        for mark in marks
    )


def _settle_places(application: Application) -> None:
    """What is under review or approved holds its places, everything else frees them."""
    if application.state not in quotas.HOLDING:
        quotas.give_back(application)
        return
    try:
        quotas.take(application)
    except quotas.Full as full:
        words = _("There are no more places: %(what)s. Raise the limit first, or free a place.")
        raise ValidationError(words % {"what": full.quota}) from None


def _settle_earlier(application: Application, deed: str) -> None:
    """A decision that was not told yet gives way to the next; that a place was given is told before it is cancelled."""
    if application.waits_to_be_told:
        _lock(application)
        settle = outbox.send_now if deed == "cancel" else outbox.recall
        settle(thread=letters.thread_of(application), kind=letters.DECISION)


def take_in(application: Application, *, by: User) -> None:
    """Put the enterprise's card on the fair's list, with the contact as its first delegate."""
    fair = application.fair
    card = _card_of(application, by=by)
    rows = Participation.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(fair=fair, enterprise=card).first()
    if row is None:
        role = ParticipationRole.BUYER if card.usual_role == UsualRole.BUYER else ParticipationRole.SELLER
        row = Participation(fair=fair, enterprise=card, role=role, origin=Participation.Origin.APPLIED)
    elif row.state == ParticipationState.NO_SHOW:
        row.state = ParticipationState.EXPECTED
    row.application, row.needs_power = application, application.needs_power
    history.save(row, by=by)
    if not row.delegates.exists():
        for person in _coming(application):
            person.participation = row
            history.save(person, by=by)


def _card_of(application: Application, *, by: User) -> Enterprise:
    """The card that staff entered the application for, else the one of the account that applied."""
    if application.is_entered:
        return application.enterprise
    organizer, account = application.fair.organizer, application.enterprise
    return card_for(organizer=organizer, account=account, by=by, not_before=application.told_at)


def _coming(application: Application) -> list[Delegate]:
    """The contact person first, then everybody else whom the enterprise listed."""
    contact = Delegate(
        name=application.contact_name,
        position=application.contact_position,
        phone=application.contact_phone,
        email=application.contact_email,
    )
    others = [
        Delegate(name=one.name, badge_name=one.badge_name, position=one.position, phone=one.phone)
        for one in application.attendees.all()
        if one.name != contact.name
    ]
    return [contact, *others]


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


@transaction.atomic
def tell_now(*, application: Application, by: User) -> Application:
    """Let the letter of a decision go at once. From then on the decision stands."""
    if not application.waits_to_be_told:
        raise ValidationError(_("The letter has gone out already."))
    application.told_at = timezone.now()
    history.save(application, by=by, reason=application.answer)
    if application.is_silent:
        return application
    if not outbox.send_now(thread=letters.thread_of(application), kind=letters.DECISION):
        raise ValidationError(_("The letter has gone out already."))
    return application


@transaction.atomic
def undo_decision(*, application: Application, by: User) -> Application:
    """Take the last decision back: its letter is not sent, and what an approval made is removed."""
    too_late = ValidationError(_("The letter has gone out: decide anew instead of taking back."))
    if not application.waits_to_be_told:
        raise too_late
    quotas.lock(application.fair)
    before = application.history.filter(state=application.state_before).first()
    was_approved, decided_at = application.state == ApplicationState.APPROVED, application.decided_at
    was_silent, application.is_silent = application.is_silent, before.is_silent
    application.state, application.answer = application.told_state, application.told_answer
    application.decided_at, application.decided_by_id = before.decided_at, before.decided_by_id
    _nothing_waits(application)
    _settle_places(application)
    history.save(application, by=by, reason=_("Decision taken back"))
    if not outbox.recall(thread=letters.thread_of(application), kind=letters.DECISION) and not was_silent:
        raise too_late
    if was_approved:
        _unlink(application, by=by, since=decided_at)
        _put_out(application, by=by)
    return application


def forget_decision(*, application: Application, by: User) -> None:
    """The enterprise withdraws before it was told: what the decision made goes, and nobody hears of it."""
    _lock(application)
    outbox.recall(thread=letters.thread_of(application), kind=letters.DECISION)
    if application.state == ApplicationState.APPROVED:
        _unlink(application, by=by, since=application.decided_at)
        try:
            _put_out(application, by=by)
        except ValidationError:
            _let_go(application, by=by)
    _nothing_waits(application)


def _lock(application: Application) -> None:
    """Before its letters, as in every deed on an application."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)


def _nothing_waits(application: Application) -> None:
    application.told_at, application.state_before, application.answer_before = None, "", ""


def _unlink(application: Application, *, by: User, since: datetime) -> None:
    if application.is_entered:
        return
    take_back(organizer=application.fair.organizer, account=application.enterprise, by=by, since=since)


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
