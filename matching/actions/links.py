"""Personal links to one's meetings: made, and made anew so that the old ones lead nowhere."""

from django.db import transaction

from accounts.models import User
from common import history
from enterprises.models import EnterpriseMember
from events.models import Delegate
from matching.models import PersonalLink


@transaction.atomic
def renew_link(*, by: User, delegate: Delegate | None = None, member: EnterpriseMember | None = None) -> PersonalLink:
    """Give a person a link of their own; one given before is good no more."""
    link = PersonalLink.objects.select_for_update().filter(delegate=delegate, member=member).first()
    if link:
        link.serial += 1
    else:
        link = PersonalLink(delegate=delegate, member=member)
    history.save(link, by=by)
    return link
