"""Letters about links: each reader gets theirs in their own language, who has no e-mail through the call list."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import translation

from accounts.models import User
from common import outbox
from enterprises import queries
from enterprises.models import CardLink

Text = Callable[[], tuple[str, str]]  # subject and body, asked for in the language of each reader


def tell_owners(link: CardLink, text: Text, *, kind: str, not_before: datetime | None = None) -> None:
    """Write to the owners of the account."""
    _tell(queries.owners(link.account), link, text, kind=kind, not_before=not_before)


def tell_keepers(link: CardLink, text: Text, *, kind: str, not_before: datetime | None = None) -> None:
    """Write to those of the organizer's team who keep its cards."""
    _tell(queries.keepers(link.organizer), link, text, kind=kind, not_before=not_before)


def _tell(readers: Iterable[User], link: CardLink, text: Text, **when_and_why) -> None:
    for reader in readers:
        with translation.override(reader.language):
            _post(link, text, to=reader.email or "", mobile=reader.mobile or "", name=str(reader), **when_and_why)


def tell_card(link: CardLink, text: Text, *, kind: str, not_before: datetime | None = None) -> None:
    """Write to the address that stands on the card, whoever reads there."""
    card = link.card
    if card.email or card.phone:
        with translation.override("vi" if card.country == "VN" else "en"):
            name = card.contact_name or card.legal_name
            _post(link, text, to=card.email, mobile=card.phone, name=name, kind=kind, not_before=not_before)


def recall(link: CardLink, *, kind: str) -> None:
    """Take back letters that still wait for their time."""
    outbox.recall(thread=_thread(link), kind=kind)


def _post(link: CardLink, text: Text, *, to: str, mobile: str, **fields) -> None:
    subject, body = text()
    outbox.post(
        to=to,
        mobile="" if to else mobile,
        subject=subject,
        body=body,
        short=_short(subject, body),
        thread=_thread(link),
        organizer=link.organizer,
        **fields,
    )


def _thread(link: CardLink) -> str:
    return f"link-{link.pk}"


def _short(subject: str, body: str) -> str:
    """What is told by phone or message: the subject, and the address where it can be answered."""
    address = next((word for word in body.split() if word.startswith(("http://", "https://"))), "")
    return f"{subject}. {address}".strip()
