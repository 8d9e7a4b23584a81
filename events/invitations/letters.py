"""Invitations and reminders into the outbox: by email, or as a line of the call list with its text to paste."""

from collections.abc import Iterable

from common import outbox
from common.links import absolute
from common.models import Letter
from events.invitations.wording import Words, letter
from events.models import Invitation

ASKS, REMINDS = "invitation", "invitation_reminder"


def send(invitation: Invitation, words: Words, *, is_reminder: bool, by_phone: bool = False) -> Letter:
    """Write to one firm; by phone where it has no address, or where a person chose to call instead."""
    text = letter(invitation, words, is_reminder=is_reminder)
    to = "" if by_phone and invitation.phone else invitation.email
    return outbox.post(
        organizer=invitation.fair.organizer,
        about_fair=invitation.fair_id,
        to=to,
        mobile=invitation.phone,
        name=invitation.contact_name or invitation.name,
        subject=text.subject,
        body=text.body,
        short=text.short,
        kind=REMINDS if is_reminder else ASKS,
        thread=invitation.thread,
        stop_url=absolute(invitation.stop_link) if to else "",
    )


def take_back(invitations: Iterable[Invitation]) -> None:
    """Letters that nobody has sent or read out yet are no longer wanted. One that is being sent stays."""
    threads = [invitation.thread for invitation in invitations]
    Letter.objects.filter(thread__in=threads, kind__in=(ASKS, REMINDS), state__in=outbox.UNSENT).delete()
