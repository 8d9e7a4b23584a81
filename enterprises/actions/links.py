"""Linking an organizer's card with an enterprise's own account: offered, asked, vouched, undone.

Nothing is merged: the organizer keeps its card as it is. What an enterprise is told never says whether the organizer
keeps a card of it until somebody of the organizer has vouched.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import history
from common.links import absolute
from common.states import after
from enterprises import letters, queries
from enterprises.actions.saving import save_checked
from enterprises.models import CardLink, Enterprise, EnterpriseRole, LinkState, Vouch
from enterprises.states import LINK
from enterprises.tax_codes import masked

OFFER_LASTS = timedelta(days=14)
LINKED = "card_linked"
COPIED = (
    "legal_name", "trade_name", "legal_form", "usual_role", "tax_code", "country", "foreign_no", "address_as_written",
    "district_as_written", "province_as_written", "province", "contact_name", "phone", "email",
)  # fmt: skip


Follower = Callable[[CardLink], None]
_followers: list[Follower] = []


def follow_links(follower: Follower) -> Follower:
    """Register what keeps a room's records in step when a card and an account are linked or parted.

    It runs in the same transaction, with both locked, and may refuse with a ValidationError.
    """
    _followers.append(follower)
    return follower


class OtherTaxCode(ValidationError):
    """Card and account carry different tax codes; the person is asked whether they are the same firm."""


@transaction.atomic
def offer(*, card: Enterprise, by: User, by_hand: bool = False) -> CardLink:
    """Offer a card to its enterprise: by a letter to the address on it, or by a link that staff hand over.

    An open offer is renewed, not doubled.
    """
    _lock(card)
    if card.links.filter(state=LinkState.LINKED).exists():
        raise ValidationError(_("This card is already linked to an account."))
    if not by_hand and not (card.email or card.phone):
        raise ValidationError(_("The card has neither e-mail nor phone. Hand the link over instead."))
    link = card.links.filter(state=LinkState.OFFERED).first() or CardLink(card=card, state=LinkState.OFFERED)
    link.vouch = Vouch.ORGANIZER if by_hand else Vouch.ADDRESS
    link.opened_by, link.expires_at = by, timezone.now() + OFFER_LASTS
    history.save(link, by=by)
    if not by_hand:
        letters.tell_card(link, lambda: offer_text(link), kind="card_offer")
    return link


def offer_text(link: CardLink) -> tuple[str, str]:
    """The letter of an offer, also for handing over."""
    facts = {"organizer": link.organizer.name, "firm": link.card.legal_name, "link": absolute(link.offer_url)}
    return (
        _("Your enterprise at %(organizer)s on Chợ Phiên") % facts,
        _(
            "%(organizer)s keeps a card of %(firm)s. Open this link within 14 days to link it with your enterprise's "
            "own account. You then see your fairs, meetings and agreements there.\n%(link)s\n\n"
            "If this is not your enterprise, you need not do anything."
        )
        % facts,
    )


@transaction.atomic
def accept(*, link: CardLink, account: Enterprise, by: User, despite_tax_code: bool = False) -> CardLink:
    """An owner takes an offer for their enterprise's account. A card with another tax code asks first."""
    link = _still(link, account)
    after(LINK, link.state, "accept")
    if link.is_expired:
        raise ValidationError(_("This offer has expired. Ask the organizer for a new one."))
    if not account.members.filter(user=by, role=EnterpriseRole.OWNER).exists():
        raise ValidationError(_("Only an owner of the account may link it."))
    if link.card.tax_code != account.tax_code and not despite_tax_code:
        raise OtherTaxCode(_("The card and your account have different tax codes. Are they the same enterprise?"))
    return _settle(link, "accept", by=by, account=account)


@transaction.atomic
def ask(*, organizer: Organizer, account: Enterprise, by: User) -> CardLink:
    """Ask an organizer to link its card of this enterprise, whether or not there is one: the answer is the same."""
    _lock(account)
    if queries.linked_card(organizer, account):
        raise ValidationError(_("You are already linked with this organizer."))
    if account.card_links.filter(organizer=organizer, state=LinkState.ASKED).exists():
        raise ValidationError(_("You have already asked this organizer. Its answer comes by letter."))
    card = queries.card_of_same_firm(organizer, account)
    link = CardLink(organizer=organizer, account=account, card=card, state=LinkState.ASKED, opened_by=by)
    history.save(link, by=by)
    letters.tell_keepers(link, lambda: _ask_text(link), kind="link_asked")
    return link


def _ask_text(link: CardLink) -> tuple[str, str]:
    facts = {"firm": link.account.legal_name, "code": masked(link.account.tax_code) or link.account.foreign_no or "–"}
    facts["link"] = absolute(reverse("link_asks", args=[link.organizer.slug]))
    return (
        _("%(firm)s asks to be linked with your card") % facts,
        _("%(firm)s (tax code %(code)s) asks to be linked with the card you keep of it.\n%(link)s") % facts,
    )


@transaction.atomic
def vouch(*, link: CardLink, by: User, card: Enterprise | None = None) -> CardLink:
    """Answer an ask with yes: with the card that staff choose, that of the same tax code, or a new one."""
    link = _still(link)
    after(LINK, link.state, "vouch")
    card_for(organizer=link.organizer, account=link.account, by=by, card=card)
    return _still(link)


@transaction.atomic
def refuse(*, link: CardLink, by: User, reason: str) -> CardLink:
    """Answer an ask with no, and say why."""
    link = _still(link)
    state = after(LINK, link.state, "refuse")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the enterprise knows what to do.")})
    link.answer = reason
    _close(link, state, by=by, reason=reason)
    letters.tell_owners(link, lambda: _refusal_text(link), kind="link_refused")
    return link


def _refusal_text(link: CardLink) -> tuple[str, str]:
    facts = {"organizer": link.organizer.name, "reason": link.answer}
    return (
        _("%(organizer)s has not linked your account") % facts,
        _("%(organizer)s writes: %(reason)s") % facts,
    )


@transaction.atomic
def withdraw(*, link: CardLink, by: User) -> CardLink:
    """Take back one's own offer or ask; its link does nothing more."""
    link = _still(link)
    return _close(link, after(LINK, link.state, "withdraw"), by=by)


@transaction.atomic
def undo(*, link: CardLink, by: User, reason: str = "") -> CardLink:
    """Part card and account again. Both keep what is theirs; both sides are told."""
    link = _still(link)
    _close(link, after(LINK, link.state, "undo"), by=by, reason=reason)
    letters.tell_owners(link, lambda: _undone_text(link), kind="link_undone")
    letters.tell_keepers(link, lambda: _undone_text(link), kind="link_undone")
    return link


def _undone_text(link: CardLink) -> tuple[str, str]:
    facts = {"organizer": link.organizer.name, "firm": link.account.legal_name}
    return (
        _("%(firm)s and %(organizer)s are no longer linked") % facts,
        _(
            "The link between the account of %(firm)s and the card that %(organizer)s keeps was undone. Both keep "
            "their own records. It can be asked for again."
        )
        % facts,
    )


@transaction.atomic
def card_for(
    *,
    organizer: Organizer,
    account: Enterprise,
    by: User,
    card: Enterprise | None = None,
    not_before: datetime | None = None,
) -> Enterprise:
    """The organizer's card of this account's firm: the linked one, else that of its tax code, else a new copy.

    Whoever calls it vouches for the firm. An ask that waits is answered by it. The letters wait until `not_before`,
    where what calls it can still be taken back; then `take_back` undoes the link.
    """
    _lock(account)
    if linked := queries.linked_card(organizer, account):
        return linked
    known = card or queries.card_of_same_firm(organizer, account)
    card = known or _copy(account, organizer, by)
    waiting = account.card_links.filter(organizer=organizer, state=LinkState.ASKED).first()
    link = waiting or CardLink(account=account, opened_by=by, state=LinkState.ASKED)
    link.card, link.vouch = card, Vouch.ORGANIZER
    _settle(link, "vouch", by=by, account=account, tell=bool(known or waiting), not_before=not_before)
    return card


@transaction.atomic
def take_back(*, organizer: Organizer, account: Enterprise, by: User, since: datetime) -> None:
    """Undo the link that came of something taken back, and its letters that wait; an older link stays."""
    _lock(account)
    made = account.card_links.filter(organizer=organizer, state=LinkState.LINKED, settled_at__gte=since)
    if link := made.first():
        _close(link, after(LINK, link.state, "undo"), by=by, reason=_("Decision taken back"))
        letters.recall(link, kind=LINKED)


def _copy(account: Enterprise, organizer: Organizer, by: User) -> Enterprise:
    """A card of the organizer's own with what the account says today; later changes of either stay with it."""
    card = Enterprise(kept_by=organizer, **{name: getattr(account, name) for name in COPIED})
    save_checked(card, by=by)
    return card


def _settle(
    link: CardLink, deed: str, *, by: User, account: Enterprise, tell: bool = True, not_before: datetime | None = None
) -> CardLink:
    """Link card and account; whichever of two links at the same moment comes second is refused."""
    _lock(link.card)
    for other in link.card.links.filter(state=LinkState.OFFERED).exclude(pk=link.pk):
        _close(other, after(LINK, other.state, "withdraw"), by=by)
    link.account = account
    try:
        with transaction.atomic():
            _close(link, after(LINK, link.state, deed), by=by)
    except IntegrityError:
        raise ValidationError(
            _("This card or this account is already linked to another one. Undo that link first.")
        ) from None
    if tell:
        for letter in (letters.tell_owners, letters.tell_keepers, letters.tell_card):
            letter(link, lambda: _linked_text(link), kind=LINKED, not_before=not_before)
    return link


def _linked_text(link: CardLink) -> tuple[str, str]:
    facts = {"organizer": link.organizer.name, "firm": link.account.legal_name, "card": link.card.legal_name}
    return (
        _("%(firm)s and %(organizer)s are linked") % facts,
        _(
            "The account of %(firm)s is now linked with the card %(card)s of %(organizer)s: its people see their "
            "fairs, meetings and agreements there. If that is wrong, either side can undo it at any time."
        )
        % facts,
    )


def _close(link: CardLink, state: LinkState, *, by: User, reason: str = "") -> CardLink:
    link.state, link.settled_by, link.settled_at = state, by, timezone.now()
    history.save(link, by=by, reason=reason)
    if link.card and link.account:
        for follower in _followers:
            follower(link)
    return link


def _lock(*enterprises: Enterprise) -> None:
    """Accounts before cards, so that two deeds wait for one another instead of each for the other."""
    for enterprise in sorted(enterprises, key=lambda one: (one.kept_by_id is not None, one.pk)):
        Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def _still(link: CardLink, *others: Enterprise) -> CardLink:
    """The link as it is now, and stays until the deed is done.

    Whoever changes a link has locked its account, or its card where no account has taken it yet.
    """
    _lock(link.account or link.card, *others)
    now = CardLink.objects.filter(pk=link.pk).first()
    if now is None:
        raise ValidationError(_("This link is no longer there."))
    return now
