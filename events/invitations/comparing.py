"""A list held against what is known: who is new, who is invited already, who asked for no more letters, who applied."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.text import fold
from enterprises.models import Enterprise, LinkState
from enterprises.tax_codes import masked
from events.invitations.reading import Fault, Row
from events.models import ENDED, ApplicationState, Fair, Invitation, OptOut

Key = tuple[str, str | int]


@dataclass(frozen=True)
class New:
    """A firm to invite. `card` is surely its own; `offered` looks like it, and a person says whether it is."""

    row: Row
    card: Enterprise | None = None
    offered: Enterprise | None = None

    @property
    def offered_said(self) -> str:
        """The card that may be its own, with what tells it from its namesakes."""
        return " · ".join(filter(None, [self.offered.legal_name, masked(self.offered.tax_code), self.offered.phone]))


@dataclass(frozen=True)
class Known:
    """A firm that is left out, and what it was found as."""

    row: Row
    name: str
    pk: int | None = None


@dataclass
class Preview:
    """What inviting a list would do. With a fault, nothing."""

    new: list[New] = field(default_factory=list)
    invited: list[Known] = field(default_factory=list)
    opted_out: list[Known] = field(default_factory=list)
    applied: list[Known] = field(default_factory=list)
    twice: list[Known] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def compare(fair: Fair, rows: Iterable[Row], kept: QuerySet[Enterprise] | None = None) -> Preview:
    """Sort the rows of a list, each into the first group that it belongs to; in a fixed number of queries.

    `kept` are the cards that the person may see, all of the organizer's where none are named.
    """
    rows = list(rows)
    cards = Cards(Enterprise.objects.of(fair.organizer) if kept is None else kept)
    invited, applied = _invited(fair), _applied(fair)
    opted_out = set(OptOut.objects.filter(organizer=fair.organizer).values_list("address", flat=True))
    preview, seen = Preview(), {}
    for row in rows:
        card = cards.sure(row)
        keys = row.keys | ({("card", card.pk)} if card else set())
        if here := _first(keys, invited):
            preview.invited.append(Known(row, here.name, here.pk))
        elif {row.email, row.phone} & opted_out:
            preview.opted_out.append(Known(row, ""))
        elif name := _first(keys, applied):
            preview.applied.append(Known(row, name))
        elif before := _first(keys, seen):
            _meet_twice(preview, row, before)
        else:
            offered = None if card else cards.alike(row)
            preview.new.append(New(row, card, offered if offered and ("card", offered.pk) not in invited else None))
            seen |= dict.fromkeys(keys, row)
    return preview


def _first(keys: set[Key], known: dict):
    return next((known[key] for key in sorted(keys, key=str) if key in known), None)


def _meet_twice(preview: Preview, row: Row, before: Row) -> None:
    """The same firm twice is left out quietly; two firms with one number cannot both be invited by it."""
    shared = dict(row.keys & before.keys)
    if fold(row.name) == fold(before.name) or not shared or "tax_code" in shared:
        preview.twice.append(Known(row, before.name))
        return
    problem = _("Line %(line)s has the same: %(name)s") % {"line": before.line, "name": before.name}
    remedy = _("Each firm needs a number or address of its own. Take it off one of the two lines.")
    preview.faults.append(Fault(row.line, str(min(shared.values())), problem, remedy))


def _invited(fair: Fair) -> dict[Key, Invitation]:
    """The fair's invitations, withdrawn ones among them, by all that they are known by."""
    found = {}
    for invitation in fair.invitations.only("name", "phone", "email", "tax_code", "card", "fair"):
        for name, value in (
            ("phone", invitation.phone),
            ("email", invitation.email),
            ("tax_code", invitation.tax_code),
            ("card", invitation.card_id),
        ):
            if value:
                found[name, value] = invitation
    return found


def _applied(fair: Fair) -> dict[Key, str]:
    """Who applied without an invitation or stands in the fair's list of participants."""
    found: dict[Key, str] = {}
    under_way = fair.applications.exclude(submitted_at=None).exclude(state__in=(*ENDED, ApplicationState.DRAFT))
    for row in under_way.select_related("enterprise"):
        firm = row.enterprise
        found |= {
            (name, value): str(firm)
            for name, value in (
                ("tax_code", firm.tax_code), ("phone", row.contact_phone), ("email", row.contact_email.lower()),
                ("phone", firm.phone), ("email", firm.email.lower()),
            )
            if value
        }  # fmt: skip
    cards = fair.participations.values_list("enterprise", "enterprise__legal_name", "enterprise__tax_code")
    for pk, name, tax_code in cards:
        found["card", pk] = name
        if tax_code:
            found["tax_code", tax_code] = name
    linked = Q(links__state=LinkState.LINKED, links__account__applications__in=under_way)
    rows = Enterprise.objects.of(fair.organizer).filter(linked | Q(applications__in=under_way))
    return found | {("card", pk): name for pk, name in rows.values_list("pk", "legal_name")}


class Cards:
    """The organizer's cards by tax code, number, address and name.

    The tax code decides. A number or address together with the name decides too; one of them alone is a guess.
    """

    def __init__(self, kept: QuerySet[Enterprise]):
        self.by_tax_code: dict[str, Enterprise] = {}
        self.by_pk: dict[int, Enterprise] = {}
        self.by_reach: dict[str, list[Enterprise]] = defaultdict(list)
        self.by_name: dict[str, list[Enterprise]] = defaultdict(list)
        fields = ("legal_name", "trade_name", "tax_code", "phone", "email", "kept_by")
        for card in kept.only(*fields).order_by("pk"):
            self.by_pk[card.pk] = card
            if card.tax_code:
                self.by_tax_code[card.tax_code] = card
            for reach in filter(None, (card.phone, card.email.lower())):
                self.by_reach[reach].append(card)
            for name in {fold(card.legal_name), fold(card.trade_name)} - {""}:
                self.by_name[name].append(card)

    def sure(self, row: Row) -> Enterprise | None:
        """The card that is this firm's without asking anybody."""
        if row.card:
            return self.by_pk.get(row.card)
        if row.tax_code and (card := self.by_tax_code.get(row.tax_code)):
            return card
        named = self.by_name.get(fold(row.name), [])
        reached = [*self.by_reach.get(row.phone, []), *self.by_reach.get(row.email, [])]
        return next((card for card in named if card in reached and not self._is_another(card, row)), None)

    def alike(self, row: Row) -> Enterprise | None:
        """A card that may be this firm's: the same name, number or address."""
        found = [
            *self.by_name.get(fold(row.name), []),
            *self.by_reach.get(row.phone, []),
            *self.by_reach.get(row.email, []),
        ]
        return next((card for card in found if not self._is_another(card, row)), None)

    @staticmethod
    def _is_another(card: Enterprise, row: Row) -> bool:
        """Two tax codes are two firms, whatever else is the same."""
        return bool(card.tax_code and row.tax_code and card.tax_code != row.tax_code)


def chosen(preview: Preview, *, left_out: set[int], linked: set[int]) -> list[Row]:
    """The rows to invite: without those left out by line, with the offered cards that were said to be theirs."""
    kept = [new for new in preview.new if new.row.line not in left_out]
    taken = {new.card for new in kept if new.card}
    rows = []
    for new in kept:
        offered = new.offered if new.row.line in linked and new.offered not in taken else None
        card = new.card or offered
        taken |= {card} - {None}
        rows.append(replace(new.row, card=card.pk if card else None))
    return rows
