"""What an enterprise does with its application: save, submit, withdraw."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
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
from events.actions.review import forget_decision
from events.models import Application, ApplicationState, ParticipationRole
from events.states import APPLICATION

EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@transaction.atomic
def save_application(*, application: Application, products: Iterable[Product], by: User) -> Application:
    """Keep a draft, or the changes that the organizer asked for."""
    if application.told_state not in EDITABLE:
        raise ValidationError(_("The application has been submitted. It can be changed only when it is returned."))
    _check_in_time(application)
    application.contact_phone = _phone(application.contact_phone)
    application.full_clean()
    if application._state.adding and queries.under_way(application.fair, application.enterprise):
        raise ValidationError(_("This enterprise has already applied to this fair."))
    chosen = _own(products, application)
    _save_once(application, by=by, reason=_products_changed(application, chosen))
    application.products.set(chosen)
    return application


def _check_in_time(application: Application) -> None:
    if application.told_state == ApplicationState.RETURNED:
        window.check_answer_in_time(application.fair)
    else:
        window.check_open(application.fair)
        check_invited(application.fair, application.enterprise)


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


def missing(application: Application) -> list[str]:
    """What must still be filled in before the application can be submitted."""
    wanted = [
        (application.contact_name, _("Who the organizer can ask: the contact person's name")),
        (application.contact_phone, _("The contact person's phone number")),
        (application.fascia_name or not application.fair.uses_floor, _("The name printed over the booth")),
    ]
    return [words for value, words in wanted if not value]


def advice(application: Application) -> list[str]:
    """What would help the organizer to say yes; none of it stands in the way."""
    found = []
    if application.enterprise.usual_role == ParticipationRole.SELLER and not application.products.exists():
        found.append(_("No product is ticked: the organizer does not see what you sell."))
    if not application.enterprise.address_as_written:
        found.append(_("Your address is not filled in."))
    return found


@transaction.atomic
def submit_application(*, application: Application, by: User, consent: bool = False) -> Application:
    """Hand the application to the organizer; the person's consent to its handling is asked for once."""
    state = states.after(APPLICATION, application.told_state, "submit")
    _check_in_time(application)
    if lacks := missing(application):
        raise ValidationError([_("Still missing: %(what)s") % {"what": what} for what in lacks])
    if not has_consent(by, ConsentPurpose.REGISTRATION):
        if not consent:
            raise ValidationError({"consent": _("Without this consent the organizer may not read the application.")})
        give_consent(user=by, purpose=ConsentPurpose.REGISTRATION, language=get_language() or by.language)
    application.state = state
    application.submitted_at, application.submitted_by = timezone.now(), by
    history.save(application, by=by)
    claim(application=application, by=by)
    letters.send(application, letters.written(application, "receipt"), kind="application_receipt")
    return application


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> Application:
    """The enterprise no longer wants to take part. It may apply anew while applications are open."""
    was_submitted = application.state != ApplicationState.DRAFT
    state = states.after(APPLICATION, application.told_state, "withdraw")
    if application.waits_to_be_told:
        forget_decision(application=application, by=by)
    application.state = state
    history.save(application, by=by)
    if was_submitted:
        letters.send(application, letters.written(application, "withdraw"), kind="application_withdrawn")
    return application
