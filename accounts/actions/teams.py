"""What is done with teams and organizers; each deed leaves its history.

Every deed on a team first locks its organizer, so that two at the same moment follow one another: the last two
managers cannot both leave, and nobody is invited or joins twice.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Organizer, Role, TeamInvitation, TeamMember, User
from common import history, outbox
from common.links import absolute

INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def create_organizer(*, organizer: Organizer, by: User | None, manager_email: str) -> Organizer:
    """A platform administrator opens a workspace and invites its first manager."""
    organizer.full_clean()
    history.save(organizer, by=by)
    invite(organizer=organizer, by=by, email=manager_email, role=Role.MANAGER)
    return organizer


@transaction.atomic
def change_organizer(*, organizer: Organizer, by: User) -> Organizer:
    """Rename an organizer, or change what its documents print or whom it stands under."""
    organizer.full_clean()
    _keep_it_a_tree(organizer)
    history.save(organizer, by=by)
    return organizer


def _keep_it_a_tree(organizer: Organizer) -> None:
    superior = organizer.parent
    while superior:
        if superior.pk == organizer.pk:
            raise ValidationError({"parent": _("An organizer cannot stand under itself.")})
        superior = superior.parent


@transaction.atomic
def deactivate_organizer(*, organizer: Organizer, by: User, reason: str = "") -> Organizer:
    """Close a workspace to everyone. Its records are kept, and it can be opened again."""
    return _set_in_use(organizer, in_use=False, by=by, reason=reason)


@transaction.atomic
def reactivate_organizer(*, organizer: Organizer, by: User) -> Organizer:
    """Open a closed workspace again, for the same team."""
    return _set_in_use(organizer, in_use=True, by=by)


def _set_in_use(organizer: Organizer, *, in_use: bool, by: User, reason: str = "") -> Organizer:
    organizer.is_active = in_use
    history.save(organizer, by=by, reason=reason)
    return organizer


@transaction.atomic
def invite_first_manager(*, organizer: Organizer, by: User, email: str) -> TeamInvitation:
    """Send the first manager's invitation again, or to another address; the earlier one then does nothing more.

    Once a manager is in the team, a platform administrator has no say in who joins it: its data stay its own.
    """
    _lock_team(organizer)
    if _managers(organizer).exists():
        raise ValidationError(_("This organizer has a manager, who alone invites others to the team."))
    for earlier in organizer.invitations.filter(accepted_at=None, role=Role.MANAGER).exclude(email=email.lower()):
        withdraw_invitation(invitation=earlier, by=by)
    return invite(organizer=organizer, by=by, email=email, role=Role.MANAGER)


@transaction.atomic
def invite(
    *,
    organizer: Organizer,
    by: User | None,
    role: str,
    email: str = "",
    mobile: str = "",
    until: date | None = None,
) -> TeamInvitation:
    """Ask a person to join the team; an open invitation to the same address or number is renewed, not doubled."""
    _lock_team(organizer)
    if not organizer.is_active:
        raise ValidationError(_("This organizer is not in use."))
    whom = {"email": email.strip().lower()} if email else {"mobile": mobile}
    known = _known(**whom)
    if known and TeamMember.objects.filter(organizer=organizer, user=known).exists():
        raise ValidationError({"who": _("This person is already in the team.")})
    invitation = TeamInvitation.objects.filter(organizer=organizer, accepted_at=None, **whom).first()
    invitation = invitation or TeamInvitation(organizer=organizer, **whom)
    invitation.role, invitation.until, invitation.invited_by = role, _last_day(role, until), by
    invitation.expires_at = timezone.now() + INVITATION_LASTS
    history.save(invitation, by=by)
    if email or known:  # who has neither an address nor an account is handed an access link instead
        _post_invitation(invitation, known)
    return invitation


def _known(email: str = "", mobile: str = "") -> User | None:
    """The person who has this address or this number; a number that nobody vouched for is not known."""
    if email:
        return User.objects.filter(email=email).first()
    return User.objects.filter(mobile=mobile, mobile_vouched=True).first()


def renew_invitation(*, invitation: TeamInvitation, by: User) -> TeamInvitation:
    """Send the same invitation once more; it is good for two weeks from now."""
    return invite(
        organizer=invitation.organizer,
        by=by,
        email=invitation.email,
        mobile=invitation.mobile,
        role=invitation.role,
        until=invitation.until,
    )


def _post_invitation(invitation: TeamInvitation, known: User | None) -> None:
    with translation.override(known.language if known else translation.get_language()):
        facts = {
            "organizer": invitation.organizer.name,
            "role": invitation.get_role_display(),
            "link": absolute(invitation.join_url),
        }
        outbox.post(
            organizer=invitation.organizer,
            to=invitation.email,
            mobile=invitation.mobile,
            name=known.full_name if known else "",
            kind="team_invitation",
            thread=f"team-{invitation.organizer_id}",
            subject=_("Join the team of %(organizer)s on Chợ Phiên") % facts,
            body=_(
                "%(organizer)s invites you to its team, as: %(role)s.\n\n"
                "Open this link within 14 days and sign in, or sign up with this email address:\n%(link)s\n\n"
                "If you do not expect this letter, you need not do anything."
            )
            % facts,
            short=_("%(organizer)s invites you to its team on Chợ Phiên. Open this link and sign in: %(link)s") % facts,
        )


def withdraw_invitation(*, invitation: TeamInvitation, by: User) -> None:
    """Take an invitation back: its link does nothing more."""
    history.delete(invitation, by=by)


@transaction.atomic
def accept_invitation(*, invitation: TeamInvitation, user: User) -> TeamMember:
    """Join the team. The invitation is good once, until it expires, and for its own address alone."""
    _lock_team(invitation.organizer)
    invitation = TeamInvitation.objects.select_related("organizer").filter(pk=invitation.pk).first()
    check_acceptable(invitation, user)
    member = TeamMember(organizer=invitation.organizer, user=user, role=invitation.role, until=invitation.until)
    history.save(member, by=user)
    invitation.accepted_at = timezone.now()
    history.save(invitation, by=user)
    return member


def check_acceptable(invitation: TeamInvitation | None, user: User) -> None:
    """Raise ValidationError, with a code that says what it is, where the person cannot accept the invitation."""
    if invitation is None:
        raise ValidationError(_("This invitation was withdrawn. Ask the manager if you expected it."), "withdrawn")
    if TeamMember.objects.filter(organizer=invitation.organizer, user=user).exists():
        raise ValidationError(_("You are already in this team."), "already")
    if invitation.accepted_at:
        raise ValidationError(_("This invitation was already used. Ask the manager for a new one."), "used")
    if not _is_for(invitation, user):
        raise ValidationError(
            _("This invitation was sent to somebody else. Sign in as the person it was sent to."), "somebody_else"
        )
    ended = invitation.until and invitation.until < timezone.localdate()
    if ended or invitation.expires_at < timezone.now() or not invitation.organizer.is_active:
        raise ValidationError(_("This invitation has expired. Ask the manager for a new one."), "expired")


def _is_for(invitation: TeamInvitation, user: User) -> bool:
    if invitation.email:
        return user.email == invitation.email
    return user.mobile_vouched and user.mobile == invitation.mobile


@transaction.atomic
def change_member(*, member: TeamMember, by: User, role: str, until: date | None = None) -> TeamMember:
    """Give a team member another role. The last manager stays one."""
    seen, member = member, _still_in_team(member)
    member.version = seen.version  # somebody else may have changed it since it was looked at
    if role != Role.MANAGER:
        _keep_a_manager(member)
    member.role, member.until = role, _last_day(role, until)
    history.save(member, by=by)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: User) -> None:
    """Take a person out of the team, or leave it oneself. The last manager cannot go."""
    member = _still_in_team(member)
    _keep_a_manager(member)
    history.delete(member, by=by)


def _lock_team(organizer: Organizer) -> None:
    Organizer.objects.select_for_update(no_key=True).get(pk=organizer.pk)


def _still_in_team(member: TeamMember) -> TeamMember:
    """The member as it is now, and stays until the deed is done."""
    _lock_team(member.organizer)
    now = TeamMember.objects.select_related("organizer", "user").filter(pk=member.pk).first()
    if now is None:
        raise ValidationError(_("This person is no longer in the team."))
    return now


def _managers(organizer: Organizer):
    return organizer.team.current().filter(role=Role.MANAGER, user__is_active=True)


def _keep_a_manager(leaving: TeamMember) -> None:
    if leaving.role == Role.MANAGER and not _managers(leaving.organizer).exclude(pk=leaving.pk).exists():
        raise ValidationError(_("A team needs a manager. Make somebody else manager first."))


def _last_day(role: str, until: date | None) -> date | None:
    """The day on which a role ends: an auditor's alone is limited."""
    if role != Role.AUDITOR:
        return None
    if not until:
        raise ValidationError({"until": _("Say until when the auditor may read.")})
    if until < timezone.localdate():
        raise ValidationError({"until": _("This day is over.")})
    return until
