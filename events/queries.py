"""Reads of fairs and participations; each returns what its page needs in a fixed number of queries."""

from collections import Counter
from datetime import timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Consent, ConsentPurpose, User
from accounts.reach import Reach
from common.links import unsign
from common.lists import search
from enterprises.models import Certificate, Enterprise, OcopCertificate, Product, ProductGroup
from enterprises.queries import with_stars
from events import window
from events.invitations.queries import fairs_inviting
from events.models import (
    APPLY_LINK,
    ENDED,
    Application,
    ApplicationState,
    Booth,
    BoothHolding,
    Fair,
    FairState,
    FairTeam,
    Hall,
    Participation,
    ParticipationState,
)

HELD = Q(released_at=None)
UNDER_WAY = [state for state in ApplicationState if state not in ENDED]


def fairs_within(reach: Reach) -> QuerySet[Fair]:
    """The organizer's fairs in reach."""
    return reach.organizer.fairs.filter(reach.among("pk"))


def fairs(reach: Reach) -> QuerySet[Fair]:
    """The fairs in reach, each with how many took part."""
    took_part = Count("participations", filter=Q(participations__state=ParticipationState.TOOK_PART))
    return fairs_within(reach).annotate(took_part=took_part, listed=Count("participations"))


def fair_figures(fair: Fair) -> dict[str, int | None]:
    """How many enterprises came, did not come or are awaited, and the booths that those who came reported."""
    came = Q(state=ParticipationState.TOOK_PART)
    return fair.participations.aggregate(
        took_part=Count("pk", filter=came),
        no_show=Count("pk", filter=Q(state=ParticipationState.NO_SHOW)),
        expected=Count("pk", filter=Q(state=ParticipationState.EXPECTED)),
        booths=Sum("booths_as_reported", filter=came),
        without_booths=Count("pk", filter=came & Q(booths_as_reported=None)),
    )


def participations(reach: Reach, fair: Fair | None = None) -> QuerySet[Participation]:
    """Participations at the fairs in reach, or at one of them."""
    rows = Participation.objects.filter(reach.among("fair"), fair__organizer=reach.organizer)
    rows = rows.select_related("fair", "enterprise")
    return rows.filter(fair=fair) if fair else rows


def fair_team(fair: Fair) -> QuerySet[FairTeam]:
    return fair.team.select_related("member__user").order_by("member__user__full_name", "pk")


def open_fairs(enterprise: Enterprise) -> list[Fair]:
    """Fairs that take this enterprise's application today and to which it has none under way."""
    around = timezone.localdate() - timedelta(days=1)  # the fair's own zone decides below
    rows = fairs_open_to(enterprise).filter(
        Q(applications_until=None) | Q(applications_until__gte=around),
        state=FairState.PLANNED,
        starts_on__gte=around,
    )
    applied = Application.objects.filter(account=enterprise).told(*UNDER_WAY)
    rows = rows.exclude(pk__in=applied.values("fair")).order_by("starts_on", "pk")
    return [fair for fair in rows if window.is_open(fair)]


def fairs_open_to(enterprise: Enterprise) -> QuerySet[Fair]:
    """Fairs to which this enterprise may apply without an organizer's link: public ones, and where it is invited."""
    for_anyone = Q(is_public=True, by_link_only=False, invitation_only=False)
    rows = Fair.objects.filter(for_anyone | Q(pk__in=fairs_inviting(enterprise).values("pk")))
    return rows.filter(uses_applications=True, organizer__is_active=True).select_related("organizer")


def is_awaited(fair: Fair) -> bool:
    """Whether a fair is still to come or runs, and people reckon with it."""
    if fair.state != FairState.PLANNED or fair.ends_on < window.today_at(fair):
        return False
    submitted = fair.applications.exclude(state__in=[ApplicationState.DRAFT, *ENDED])
    return submitted.exists() or fair.participations.exclude(state=ParticipationState.NO_SHOW).exists()


def under_way(fair: Fair, enterprise: Enterprise) -> Application | None:
    """The enterprise's application to a fair that has not come to an end, as far as the enterprise knows."""
    return fair.applications.filter(account=enterprise).told(*UNDER_WAY).first()


def fair_of_link(token: str) -> Fair | None:
    """The fair to which an unlisted link lets enterprises apply, unless the link was renewed."""
    found = unsign(APPLY_LINK, token)
    if found is None:
        return None
    fairs = Fair.objects.filter(uses_applications=True, organizer__is_active=True).select_related("organizer")
    return fairs.filter(pk=found[0], apply_serial=found[1]).first()


def public_fairs() -> QuerySet[Fair]:
    """Fairs with a public page."""
    return Fair.objects.filter(is_public=True, organizer__is_active=True).select_related("organizer")


def applications_of(enterprise: Enterprise) -> QuerySet[Application]:
    """The applications that an enterprise's account sees, the latest fair first: its own, and what staff entered."""
    return (
        Application.objects.filter(account=enterprise)
        .select_related("fair__organizer", "participation")
        .order_by("-fair__starts_on", "-pk")
    )


def applications(fair: Fair) -> QuerySet[Application]:
    """What the fair's organizer sees: everything but drafts, which are the enterprise's own affair."""
    submitted = fair.applications.exclude(submitted_at=None).exclude(state=ApplicationState.DRAFT)
    return submitted.select_related("fair__organizer", "enterprise__province", "enterprise__legal_form")


def application_counts(fair: Fair) -> dict[str, int]:
    """How many applications are in each state."""
    rows = applications(fair).select_related(None).order_by().values_list("state").annotate(n=Count("pk"))
    return Counter(dict(rows))


def earlier_participations(application: Application, reach: Reach) -> QuerySet[Participation]:
    """At this organizer alone: of its card where staff entered the application for it, else of the card that is linked
    to the enterprise or has its tax code."""
    firm = application.enterprise
    same = Q(enterprise__links__account=firm, enterprise__links__state="linked") if firm.is_own else Q(enterprise=firm)
    if firm.tax_code:
        same |= Q(enterprise__tax_code=firm.tax_code)
    here = Participation.objects.filter(same, reach.among("fair"), fair__organizer=reach.organizer)
    return here.exclude(fair=application.fair).select_related("fair__organizer").distinct().order_by("-fair__starts_on")


def papers(application: Application) -> list[OcopCertificate | Certificate]:
    """The enterprise's certificates; `ends_too_soon` where one does not hold until the fair's last day."""
    last = application.fair.ends_on
    products = application.products.all() if application.products.exists() else application.enterprise.products.all()
    stars = OcopCertificate.objects.filter(product__in=products, revoked_on=None).select_related("product", "file")
    found = [*stars, *application.enterprise.certificates.select_related("file")]
    for paper in found:
        paper.ends_too_soon = paper.expires_on is not None and paper.expires_on < last
    return found


def products_of(enterprise: Enterprise) -> QuerySet[Product]:
    return enterprise.products.all()


def plan(fair: Fair) -> list[Hall]:
    """The fair's halls with their booths and who holds each, in three queries."""
    holdings = Prefetch(
        "holdings",
        BoothHolding.objects.filter(HELD).select_related("participation__enterprise"),
        to_attr="held_now",
    )
    return list(fair.halls.prefetch_related(Prefetch("booths", Booth.objects.prefetch_related(holdings))))


def booths(fair: Fair) -> QuerySet[Booth]:
    """Booths with their holders, for the list."""
    held = BoothHolding.objects.filter(HELD, booth=OuterRef("pk"))
    return fair.booths.select_related("hall").annotate(
        holder=Subquery(held.values("participation__enterprise__legal_name")[:1]),
        holder_key=Subquery(held.values("participation__enterprise__sort_key")[:1]),
        holder_search=Subquery(held.values("participation__enterprise__search_key")[:1]),
        fascia=Subquery(held.values("participation__application__fascia_name")[:1]),
    )


def booth_counts(fair: Fair) -> dict[str, int]:
    """How many booths there are, and how many are held."""
    return fair.booths.aggregate(
        all=Count("pk", distinct=True), held=Count("pk", filter=Q(holdings__pk__gt=0, holdings__released_at=None))
    )


def placeable(fair: Fair) -> QuerySet[Participation]:
    """Who may hold booths, each with how many it holds and wants."""
    held = BoothHolding.objects.filter(HELD, participation=OuterRef("pk")).order_by().values("participation")
    return (
        fair.participations.exclude(state=ParticipationState.NO_SHOW)
        .select_related("enterprise", "application")
        .annotate(
            held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0),
            wanted=Coalesce("application__booths", 1),
        )
        .order_by("enterprise__sort_key", "pk")
    )


def unplaced(fair: Fair) -> QuerySet[Participation]:
    """Who still waits for a booth, or for one more."""
    return placeable(fair).filter(held__lt=F("wanted"))


def held_by(participation: Participation) -> QuerySet[BoothHolding]:
    """The booths that a participant holds now."""
    return participation.holdings.filter(HELD).select_related("booth__hall").order_by("booth__code")


def coming(fair: Fair) -> QuerySet[Application]:
    """The applications that are approved, as far as the enterprise was told."""
    return fair.applications.told(ApplicationState.APPROVED).select_related("participation")


def published_products(applications: QuerySet[Application]) -> QuerySet[Product]:
    """The products that applications bring, of enterprises of which somebody agreed to publication."""
    ticked = Application.products.through.objects.filter(application__in=applications.values("pk"))
    agreed = Consent.objects.filter(
        purpose=ConsentPurpose.CATALOGUE, withdrawn_at=None, user__enterprises__enterprise=OuterRef("enterprise")
    )
    return Product.objects.filter(Exists(agreed), pk__in=ticked.values("product"))


def shown_products(fair: Fair, *, text: str = "", group: int | None = None) -> QuerySet[Product]:
    """What anyone may see of a fair's products, those with a picture first; `text` is looked for in their names."""
    rows = search(published_products(coming(fair)), text)
    rows = rows.filter(group=group) if group else rows
    pictured_first = Case(When(picture=None, then=1), default=0)
    return with_stars(rows).select_related("enterprise").order_by(pictured_first, "sort_key", "pk")


def shown_groups(fair: Fair) -> QuerySet[ProductGroup]:
    """The groups of those products."""
    return ProductGroup.objects.filter(pk__in=published_products(coming(fair)).values("group"))


def public_figures(fair: Fair) -> dict[str, int]:
    """How many take part, and how many booths are still free."""
    coming = fair.participations.exclude(state=ParticipationState.NO_SHOW).count()
    free = fair.booths.exclude(holdings__in=BoothHolding.objects.filter(HELD)).count() if fair.uses_floor else 0
    return {"participants": coming, "free": free}


def accounts_of(user: User) -> list[Enterprise]:
    """The enterprises for which a person may apply."""
    return list(Enterprise.objects.filter(kept_by=None, members__user=user).order_by("sort_key"))
