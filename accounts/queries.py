"""Reads about people: their workspaces, the invitations that wait for them, teams, organizers."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Organizer, Role, TeamInvitation, TeamMember, User


def workspaces(user: User) -> QuerySet[TeamMember]:
    """The teams in which a person stands today."""
    return user.memberships.current().select_related("organizer").order_by("organizer__name")


def invitations_for(user: User) -> QuerySet[TeamInvitation]:
    """Invitations to the person's address that can still be accepted."""
    now = timezone.now()
    return TeamInvitation.objects.filter(
        Q(until=None) | Q(until__gte=timezone.localdate(now)),
        email=user.email,
        accepted_at=None,
        expires_at__gte=now,
        organizer__is_active=True,
    ).select_related("organizer")


def team(organizer: Organizer) -> list[TeamMember]:
    """Everyone in the team, in the order of the roles."""
    order = list(Role)
    members = organizer.team.select_related("user").order_by("user__full_name", "user__email")
    return sorted(members, key=lambda member: order.index(member.role))


def open_invitations(organizer: Organizer) -> QuerySet[TeamInvitation]:
    """Invitations that nobody has accepted yet, expired ones among them."""
    return organizer.invitations.filter(accepted_at=None).order_by("email")


def organizers() -> QuerySet[Organizer]:
    """Every organizer with the size of its team, for the platform administrator."""
    managers = Count("team", filter=Q(team__role=Role.MANAGER))
    return (
        Organizer.objects.select_related("parent").annotate(members=Count("team"), managers=managers).order_by("name")
    )
