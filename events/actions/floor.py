"""Halls and booths by rule; who holds a booth: give, take back, exchange. A constraint lets one alone hold each."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, outbox
from events import letters
from events.layout import Rule, booths_of
from events.models import Booth, BoothHolding, Fair, Hall, Participation, ParticipationState

LETTER_WAITS = timedelta(minutes=10)


@transaction.atomic
def make_hall(*, fair: Fair, name: str, rule: Rule, by: User) -> Hall:
    """Make a hall with its booths, all at once or not at all."""
    hall = Hall(fair=fair, name=name)
    hall.full_clean()
    try:
        with transaction.atomic():
            history.save(hall, by=by)
    except IntegrityError:  # somebody else made it at this moment: now its name is found taken
        Hall(fair=fair, name=name).validate_constraints()
        raise
    booths = booths_of(rule, hall)
    codes = [booth.code for booth in booths]
    taken = fair.booths.filter(code__in=codes).order_by("code").values_list("code", flat=True)
    if taken:
        facts = {"codes": ", ".join(taken[:5])}
        raise ValidationError({"first_code": _("The fair already has booths of these numbers: %(codes)s") % facts})
    history.bulk_create(booths, by=by, reason=_("Made by rule"))
    return hall


@transaction.atomic
def remove_hall(*, hall: Hall, by: User) -> None:
    """Remove a hall with its booths. Booths that were ever held stay, and their hall with them."""
    try:
        history.delete(hall, by=by)
    except ProtectedError:
        words = _("A booth of this hall is or was held. The hall stays, so that the record stays true.")
        raise ValidationError(words) from None


@transaction.atomic
def remove_booth(*, booth: Booth, by: User) -> None:
    try:
        history.delete(booth, by=by)
    except ProtectedError:
        raise ValidationError(
            _("Booth %(booth)s is or was held. It stays, so that the record stays true.") % {"booth": booth}
        ) from None


@transaction.atomic
def assign_booth(*, booth: Booth, participation: Participation, by: User) -> BoothHolding:
    """Give a free booth to a participant of the same fair. The letter waits, so that a slip can be taken back."""
    if booth.fair_id != participation.fair_id:
        raise ValidationError(_("The booth and the participant are of different fairs."))
    if participation.state == ParticipationState.NO_SHOW:
        raise ValidationError(_("This participant does not come."))
    holding = _hold(booth, participation, by=by)
    _tell(participation)
    return holding


def _hold(booth: Booth, participation: Participation, *, by: User) -> BoothHolding:
    holding = BoothHolding(booth=booth, participation=participation)
    try:
        history.save(holding, by=by)
    except IntegrityError:
        raise ValidationError(_already_held(booth)) from None
    return holding


def _already_held(booth: Booth) -> str:
    held = booth.holdings.filter(released_at=None).select_related("participation__enterprise").first()
    facts = {"booth": booth.code, "holder": held.participation.enterprise if held else "–"}
    return _("Booth %(booth)s is already held by %(holder)s. Choose another booth.") % facts


@transaction.atomic
def release_booth(*, holding: BoothHolding, by: User) -> BoothHolding:
    """Free a booth."""
    _release(holding, by=by)
    _tell(holding.participation)
    return holding


def _release(holding: BoothHolding, *, by: User) -> None:
    if holding.released_at is not None:
        raise ValidationError(_("This booth is free already."))
    holding.released_at = timezone.now()
    history.save(holding, by=by)


@transaction.atomic
def release_all(*, participation: Participation, by: User) -> None:
    """Free every booth of a participant whose place is cancelled; the letter of the cancelling says it."""
    for holding in participation.holdings.filter(released_at=None).order_by("pk"):
        _release(holding, by=by)
    outbox.recall(thread=letters.booth_thread(participation), kind=letters.BOOTH)


@transaction.atomic
def swap_booths(*, first: Booth, second: Booth, by: User, was_held: int | None = None) -> list[BoothHolding]:
    """Exchange the holders of two booths; where one of them is free, its new holder moves there.

    `was_held` is the holding of the first booth that the person saw: a second click does not exchange them back.
    """
    if first.pk == second.pk or first.fair_id != second.fair_id:
        raise ValidationError(_("Choose two different booths of this fair."))
    _lock(first, second)
    held = BoothHolding.objects.select_for_update(of=("self",)).filter(booth__in=(first, second), released_at=None)
    holdings = list(held.select_related("booth", "participation").order_by("pk"))
    if was_held and was_held not in {holding.pk for holding in holdings}:
        raise ValidationError(_("Somebody else changed this booth a moment ago. Look at the plan again."))
    if not holdings:
        raise ValidationError(_("Both booths are free: there is nobody to move."))
    for holding in holdings:
        _release(holding, by=by)
    other = {first.pk: second, second.pk: first}
    made = [_hold(other[holding.booth_id], holding.participation, by=by) for holding in holdings]
    moved = {holding.participation_id: holding.participation for holding in made}
    for _pk, participation in sorted(moved.items()):
        _tell(participation)
    return made


def _lock(*booths: Booth) -> None:
    """Hold booths in one order, so that exchanges wait for one another instead of each for the other."""
    rows = Booth.objects.select_for_update(no_key=True).filter(pk__in=[booth.pk for booth in booths])
    list(rows.order_by("pk").values_list("pk", flat=True))


def _tell(participation: Participation) -> None:
    letters.tell_booths(participation, not_before=timezone.now() + LETTER_WAITS)
