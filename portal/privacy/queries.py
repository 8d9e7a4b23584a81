"""Reads about requests, restrictions and who looked at what."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer, Role, User
from common.models import Opening, Restriction
from common.restrictions import restrictions
from common.rule_tables import in_force
from enterprises.models import Enterprise
from events.models import Fair
from portal.models import OPEN, DataRequest, RequestKind, RequestTerm
from portal.privacy.findings import rows_of
from portal.privacy.holdings import HOLDINGS
from portal.privacy.people import Person

MEANINGS = {
    RequestKind.VIEW: _("You get a link to a page with all that is held about you."),
    RequestKind.PROVIDE: _("You get the same as a file to take away."),
    RequestKind.CORRECT: _("What is wrong is put right. Say what it is."),
    RequestKind.WITHDRAW: _("What you agreed to ends. What was done before stays lawful."),
    RequestKind.RESTRICT: _("Your data are kept but no longer used, except to answer you and for what the law asks."),
    RequestKind.OBJECT: _("Your data are no longer used for what you object to; you get no letters but those owed."),
    RequestKind.ERASE: _("Your name, address and number go for ever. What you signed stays where the law says so."),
}
# What somebody else could have put there does not prove that an address is on record.
PROVES_NOTHING = {"portal.DataRequest", "common.Letter", "common.Opening", "common.Restriction"}


def requests_to(holder: Organizer | None) -> QuerySet[DataRequest]:
    """What people ask of an organizer, or of the platform, and nobody else."""
    rows = DataRequest.objects.filter(organizer=holder) if holder else DataRequest.objects.filter(organizer=None)
    return rows.select_related("organizer", "user", "assigned_to")


def terms(on: date) -> list[tuple[str, str, int]]:
    """What each kind of request is called, means, and within how many days it is done."""
    days = dict(RequestTerm.objects.filter(in_force(on)).values_list("kind", "done_days"))
    return [(kind.label, MEANINGS[kind], days[kind]) for kind in RequestKind if kind in days]


def requests_of(user: User) -> QuerySet[DataRequest]:
    return user.data_requests.select_related("organizer").order_by("-asked_at")


def next_due(holder: Organizer | None) -> tuple[int, DataRequest | None]:
    """How many requests are open, and the one whose day comes first."""
    waiting = list(requests_to(holder).filter(state__in=OPEN))
    return len(waiting), min(waiting, key=lambda request: request.next_by, default=None)


def is_on_record(holder: Organizer | None, *, email: str = "", mobile: str = "") -> bool:
    """Whether anything that a holder keeps has this address or number."""
    account = None
    if holder is None:
        theirs = Q(email=email) if email else Q(mobile=mobile, mobile_vouched=True)
        account = User.objects.filter(theirs, is_active=True).first()
    emails, mobiles = frozenset(filter(None, [email])), frozenset(filter(None, [mobile]))
    person = Person(account, emails, mobiles, frozenset())
    own = [holding for holding in HOLDINGS if holding.model_label not in PROVES_NOTHING]
    return any(rows_of(holding, person, holder).exists() for holding in own)


def open_to_all() -> QuerySet[Organizer]:
    """Organizers that anybody may know of: those with a public page of a fair."""
    public = Fair.objects.filter(is_public=True, by_link_only=False)
    return Organizer.objects.filter(is_active=True, pk__in=public.values("organizer"))


def assignable(holder: Organizer | None) -> QuerySet[User]:
    """Who may be given a request: those who answer them."""
    if holder is None:
        return User.objects.filter(is_platform_admin=True, is_active=True)
    members = holder.team.current().filter(role__in=(Role.MANAGER, Role.REGISTRATION), user__is_active=True)
    return User.objects.filter(pk__in=members.values("user")).order_by("full_name")


def restrictions_of(user: User) -> QuerySet[Restriction]:
    mobile = (user.mobile or "") if user.mobile_vouched else ""
    return restrictions(email=user.email or "", mobile=mobile).select_related("organizer")


def openings_for(user: User) -> QuerySet[Opening]:
    """Who opened the papers of the person and of the enterprises they own, or all that is held about them."""
    own = Enterprise.objects.filter(members__user=user)
    papers = (
        Q(file__uploaded_by=user)
        | Q(file__in=own.values("certificates__file"))
        | Q(file__in=own.values("products__ocop_certificates__file"))
    )
    return Opening.objects.filter(papers | Q(subject=user)).exclude(by=user).select_related("by", "organizer")


def openings_at(organizer: Organizer) -> QuerySet[Opening]:
    return organizer.openings.select_related("by")
