"""What is done with a delegation: enter it, keep its list, take its firms in, decline it."""

from collections.abc import Iterable
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.phones import PhoneError, read_phone
from common.text import clean
from enterprises.actions.enterprises import kept_tax_code
from enterprises.models import Enterprise, Product
from events import letters, window
from events.actions.fees import cancel_for
from events.actions.review import take_in
from events.behalf.queries import linked_account, open_application
from events.delegations.queries import Cards
from events.invitations.reading import Row
from events.models import (
    ENDED,
    Application,
    ApplicationOrigin,
    ApplicationState,
    Attendee,
    Delegation,
    DelegationFirm,
    DelegationState,
)
from events.registration import quotas
from events.states import DELEGATION

MOST_FIRMS = 100


@transaction.atomic
def save_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """Enter a delegation or change what is known of it; approved, its pavilion takes what it asks for now."""
    quotas.lock(delegation.fair)
    delegation.contact_phone = _phone("contact_phone", delegation.contact_phone)
    delegation.tax_code = _tax_code(delegation.tax_code)
    delegation.full_clean()
    history.save(delegation, by=by)
    if delegation.state == DelegationState.APPROVED:
        _take_pavilion(delegation)
    return delegation


def _phone(name: str, written: str) -> str:
    try:
        return read_phone(written) if written else ""
    except PhoneError:
        raise ValidationError({name: _("This is not a telephone number.")}) from None


def _tax_code(written: str) -> str:
    try:
        return kept_tax_code(written)
    except ValidationError as error:
        raise ValidationError({"tax_code": error}) from None


@transaction.atomic
def renew_link(*, delegation: Delegation, by: User) -> Delegation:
    """Make a new link of the list; the one before leads nowhere from then on."""
    delegation.serial += 1
    history.save(delegation, by=by, reason=_("New link"))
    return delegation


def check_may_keep(delegation: Delegation, by: User | None) -> None:
    """Refuse a change of the list that comes too late. Staff may keep it until the fair begins."""
    if delegation.state == DelegationState.DECLINED:
        raise ValidationError(_("The organizer has declined this delegation: its list can no longer be changed."))
    if by is not None:
        window.check_answer_in_time(delegation.fair)
    elif not window.is_open(delegation.fair):
        raise ValidationError(_("Applications are closed. Ask the organizer to change the list."))


def may_keep(delegation: Delegation, by: User | None) -> bool:
    with suppress(ValidationError):
        check_may_keep(delegation, by)
        return True
    return False


@transaction.atomic
def add_firms(*, delegation: Delegation, rows: Iterable[Row], by: User | None) -> list[DelegationFirm]:
    """Put the firms of a list that was read onto the delegation's, all or none. Those that stand there are left."""
    check_may_keep(delegation, by)
    _lock(delegation)
    there = {clean(firm.name).casefold() for firm in delegation.firms.all()}
    codes = set(delegation.firms.exclude(tax_code="").values_list("tax_code", flat=True))
    new = [row for row in rows if row.name.casefold() not in there and row.tax_code not in codes]
    if delegation.firms.count() + len(new) > MOST_FIRMS:
        raise ValidationError(_("A delegation lists %(n)s firms at most.") % {"n": MOST_FIRMS})
    firms = [
        DelegationFirm(
            delegation=delegation,
            name=row.name,
            tax_code=row.tax_code,
            contact_name=row.contact_name,
            phone=row.phone,
            email=row.email,
            fascia_name=row.name[:60],
        )
        for row in new
    ]
    try:
        with transaction.atomic():
            history.bulk_create(firms, by=by, reason=_by_link(by))
    except IntegrityError:
        raise ValidationError(_("A firm stands in this list twice. Take one of the two out.")) from None
    return firms


def _lock(delegation: Delegation) -> None:
    Delegation.objects.select_for_update(no_key=True, of=("self",)).get(pk=delegation.pk)


def _by_link(by: User | None) -> str:
    return "" if by else _("By the delegation's link")


@transaction.atomic
def save_firm(*, firm: DelegationFirm, by: User | None) -> DelegationFirm:
    """Correct a firm of the list, until it was taken in."""
    _check_not_taken_in(firm, by)
    firm.phone, firm.tax_code = _phone("phone", firm.phone), _tax_code(firm.tax_code)
    firm.full_clean()
    history.save(firm, by=by, reason=_by_link(by))
    return firm


@transaction.atomic
def strike_firm(*, firm: DelegationFirm, by: User | None) -> None:
    """Take a firm off the list, until it was taken in."""
    _check_not_taken_in(firm, by)
    history.delete(firm, by=by, reason=_by_link(by))


def _check_not_taken_in(firm: DelegationFirm, by: User | None) -> None:
    check_may_keep(firm.delegation, by)
    if firm.application_id:
        raise ValidationError(_("This firm takes part already. The organizer can cancel its place."))


@transaction.atomic
def approve(*, delegation: Delegation, by: User) -> list[Application]:
    """Take the pavilion and every firm of the list in: each gets an application and a participation of its own.

    Done again, it takes in those that were listed since.
    """
    window.check_answer_in_time(delegation.fair)
    quotas.lock(delegation.fair)
    _lock(delegation)
    delegation.state = states.after(DELEGATION, delegation.state, "approve")
    firms = list(delegation.firms.filter(application=None).order_by("pk"))
    if not firms:
        raise ValidationError(_("No firm waits in this list. The delegation lists its firms first."))
    history.save(delegation, by=by)
    _take_pavilion(delegation)
    cards = Cards(delegation.fair)
    made = [_take_firm_in(firm, cards.of(firm), by=by) for firm in firms]
    letters.tell_delegation(delegation, "approve", [str(firm) for firm in firms])
    return made


def _take_pavilion(delegation: Delegation) -> None:
    try:
        quotas.take_pavilion(delegation)
    except quotas.Full as full:
        words = _("There are no more places: %(what)s. Raise the limit first, or free a place.")
        raise ValidationError(words % {"what": full.quota}) from None


def _take_firm_in(firm: DelegationFirm, card: Enterprise | None, *, by: User) -> Application:
    delegation, now = firm.delegation, timezone.now()
    card = card or _new_card(firm, by=by)
    if open_application(delegation.fair, card):
        words = _("%(firm)s has an application of its own. Take it off the list, or end that application first.")
        raise ValidationError(words % {"firm": firm})
    application = Application(
        fair=delegation.fair, enterprise=card, delegation=delegation, origin=ApplicationOrigin.DELEGATION,
        entered_by=by, submitted_by=by, submitted_at=now, decided_by=by, decided_at=now, told_at=now,
        consent_in_writing=True, state=ApplicationState.APPROVED, package=delegation.package,
        contact_name=firm.contact_name or delegation.contact_name,
        contact_phone=firm.phone or delegation.contact_phone, contact_email=firm.email,
        fascia_name=firm.fascia_name, terms=delegation.fair.terms.first(),
    )  # fmt: skip
    application.account = linked_account(card)
    history.save(application, by=by, reason=str(delegation))
    for name in dict.fromkeys(filter(None, map(clean, firm.people.splitlines()))):
        history.save(Attendee(application=application, name=name[:120]), by=by)
    application.products.set(_products(card, firm.products, by=by))
    try:
        quotas.take(application)
    except quotas.Full as full:
        words = _("There are no more places: %(what)s. Raise the limit first, or free a place.")
        raise ValidationError(words % {"what": full.quota}) from None
    take_in(application, by=by)
    firm.application = application
    history.save(firm, by=by)
    return application


def _new_card(firm: DelegationFirm, *, by: User) -> Enterprise:
    card = Enterprise(
        kept_by=firm.delegation.fair.organizer,
        legal_name=firm.name,
        tax_code=firm.tax_code,
        contact_name=firm.contact_name,
        phone=firm.phone,
        email=firm.email,
    )
    history.save(card, by=by, reason=str(firm.delegation))
    return card


def _products(card: Enterprise, names: str, *, by: User) -> list[Product]:
    """The card's products of these names; what it does not know yet is entered on it."""
    known = {product.name_key: product for product in card.products.all()}
    shown = {}
    for name in filter(None, map(clean, names.splitlines())):
        product = Product(enterprise=card, name=name[:255])
        product.derive()
        if product.name_key not in known:
            history.save(product, by=by)
            known[product.name_key] = product
        shown[product.name_key] = known[product.name_key]
    return list(shown.values())


@transaction.atomic
def decline(*, delegation: Delegation, answer: str, by: User) -> Delegation:
    """Say no to the whole delegation, and why. An approved one frees its pavilion, once none of its firms comes."""
    quotas.lock(delegation.fair)
    _lock(delegation)
    if delegation.firms.exclude(application=None).exclude(application__state__in=ENDED).exists():
        raise ValidationError(_("Firms of this delegation take part. Cancel their places first."))
    delegation.state = states.after(DELEGATION, delegation.state, "decline")
    delegation.answer = answer.strip()
    if not delegation.answer:
        raise ValidationError({"answer": _("Tell the delegation why, in your own words.")})
    history.save(delegation, by=by, reason=delegation.answer)
    quotas.give_back_pavilion(delegation)
    cancel_for(delegation, by=by)
    letters.tell_delegation(delegation, "decline", [])
    return delegation
