"""What is done with an enterprise's own account and the people who act for it.

Every deed on its people first locks the enterprise, so that two at the same moment follow one another: the last two
owners cannot both leave, and nobody is invited or joins twice.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, outbox
from common.links import absolute
from enterprises import queries
from enterprises.actions.enterprises import kept_phone, kept_tax_code
from enterprises.actions.saving import save_checked
from enterprises.countries import HOME
from enterprises.models import Enterprise, EnterpriseInvitation, EnterpriseMember, EnterpriseRole
from enterprises.vocabulary import Vocabulary

INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def create_account(*, enterprise: Enterprise, by: User) -> Enterprise:
    """Open an enterprise's own account; whoever opens it owns it."""
    change_account(enterprise=enterprise, by=by)
    history.save(EnterpriseMember(enterprise=enterprise, user=by, role=EnterpriseRole.OWNER), by=by)
    return enterprise


@transaction.atomic
def change_account(*, enterprise: Enterprise, by: User) -> Enterprise:
    """Change what an enterprise says of itself. The province of today follows from the one written."""
    enterprise.tax_code = kept_tax_code(enterprise.tax_code)
    enterprise.phone = kept_phone(enterprise.phone)
    _check_number(enterprise)
    enterprise.province = Vocabulary().province(enterprise.province_as_written) if enterprise.country == HOME else None
    save_checked(enterprise, by=by)
    return enterprise


def _check_number(enterprise: Enterprise) -> None:
    """In Vietnam a tax code, unless the legal form may lack one; abroad the number of the register there."""
    if enterprise.country == HOME:
        enterprise.foreign_no = ""
        may_lack = enterprise.legal_form is not None and enterprise.legal_form.may_lack_tax_code
        if not enterprise.tax_code and not may_lack:
            raise ValidationError(
                {"tax_code": _("Write the tax code. Only a cooperative group or an agency may go without one.")}
            )
    else:
        enterprise.tax_code = ""
        if not enterprise.foreign_no:
            raise ValidationError({"foreign_no": _("Write the number under which the firm is registered there.")})
    name = "tax_code" if enterprise.country == HOME else "foreign_no"
    number = {"country": enterprise.country, name: getattr(enterprise, name)}
    others = Enterprise.objects.accounts().filter(**number).exclude(pk=enterprise.pk)
    if number[name] and others.exists():
        message = _("An enterprise with this number already has an account. Ask one of its owners to invite you.")
        raise ValidationError({name: message})


@transaction.atomic
def invite_member(*, enterprise: Enterprise, by: User, email: str, role: str) -> EnterpriseInvitation:
    """Ask a person to act for the enterprise; an open invitation to the same address is renewed, not doubled."""
    _lock(enterprise)
    email = email.strip().lower()
    if enterprise.members.filter(user__email=email).exists():
        raise ValidationError({"email": _("This person already acts for the enterprise.")})
    invitation = enterprise.invitations.filter(email=email, accepted_at=None).first()
    invitation = invitation or EnterpriseInvitation(enterprise=enterprise, email=email)
    invitation.role, invitation.invited_by = role, by
    invitation.expires_at = timezone.now() + INVITATION_LASTS
    history.save(invitation, by=by)
    _post_invitation(invitation)
    return invitation


def renew_member_invitation(*, invitation: EnterpriseInvitation, by: User) -> EnterpriseInvitation:
    """Send the same invitation once more; it is good for two weeks from now."""
    return invite_member(enterprise=invitation.enterprise, by=by, email=invitation.email, role=invitation.role)


def withdraw_member_invitation(*, invitation: EnterpriseInvitation, by: User) -> None:
    """Take an invitation back: its link does nothing more."""
    history.delete(invitation, by=by)


def _post_invitation(invitation: EnterpriseInvitation) -> None:
    known = User.objects.filter(email=invitation.email).first()
    with translation.override(known.language if known else translation.get_language()):
        facts = {
            "enterprise": invitation.enterprise.legal_name,
            "role": invitation.get_role_display(),
            "link": absolute(invitation.join_url),
        }
        outbox.post(
            to=invitation.email,
            kind="enterprise_invitation",
            thread=f"enterprise-{invitation.enterprise_id}",
            subject=_("Act for %(enterprise)s on Chợ Phiên") % facts,
            body=_(
                "%(enterprise)s invites you to act for it, as: %(role)s.\n\n"
                "Open this link within 14 days and sign in, or sign up with this email address:\n%(link)s\n\n"
                "If you do not expect this letter, you need not do anything."
            )
            % facts,
        )


@transaction.atomic
def accept_member_invitation(*, invitation: EnterpriseInvitation, user: User) -> EnterpriseMember:
    """Begin to act for an enterprise. The invitation is good once, until it expires, and for its own address alone."""
    _lock(invitation.enterprise)
    invitation = EnterpriseInvitation.objects.select_related("enterprise").filter(pk=invitation.pk).first()
    _check_acceptable(invitation, user)
    member = EnterpriseMember(enterprise=invitation.enterprise, user=user, role=invitation.role)
    history.save(member, by=user)
    invitation.accepted_at = timezone.now()
    history.save(invitation, by=user)
    return member


def _check_acceptable(invitation: EnterpriseInvitation | None, user: User) -> None:
    if invitation is None:
        raise ValidationError(_("This invitation was withdrawn."))
    if invitation.accepted_at:
        raise ValidationError(_("This invitation was already used."))
    if user.email != invitation.email:
        raise ValidationError(_("This invitation was sent to another address. Sign in with that address."))
    if invitation.is_expired:
        raise ValidationError(_("This invitation has expired. Ask an owner of the enterprise for a new one."))
    if invitation.enterprise.members.filter(user=user).exists():
        raise ValidationError(_("You already act for this enterprise."))


@transaction.atomic
def change_member_role(*, member: EnterpriseMember, by: User, role: str) -> EnterpriseMember:
    """Make a member an owner, or an owner a member. The last owner stays one."""
    member = _still_member(member)
    if role != EnterpriseRole.OWNER:
        _keep_an_owner(member)
    member.role = role
    history.save(member, by=by)
    return member


@transaction.atomic
def remove_enterprise_member(*, member: EnterpriseMember, by: User) -> None:
    """Take a person out of an enterprise's account, or leave it oneself. The last owner cannot go."""
    member = _still_member(member)
    _keep_an_owner(member)
    history.delete(member, by=by)


def _lock(enterprise: Enterprise) -> None:
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def _still_member(member: EnterpriseMember) -> EnterpriseMember:
    """The member as it is now, and stays until the deed is done."""
    _lock(member.enterprise)
    now = EnterpriseMember.objects.select_related("enterprise", "user").filter(pk=member.pk).first()
    if now is None:
        raise ValidationError(_("This person no longer acts for the enterprise."))
    return now


def _keep_an_owner(leaving: EnterpriseMember) -> None:
    others = queries.owners(leaving.enterprise).exclude(pk=leaving.user_id)
    if leaving.role == EnterpriseRole.OWNER and not others.exists():
        raise ValidationError(_("An account needs an owner. Make somebody else owner first."))
