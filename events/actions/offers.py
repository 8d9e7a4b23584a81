"""The waiting list: a free place is offered to whoever waits, held for a time, taken or let go."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from events.desk import letters, waiting
from events.models import Application, ApplicationState, Fair, OfferState, PlaceOffer
from events.registration import quotas
from events.registration.eligibility import rules_of
from events.states import APPLICATION, OFFER


@transaction.atomic
def offer_place(*, application: Application, by: User | None) -> PlaceOffer:
    """Hold a free place for an application on the waiting list, and write to it. `by` is nobody where the rule does."""
    quotas.lock(application.fair)
    application = _fresh(application)
    if application.told_state != ApplicationState.WAITLISTED or application.waits_to_be_told:
        raise ValidationError(_("Only an application that knows it stands on the waiting list is offered a place."))
    if application.offers.filter(state=OfferState.OPEN).exists():
        raise ValidationError(_("A place is offered already. Wait for the answer, or take the offer back."))
    try:
        quotas.take(application)
    except quotas.Full as full:
        words = _("There are no more places: %(what)s. Raise the limit first, or free a place.")
        raise ValidationError(words % {"what": full.quota}) from None
    hours = rules_of(application.fair).offer_hours
    offer = PlaceOffer(application=application, expires_at=timezone.now() + timedelta(hours=hours), made_by=by)
    history.save(offer, by=by)
    letters.tell_offer(offer)
    return offer


@transaction.atomic
def accept_offer(*, offer: PlaceOffer, by: User | None) -> Application:
    """The enterprise takes the place. It is under review from then on, and keeps the place meanwhile."""
    offer = _locked(offer)
    if offer.expires_at <= timezone.now():
        raise ValidationError(_("The time for answering is over: the place goes to the next who waits."))
    application = offer.application
    state = states.after(APPLICATION, application.state, "accept")
    _settle(offer, "accept", by=by)
    application.state, application.told_at = state, None
    application.state_before, application.answer_before = "", ""
    quotas.take(application)
    history.save(application, by=by, reason=_("The offered place was taken"))
    letters.tell(application, "offer_accepted")
    return application


@transaction.atomic
def let_go(*, offer: PlaceOffer, by: User | None) -> None:
    """The enterprise does not want the place. It stays on the waiting list; the place is free for the next."""
    offer = _locked(offer)
    _settle(offer, "let_go", by=by)
    quotas.give_back(offer.application)


@transaction.atomic
def withdraw_offer(*, offer: PlaceOffer, by: User) -> None:
    """The organizer takes the offer back; the enterprise stays on the waiting list and is told."""
    offer = _locked(offer)
    _settle(offer, "withdraw", by=by)
    quotas.give_back(offer.application)
    letters.tell(offer.application, "offer_withdrawn")


@transaction.atomic
def expire(offer: PlaceOffer) -> bool:
    """Let an offer end whose time is over; False where it was answered a moment before."""
    quotas.lock(offer.application.fair)
    row = PlaceOffer.objects.select_related("application__fair__organizer").get(pk=offer.pk)
    if row.state != OfferState.OPEN or row.expires_at > timezone.now():
        return False
    _settle(row, "expire", by=None)
    quotas.give_back(row.application)
    letters.tell(row.application, "offer_expired")
    return True


def end_open(application: Application, *, by: User | None) -> None:
    """A decision or a withdrawal makes an open offer void. The caller holds the fair, and settles the places."""
    for offer in application.offers.filter(state=OfferState.OPEN):
        _settle(offer, "withdraw", by=by)


def fill_free_places(fair: Fair) -> int:
    """The rule: the first of those who wait and for whom there is a place gets an offer, then the next."""
    made = 0
    for application in waiting.next_in_line(fair):
        try:
            offer_place(application=application, by=None)
        except ValidationError:
            continue  # the place went to somebody else, or the application is no longer waiting
        made += 1
    return made


def _locked(offer: PlaceOffer) -> PlaceOffer:
    """The offer as it is now, behind its fair."""
    quotas.lock(offer.application.fair)
    return PlaceOffer.objects.select_related(
        "application__fair__organizer", "application__enterprise", "application__package"
    ).get(pk=offer.pk)


def _settle(offer: PlaceOffer, deed: str, *, by: User | None) -> None:
    offer.state = states.after(OFFER, offer.state, deed)
    offer.answered_at = timezone.now()
    history.save(offer, by=by)


def _fresh(application: Application) -> Application:
    return Application.objects.select_related("fair__organizer", "enterprise", "package").get(pk=application.pk)
