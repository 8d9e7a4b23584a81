"""Reads of invitations; each returns what its page needs in a fixed number of queries."""

from datetime import timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.links import unsign
from common.models import Letter
from enterprises.models import Enterprise, LinkState
from events.models import (
    ENDED,
    INVITED,
    Application,
    ApplicationState,
    Fair,
    Invitation,
    InvitationState,
    OptOut,
)

REMIND_AGAIN_AFTER = timedelta(days=3)


class Standing(TextChoices):
    """Where an invitation stands, all things taken together; the later in this list, the weaker."""

    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")
    APPROVED = "approved", pgettext_lazy("invitation", "approved")
    APPLIED = "applied", pgettext_lazy("invitation", "applied")
    DECLINED = "not_coming", pgettext_lazy("invitation", "will not come")
    OPTED_OUT = "opted_out", pgettext_lazy("invitation", "wants no more letters")
    FOLLOWED = "followed", pgettext_lazy("invitation", "opened the link")
    ASKED = "invited", pgettext_lazy("invitation", "invited")
    LISTED = "listed", pgettext_lazy("invitation", "not written to yet")


def _opted_out() -> Exists:
    """Whether the firm's address or number asked this organizer for no more invitations."""
    same = Q(address=OuterRef("email")) | Q(address=OuterRef("phone"))
    return Exists(OptOut.objects.filter(same, organizer=OuterRef("fair__organizer")))


APPLIED = Q(application__submitted_at__isnull=False) & ~Q(application__state=ApplicationState.DRAFT)
APPROVED = Q(application__state=ApplicationState.APPROVED)
STILL = ~Q(state=InvitationState.WITHDRAWN)
# Their letter arrived or was read to them; where there is none, somebody told them in person.
TOLD = Q(asked_at__isnull=False) & (Q(letter=None) | Q(letter__state__in=(Letter.State.SENT, Letter.State.TOLD)))
# What each figure above the list counts. They are stages and not parts: whoever applied was also invited.
STAGES = {
    "invited": (_("Invited"), STILL),
    "told": (_("Letter gone"), STILL & TOLD),
    "followed": (_("Opened the link"), STILL & Q(followed_at__isnull=False)),
    "applied": (_("Applied"), STILL & APPLIED),
    "approved": (_("Approved"), STILL & APPROVED),
    "not_coming": (_("Will not come"), Q(state=InvitationState.DECLINED)),
    "opted_out": (_("Want no more letters"), STILL & Q(opted_out=True)),
}


def invitations(fair: Fair) -> QuerySet[Invitation]:
    """The fair's invitations, each with whether the firm opted out and with its standing."""
    standing = Case(
        When(state=InvitationState.WITHDRAWN, then=Value(Standing.WITHDRAWN)),
        When(APPROVED, then=Value(Standing.APPROVED)),
        When(APPLIED, then=Value(Standing.APPLIED)),
        When(state=InvitationState.DECLINED, then=Value(Standing.DECLINED)),
        When(opted_out=True, then=Value(Standing.OPTED_OUT)),
        When(followed_at__isnull=False, then=Value(Standing.FOLLOWED)),
        When(state=InvitationState.ASKED, then=Value(Standing.ASKED)),
        default=Value(Standing.LISTED),
    )
    rows = fair.invitations.annotate(opted_out=_opted_out()).annotate(standing=standing)
    return rows.select_related("fair__organizer", "letter", "application", "card")


def figures(fair: Fair) -> dict[str, int]:
    """How many firms came how far."""
    conditions = {name: condition for name, (_label, condition) in STAGES.items()}
    opted_out = invitations(fair).filter(conditions.pop("opted_out")).count()  # what EXISTS finds cannot be aggregated
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return fair.invitations.aggregate(**counts) | {"opted_out": opted_out}


def to_ask(fair: Fair) -> QuerySet[Invitation]:
    """Whom nobody has written to yet."""
    return _open(fair).filter(state=InvitationState.LISTED)


def to_remind(fair: Fair) -> QuerySet[Invitation]:
    """Who was invited three days ago or earlier, and neither applied nor declined nor opted out."""
    last = Greatest("asked_at", Coalesce("reminded_at", "asked_at"))
    long_ago = timezone.now() - REMIND_AGAIN_AFTER
    return _open(fair).filter(state=InvitationState.ASKED).annotate(last=last).filter(last__lte=long_ago)


def _open(fair: Fair) -> QuerySet[Invitation]:
    applied = Q(application__isnull=False) & ~Q(application__state=ApplicationState.DRAFT)
    return fair.invitations.annotate(opted_out=_opted_out()).filter(opted_out=False).exclude(applied)


def by_token(token: str, *, even_renewed: bool = False) -> Invitation | None:
    """The invitation that a personal link belongs to; a link that was made anew is good no more."""
    found = unsign(INVITED, token)
    if found is None:
        return None
    rows = Invitation.objects.select_related("fair__organizer", "application__enterprise", "account")
    rows = rows.filter(pk=found[0], fair__organizer__is_active=True)
    return (rows if even_renewed else rows.filter(serial=found[1])).first()


def is_opted_out(invitation: Invitation) -> bool:
    return OptOut.objects.filter(organizer=invitation.fair.organizer, address__in=addresses(invitation)).exists()


def addresses(invitation: Invitation) -> list[str]:
    """By what a firm is written to; a wish for no more letters holds for each."""
    return [address for address in (invitation.email, invitation.phone) if address]


def invited(fair: Fair, account: Enterprise) -> Invitation | None:
    """The invitation of this enterprise's account: it followed the link, or is surely the same firm.

    Sure is what others vouch for: a linked card, an address or number that a member has proved. A tax code is not:
    anybody can type it.
    """
    return _same_firm(fair, account).first()


def _same_firm(fair: Fair, account: Enterprise) -> QuerySet[Invitation]:
    return _open_ones(fair).filter(_firm(account)).select_related("application").order_by("pk")


def _open_ones(fair: Fair) -> QuerySet[Invitation]:
    return Invitation.objects.filter(fair=fair).exclude(state=InvitationState.WITHDRAWN)


def _firm(account: Enterprise) -> Q:
    members = User.objects.filter(enterprises__enterprise=account)
    proved = members.filter(emailaddress__verified=True).values("emailaddress__email")
    vouched = members.filter(mobile_vouched=True).values("mobile")
    linked = Enterprise.objects.filter(links__account=account, links__state=LinkState.LINKED)
    return Q(account=account) | Q(card__in=linked) | Q(email__in=proved) | Q(phone__in=vouched)


def fairs_inviting(account: Enterprise) -> QuerySet[Fair]:
    """The fairs to which this enterprise is invited."""
    rows = Invitation.objects.filter(_firm(account)).exclude(state=InvitationState.WITHDRAWN)
    return Fair.objects.filter(pk__in=rows.values("fair"))


def of_application(application: Application) -> Invitation | None:
    """The invitation that an application came of: surely the same firm, else the same tax code, number or address."""
    fair, firm = application.fair, application.enterprise
    sure = _same_firm(fair, firm) if firm.is_own else _open_ones(fair).filter(card=firm).order_by("pk")
    if found := sure.filter(_free(application)).first():
        return found
    reach = [value for value in (application.contact_email.lower(), firm.email.lower()) if value]
    numbers = [value for value in (application.contact_phone, firm.phone) if value]
    same = Q(email__in=reach) | Q(phone__in=numbers)
    if firm.tax_code:
        same |= Q(tax_code=firm.tax_code)
    alike = Invitation.objects.filter(same, fair=fair, account=None)
    return alike.exclude(state=InvitationState.WITHDRAWN).filter(_free(application)).order_by("pk").first()


def _free(application: Application) -> Q:
    """No other application stands on the invitation, unless it came to an end."""
    return Q(application=None) | Q(application=application) | Q(application__state__in=ENDED)
