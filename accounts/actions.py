"""What is done with people, teams and organizers; each deed leaves its history."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, Role, TeamInvitation, TeamMember, User
from common import history, outbox
from common.links import absolute, sign

INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def create_organizer(*, by: User | None, manager_email: str, **fields) -> Organizer:
    """A platform administrator opens a workspace and invites its first manager."""
    organizer = Organizer(**fields)
    organizer.full_clean()
    history.save(organizer, by=by)
    invite(organizer=organizer, by=by, email=manager_email, role=Role.MANAGER)
    return organizer


def change_organizer(*, organizer: Organizer, by: User) -> Organizer:
    organizer.full_clean()
    history.save(organizer, by=by)
    return organizer


@transaction.atomic
def invite(
    *, organizer: Organizer, by: User | None, email: str, role: str, until: date | None = None
) -> TeamInvitation:
    """Ask a person to join the team; an open invitation to the same address is renewed, not doubled."""
    email = email.strip().lower()
    if TeamMember.objects.filter(organizer=organizer, user__email=email).exists():
        raise ValidationError({"email": _("This person is already in the team.")})
    if role == Role.AUDITOR and not until:
        raise ValidationError({"until": _("Say until when the auditor may read.")})
    invitation = TeamInvitation.objects.filter(organizer=organizer, email=email, accepted_at=None).first()
    invitation = invitation or TeamInvitation(organizer=organizer, email=email)
    invitation.role, invitation.until, invitation.invited_by = role, until, by
    invitation.expires_at = timezone.now() + INVITATION_LASTS
    history.save(invitation, by=by)
    _post_invitation(invitation)
    return invitation


def _post_invitation(invitation: TeamInvitation) -> None:
    link = absolute(reverse("accept_invitation", args=[sign("team-invitation", invitation.pk)]))
    facts = {"organizer": invitation.organizer.name, "role": invitation.get_role_display(), "link": link}
    outbox.post(
        organizer=invitation.organizer,
        to=invitation.email,
        kind="team_invitation",
        thread=f"team-{invitation.organizer_id}",
        subject=_("Join the team of %(organizer)s on Chợ Phiên") % facts,
        body=_(
            "%(organizer)s invites you to its team, as: %(role)s.\n\n"
            "Open this link within 14 days and sign in, or sign up with this email address:\n%(link)s\n\n"
            "If you do not expect this letter, you need not do anything."
        )
        % facts,
    )


def withdraw_invitation(*, invitation: TeamInvitation, by: User) -> None:
    history.delete(invitation, by=by)


@transaction.atomic
def accept_invitation(*, invitation: TeamInvitation, user: User) -> TeamMember:
    """Join the team. The invitation is good once, until it expires, and for its own address alone."""
    invitation = TeamInvitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise ValidationError(_("This invitation was already used."))
    if invitation.expires_at < timezone.now():
        raise ValidationError(_("This invitation has expired. Ask the manager for a new one."))
    if user.email != invitation.email:
        raise ValidationError(
            _("This invitation was sent to %(email)s. Sign in with that address.") % {"email": invitation.email}
        )
    member = TeamMember(organizer=invitation.organizer, user=user, role=invitation.role, until=invitation.until)
    history.save(member, by=user)
    invitation.accepted_at = timezone.now()
    history.save(invitation, by=user)
    return member


@transaction.atomic
def change_member(*, member: TeamMember, by: User, role: str, until: date | None) -> TeamMember:
    """Give a team member another role. The last manager stays one."""
    if member.role == Role.MANAGER and role != Role.MANAGER:
        _keep_a_manager(member)
    if role == Role.AUDITOR and not until:
        raise ValidationError({"until": _("Say until when the auditor may read.")})
    member.role, member.until = role, until
    history.save(member, by=by)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: User) -> None:
    """Take a person out of the team, or leave it oneself. The last manager cannot go."""
    if member.role == Role.MANAGER:
        _keep_a_manager(member)
    history.delete(member, by=by)


def _keep_a_manager(leaving: TeamMember) -> None:
    # Managers are locked, so that two who leave at the same moment do not both see the other one staying.
    managers = TeamMember.objects.select_for_update().filter(organizer=leaving.organizer, role=Role.MANAGER)
    if not [m for m in managers if m.pk != leaving.pk and (m.until is None or m.until >= timezone.localdate())]:
        raise ValidationError(_("A team needs a manager. Make somebody else manager first."))


def set_preferences(*, user: User, **changes) -> User:
    """The person's own language, theme and name."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(changes))
    return user
