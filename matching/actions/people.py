"""Who sits in meetings: what is known of them, and their invitations sent anew."""

from django.db import transaction

from accounts.models import User
from common import history
from events.models import Delegate
from matching import letters
from matching.models import Meeting, MeetingState


@transaction.atomic
def change_person(*, delegate: Delegate, by: User) -> Delegate:
    """Correct a delegate's name or address, and invite them anew to every meeting that is still to come.

    A repeated invitation keeps its sequence: calendars that have it take no notice.
    """
    delegate.full_clean()
    history.save(delegate, by=by)
    to_come = Meeting.objects.filter(seats__delegate=delegate, state=MeetingState.SCHEDULED)
    for meeting in to_come.select_related("fair", "slot", "place", "buyer__enterprise", "seller__enterprise"):
        letters.invite(meeting, [delegate])
    return delegate
