"""What is done with a request about personal data; each deed leaves its history and tells the person."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import withdraw_consent
from accounts.models import ConsentPurpose, Organizer, User
from common import history
from common.erased import MARK
from common.models import Letter, Opening, Restriction
from common.restrictions import restrictions
from common.states import after
from portal.models import OPEN, DataRequest, Identity, RequestKind, RequestState
from portal.privacy import letters
from portal.privacy.deadlines import deadlines, longest_extension
from portal.privacy.erasure import anonymise, forget_reader
from portal.privacy.people import person_asking
from portal.privacy.queries import is_on_record
from portal.privacy.states import DATA_REQUEST

CONFIRM_WITHIN = timedelta(days=3)
UNCONFIRMED_KEPT = timedelta(days=14)  # staff have time to call a number


@transaction.atomic
def ask(
    *, user: User, kind: str, holders: Iterable[Organizer | None], words: str = "", language: str
) -> list[DataRequest]:
    """A person who is signed in asks each of these holders; None is the platform, for the account itself."""
    made = []
    for holder in holders:
        request = DataRequest(
            organizer=holder,
            user=user,
            full_name=str(user)[:120],
            email=user.email or "",
            mobile=(user.mobile or "") if user.mobile_vouched or not user.email else "",
            kind=kind,
            words=words,
            language=language,
        )
        made.append(_receive(request, Identity.ACCOUNT, by=user))
    return made


@transaction.atomic
def ask_without_account(
    *, holder: Organizer | None, kind: str, full_name: str, email: str, mobile: str, words: str, language: str
) -> DataRequest | None:
    """Somebody asks by the public form. It counts once the address or number on record has confirmed it.

    Where nothing on record has that address nothing is kept, and whoever asked is told the same.
    """
    if not is_on_record(holder, email=email, mobile=mobile):
        return None
    waiting = DataRequest.objects.filter(
        organizer=holder, kind=kind, email=email, mobile=mobile, state=RequestState.UNCONFIRMED,
        created_at__gt=timezone.now() - CONFIRM_WITHIN,
    )  # fmt: skip
    if found := waiting.first():
        return found
    request = DataRequest(
        organizer=holder, kind=kind, full_name=full_name, email=email, mobile=mobile, words=words, language=language
    )
    history.save(request, by=None)
    letters.ask_to_confirm(request)
    return request


@transaction.atomic
def confirm(*, request: DataRequest) -> DataRequest:
    """Whoever reads at the address on record says that they asked."""
    request = _locked(request)
    after(DATA_REQUEST, request.state, "confirm")
    if request.created_at < timezone.now() - CONFIRM_WITHIN:
        raise ValidationError(_("The time for confirming is over. Ask anew."))
    return _receive(request, Identity.RECORD, by=None)


@transaction.atomic
def vouch(*, request: DataRequest, by: User) -> DataRequest:
    """Staff reached the person at the number on record, or know them."""
    request = _locked(request)
    after(DATA_REQUEST, request.state, "vouch")
    return _receive(request, Identity.DESK, by=by)


@transaction.atomic
def enter(*, request: DataRequest, by: User) -> DataRequest:
    """Somebody whom staff know asked at the desk, by letter or by phone."""
    return _receive(request, Identity.DESK, by=by)


def _receive(request: DataRequest, identity: str, *, by: User | None) -> DataRequest:
    request.state, request.identity, request.asked_at = RequestState.RECEIVED, identity, timezone.now()
    days = deadlines(request.kind, request.asked_at)
    request.answer_by, request.due_by = days.answer_by, days.due_by
    try:
        with transaction.atomic():
            history.save(request, by=by)
    except IntegrityError:
        raise ValidationError(_("You have asked this already; the answer is on its way.")) from None
    letters.acknowledge(request)
    return request


@transaction.atomic
def assign(*, request: DataRequest, to: User | None, by: User) -> DataRequest:
    request = _locked(request)
    request.assigned_to = to
    history.save(request, by=by)
    return request


@transaction.atomic
def answer(*, request: DataRequest, text: str, by: User) -> DataRequest:
    """Tell the person what will be done, within the days that the law gives for an answer."""
    request = _locked(request)
    request.state = after(DATA_REQUEST, request.state, "answer")
    request.answer, request.answered_at = _said(text), timezone.now()
    history.save(request, by=by)
    letters.tell_answer(request, request.answer)
    return request


@transaction.atomic
def extend(*, request: DataRequest, due_by: date, because: str, by: User) -> DataRequest:
    """Put the day off, once, for a reason that the person is told."""
    request = _locked(request)
    request.state = after(DATA_REQUEST, request.state, "extend")
    if request.extended_because:
        raise ValidationError(_("This request was extended already."))
    latest = longest_extension(request.kind, request.asked_at, request.due_by)
    if not request.due_by < due_by <= latest:
        raise ValidationError({"due_by": _("Choose a day after %(first)s, until %(last)s at the latest.") % {
            "first": f"{request.due_by:%d/%m/%Y}", "last": f"{latest:%d/%m/%Y}"}})  # fmt: skip
    request.due_by, request.extended_because = due_by, _said(because, field="because")
    history.save(request, by=by)
    letters.tell_extended(request)
    return request


@transaction.atomic
def do(*, request: DataRequest, text: str, by: User) -> DataRequest:
    """Do what was asked, and say so. Erasing has an action of its own."""
    request = _locked(request)
    if request.kind == RequestKind.ERASE:
        raise ValidationError(_("Look at what goes and what stays first."))
    _settle(request, "do", text, by=by)
    if request.kind == RequestKind.WITHDRAW:
        _withdraw_all(request)
    elif request.kind in (RequestKind.RESTRICT, RequestKind.OBJECT):
        _restrict(request, by=by)
    letters.tell_done(request)
    return request


@transaction.atomic
def refuse(*, request: DataRequest, text: str, basis: str, by: User) -> DataRequest:
    """Say no, with the reason and the law that asks for it."""
    request = _locked(request)
    if not basis:
        raise ValidationError({"basis": _("Name the law on which you refuse.")})
    request.basis = basis
    _settle(request, "refuse", text, by=by)
    letters.tell_refused(request)
    return request


@transaction.atomic
def withdraw(*, request: DataRequest, by: User) -> DataRequest:
    """The person no longer asks for it."""
    request = _locked(request)
    request.state = after(DATA_REQUEST, request.state, "withdraw")
    request.settled_at = timezone.now()
    history.save(request, by=by)
    return request


@transaction.atomic
def erase(
    *, request: DataRequest, text: str, basis: str, chosen: Collection[str], names_in_texts: bool, by: User
) -> DataRequest:
    """Erase the person from all that this holder keeps. It cannot be undone.

    Other open requests of theirs to the same holder end with it: there is nothing left to see or to restrict.
    """
    request = _locked(request)
    if request.kind != RequestKind.ERASE:
        raise ValidationError(_("The person did not ask for this."))
    person, holder = person_asking(request), request.organizer
    request.basis = basis
    _settle(request, "do", text, by=by)
    letter = letters.tell_done(request)
    for other in _others(request):
        other.state, other.settled_at, other.answer = RequestState.DONE, timezone.now(), _("Erased with the rest.")
        history.save(other, by=by)
    anonymise(person=person, holder=holder, by=by, chosen=chosen, names_in_texts=names_in_texts, but=letter)
    request.refresh_from_db()
    return request


def _others(request: DataRequest) -> Iterable[DataRequest]:
    mine = DataRequest.objects.filter(organizer=request.organizer, state__in=OPEN).exclude(pk=request.pk)
    if request.user:
        return mine.filter(user=request.user)
    return mine.filter(email=request.email, mobile=request.mobile)


@transaction.atomic
def lift_restriction(*, user: User, holder: Organizer) -> int:
    """The person lets an organizer use their data again; returns how many restrictions ended."""
    standing = restrictions(email=user.email or "", mobile=(user.mobile or "") if user.mobile_vouched else "")
    rows = list(standing.filter(organizer=holder).select_for_update())
    for row in rows:
        row.ended_at = timezone.now()
        history.save(row, by=user)
    return len(rows)


def note_look(*, request: DataRequest, by: User) -> None:
    """Somebody of the staff looked at all that is held about a person."""
    user = person_asking(request).user
    Opening.objects.create(
        organizer=request.organizer, what=Opening.What.PERSON, name=str(request), subject=user, by=by
    )


def forget_readers() -> int:
    """Answers to erasures that reached their readers lose the address; returns how many."""
    reached = (Letter.State.SENT, Letter.State.TOLD)
    done = Letter.objects.filter(kind=letters.ERASED, state__in=reached).exclude(body=MARK)
    for letter in done:
        forget_reader(letter=letter)
    return len(done)


@transaction.atomic
def forget_unconfirmed() -> int:
    """What nobody confirmed was perhaps never asked: it goes, its history with it; returns how many."""
    long_ago = timezone.now() - UNCONFIRMED_KEPT
    old = DataRequest.objects.filter(state=RequestState.UNCONFIRMED, created_at__lt=long_ago)
    keys = list(old.select_for_update().values_list("pk", flat=True))
    DataRequest.objects.filter(pk__in=keys).delete()
    DataRequest.history.filter(id__in=keys).delete()
    return len(keys)


def _locked(request: DataRequest) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",)).select_related("organizer", "user", "assigned_to")
    return rows.get(pk=request.pk)


def _settle(request: DataRequest, deed: str, text: str, *, by: User) -> None:
    request.state = after(DATA_REQUEST, request.state, deed)
    now = timezone.now()
    request.answer, request.answered_at, request.settled_at = _said(text), request.answered_at or now, now
    history.save(request, by=by)


def _said(text: str, *, field: str = "text") -> str:
    text = text.strip()
    if not text:
        raise ValidationError({field: _("Say it in your own words.")})
    return text


def _withdraw_all(request: DataRequest) -> None:
    user = person_asking(request).user
    for purpose in ConsentPurpose if user else ():
        withdraw_consent(user=user, purpose=purpose)


def _restrict(request: DataRequest, *, by: User) -> None:
    row = Restriction(organizer=request.organizer, email=request.email, mobile=request.mobile)
    history.save(row, by=by)
