"""What an enterprise does with its application, or staff for it: save, submit, withdraw."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actions import give_consent
from accounts.models import ConsentPurpose, User
from accounts.queries import has_consent
from common import history, states
from common.phones import PhoneError, read_phone
from enterprises.models import Product
from events import letters, queries, window
from events.actions.answers import check_invited, claim
from events.actions.offers import end_open
from events.actions.review import forget_decision
from events.desk.queries import changes_until
from events.models import (
    Application,
    ApplicationState,
    FullRule,
    LateRule,
    Participation,
)
from events.receipts import actions as receipts
from events.registration import quotas, steps
from events.registration.eligibility import rules_of
from events.states import APPLICATION

# After these an enterprise changes its application in place: while applications are open, or where it was let.
SUBMITTED_ONCE = (ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.WAITLISTED)
# What a new application takes over from the enterprise's last one.
TAKEN_OVER = (
    "contact_name", "contact_position", "contact_phone", "contact_email", "fascia_name", "group_id", "power_kw",
    "needs_water", "needs_cooling", "near", "apart",
)  # fmt: skip


@transaction.atomic
def start_application(*, application: Application, by: User) -> Application:
    """Begin a draft with the products and people of the enterprise's last application."""
    own = application.enterprise
    last = queries.applications_of(own).filter(enterprise=own).first()
    save_application(application=application, by=by)
    if last:
        application.products.set(last.products.all())
        for person in last.attendees.all():
            person.pk, person.version, person.application = None, 1, application
            person._state.adding = True
            history.save(person, by=by)
    return application


@transaction.atomic
def save_application(*, application: Application, by: User, products: Iterable[Product] | None = None) -> Application:
    """Keep a draft, the changes that the organizer asked for, or what is changed before applications end.

    Without `products` those chosen before stay.
    """
    check_may_change(application)
    if application.state in SUBMITTED_ONCE:
        quotas.lock(application.fair)
    application.contact_phone = _phone(application.contact_phone)
    application.full_clean()
    if application._state.adding and queries.under_way(application.fair, application.enterprise):
        raise ValidationError(_("This enterprise has already applied to this fair."))
    chosen = None if products is None else _own(products, application)
    _save_once(application, by=by, reason="" if chosen is None else _products_changed(application, chosen))
    if chosen is not None:
        application.products.set(chosen)
    check_still_complete(application)
    return application


def check_may_change(application: Application) -> None:
    """Refuse a change that comes too late, and say whom to ask."""
    match application.told_state:
        case ApplicationState.DRAFT | ApplicationState.SUBMITTED if application.is_entered and not _is_decided(
            application
        ):
            window.check_answer_in_time(application.fair)
        case ApplicationState.DRAFT:
            window.check_open(application.fair)
            check_invited(application.fair, application.enterprise)
        case ApplicationState.RETURNED:
            window.check_answer_in_time(application.fair)
        case state if state in SUBMITTED_ONCE and application.state == state and _is_granted(application):
            return
        case ApplicationState.SUBMITTED if application.state == ApplicationState.SUBMITTED:
            if not window.is_open(application.fair):
                words = _("Applications have closed. Ask the organizer whether you may still change it.")
                raise ValidationError(words)
        case ApplicationState.SUBMITTED:
            raise ValidationError(_("The organizer is about to answer: it can no longer be changed."))
        case _state:
            raise ValidationError(_("The organizer has decided: the application can no longer be changed."))


def _is_decided(application: Application) -> bool:
    return application.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED)


def _is_granted(application: Application) -> bool:
    """Whether the organizer let it be changed once more, until a day that is not over."""
    fair = application.fair
    if not window.takes_applications(fair):
        return False
    until = application.changes_until if hasattr(application, "changes_until") else changes_until(application)
    return until is not None and until >= window.today_at(fair)


def may_change(application: Application) -> bool:
    try:
        check_may_change(application)
    except ValidationError:
        return False
    return True


def check_still_complete(application: Application) -> None:
    """What was submitted stays complete, and holds the places that it asks for now."""
    if application.state not in SUBMITTED_ONCE:
        return
    _check_complete(application)
    if application.state != ApplicationState.WAITLISTED or application.quota_uses.exists():
        _take_places(application)
    if application.state == ApplicationState.APPROVED:
        _tell_participation(application)


def _tell_participation(application: Application) -> None:
    """What an approved application asks for now is what its place at the fair needs."""
    row = Participation.objects.filter(application=application).first()
    if row and row.needs_power != application.needs_power:
        row.needs_power = application.needs_power
        history.save(row, by=application.responsible or application.submitted_by)


def _check_complete(application: Application) -> None:
    if lacks := steps.missing(application):
        raise ValidationError([_("Still missing: %(what)s") % {"what": what} for what in lacks])


def _take_places(application: Application) -> None:
    try:
        quotas.take(application)
    except quotas.Full as full:
        words = _("There are no more places (%(what)s). Choose something else, or leave it as it was.")
        raise ValidationError(words % {"what": full.quota}) from None


def _phone(written: str) -> str:
    try:
        return read_phone(written) if written else ""
    except PhoneError:
        raise ValidationError({"contact_phone": _("This is not a telephone number.")}) from None


def _own(products: Iterable[Product], application: Application) -> list[Product]:
    chosen = list(products)
    if any(product.enterprise_id != application.enterprise_id for product in chosen):
        raise ValidationError({"products": _("Only the enterprise's own products can be shown.")})
    return chosen


def _products_changed(application: Application, chosen: list[Product]) -> str:
    """The history's words for what a history row cannot hold."""
    before = set(application.products.all()) if application.pk else set()
    if before == set(chosen):
        return ""
    return _("Products to show: %(products)s") % {"products": ", ".join(map(str, chosen)) or "–"}


def _save_once(application: Application, *, by: User, reason: str) -> None:
    try:
        history.save(application, by=by, reason=reason)
    except IntegrityError:
        raise ValidationError(_("This enterprise has already applied to this fair.")) from None


@transaction.atomic
def submit_application(
    *, application: Application, by: User, consent: bool = False, terms: bool = False
) -> Application:
    """Hand the application to the organizer, with the places that it takes; where there are none, it waits for one.

    The person's consent to its handling is asked for once, their agreement to the fair's terms with each application.
    """
    states.after(APPLICATION, application.told_state, "submit")
    check_may_change(application)
    _check_complete(application)
    quotas.lock(application.fair)
    _agree(application, by=by, consent=consent, terms=terms)
    application.submitted_at, application.submitted_by = timezone.now(), by
    application.is_late = application.is_late or _comes_late(application)
    deed = _find_place(application)
    application.state = states.after(APPLICATION, application.told_state, deed)
    history.save(application, by=by)
    claim(application=application, by=by)
    receipts.record(application=application, by=by, kind=LETTERS[deed])
    return application


# Which letter follows what became of a submission.
LETTERS = {"submit": "receipt", "queue": "waitlist"}


def _comes_late(application: Application) -> bool:
    """Of a paper form the day counts on which it was received, not that on which it is entered."""
    if application.received_on is None:
        return window.is_late(application.fair)
    is_late = application.received_on > window.last_day(application.fair)
    if is_late and rules_of(application.fair).late == LateRule.REFUSED:
        day = date_format(window.last_day(application.fair), "d/m/Y")
        words = _("Applications closed on %(day)s, and this form was received later. This fair takes no late ones.")
        raise ValidationError({"received_on": words % {"day": day}})
    return is_late


def _agree(application: Application, *, by: User, consent: bool, terms: bool) -> None:
    now = application.fair.terms.first()
    if now and application.terms != now:
        if not terms:
            raise ValidationError({"terms": _("Without agreeing to the terms nobody can take part.")})
        application.terms = now
    if application.is_entered:
        if not application.consent_in_writing:
            raise ValidationError(_("Without the person's consent in writing nothing may be kept of them."))
        return
    if not has_consent(by, ConsentPurpose.REGISTRATION):
        if not consent:
            raise ValidationError({"consent": _("Without this consent the organizer may not read the application.")})
        give_consent(user=by, purpose=ConsentPurpose.REGISTRATION, language=get_language() or by.language)


def _find_place(application: Application) -> str:
    """Take the places that it needs, or stand on the waiting list where the fair keeps one."""
    try:
        quotas.take(application)
    except quotas.Full as full:
        if rules_of(application.fair).when_full == FullRule.WAIT:
            return "queue"
        raise ValidationError(_("There are no more places: %(what)s.") % {"what": full.quota}) from None
    return "submit"


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> Application:
    """The enterprise no longer wants to take part. It may apply anew while applications are open."""
    quotas.lock(application.fair)
    was_submitted = application.state != ApplicationState.DRAFT
    state = states.after(APPLICATION, application.told_state, "withdraw")
    end_open(application, by=by)
    if application.waits_to_be_told:
        forget_decision(application=application, by=by)
    application.state = state
    quotas.give_back(application)
    history.save(application, by=by)
    if was_submitted:
        letters.send(application, letters.written(application, "withdraw"), kind="application_withdrawn")
    return application
