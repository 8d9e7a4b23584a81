"""Reads of fairs and participations; each returns what its page needs in a fixed number of queries."""

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Organizer
from events.models import Fair, Participation, ParticipationState


def fairs(organizer: Organizer) -> QuerySet[Fair]:
    """The organizer's fairs, each with how many took part."""
    took_part = Count("participations", filter=Q(participations__state=ParticipationState.TOOK_PART))
    return organizer.fairs.annotate(took_part=took_part, listed=Count("participations"))


def fair_figures(fair: Fair) -> dict[str, int | None]:
    """How many enterprises came, did not come or are awaited, and the booths that those who came reported."""
    came = Q(state=ParticipationState.TOOK_PART)
    return fair.participations.aggregate(
        took_part=Count("pk", filter=came),
        no_show=Count("pk", filter=Q(state=ParticipationState.NO_SHOW)),
        expected=Count("pk", filter=Q(state=ParticipationState.EXPECTED)),
        booths=Sum("booths_as_reported", filter=came),
        without_booths=Count("pk", filter=came & Q(booths_as_reported=None)),
    )


def participations(organizer: Organizer, fair: Fair | None = None) -> QuerySet[Participation]:
    """Participations at the organizer's fairs, or at one of them."""
    rows = Participation.objects.filter(fair__organizer=organizer).select_related("fair", "enterprise")
    return rows.filter(fair=fair) if fair else rows
