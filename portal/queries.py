"""Reads that cross rooms, for the pages that stand in front of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organizer, User
from accounts.reach import Reach
from common.models import Job, Letter, StoredFile
from contracts.queries import agreements_within
from enterprises.models import Certificate, Enterprise, OcopCertificate
from enterprises.queries import cards, own_ocop, own_papers, products_within
from enterprises.validity import Standing
from events.legal.queries import is_in_legal_file
from events.models import ENDED, Application, ApplicationState, DecisionPaper, Fair, FairState
from events.queries import fairs_within, participations
from matching.models import Meeting, MeetingState
from matching.queries import meetings_of

LOOK_AHEAD = timedelta(days=180)


# How many of each kind somebody reaches is asked with the permission to see them.
COUNTED = {
    "fairs": ("events.view_fair", fairs_within),
    "enterprises": ("enterprises.view_enterprise", cards),
    "products": ("enterprises.view_product", products_within),
    "participations": ("events.view_participation", participations),
    "agreements": ("contracts.view_agreement", agreements_within),
}


def overview_figures(reach_of: Callable[[str], Reach | None]) -> dict[str, int]:
    """How many records of each kind the person reaches; a kind that they may not see is left out."""
    reaches = {name: (reach_of(permission), rows) for name, (permission, rows) in COUNTED.items()}
    return {name: rows(reach).count() for name, (reach, rows) in reaches.items() if reach}


def upcoming(reach: Reach) -> QuerySet[Fair]:
    """Fairs that are not over yet, the nearest first."""
    ahead = fairs_within(reach).filter(ends_on__gte=timezone.localdate(), state=FairState.PLANNED)
    return ahead.order_by("starts_on")[:5]


def latest(reach: Reach) -> QuerySet[Fair]:
    """The last fairs, for the time when none is ahead."""
    return fairs_within(reach).order_by("-starts_on", "pk")[:5]


def past_but_planned(reach: Reach) -> Fair | None:
    """A fair whose days are over while nobody has said whether it was held."""
    over = fairs_within(reach).filter(ends_on__lt=timezone.localdate(), state=FairState.PLANNED)
    return over.order_by("starts_on").first()


def to_review(reach: Reach) -> tuple[int, Fair | None]:
    """How many applications wait for an answer, and the fair with the nearest first day among theirs."""
    waiting = Application.objects.filter(
        reach.among("fair"),
        fair__organizer=reach.organizer,
        fair__state=FairState.PLANNED,
        state=ApplicationState.SUBMITTED,
    )
    nearest = waiting.select_related("fair").order_by("fair__starts_on", "pk").first()
    return waiting.count(), nearest.fair if nearest else None


def expiring_certificates(reach: Reach) -> int:
    """OCOP certificates that end within half a year and were not revoked."""
    today = timezone.localdate()
    soon = OcopCertificate.objects.filter(revoked_on=None, expires_on__range=(today, today + LOOK_AHEAD))
    return soon.filter(product__in=products_within(reach)).count()


def last_year_with_deals(reach: Reach) -> int | None:
    """The year of the latest signed agreement: the report that there is something to put into."""
    signed = agreements_within(reach).filter(signed_on__isnull=False)
    day = signed.order_by("-signed_on").values_list("signed_on", flat=True).first()
    return day.year if day else None


def recent_jobs(organizer: Organizer, user: User) -> QuerySet[Job]:
    return Job.objects.filter(organizer=organizer, by=user).defer("params", "result").order_by("-created_at")[:5]


def letters(reach: Reach) -> QuerySet[Letter]:
    """Letters written in the organizer's name; of certain fairs those that are about them."""
    return Letter.objects.filter(reach.among("about_fair"), organizer=reach.organizer)


def belongs(stored: StoredFile, reach: Reach) -> bool:
    """Whether a scan belongs to an agreement, a card or a legal file in reach."""
    return (
        agreements_within(reach).filter(evidence__file=stored).exists()
        or cards(reach).filter(Q(certificates__file=stored) | Q(products__ocop_certificates__file=stored)).exists()
        or is_in_legal_file(stored, reach)
        or DecisionPaper.objects.filter(reach.among("fair"), fair__organizer=reach.organizer, scan=stored).exists()
    )


# An enterprise's own account


def meetings_ahead(account: Enterprise) -> list[Meeting]:
    """The enterprise's meetings of today and later that are still to be held."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = meetings_of(account).filter(state=MeetingState.SCHEDULED, slot__starts_at__gte=midnight)
    return list(ahead[:50])


@dataclass(frozen=True)
class PaperAtRisk:
    """A paper that ended, ends soon, or ends before a fair does to which the enterprise has applied."""

    paper: OcopCertificate | Certificate
    name: str
    expires_on: date
    fair: Fair | None


def papers_at_risk(account: Enterprise, applications: list[Application]) -> list[PaperAtRisk]:
    """The enterprise's latest papers that will not do, the first to end first."""
    today = timezone.localdate()
    fairs = [a.fair for a in applications if a.told_state not in ENDED and a.fair.ends_on >= today]
    latest: dict[tuple, OcopCertificate | Certificate] = {}
    for paper in own_ocop(account).exclude(standing=Standing.REVOKED):
        latest.setdefault(("stars", paper.product_id), paper)
    for paper in own_papers(account):
        latest.setdefault(("paper", paper.kind), paper)
    found = []
    for paper in latest.values():
        fair = next((fair for fair in fairs if paper.expires_on and paper.expires_on < fair.ends_on), None)
        if fair or paper.standing in (Standing.EXPIRED, Standing.EXPIRING):
            name = str(paper.product) if isinstance(paper, OcopCertificate) else paper.get_kind_display()
            found.append(PaperAtRisk(paper, name, paper.expires_on, fair))
    return sorted(found, key=lambda risk: risk.expires_on)
