"""The rows of a fair's lists, each with what its columns, filters and sorting need."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, NullIf

from common.models import Letter
from events import queries
from events.desk.queries import lacks, with_changes_until
from events.lists.letters import PAPERS
from events.models import (
    Application,
    ApplicationState,
    BoothHolding,
    Delegate,
    Fair,
    Participation,
    ParticipationRole,
    ParticipationState,
    RequiredPaper,
    Vehicle,
)

HELD = Q(released_at=None)
STILL_ASKED = (ApplicationState.SUBMITTED, ApplicationState.WAITLISTED, ApplicationState.APPROVED)
NEEDS_SUPPLY = (
    Q(needs_power=True)
    | Q(application__power_kw__gt=0)
    | Q(application__needs_water=True)
    | Q(application__needs_cooling=True)
)


def _first_booth(path: str, value: str) -> Subquery:
    """Of the first booth, by its number, that a row's participation holds."""
    held = BoothHolding.objects.filter(HELD, participation=OuterRef(path)).order_by("booth__code")
    return Subquery(held.values(value)[:1])


def _booths(path: str) -> Prefetch:
    """All booths that a participation holds, for the pages and files that name them."""
    held = BoothHolding.objects.filter(HELD).select_related("booth__hall").order_by("booth__code")
    return Prefetch(f"{path}holdings", held, to_attr="held_now")


def _stated(*names: str) -> Coalesce:
    """The first of several texts that is not empty."""
    return Coalesce(*(NullIf(F(name), Value("")) for name in names), Value(""))


def participants(fair: Fair) -> QuerySet[Participation]:
    """Everyone on the fair's list; the contact is the application's, else the card's."""
    return (
        fair.participations.select_related(
            "fair__organizer",
            "enterprise__province",
            "enterprise__legal_form",
            "application__group",
            "application__package",
        )
        .prefetch_related(_booths(""))
        .annotate(
            booth=_first_booth("pk", "booth__code"),
            hall=_first_booth("pk", "booth__hall__name"),
            contact=_stated("application__contact_name", "enterprise__contact_name"),
            phone=_stated("application__contact_phone", "enterprise__phone"),
            email=_stated("application__contact_email", "enterprise__email"),
            people=Coalesce(
                Subquery(
                    Delegate.objects.filter(participation=OuterRef("pk"))
                    .order_by()
                    .values("participation")
                    .annotate(n=Count("pk"))
                    .values("n")
                ),
                0,
            ),
        )
    )


def expected(fair: Fair) -> QuerySet[Participation]:
    """The participants but those who did not come."""
    return participants(fair).exclude(state=ParticipationState.NO_SHOW)


def boards(fair: Fair) -> QuerySet[Participation]:
    """What stands over each participant's booths: as the firm wrote it, else its name, which is still to be asked.

    A buyer has a board only where it holds a booth.
    """
    rows = expected(fair).filter(Q(role=ParticipationRole.SELLER) | Q(booth__isnull=False))
    return rows.annotate(
        board=_stated("application__fascia_name", "enterprise__trade_name", "enterprise__legal_name"),
        is_stated=Case(
            When(Q(application=None) | Q(application__fascia_name=""), then=False),
            default=True,
            output_field=BooleanField(),
        ),
        length=Length("board"),
    )


def supplies(fair: Fair) -> QuerySet[Participation]:
    """Who needs power, water or a place for a refrigerator. Power that nobody stated is unknown, not none."""
    return (
        expected(fair)
        .filter(NEEDS_SUPPLY)
        .annotate(
            kilowatts=Case(
                When(application__power_kw__gt=0, then="application__power_kw"),
                When(~Q(needs_power=True), application__isnull=False, then="application__power_kw"),
            )
        )
    )


def supply_sums(rows: QuerySet[Participation]) -> list[dict]:
    """By hall the power ordered, how many did not state it, and how many want water or bring a refrigerator."""
    return list(
        rows.order_by()
        .values("hall")
        .annotate(
            power=Sum("kilowatts"),
            unstated=Count("pk", filter=Q(kilowatts=None)),
            water=Count("pk", filter=Q(application__needs_water=True)),
            cooling=Count("pk", filter=Q(application__needs_cooling=True)),
        )
        .order_by(F("hall").asc(nulls_last=True))
    )


def delegates(fair: Fair) -> QuerySet[Delegate]:
    """The people who come, with the name that their badge gets."""
    return (
        Delegate.objects.filter(participation__fair=fair)
        .exclude(participation__state=ParticipationState.NO_SHOW)
        .select_related("participation__fair__organizer", "participation__enterprise")
        .prefetch_related(_booths("participation__"))
        .annotate(badge=_stated("badge_name", "name"), booth=_first_booth("participation", "booth__code"))
    )


def vehicles(fair: Fair) -> QuerySet[Vehicle]:
    """The vehicles of those whose application is approved."""
    return (
        Vehicle.objects.filter(application__fair=fair, application__state=ApplicationState.APPROVED)
        .select_related(
            "application__enterprise",
            "application__participation__enterprise",
            "application__participation__fair__organizer",
        )
        .prefetch_related(_booths("application__participation__"))
        .annotate(booth=_first_booth("application__participation", "booth__code"))
    )


# Missing papers


def required_papers(fair: Fair) -> list[RequiredPaper]:
    return list(fair.required_papers.select_related("group"))


def lacking(fair: Fair, required: list[RequiredPaper]) -> QuerySet[Application]:
    """Applications under way that lack a paper; of each paper `lacks_<pk>` says whether this one lacks it.

    The same rule as events.registration.papers, asked of all applications at once.
    """
    rows = queries.applications(fair).filter(state__in=STILL_ASKED).select_related("submitted_by", "group")
    rows = with_changes_until(rows)
    if not required:
        return rows.none()
    marks = {f"lacks_{paper.pk}": ExpressionWrapper(lacks(fair, paper), BooleanField()) for paper in required}
    any_of_them = Q()
    for mark in marks:
        any_of_them |= Q(**{mark: True})
    return rows.annotate(**marks).filter(any_of_them)


def missing_of(application: Application, required: Iterable[RequiredPaper]) -> list[RequiredPaper]:
    """The papers that a row of `lacking` lacks."""
    return [paper for paper in required if getattr(application, f"lacks_{paper.pk}")]


def reminded(fair: Fair) -> dict[str, datetime]:
    """When each application was last reminded of its papers, by the thread of its letters."""
    letters = Letter.objects.filter(about_fair=fair.pk, organizer=fair.organizer_id, kind=PAPERS)
    return dict(letters.order_by().values_list("thread").annotate(at=Max("created_at")))
