"""What the organizer does with invitations: invite a list, write, remind, note what was said, withdraw."""

import datetime
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.calls import record_call
from common.models import Call, Letter
from common.phones import PhoneError, read_phone
from enterprises.actions.enterprises import kept_tax_code
from events import window
from events.invitations import letters, queries, wording
from events.invitations.comparing import compare
from events.invitations.reading import Row
from events.models import Fair, Invitation, InvitationState, InvitationText
from events.states import INVITATION

REMINDS_FROM = datetime.time(8)
AT_ONCE = 50  # letters of one transaction; more of them are a job


@transaction.atomic
def invite(*, fair: Fair, rows: Iterable[Row], origin: str, by: User) -> list[Invitation]:
    """Put firms on the fair's list, all of them or none. Whoever stands there already is left as it is."""
    rows = list(rows)
    _lock(fair)
    preview = compare(fair, rows)
    if preview.faults:
        raise ValidationError([f"{fault.value}: {fault.problem}. {fault.remedy}" for fault in preview.faults])
    invitations = [
        Invitation(
            fair=fair,
            name=new.row.name,
            contact_name=new.row.contact_name,
            phone=new.row.phone,
            email=new.row.email,
            tax_code=new.row.tax_code,
            language=new.row.language,
            card=new.card,
            origin=origin,
        )
        for new in preview.new
    ]
    try:
        with transaction.atomic():
            history.bulk_create(invitations, by=by, reason="")
    except IntegrityError:
        raise ValidationError(_("Somebody invited some of them at the same moment. Look at the list again.")) from None
    return invitations


def _lock(fair: Fair) -> None:
    """Two who invite at the same moment follow one another; the second sees whom the first invited."""
    Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)


@transaction.atomic
def save_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Correct how a firm is called or reached. Letters that wait still go where they were addressed."""
    invitation.email = invitation.email.lower()
    invitation.tax_code = _at("tax_code", kept_tax_code, invitation.tax_code)
    try:
        invitation.phone = read_phone(invitation.phone) if invitation.phone else ""
    except PhoneError:
        raise ValidationError({"phone": _("This is not a telephone number.")}) from None
    invitation.full_clean()
    history.save(invitation, by=by)
    return invitation


def _at(name: str, kept: Callable[[str], str], written: str) -> str:
    try:
        return kept(written)
    except ValidationError as error:
        raise ValidationError({name: error}) from None


@transaction.atomic
def save_words(*, text: InvitationText, by: User) -> InvitationText:
    """Keep a fair's own words. What says the same as the usual ones is left empty, so that it follows them."""
    _lock(text.fair)
    if text._state.adding and wording.text_of(text.fair):
        raise history.Stale(text)  # somebody else wrote the first words a moment before
    faults = {}
    for name in wording.USUAL:
        for language in wording.LANGUAGES:
            field = f"{name}_{language}"
            if _same(getattr(text, field), wording.usual(name, language)):
                setattr(text, field, "")
            try:
                wording.check_words(getattr(text, field))
            except ValidationError as error:
                faults[field] = error
    if faults:
        raise ValidationError(faults)
    text.full_clean()
    history.save(text, by=by)
    return text


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.strip()


@transaction.atomic
def write_to(*, fair: Fair, invitations: Iterable[int], deed: str, by: User | None, by_phone: bool = False) -> int:
    """Invite (`ask`) or `remind` those of them whose turn it is; returns how many letters were written.

    Nobody is asked twice, reminded within three days, or written to after applying, declining or opting out.
    """
    check_in_time(fair)
    due = queries.to_ask(fair) if deed == "ask" else queries.to_remind(fair)
    rows = list(due.filter(pk__in=list(invitations)).select_related("fair__organizer").select_for_update(of=("self",)))
    now, own = timezone.now(), wording.text_of(fair)
    words = {language: wording.words_of(fair, language, own) for language in wording.LANGUAGES}
    for row in rows:
        row.state = states.after(INVITATION, row.state, deed)
        is_reminder = deed == "remind"
        if is_reminder:
            row.reminded_at = now
        else:
            row.asked_at = now
        row.letter = letters.send(row, words[row.language], is_reminder=is_reminder, by_phone=by_phone)
    history.bulk_update(rows, ["state", "asked_at", "reminded_at", "letter"], by=by, reason="")
    return len(rows)


def check_in_time(fair: Fair) -> None:
    """Nobody is invited to what can no longer be applied for."""
    if not window.takes_applications(fair):
        raise ValidationError(_("This fair takes no applications."))
    if window.today_at(fair) > window.last_day(fair):
        day = date_format(window.last_day(fair), "d/m/Y")
        raise ValidationError(
            _("Applications closed on %(day)s. Set a later day in the fair's settings.") % {"day": day}
        )


@transaction.atomic
def mark_told(*, fair: Fair, invitations: Iterable[int], by: User) -> int:
    """Somebody told these firms: by the call list's text, in person, or by a message of their own."""
    rows = _locked(fair, invitations)
    told = []
    for row in rows:
        if row.letter and row.letter.state == Letter.State.BY_HAND:
            record_call(letter=row.letter, outcome=Call.Outcome.REACHED, by=by)
            told.append(row)
        elif row.state == InvitationState.LISTED:
            row.state, row.asked_at = states.after(INVITATION, row.state, "ask"), timezone.now()
            told.append(row)
    history.bulk_update(told, ["state", "asked_at"], by=by, reason=_("Told by phone or message"))
    return len(told)


@transaction.atomic
def move_invitations(*, fair: Fair, invitations: Iterable[int], deed: str, by: User) -> int:
    """Withdraw invitations, restore them, or note that a firm said no; those that cannot are left as they are."""
    rows = [row for row in _locked(fair, invitations) if (row.state, deed) in INVITATION]
    letters.take_back(rows)
    for row in rows:
        row.state, row.letter = INVITATION[row.state, deed], _still_there(row)
        if deed == "restore":
            row.asked_at = row.reminded_at = None
    history.bulk_update(rows, ["state", "letter", "asked_at", "reminded_at"], by=by, reason="")
    return len(rows)


def _still_there(row: Invitation) -> Letter | None:
    return Letter.objects.filter(pk=row.letter_id).first() if row.letter_id else None


def _locked(fair: Fair, invitations: Iterable[int]) -> list[Invitation]:
    rows = fair.invitations.filter(pk__in=list(invitations)).select_related("letter")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def renew_link(*, invitation: Invitation, by: User) -> Invitation:
    """Make the firm's link anew: whoever has the old one can no longer answer for it."""
    invitation.serial += 1
    history.save(invitation, by=by, reason=_("Link made anew"))
    return invitation


def remind_by_rule(fair: Fair, days: int) -> int:
    """The machine's reminders: once, from eight o'clock of the day that many days before applications close."""
    first_day = window.last_day(fair) - datetime.timedelta(days=days)
    begins = datetime.datetime.combine(first_day, REMINDS_FROM, ZoneInfo(fair.zone))
    if timezone.now() < begins or not window.is_open(fair):
        return 0
    due = queries.to_remind(fair).exclude(reminded_at__gte=begins).order_by("pk").values_list("pk", flat=True)
    return write_to(fair=fair, invitations=due[:AT_ONCE], deed="remind", by=None)
