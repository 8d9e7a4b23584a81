"""What is done with a participation."""

from django.db import transaction

from accounts.models import User
from common import history, states
from events.models import Participation
from events.states import PARTICIPATION


@transaction.atomic
def save_participation(*, participation: Participation, by: User) -> Participation:
    """Put an enterprise on a fair's list, or change what is known of its part."""
    participation.full_clean()
    history.save(participation, by=by)
    return participation


@transaction.atomic
def move_participation(*, participation: Participation, deed: str, by: User) -> Participation:
    """Say that the enterprise took part, did not come, or take that back."""
    participation.state = states.after(PARTICIPATION, participation.state, deed)
    history.save(participation, by=by)
    return participation


@transaction.atomic
def move_participations(*, participations: list[Participation], deed: str, by: User) -> int:
    """The same for many at once; those from whose state it cannot be done are left. Returns how many moved."""
    locked = Participation.objects.select_for_update(no_key=True).filter(pk__in=[p.pk for p in participations])
    moved = [p for p in locked.order_by("pk") if (p.state, deed) in PARTICIPATION]
    for participation in moved:
        participation.state = PARTICIPATION[participation.state, deed]
    history.bulk_update(moved, ["state"], by=by, reason="")
    return len(moved)
