"""Reads of delegations."""

from django.db.models import Count, Q, QuerySet

from common.links import unsign
from enterprises import likeness
from enterprises.models import Enterprise
from events.models import Delegation, DelegationFirm, Fair
from events.models.delegations import LINK


def delegations(fair: Fair) -> QuerySet[Delegation]:
    """The fair's delegations, each with how many firms it lists and how many were taken in."""
    counts = {"listed": Count("firms"), "taken_in": Count("firms", filter=Q(firms__application__isnull=False))}
    return fair.delegations.select_related("fair__organizer", "package").annotate(**counts)


def by_token(token: str) -> Delegation | None:
    """The delegation whose list a link keeps; a link that was made anew is good no more."""
    found = unsign(LINK, token)
    if found is None:
        return None
    rows = Delegation.objects.select_related("fair__organizer", "package")
    return rows.filter(pk=found[0], serial=found[1], fair__organizer__is_active=True).first()


def firms(delegation: Delegation) -> list[DelegationFirm]:
    """Its list; firms that were taken in come with their application."""
    return list(delegation.firms.select_related("application", "delegation__fair"))


class Cards:
    """Finds the organizer's card of each firm of a list: by tax code, else by a name that one card alone has."""

    def __init__(self, fair: Fair):
        self.by_code: dict[str, Enterprise] = {}
        self.by_name: dict[str, list[Enterprise]] = {}
        for card in Enterprise.objects.of(fair.organizer).order_by("pk"):
            if card.tax_code:
                self.by_code[card.tax_code] = card
            self.by_name.setdefault(likeness.core(card.legal_name), []).append(card)

    def of(self, firm: DelegationFirm) -> Enterprise | None:
        if card := self.by_code.get(firm.tax_code):
            return card
        same = self.by_name.get(likeness.core(firm.name), [])
        fits = [card for card in same if not (card.tax_code and firm.tax_code)]
        return fits[0] if len(fits) == 1 else None
