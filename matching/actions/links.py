"""Personal links to one's meetings: made, made anew so that the old ones lead nowhere, and switched off."""

from django.db import transaction

from accounts.models import User
from common import history
from enterprises.models import EnterpriseMember
from events.models import Delegate
from matching.models import PersonalLink, in_a_year


@transaction.atomic
def renew_link(
    *, by: User | None, delegate: Delegate | None = None, member: EnterpriseMember | None = None
) -> PersonalLink:
    """Give a person a link of their own; one given before is good no more."""
    link = PersonalLink.objects.select_for_update().filter(delegate=delegate, member=member).first()
    if link:
        link.serial, link.expires_at = link.serial + 1, in_a_year()
    else:
        link = PersonalLink(delegate=delegate, member=member)
    history.save(link, by=by)
    return link


def switch_off(*, link: PersonalLink, by: User) -> None:
    """Let every address that was given lead nowhere, with none in its place."""
    history.delete(link, by=by)
