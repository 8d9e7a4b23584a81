"""Letters to the parties of an agreement: that it stands in the register, or that a contract replaced it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.links import absolute
from contracts import queries
from contracts.models import Agreement, Party, PartyRole
from enterprises.models import Enterprise


def tell_signed(agreement: Agreement, parties: Iterable[Party]) -> None:
    """Both sides learn under which number their paper was recorded."""
    for card, other in _readers(parties):
        with translation.override(language_of(card)):
            _post(
                agreement,
                card,
                other,
                subject=_("Recorded: your %(kind)s with %(other)s"),
                opening=_("%(organizer)s recorded your %(kind)s with %(other)s, signed on %(day)s, under %(number)s."),
            )


def tell_replaced(contract: Agreement, parties: Iterable[Party]) -> None:
    """Both sides learn that their memorandum became a contract."""
    for card, other in _readers(parties):
        with translation.override(language_of(card)):
            _post(
                contract,
                card,
                other,
                subject=_("Your memorandum with %(other)s became a contract"),
                opening=_(
                    "%(organizer)s recorded your %(kind)s with %(other)s, signed on %(day)s, under %(number)s."
                    " It replaces your memorandum %(replaced)s."
                ),
            )


def language_of(card: Enterprise) -> str:
    """That of the person at the card's address; else Vietnamese at home and English for those abroad."""
    known = User.objects.filter(email=card.email.lower()).first() if card.email else None
    if known:
        return known.language
    return "vi" if card.country == "VN" else "en"


def _readers(parties: Iterable[Party]) -> list[tuple[Enterprise, str]]:
    """The enterprises that sold or bought, each with the name of who leads the other side; nobody without address."""
    sides = [party for party in parties if party.role != PartyRole.WITNESS]
    leading = {party.role: str(party) for party in reversed(sides)}
    opposite = {PartyRole.SELLER: leading.get(PartyRole.BUYER, ""), PartyRole.BUYER: leading.get(PartyRole.SELLER, "")}
    return [
        (party.enterprise, opposite[party.role])
        for party in sides
        if party.enterprise_id and (party.enterprise.email or party.enterprise.phone)
    ]


def _post(agreement: Agreement, card: Enterprise, other: str, *, subject: str, opening: str) -> None:
    facts = {
        "organizer": agreement.organizer,
        "kind": agreement.get_kind_display(),
        "other": other,
        "day": date_format(agreement.signed_on, "d/m/Y"),
        "number": agreement.register_no,
        "replaced": agreement.supersedes or "",
    }
    account = queries.account_of(card)
    page = absolute(reverse("my_agreement", args=[account.pk, agreement.pk])) if account else ""
    link = _("See it here: %(link)s") % {"link": page} if page else ""
    wrong = _("If something in it is wrong, tell the organizer.")
    outbox.post(
        organizer=agreement.organizer,
        about_fair=agreement.fair_id,
        to=card.email,
        mobile=card.phone,
        name=card.contact_name or str(card),
        kind="agreement_signed",
        thread=f"agreement-{agreement.pk}",
        subject=subject % facts,
        body="\n\n".join(filter(None, [opening % facts, link, wrong])),
        short=" ".join(filter(None, [opening % facts, page])),
    )
