"""Whom the desk of an organizer may help back into a lost account.

Rooms to the right add the people that they know of: a function from the organizer to people, and the permission
that staff need for it. Nobody gets, by handing over a link, into an account that may do more than they themselves.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import AccessLink, Organizer, TeamMember, User

Source = Callable[[Organizer], QuerySet[User]]
_sources: list[tuple[str, Source]] = []


def recoverable(permission: str) -> Callable[[Source], Source]:
    """Say that staff with this permission may recover the people whom the function names."""

    def register(source: Source) -> Source:
        _sources.append((permission, source))
        return source

    return register


@recoverable("accounts.manage_team")
def team(organizer: Organizer) -> QuerySet[User]:
    return User.objects.filter(memberships__in=organizer.team.current())


@recoverable("accounts.hand_over_access")
def begun_here(organizer: Organizer) -> QuerySet[User]:
    """Those whose account began with a link of this organizer."""
    begun = organizer.access_links.filter(purpose=AccessLink.Purpose.BEGIN, used_at__isnull=False)
    return User.objects.filter(access_links__in=begun)


def people(*, organizer: Organizer, by: User) -> QuerySet[User]:
    """Whom a member of the organizer's team may recover: never an administrator of the platform, nor somebody of
    another organizer's team; somebody of the own team only as its manager."""
    may = Q(pk__in=[])
    for permission, source in _sources:
        if by.has_perm(permission, organizer):
            may |= Q(pk__in=source(organizer).values("pk"))
    out_of_reach = TeamMember.objects.current()
    if by.has_perm("accounts.manage_team", organizer):
        out_of_reach = out_of_reach.exclude(organizer=organizer)
    found = User.objects.filter(may, is_active=True, is_platform_admin=False).exclude(pk=by.pk)
    return found.exclude(pk__in=out_of_reach.values("user"))


def from_platform(*, by: User) -> QuerySet[User]:
    """Whom a platform administrator may recover: everyone but those of the platform."""
    return User.objects.filter(is_active=True, is_platform_admin=False).exclude(pk=by.pk)
