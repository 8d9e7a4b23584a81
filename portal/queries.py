"""Reads that cross rooms, for the pages that stand in front of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Organizer, User
from common.models import Job
from contracts.models import Agreement
from enterprises.models import Certificate, Enterprise, OcopCertificate, Product
from enterprises.queries import own_ocop, own_papers
from enterprises.validity import Standing
from events.models import ENDED, Application, ApplicationState, Fair, FairState, Participation
from matching.models import Meeting, MeetingState
from matching.queries import meetings_of

LOOK_AHEAD = timedelta(days=180)


def overview_figures(organizer: Organizer) -> dict[str, int]:
    """How many records of each kind the organizer has."""
    return {
        "fairs": Fair.objects.filter(organizer=organizer).count(),
        "enterprises": Enterprise.objects.of(organizer).count(),
        "products": Product.objects.filter(enterprise__kept_by=organizer).count(),
        "participations": Participation.objects.filter(fair__organizer=organizer).count(),
        "agreements": Agreement.objects.filter(organizer=organizer).count(),
    }


def upcoming(organizer: Organizer) -> QuerySet[Fair]:
    """Fairs that are not over yet, the nearest first."""
    return Fair.objects.filter(
        organizer=organizer, ends_on__gte=timezone.localdate(), state=FairState.PLANNED
    ).order_by("starts_on")[:5]


def latest(organizer: Organizer) -> QuerySet[Fair]:
    """The last fairs, for the time when none is ahead."""
    return Fair.objects.filter(organizer=organizer).order_by("-starts_on", "pk")[:5]


def past_but_planned(organizer: Organizer) -> Fair | None:
    """A fair whose days are over while nobody has said whether it was held."""
    return (
        Fair.objects.filter(organizer=organizer, ends_on__lt=timezone.localdate(), state=FairState.PLANNED)
        .order_by("starts_on")
        .first()
    )


def to_review(organizer: Organizer) -> tuple[int, Fair | None]:
    """How many applications wait for an answer, and the fair with the nearest first day among theirs."""
    waiting = Application.objects.filter(
        fair__organizer=organizer, fair__state=FairState.PLANNED, state=ApplicationState.SUBMITTED
    )
    nearest = waiting.select_related("fair").order_by("fair__starts_on", "pk").first()
    return waiting.count(), nearest.fair if nearest else None


def expiring_certificates(organizer: Organizer) -> int:
    """OCOP certificates that end within half a year and were not revoked."""
    today = timezone.localdate()
    return OcopCertificate.objects.filter(
        product__enterprise__kept_by=organizer, revoked_on=None, expires_on__range=(today, today + LOOK_AHEAD)
    ).count()


def last_year_with_deals(organizer: Organizer) -> int | None:
    """The year of the latest signed agreement: the report that there is something to put into."""
    signed = Agreement.objects.filter(organizer=organizer, signed_on__isnull=False)
    day = signed.order_by("-signed_on").values_list("signed_on", flat=True).first()
    return day.year if day else None


def recent_jobs(organizer: Organizer, user: User) -> QuerySet[Job]:
    return Job.objects.filter(organizer=organizer, by=user).defer("params", "result").order_by("-created_at")[:5]


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
    fairs = [a.fair for a in applications if a.state not in ENDED and a.fair.ends_on >= today]
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
