"""Letters of this room: each reader gets theirs in their own language, who has no e-mail through the call list."""

from collections.abc import Callable, Iterable

from django.utils import translation

from accounts.models import Organizer, User
from common import outbox
from enterprises import queries
from enterprises.models import CardLink

Text = Callable[[], tuple[str, str]]  # subject and body, asked for in the language of each reader


def tell(readers: Iterable[User], text: Text, *, kind: str, thread: str, organizer: Organizer | None) -> None:
    """Write one letter to each of these people."""
    for reader in readers:
        with translation.override(reader.language):
            subject, body = text()
            _post(subject, body, reader.email or "", reader.mobile or "", str(reader), kind, thread, organizer)


def tell_card(link: CardLink, text: Text, *, kind: str) -> None:
    """Write to the address that stands on the card, whoever reads there."""
    card = link.card
    if card.email or card.phone:
        with translation.override("vi" if card.country == "VN" else "en"):
            subject, body = text()
            name = card.contact_name or card.legal_name
            _post(subject, body, card.email, card.phone, name, kind, f"link-{link.pk}", link.organizer)


def _post(subject: str, body: str, to: str, mobile: str, name: str, kind: str, thread: str, organizer) -> None:
    outbox.post(
        to=to, mobile="" if to else mobile, name=name, subject=subject, body=body, short=_short(subject, body),
        kind=kind, thread=thread, organizer=organizer,
    )  # fmt: skip


def _short(subject: str, body: str) -> str:
    """What is told by phone or message: the subject, and the address where it can be answered."""
    address = next((word for word in body.split() if word.startswith(("http://", "https://"))), "")
    return f"{subject}. {address}".strip()


def tell_owners(link: CardLink, text: Text, *, kind: str) -> None:
    """Write to the owners of the account."""
    tell(queries.owners(link.account), text, kind=kind, thread=f"link-{link.pk}", organizer=link.organizer)


def tell_keepers(link: CardLink, text: Text, *, kind: str) -> None:
    """Write to those of the organizer's team who keep its cards."""
    tell(queries.keepers(link.organizer), text, kind=kind, thread=f"link-{link.pk}", organizer=link.organizer)
