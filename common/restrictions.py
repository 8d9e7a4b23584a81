"""Who asked an organizer to leave their data alone, known by an address or number."""

from django.db.models import Q, QuerySet

from common.models import Restriction


def restrictions(*, email: str = "", mobile: str = "") -> QuerySet[Restriction]:
    """The restrictions that stand for an address or number, with whatever organizer."""
    if not (email or mobile):
        return Restriction.objects.none()
    theirs = Q(email__iexact=email) if email else Q(pk__in=[])
    if mobile:
        theirs |= Q(mobile=mobile)
    return Restriction.objects.filter(theirs, ended_at=None)


def standing_at(organizer) -> QuerySet[Restriction]:
    """All restrictions that stand at an organizer."""
    return Restriction.objects.filter(organizer=organizer, ended_at=None)


def is_restricted(*, organizer, email: str = "", mobile: str = "") -> bool:
    return restrictions(email=email, mobile=mobile).filter(organizer=organizer).exists()
