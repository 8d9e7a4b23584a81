"""Access links: staff hand them to people without e-mail, or to those who cannot get into their account any more."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import recovery
from accounts.actions.consents import give_consent
from accounts.models import AccessLink, ConsentPurpose, Organizer, Role, TeamMember, User
from accounts.states import ACCESS_LINK
from common import history, outbox
from common.states import after

ACCESS_LASTS = timedelta(hours=24)
PLATFORM_RECOVERIES_AN_HOUR = 5


@transaction.atomic
def begin_account(*, organizer: Organizer, by: User, mobile: str, full_name: str) -> AccessLink:
    """Let a person with this number begin an account; links made for the number before do nothing any more.

    An account that has nothing but this number keeps it, whoever entered it.
    """
    if User.objects.filter(Q(mobile_vouched=True) | Q(email=None), mobile=mobile).exists():
        raise ValidationError({"mobile": _("This number has an account already. Recover it instead.")})
    return _make(AccessLink(organizer=organizer, purpose="begin", mobile=mobile, full_name=full_name), by=by)


@transaction.atomic
def recover_account(
    *, organizer: Organizer, by: User, user: User, mobile: str = "", ends_second_factor: bool = False
) -> AccessLink:
    """Let a person set a new password. Where they have an address, it is told at once.

    `mobile` is a new number, where the old one went with the lost phone.
    """
    if not recovery.people(organizer=organizer, by=by).filter(pk=user.pk).exists():
        raise ValidationError(_("You cannot recover this person's account."))
    link = _recover(organizer, user=user, by=by, mobile=mobile, ends_second_factor=ends_second_factor)
    _tell_person(link)
    return link


@transaction.atomic
def recover_from_platform(
    *, by: User, user: User, reason: str, mobile: str = "", ends_second_factor: bool = False
) -> AccessLink:
    """The same by a platform administrator, for whom no desk may help; the managers of the person's teams are told."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # those made at the same moment count too
    if not recovery.from_platform(by=by).filter(pk=user.pk).exists():
        raise ValidationError(_("You cannot recover this person's account."))
    lately = AccessLink.objects.filter(
        organizer=None, made_by=by, created_at__gt=timezone.now() - timedelta(hours=1)
    ).count()
    if lately >= PLATFORM_RECOVERIES_AN_HOUR:
        raise ValidationError(_("You made several of these links within the hour. Wait a while before the next."))
    link = _recover(None, user=user, by=by, mobile=mobile, ends_second_factor=ends_second_factor, reason=reason)
    _tell_person(link)
    _tell_managers(link, by=by, reason=reason)
    return link


def _recover(
    organizer: Organizer | None, *, user: User, by: User, mobile: str, ends_second_factor: bool, reason: str = ""
) -> AccessLink:
    if not user.email:
        mobile = mobile or user.mobile  # the only way to the account is vouched for from now on
    if mobile and User.objects.filter(mobile=mobile, mobile_vouched=True).exclude(pk=user.pk).exists():
        raise ValidationError({"mobile": _("This number has an account already.")})
    link = AccessLink(
        organizer=organizer,
        purpose="recover",
        user=user,
        full_name=str(user)[:120],
        mobile=mobile,
        ends_second_factor=ends_second_factor,
    )
    return _make(link, by=by, reason=reason)


def _tell_person(link: AccessLink) -> None:
    _tell(
        link,
        _("A link to your account was made"),
        _(
            "%(organizer)s made a link by which a new password can be set for your account on Chợ Phiên. "
            "It is good for 24 hours.\n\nDid you not ask for it? Then call %(organizer)s at once."
        ),
    )


def _tell_managers(link: AccessLink, *, by: User, reason: str) -> None:
    """Write to the managers of the teams in which the person is, each in their language."""
    teams = TeamMember.objects.current().filter(user=link.user).values("organizer")
    managers = TeamMember.objects.current().filter(organizer__in=teams, role=Role.MANAGER, user__is_active=True)
    for manager in managers.exclude(user=link.user).select_related("organizer", "user"):
        with translation.override(manager.user.language):
            facts = {"person": link, "admin": by, "reason": reason, "organizer": manager.organizer}
            outbox.post(
                organizer=manager.organizer,
                to=manager.user.email or "",
                mobile="" if manager.user.email else manager.user.mobile,
                name=str(manager.user),
                kind="access_link",
                thread=f"access-{link.user_id}",
                subject=_("A link to the account of %(person)s was made") % facts,
                body=_(
                    "%(admin)s of the administration of Chợ Phiên made a link by which %(person)s, of the team of "
                    "%(organizer)s, sets a new password.\n\nReason: %(reason)s\n\n"
                    "Does the person know nothing of it? Then take them out of the team, and call the administration."
                )
                % facts,
                short=_("The administration of Chợ Phiên made a link to the account of %(person)s: %(reason)s") % facts,
            )


def _make(link: AccessLink, *, by: User, reason: str = "") -> AccessLink:
    whose = {"user": link.user} if link.user else {"mobile": link.mobile, "user": None}
    for earlier in AccessLink.objects.select_for_update().filter(
        organizer=link.organizer, purpose=link.purpose, used_at=None, withdrawn_at=None, **whose
    ):
        _withdraw(earlier, by=by)
    secret = secrets.token_urlsafe(24)
    link.made_by, link.secret_hash = by, digest(secret)
    link.expires_at = timezone.now() + ACCESS_LASTS
    history.save(link, by=by, reason=reason)
    link.secret = secret
    return link


def digest(secret: str) -> str:
    """What is kept of a secret. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def withdraw_access_link(*, link: AccessLink, by: User) -> AccessLink:
    """Take a link back before it is used: it does nothing any more."""
    link = AccessLink.objects.select_for_update().get(pk=link.pk)
    after(ACCESS_LINK, link.state, "withdraw")
    return _withdraw(link, by=by)


def _withdraw(link: AccessLink, *, by: User) -> AccessLink:
    link.withdrawn_at = timezone.now()
    history.save(link, by=by)
    return link


@transaction.atomic
def use_access_link(
    *, link: AccessLink, password: str, full_name: str = "", language: str = "vi", agrees: bool = False
) -> User:
    """Begin or recover the account; the link is good once. A new password ends the sessions that were open.

    `agrees` is the person's consent to the handling of applications.
    """
    link = AccessLink.objects.select_for_update(of=("self",)).select_related("organizer", "user").get(pk=link.pk)
    after(ACCESS_LINK, link.state, "use")
    user = link.user or User(full_name=full_name, language=language)
    if link.mobile:
        _free(link)
        user.mobile, user.mobile_vouched = link.mobile, True
    _set_password(user, password)
    if link.ends_second_factor:
        user.authenticator_set.all().delete()
    link.user, link.used_at = user, timezone.now()
    history.save(link, by=user)
    if agrees:
        give_consent(user=user, purpose=ConsentPurpose.REGISTRATION, language=language)
    _tell(
        link,
        _("Your account has a new password"),
        _("A new password was set with a link of %(organizer)s. Was it not you? Then call %(organizer)s at once."),
    )
    return user


@transaction.atomic
def begin_with_number(*, mobile: str, password: str, full_name: str, language: str, agrees: bool = False) -> User:
    """Begin an account with a number that no staff vouch for: it takes no number from anybody."""
    user = User(mobile=mobile, full_name=full_name, language=language)
    _set_password(user, password)
    if agrees:
        give_consent(user=user, purpose=ConsentPurpose.REGISTRATION, language=language)
    return user


def _free(link: AccessLink) -> None:
    """A number that nobody vouched for belongs to whoever got the link, unless an account has nothing else."""
    holder = User.objects.select_for_update().filter(mobile=link.mobile).exclude(pk=link.user_id).first()
    if holder and (holder.mobile_vouched or not holder.email):
        raise ValidationError(_("This number has an account already. Sign in with it."))
    if holder:
        holder.mobile = None
        holder.save(update_fields=["mobile"])


def _set_password(user: User, password: str) -> None:
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody has the number, perhaps since this very moment
        raise ValidationError(_("This number has an account already. Sign in with it.")) from None


def _tell(link: AccessLink, subject: Promise, body: Promise) -> None:
    """Write to the person whose account it is, in their language, where they have an address."""
    if not link.user.email:
        return
    with translation.override(link.user.language):
        facts = {"organizer": link.giver}
        text = str(body % facts)
        if link.ends_second_factor:
            text += "\n\n" + str(_("With the new password your second factor and your passkeys are removed."))
        outbox.post(
            organizer=link.organizer,
            to=link.user.email,
            kind="access_link",
            thread=f"access-{link.user_id}",
            subject=str(subject),
            body=text,
        )
