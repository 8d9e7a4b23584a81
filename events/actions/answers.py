"""What an invited firm does by its link: open it, apply, decline, think better of it, ask for no more letters."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from common.states import after
from common.text import clean
from enterprises.models import Enterprise
from events.invitations import letters, queries
from events.models import ENDED, Application, ApplicationState, Fair, Invitation, InvitationState, OptOut
from events.states import INVITATION


@transaction.atomic
def follow(*, invitation: Invitation, by: User | None = None, account: Enterprise | None = None) -> Invitation:
    """A person opened the link; `account` is the enterprise for which they are about to apply."""
    invitation = _locked(invitation)
    taken = invitation.application and invitation.application.state not in ENDED
    if account and taken and invitation.application.account_id != account.pk:
        raise ValidationError(_("Another enterprise has already applied with this invitation."))
    if invitation.followed_at and account in (None, invitation.account):
        return invitation
    invitation.followed_at = invitation.followed_at or timezone.now()
    invitation.account = account or invitation.account
    history.save(invitation, by=by, reason=_by_link(by))
    return invitation


@transaction.atomic
def decline(*, invitation: Invitation, answer: str = "", by: User | None = None) -> Invitation:
    """The firm will not come. It may think better of it while applications are open."""
    invitation = _locked(invitation)
    invitation.state = after(INVITATION, invitation.state, "decline")
    invitation.answer = clean(answer)[:300]
    invitation.followed_at = invitation.followed_at or timezone.now()
    return _save_without_letters(invitation, by=by, reason=_by_link(by))


@transaction.atomic
def reconsider(*, invitation: Invitation, by: User | None = None) -> Invitation:
    invitation = _locked(invitation)
    invitation.state = after(INVITATION, invitation.state, "reconsider")
    invitation.answer = ""
    history.save(invitation, by=by, reason=_by_link(by))
    return invitation


def _by_link(by: User | None) -> str:
    """Whoever has the firm's link need not sign in: the history then says at least that."""
    return "" if by else _("By the firm's link")


@transaction.atomic
def stop_letters(*, invitation: Invitation, by: User | None = None) -> None:
    """The firm wants no more invitations of this organizer, to this fair or another, until it says otherwise."""
    invitation = _locked(invitation)
    known = set(_opt_outs(invitation).values_list("address", flat=True))
    for address in queries.addresses(invitation):
        if address not in known:
            _keep(OptOut(organizer=invitation.fair.organizer, address=address), by=by, reason=str(invitation))
    _save_without_letters(invitation, by=by, reason=_("Asked for no more letters"))


def _keep(opt_out: OptOut, *, by: User | None, reason: str) -> None:
    with suppress(IntegrityError), transaction.atomic():  # asked by another invitation at the same moment
        history.save(opt_out, by=by, reason=reason)


@transaction.atomic
def resume_letters(*, invitation: Invitation, by: User | None = None) -> None:
    """The firm wants letters again."""
    for row in _opt_outs(_locked(invitation)):
        history.delete(row, by=by, reason=str(invitation))


def _opt_outs(invitation: Invitation) -> QuerySet[OptOut]:
    return OptOut.objects.filter(organizer=invitation.fair.organizer, address__in=queries.addresses(invitation))


@transaction.atomic
def claim(*, application: Application, by: User) -> Invitation | None:
    """Join a submitted application with the invitation it came of, by the link or not. No reminder follows."""
    found = queries.of_application(application)
    if found is None:
        return None
    invitation = _locked(found)
    invitation.application, invitation.account = application, application.account
    if application.is_entered:
        invitation.card = application.enterprise
    if invitation.state == InvitationState.DECLINED:
        invitation.state, invitation.answer = after(INVITATION, invitation.state, "reconsider"), ""
    return _save_without_letters(invitation, by=by)


def check_invited(fair: Fair, account: Enterprise) -> None:
    """Where only invited enterprises may apply, refuse the others and say the way."""
    if fair.invitation_only and not queries.invited(fair, account):
        raise ValidationError(
            _(
                "Only invited enterprises may apply to this fair. Open the link of your invitation, or ask the "
                "organizer for one."
            )
        )


def is_open(invitation: Invitation) -> bool:
    """Whether the link still leads to something: the invitation stands, and the fair is not over."""
    return invitation.state != InvitationState.WITHDRAWN and not has_applied(invitation)


def has_applied(invitation: Invitation) -> bool:
    application = invitation.application
    return application is not None and application.state not in (*ENDED, ApplicationState.DRAFT)


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("fair__organizer", "application").select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)


def _save_without_letters(invitation: Invitation, *, by: User | None, reason: str = "") -> Invitation:
    """Save it, and take back the letters that nobody has sent or read out yet."""
    letters.take_back([invitation])
    invitation.refresh_from_db(fields=["letter"])
    history.save(invitation, by=by, reason=reason)
    return invitation
