"""Reads of fairs and participations; each returns what its page needs in a fixed number of queries."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Organizer, User
from enterprises.models import Certificate, Enterprise, OcopCertificate, Product
from events import window
from events.models import (
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


def fairs(organizer: Organizer) -> QuerySet[Fair]:
    """The organizer's fairs, each with how many took part."""
    took_part = Count("participations", filter=Q(participations__state=ParticipationState.TOOK_PART))
    return organizer.fairs.annotate(took_part=took_part, listed=Count("participations"))


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


def participations(organizer: Organizer, fair: Fair | None = None) -> QuerySet[Participation]:
    """Participations at the organizer's fairs, or at one of them."""
    rows = Participation.objects.filter(fair__organizer=organizer).select_related("fair", "enterprise")
    return rows.filter(fair=fair) if fair else rows


def fair_roles(user: User, *, organizer: str) -> list[FairTeam]:
    """The fairs to which a member is narrowed, with their role at each; none for most members."""
    rows = FairTeam.objects.filter(member__user=user, member__organizer__slug=organizer)
    return list(rows.select_related("fair__organizer"))


def fairs_in_reach(user: User, organizer: Organizer) -> QuerySet[Fair]:
    """The organizer's fairs, or those alone to which this member is narrowed."""
    mine = fair_roles(user, organizer=organizer.slug)
    rows = fairs(organizer)
    return rows.filter(pk__in=[row.fair_id for row in mine]) if mine else rows


def participations_in_reach(user: User, organizer: Organizer) -> QuerySet[Participation]:
    """Participations at the organizer's fairs, or at those alone to which this member is narrowed."""
    mine = fair_roles(user, organizer=organizer.slug)
    rows = participations(organizer)
    return rows.filter(fair__in=[row.fair_id for row in mine]) if mine else rows


def fair_team(fair: Fair) -> QuerySet[FairTeam]:
    return fair.team.select_related("member__user").order_by("member__user__full_name", "pk")


def open_fairs(enterprise: Enterprise) -> list[Fair]:
    """Public fairs that take applications today and to which this enterprise has none under way."""
    around = timezone.localdate() - timedelta(days=1)  # the fair's own zone decides below
    rows = Fair.objects.filter(
        Q(applications_until=None) | Q(applications_until__gte=around),
        uses_applications=True,
        is_public=True,
        state=FairState.PLANNED,
        starts_on__gte=around,
        organizer__is_active=True,
    )
    applied = Application.objects.filter(enterprise=enterprise).exclude(state__in=ENDED)
    rows = rows.exclude(pk__in=applied.values("fair")).select_related("organizer").order_by("starts_on", "pk")
    return [fair for fair in rows if window.is_open(fair)]


def public_fairs() -> QuerySet[Fair]:
    """Fairs with a public page."""
    return Fair.objects.filter(is_public=True, organizer__is_active=True).select_related("organizer")


def applications_of(enterprise: Enterprise) -> QuerySet[Application]:
    """An enterprise's own applications, the latest fair first."""
    return (
        Application.objects.filter(enterprise=enterprise)
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


def earlier_participations(application: Application) -> QuerySet[Participation]:
    """At this organizer alone: through the card that is linked to the enterprise, or has its tax code."""
    account = application.enterprise
    same = Q(enterprise__links__account=account, enterprise__links__state="linked")
    if account.tax_code:
        same |= Q(enterprise__tax_code=account.tax_code)
    here = Participation.objects.filter(same, fair__organizer=application.fair.organizer)
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


def public_figures(fair: Fair) -> dict[str, int]:
    """How many take part, and how many booths are still free."""
    coming = fair.participations.exclude(state=ParticipationState.NO_SHOW).count()
    free = fair.booths.exclude(holdings__in=BoothHolding.objects.filter(HELD)).count() if fair.uses_floor else 0
    return {"participants": coming, "free": free}


def accounts_of(user: User) -> list[Enterprise]:
    """The enterprises for which a person may apply."""
    return list(Enterprise.objects.filter(kept_by=None, members__user=user).order_by("sort_key"))
