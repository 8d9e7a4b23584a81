"""A register of agreements for measurements, written in bulk; the same rows for the same number every time."""

import datetime

from accounts.models import Organizer
from common import history
from contracts.models import Agreement, AgreementLine, Grade, Kind, Party, PartyRole, State, ValueBasis
from enterprises.models import Enterprise, UsualRole
from events.models import Fair

BATCH = 5_000
KINDS = (Kind.SALES, Kind.SALES, Kind.FRAMEWORK, Kind.MEMORANDUM)


def fill_agreements(organizer: Organizer, count: int, *, year: int = 2019) -> None:
    """So many signed agreements of a year between the organizer's sellers and buyers, each with one line."""
    sellers = list(Enterprise.objects.of(organizer).filter(usual_role=UsualRole.SELLER).order_by("pk")[:500])
    buyers = list(Enterprise.objects.of(organizer).filter(usual_role=UsualRole.BUYER).order_by("pk")[:50])
    fairs = list(Fair.objects.filter(organizer=organizer).order_by("pk"))
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        agreements = [_agreement(organizer, n, fairs, year) for n in numbers]
        history.bulk_create(agreements, by=None, reason="bench")
        pairs = list(zip(numbers, agreements, strict=True))
        parties = [
            Party(agreement=agreement, role=role, enterprise=side[n % len(side)])
            for n, agreement in pairs
            for role, side in ((PartyRole.SELLER, sellers), (PartyRole.BUYER, buyers))
        ]
        history.bulk_create(parties, by=None, reason="bench")
        lines = [
            AgreementLine(agreement=agreement, product_as_written="Gạo thơm", quantity=n % 900 + 1, unit="kg")
            for n, agreement in pairs
        ]
        history.bulk_create(lines, by=None, reason="bench")


def _agreement(organizer: Organizer, n: int, fairs: list[Fair], year: int) -> Agreement:
    stated = n % 3 != 0
    return Agreement(
        organizer=organizer,
        kind=KINDS[n % len(KINDS)],
        state=State.SIGNED,
        register_no=f"{n}/BENCH",
        register_year=year,
        signed_on=datetime.date(year, 1, 1) + datetime.timedelta(days=n % 365),
        fair=fairs[n % len(fairs)] if n % 5 else None,
        value_basis=ValueBasis.STATED if stated else ValueBasis.NOT_STATED,
        value=(n % 1000 + 1) * 1_000_000 if stated else None,
        grade=Grade(n % 5 + 1),
    )
