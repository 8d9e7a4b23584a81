"""Reads of follow-ups, and what they add up to."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.reach import Reach
from common.links import unsign
from common.text import sort_key
from contracts.models import FOLLOW_UP, UNCOUNTED, Agreement, Deliveries, FollowUp, PartyRole, State, ValueBasis
from enterprises.models import Enterprise


def follow_ups(reach: Reach) -> QuerySet[FollowUp]:
    """Everybody who was asked about an agreement in reach."""
    rows = FollowUp.objects.filter(reach.among("agreement__fair"), agreement__organizer=reach.organizer)
    return rows.select_related("agreement__organizer", "agreement__fair", "party__enterprise", "draft")


def by_token(token: str) -> FollowUp | None:
    pk = unsign(FOLLOW_UP, token)
    rows = FollowUp.objects.select_related("agreement__organizer", "agreement__fair", "party__enterprise")
    return rows.filter(pk=pk).first() if pk else None


@dataclass(frozen=True)
class Rate:
    """What came of deals. Values in đồng; `agreed` is that of the answered ones that state a value, the denominator.

    `realised` is None where nobody named an amount; `unanswered` names how many did not answer at all.
    """

    key: str
    label: str
    asked: int
    answered: int
    with_amount: int
    agreed: int
    realised: int | None

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def percent(self) -> float | None:
        """The realisation rate: realised per agreed value, of the agreements for which both are known."""
        return None if self.realised is None or not self.agreed else 100 * self.realised / self.agreed


@dataclass
class _Deal:
    agreement: Agreement
    answers: list[FollowUp]

    @property
    def realised(self) -> int | None:
        """Of the latest round that names an amount, the lower one where both sides answered."""
        named = [row for row in self.answers if row.answered_at and _amount(row) is not None]
        if not named:
            return None
        latest = max(row.months for row in named)
        return min(_amount(row) for row in named if row.months == latest)


def _amount(row: FollowUp) -> int | None:
    """Nothing delivered is nothing realised; an amount left out is unknown."""
    return 0 if row.deliveries in (Deliveries.NONE, Deliveries.STOPPED) and row.realised is None else row.realised


GROUPS: dict[str, Callable[[Agreement], tuple[str, str]]] = {
    "fair": lambda deal: (deal.fair.code, deal.fair.name) if deal.fair else ("", _("Not at a fair")),
    "buyer": lambda deal: _leading(deal, PartyRole.BUYER),
    "sector": lambda deal: _sector(deal),
    "year": lambda deal: (str(deal.signed_on.year), str(deal.signed_on.year)),
}


def rates(reach: Reach, group: str) -> tuple[list[Rate], Rate]:
    """The realisation rate at each key of a group, and in all. Contracts alone: a memorandum promises no value."""
    deals = _deals(reach)
    grouped: dict[tuple[str, str], list[_Deal]] = defaultdict(list)
    for deal in deals:
        grouped[GROUPS[group](deal.agreement)].append(deal)
    rows = [_rate(key, label, of_key) for (key, label), of_key in grouped.items()]
    return sorted(rows, key=lambda rate: (not rate.key, sort_key(rate.label))), _rate("", _("Total"), deals)


def _deals(reach: Reach) -> list[_Deal]:
    asked = follow_ups(reach).exclude(agreement__state__in=(*UNCOUNTED, State.SUPERSEDED))
    asked = asked.exclude(agreement__kind="memorandum")
    answers: dict[int, list[FollowUp]] = defaultdict(list)
    for row in asked.select_related(None).only("agreement_id", "months", "answered_at", "deliveries", "realised"):
        answers[row.agreement_id].append(row)
    agreements = Agreement.objects.filter(pk__in=answers).select_related("fair")
    agreements = agreements.prefetch_related("parties__enterprise", "lines__product__group").order_by("signed_on", "pk")
    return [_Deal(agreement, answers[agreement.pk]) for agreement in agreements]


def _rate(key: str, label: str, deals: Iterable[_Deal]) -> Rate:
    deals = list(deals)
    known = [
        (deal.agreement.value, deal.realised)
        for deal in deals
        if deal.agreement.value_basis == ValueBasis.STATED and deal.realised is not None
    ]
    return Rate(
        key=key,
        label=label,
        asked=len(deals),
        answered=sum(any(row.answered_at for row in deal.answers) for deal in deals),
        with_amount=len(known),
        agreed=sum(agreed for agreed, _realised in known),
        realised=sum(realised for _agreed, realised in known) if known else None,
    )


def _leading(deal: Agreement, role: str) -> tuple[str, str]:
    party = next((one for one in deal.parties.all() if one.role == role and one.position == 1), None)
    if party is None:
        return "", _("No buyer named")
    card: Enterprise | None = party.enterprise
    return (str(card.pk), card.legal_name) if card else (party.agency_name, party.agency_name)


def _sector(deal: Agreement) -> tuple[str, str]:
    group = next((line.product.group for line in deal.lines.all() if line.product and line.product.group), None)
    return (group.code, str(group)) if group else ("", _("Sector not stated"))
