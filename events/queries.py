"""Reads of fairs and participations; each returns what its page needs in a fixed number of queries."""

from django.db.models import Count, Q, QuerySet

from accounts.models import Organizer
from events.models import Fair, Participation, ParticipationState


def fairs(organizer: Organizer) -> QuerySet[Fair]:
    """The organizer's fairs, each with how many took part."""
    took_part = Count("participations", filter=Q(participations__state=ParticipationState.TOOK_PART))
    return organizer.fairs.annotate(took_part=took_part, listed=Count("participations"))


def participations(organizer: Organizer, fair: Fair | None = None) -> QuerySet[Participation]:
    """Participations at the organizer's fairs, or at one of them."""
    rows = Participation.objects.filter(fair__organizer=organizer).select_related("fair", "enterprise")
    return rows.filter(fair=fair) if fair else rows
