"""Reads about people: their workspaces, the invitations that wait for them, teams, organizers."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts import recovery
from accounts.models import AccessLink, Consent, Organizer, Role, TeamInvitation, TeamMember, User
from common.text import fold, person_sort_key


def workspaces(user: User) -> QuerySet[TeamMember]:
    """The teams in which a person stands today."""
    return user.memberships.current().select_related("organizer").order_by("organizer__name")


def invitations_for(user: User) -> QuerySet[TeamInvitation]:
    """Invitations to the person's address or vouched number that can still be accepted."""
    now = timezone.now()
    to_them = Q(email=user.email) if user.email else Q(pk__in=[])
    if user.mobile_vouched:
        to_them |= Q(mobile=user.mobile)
    return TeamInvitation.objects.filter(
        to_them,
        Q(until=None) | Q(until__gte=timezone.localdate(now)),
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
    return organizer.invitations.filter(accepted_at=None).order_by("email", "mobile")


def organizers() -> QuerySet[Organizer]:
    """Every organizer with the size of its team, for the platform administrator."""
    managers = Count("team", filter=Q(team__role=Role.MANAGER))
    return (
        Organizer.objects.select_related("parent").annotate(members=Count("team"), managers=managers).order_by("name")
    )


def access_links(organizer: Organizer) -> QuerySet[AccessLink]:
    """The links that the team made, the latest first."""
    return organizer.access_links.select_related("made_by", "user")


def usable_access_link(secret_hash: str) -> AccessLink | None:
    """The link with this secret, if it can still be used."""
    links = AccessLink.objects.select_related("organizer", "user", "made_by")
    link = links.filter(Q(organizer=None) | Q(organizer__is_active=True), secret_hash=secret_hash).first()
    return link if link and link.state == "open" else None


def platform_links(person: User) -> QuerySet[AccessLink]:
    """The links to a person's account that administrators of the platform made, the latest first."""
    return AccessLink.objects.filter(organizer=None, user=person).select_related("made_by", "user")


def people_to_recover(*, organizer: Organizer, by: User, text: str = "") -> list[User]:
    """Whom this member may recover, by name; `text` is looked for in names, numbers and addresses, marks aside."""
    return _found(recovery.people(organizer=organizer, by=by), text)


def people_to_recover_from_platform(*, by: User, text: str) -> list[User]:
    """The same for a platform administrator, who sees nobody without asking for them."""
    return _found(recovery.from_platform(by=by), text) if text.strip() else []


def _found(people: QuerySet[User], text: str) -> list[User]:
    words = fold(text).split()
    found = [p for p in people if all(word in _said_of(p) for word in words)]
    return sorted(found, key=lambda person: person_sort_key(str(person)))


def _said_of(person: User) -> str:
    return fold(" ".join(filter(None, [person.full_name, person.mobile, person.email])))


def has_account(mobile: str) -> bool:
    """Whether a link for this number was used: the person can sign in with it."""
    return User.objects.filter(mobile=mobile, mobile_vouched=True).exists()


def has_consent(user: User, purpose: str) -> bool:
    """Whether the person agrees to this purpose today."""
    return user.consents.filter(purpose=purpose, withdrawn_at=None).exists()


def consents_of(user: User) -> list[Consent]:
    """Every consent that the person ever gave, the latest first."""
    return list(user.consents.all())
