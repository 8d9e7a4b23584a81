"""Reads of agreements; each returns what its page needs in a fixed number of queries."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Organizer, User
from accounts.reach import Reach
from common.text import fold
from contracts.models import UNSIGNED, Agreement, AgreementLine, Evidence, Party, PartyRole, State
from enterprises.models import CardLink, Enterprise, LinkState, Product
from events.models import Fair
from matching.models import Meeting, MeetingState

SMALL_TEAM = 2
SIDES = (PartyRole.SELLER, PartyRole.BUYER)


def agreements_within(reach: Reach) -> QuerySet[Agreement]:
    """The organizer's agreements in reach; one of no fair is in that of the whole workspace alone."""
    return Agreement.objects.filter(reach.among("fair"), organizer=reach.organizer)


def agreements(reach: Reach, fair: Fair | None = None) -> QuerySet[Agreement]:
    """The agreements in reach, or those of one fair, with their parties."""
    rows = agreements_within(reach)
    rows = rows.filter(fair=fair) if fair else rows
    parties = Party.objects.select_related("enterprise").order_by("role", "position")
    return rows.select_related("organizer", "fair").prefetch_related(Prefetch("parties", parties))


def by_sides(rows: QuerySet[Agreement], *, is_descending: bool) -> QuerySet[Agreement]:
    """In the Vietnamese order of sellers, then of buyers. The keys are read for this alone: they cost a deep page."""
    keys = ("seller_key", "buyer_key", "pk")
    rows = rows.annotate(seller_key=_leading_key(PartyRole.SELLER), buyer_key=_leading_key(PartyRole.BUYER))
    return rows.order_by(*(f"-{key}" if is_descending else key for key in keys))


def _leading_key(role: str) -> Subquery:
    """What sorts by the leading party of a side: an enterprise's key; an agency comes after them."""
    leading = Party.objects.filter(agreement=OuterRef("pk"), role=role, position=1).order_by()
    return Subquery(leading.values(key=Coalesce("enterprise__sort_key", "search_key"))[:1])


def found(rows: QuerySet[Agreement], organizer: Organizer, text: str) -> QuerySet[Agreement]:
    """Agreements of which each word stands in a number, or in the name or tax code of a party as it is today."""
    parties = Party.objects.order_by()
    cards = Enterprise.objects.of(organizer).order_by()
    for word in fold(text).split():
        named = parties.filter(enterprise__in=cards.filter(search_key__contains=word))
        agency = parties.filter(enterprise=None, search_key__contains=word)
        rows = rows.filter(
            Q(search_key__contains=word) | Q(pk__in=named.values("agreement")) | Q(pk__in=agency.values("agreement"))
        )
    return rows


def years(reach: Reach) -> list[int]:
    """From the year of the latest signing in reach back to that of the first."""
    signed = agreements_within(reach).filter(signed_on__isnull=False).order_by("signed_on")
    first, last = signed.first(), signed.last()
    return list(range(last.signed_on.year, first.signed_on.year - 1, -1)) if first else []


def lines(agreement: Agreement) -> QuerySet[AgreementLine]:
    return agreement.lines.select_related("product").order_by("position")


def evidence(agreement: Agreement) -> QuerySet[Evidence]:
    return agreement.evidence.select_related("file__uploaded_by").order_by("pk")


def lines_total(agreement: Agreement) -> int | None:
    """The sum of the lines' amounts; None where none of them has one."""
    return agreement.lines.aggregate(total=Sum("amount"))["total"]


def replaced_by(agreement: Agreement, reach: Reach) -> Agreement | None:
    """The contract in reach that a memorandum became; a void one replaces nothing."""
    return agreement.superseded_by.filter(reach.among("fair")).exclude(state=State.VOID).first()


def lookalikes(agreement: Agreement, parties: Sequence[Party], lines: Sequence[AgreementLine]) -> list[Agreement]:
    """Other agreements of the same kind and day between the same sides, about some of the same goods."""
    sides = [party for party in parties if party.role in SIDES]
    if not sides:
        return []
    others = Agreement.objects.filter(organizer=agreement.organizer, kind=agreement.kind, signed_on=agreement.signed_on)
    for party in sides:
        same = Q(enterprise=party.enterprise_id) if party.enterprise_id else Q(search_key=fold(party.agency_name)[:255])
        others = others.filter(Exists(Party.objects.filter(same, agreement=OuterRef("pk"), role=party.role)))
    others = others.exclude(pk=agreement.pk).exclude(state=State.VOID).prefetch_related("lines")
    goods = _goods(lines)
    return [other for other in others if not goods or not (theirs := _goods(other.lines.all())) or goods & theirs]


def _goods(lines: Iterable[AgreementLine]) -> set[str]:
    return {fold(line.product_as_written) for line in lines}


def may_verify(agreement: Agreement, person: User) -> bool:
    """Somebody else than who recorded it; in a team of two or fewer anybody, which is then marked."""
    if agreement.recorded_by_id != person.pk:
        return True
    return agreement.organizer.team.current().count() <= SMALL_TEAM


def products_named(parties: Sequence[Party], names: Sequence[str]) -> dict[str, Product]:
    """The sellers' products by their folded names."""
    sellers = [party.enterprise_id for party in parties if party.role == PartyRole.SELLER and party.enterprise_id]
    keys = {fold(name)[:255] for name in names} - {""}
    products = Product.objects.filter(enterprise__in=sellers, name_key__in=keys).order_by("-pk")
    return {product.name_key: product for product in products}


# Of the meeting from which a deal comes


def held_meeting(reach: Reach, pk: str | None) -> Meeting | None:
    """The meeting that an address names, if it is one in reach that took place."""
    if not (pk and pk.isdecimal()):
        return None
    rows = Meeting.objects.filter(reach.among("fair"), fair__organizer=reach.organizer, state=MeetingState.HELD)
    return (
        rows.select_related("fair__organizer", "slot", "place", "buyer__enterprise", "seller__enterprise")
        .filter(pk=pk)
        .first()
    )


# Of an enterprise


def account_of(card: Enterprise) -> Enterprise | None:
    """The enterprise's own account to which an organizer's card is linked."""
    link = CardLink.objects.select_related("account").filter(card=card, state=LinkState.LINKED).first()
    return link.account if link else None


def agreements_of(account: Enterprise) -> QuerySet[Agreement]:
    """What was signed with an enterprise as a party, through the cards linked to its account; nobody's drafts."""
    cards = CardLink.objects.filter(account=account, state=LinkState.LINKED).values("card")
    mine = Party.objects.filter(agreement=OuterRef("pk"), enterprise__in=cards)
    parties = Party.objects.select_related("enterprise").order_by("role", "position")
    rows = Agreement.objects.filter(Exists(mine)).exclude(state__in=UNSIGNED)
    return rows.select_related("organizer", "fair").prefetch_related(Prefetch("parties", parties))


def own_cards(account: Enterprise) -> set[int]:
    """The cards linked to an account, to tell its side of a paper from the other."""
    links = CardLink.objects.filter(account=account, state=LinkState.LINKED)
    return set(links.values_list("card_id", flat=True))
