"""Who sits in meetings: what is known of them, and their invitations sent anew."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from events.models import Delegate
from matching import letters
from matching.models import Meeting, MeetingState


@transaction.atomic
def change_person(*, delegate: Delegate, by: User) -> Delegate:
    """Correct a delegate's name or address, and invite them anew to every meeting that is still to come.

    A repeated invitation keeps its sequence: calendars that have it take no notice. Where the mailbox is another one,
    the old lets go of the meeting and the new is asked, under a risen sequence (domain.md §11).
    """
    was = Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk).email
    has_moved = was != "" and was.lower() != delegate.email.lower()
    delegate.full_clean()
    history.save(delegate, by=by)
    to_come = Meeting.objects.filter(seats__delegate=delegate, state=MeetingState.SCHEDULED)
    for meeting in to_come.select_related("fair", "slot", "place", "buyer__enterprise", "seller__enterprise"):
        if has_moved:
            meeting.sequence += 1
            history.save(meeting, by=by, reason=_("The mailbox of %(person)s has changed") % {"person": delegate})
            letters.tell_moved_mailbox(meeting, delegate, was=was)
        letters.invite(meeting, [delegate])
    return delegate
