"""Who took part in the organizer's earlier fairs, as rows of a list to invite."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.reach import Reach
from enterprises.models import Enterprise, OcopCertificate
from enterprises.validity import in_force_between
from events.invitations.reading import MOST_LINES, Row
from events.models import Delegate, Fair, Participation, ParticipationState


def earlier_fairs(fair: Fair, reach: Reach) -> QuerySet[Fair]:
    """The organizer's other fairs in reach at which somebody stands in the list, the latest first."""
    others = fair.organizer.fairs.filter(reach.among("pk")).exclude(pk=fair.pk)
    return others.filter(Exists(Participation.objects.filter(fair=OuterRef("pk")))).order_by("-starts_on", "pk")


def participants(fair: Fair, reach: Reach, *, wanted: dict) -> list[Row]:
    """A row for each card that took part and fits what is wanted, with the way by which it was reached last."""
    parts = Participation.objects.filter(fair__in=earlier_fairs(fair, reach).order_by())
    if wanted.get("fair"):
        parts = parts.filter(fair=wanted["fair"])
    if wanted.get("role"):
        parts = parts.filter(role=wanted["role"])
    if not wanted.get("with_no_shows"):
        parts = parts.filter(state=ParticipationState.TOOK_PART)
    cards = _fitting(Enterprise.objects.of(fair.organizer).filter(pk__in=parts.values("enterprise")), wanted)
    people = _people(parts)
    rows = []
    for line, card in enumerate(cards.order_by("sort_key", "pk")[:MOST_LINES], start=1):
        name, phone, email = people.get(card.pk, ("", "", ""))
        rows.append(
            Row(
                line=line,
                name=card.legal_name,
                contact_name=card.contact_name or name,
                phone=card.phone or phone,
                email=(card.email or email).lower(),
                tax_code=card.tax_code,
                language="vi" if card.country == "VN" else "en",
                card=card.pk,
            )
        )
    return rows


def _fitting(cards: QuerySet[Enterprise], wanted: dict) -> QuerySet[Enterprise]:
    today = timezone.localdate()
    if wanted.get("group"):
        cards = cards.filter(products__group=wanted["group"])
    if wanted.get("stars"):
        held = OcopCertificate.objects.filter(in_force_between(today, today), stars__gte=int(wanted["stars"]))
        cards = cards.filter(Exists(held.filter(product__enterprise=OuterRef("pk"))))
    if wanted.get("district"):
        cards = cards.filter(district_as_written=wanted["district"])
    if wanted.get("province"):
        cards = cards.filter(province=wanted["province"])
    return cards.distinct()


def _people(parts: QuerySet[Participation]) -> dict[int, tuple[str, str, str]]:
    """Who came for each card last, for cards that say nothing of it themselves."""
    reachable = Delegate.objects.filter(participation__in=parts).exclude(Q(phone="") & Q(email=""))
    rows = reachable.order_by("participation__fair__starts_on", "-pk")
    found = rows.values_list("participation__enterprise", "name", "phone", "email")
    return {card: (name, phone, email) for card, name, phone, email in found}
