"""What is done with an enterprise's own account and the people who act for it.

Every deed on its people first locks the enterprise, so that two at the same moment follow one another: the last two
owners cannot both leave, and nobody is invited or joins twice.
"""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions import begin_with_number, digest
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
NUMBERS_A_DAY = 10


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
def invite_member(
    *, enterprise: Enterprise, by: User, role: str, email: str = "", mobile: str = ""
) -> EnterpriseInvitation:
    """Ask a person to act for the enterprise; an open invitation to the same address or number is renewed.

    To an address goes a letter. For a number a link is made to hand over; one made before does nothing any more.
    """
    _lock(enterprise)
    whom = {"email": email.strip().lower()} if email else {"mobile": mobile}
    if enterprise.members.filter(**{f"user__{name}": value for name, value in whom.items()}).exists():
        raise ValidationError({"who": _("This person already acts for the enterprise.")})
    invitation = enterprise.invitations.filter(**whom, accepted_at=None).first()
    if mobile and not invitation:
        _keep_within_limit(enterprise)
    invitation = invitation or EnterpriseInvitation(enterprise=enterprise, **whom)
    invitation.role, invitation.invited_by = role, by
    invitation.expires_at = timezone.now() + INVITATION_LASTS
    secret = secrets.token_urlsafe(24) if mobile else ""
    invitation.secret_hash = digest(secret) if secret else None
    history.save(invitation, by=by)
    invitation.secret = secret
    if email:
        _post_invitation(invitation)
    return invitation


def _keep_within_limit(enterprise: Enterprise) -> None:
    """Whoever opens such a link learns whether its number has an account: nobody tries many of them."""
    lately = EnterpriseInvitation.history.filter(
        enterprise=enterprise, history_type="+", history_date__gt=timezone.now() - timedelta(days=1)
    )
    if lately.exclude(mobile="").count() >= NUMBERS_A_DAY:
        raise ValidationError({"who": _("You invited many mobile numbers today. Go on tomorrow, or invite by email.")})


def renew_member_invitation(*, invitation: EnterpriseInvitation, by: User) -> EnterpriseInvitation:
    """Send the same invitation once more, or make its link anew; it is good for two weeks from now."""
    return invite_member(
        enterprise=invitation.enterprise,
        by=by,
        email=invitation.email,
        mobile=invitation.mobile,
        role=invitation.role,
    )


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
def accept_member_invitation(*, invitation: EnterpriseInvitation, user: User, secret: str = "") -> EnterpriseMember:
    """Begin to act for an enterprise. The invitation is good once, until it expires, and for its own address or number.

    A number that nobody vouched for proves nothing: whoever has one needs the `secret` of the link too.
    """
    invitation = _locked(invitation)
    check_acceptable(invitation, user, secret=secret)
    return _join(invitation, user)


@transaction.atomic
def begin_by_invitation(
    *, invitation: EnterpriseInvitation, secret: str, password: str, full_name: str, language: str, agrees: bool = False
) -> EnterpriseMember:
    """Begin an account with the number of the invitation, and act for the enterprise with it.

    An owner's word vouches for no number: whoever has it already keeps it, and signs in instead.
    """
    invitation = _locked(invitation)
    check_open(invitation, secret=secret)
    user = begin_with_number(
        mobile=invitation.mobile, password=password, full_name=full_name, language=language, agrees=agrees
    )
    return _join(invitation, user)


def _locked(invitation: EnterpriseInvitation) -> EnterpriseInvitation | None:
    """The invitation as it is now, and stays until the deed is done."""
    _lock(invitation.enterprise)
    return EnterpriseInvitation.objects.select_related("enterprise").filter(pk=invitation.pk).first()


def check_acceptable(invitation: EnterpriseInvitation | None, user: User, *, secret: str = "") -> None:
    """Raise ValidationError, with a code that says what it is, where the person cannot accept the invitation."""
    if invitation and invitation.enterprise.members.filter(user=user).exists():
        raise ValidationError(_("You already act for this enterprise."), "already")
    check_open(invitation, secret=secret)
    if not _is_for(invitation, user, secret):
        if secret:
            words = _(
                "It is for the number %(number)s. Is it yours? Then sign in with it, or enter it in your preferences, "
                "and open the link again."
            )
            raise ValidationError(words % {"number": invitation.mobile}, "somebody_else")
        raise ValidationError(
            _("This invitation was sent to somebody else. Sign in as the person it was sent to."), "somebody_else"
        )


def check_open(invitation: EnterpriseInvitation | None, *, secret: str = "") -> None:
    """The same for a person who is not known yet."""
    if invitation is None or (secret and invitation.secret_hash != digest(secret)):
        raise ValidationError(
            _("This invitation was withdrawn, or its link was made anew. Ask an owner of the enterprise."), "withdrawn"
        )
    if invitation.accepted_at:
        raise ValidationError(
            _("This invitation was already used. If it was you who used it, sign in. Otherwise ask an owner of the "
              "enterprise for a new one."),
            "used",
        )  # fmt: skip
    if invitation.is_expired:
        raise ValidationError(
            _("This invitation has expired. Ask an owner of the enterprise for a new one."), "expired"
        )


def _is_for(invitation: EnterpriseInvitation, user: User, secret: str) -> bool:
    if invitation.email:
        return user.email == invitation.email
    return user.mobile == invitation.mobile and (user.mobile_vouched or bool(secret))


def _join(invitation: EnterpriseInvitation, user: User) -> EnterpriseMember:
    member = EnterpriseMember(enterprise=invitation.enterprise, user=user, role=invitation.role)
    history.save(member, by=user)
    invitation.accepted_at = timezone.now()
    history.save(invitation, by=user)
    if invitation.mobile:
        _tell_owners(member)
    return member


def _tell_owners(member: EnterpriseMember) -> None:
    """The link may have gone astray: owners learn who came with it."""
    for owner in queries.owners(member.enterprise).exclude(pk=member.user_id).exclude(email=None):
        with translation.override(owner.language):
            facts = {
                "person": member.user,
                "number": member.user.mobile,
                "enterprise": member.enterprise.legal_name,
                "link": absolute(reverse("my_members", args=[member.enterprise_id])),
            }
            outbox.post(
                to=owner.email,
                kind="enterprise_joined",
                thread=f"enterprise-{member.enterprise_id}",
                subject=_("%(person)s now acts for %(enterprise)s") % facts,
                body=_(
                    "%(person)s opened the link that was made for %(number)s, and now acts for %(enterprise)s.\n\n"
                    "Is it somebody else? Then take them out:\n%(link)s"
                )
                % facts,
            )


@transaction.atomic
def change_member_role(*, member: EnterpriseMember, by: User, role: str) -> EnterpriseMember:
    """Make a member an owner, or an owner a member. The last owner stays one."""
    seen, member = member, _still_member(member)
    member.version = seen.version  # somebody else may have changed it since it was looked at
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
