"""Reads that cross rooms, for the pages that stand in front of them."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Organizer, User
from common.models import Job
from contracts.models import Agreement
from enterprises.models import Enterprise, OcopCertificate, Product
from events.models import Fair, FairState, Participation

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
