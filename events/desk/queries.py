"""Reads of the review desk; each a fixed number of queries however many applications there are."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from accounts.models import Role, TeamMember, User
from accounts.reach import Reach
from enterprises.models import Certificate, OcopCertificate, ProductGroup, Province
from events import queries
from events.models import (
    USUAL_CHECKS,
    Application,
    ApplicationPaper,
    ApplicationState,
    BulkDecision,
    BulkRow,
    ChangeRequest,
    ChangeState,
    ChecklistItem,
    DecisionPaper,
    Fair,
    OfferState,
    PaperKind,
    PlaceOffer,
    RequiredPaper,
    ReturnMark,
)
from events.models.registration import in_language
from events.rules import REVIEWERS

RECENT = timedelta(minutes=15)  # a little longer than a decision can be taken back


def queue(fair: Fair) -> QuerySet[Application]:
    """The fair's applications with all that a line of the list says."""
    return queries.applications(fair).select_related("package", "group", "assignment__reviewer")


def colleagues(fair: Fair, reach: Reach | None = None) -> QuerySet[User]:
    """Who may review applications to this fair. Who works at certain fairs alone sees those of the fair's own team."""
    team = TeamMember.objects.current().filter(organizer=fair.organizer_id)
    everywhere = (
        team.none()
        if reach and not reach.is_whole
        else team.filter(Q(role=Role.MANAGER) | Q(role__in=REVIEWERS, fairs=None))
    )
    here = team.filter(fairs__fair=fair, fairs__role__in=REVIEWERS)
    return User.objects.filter(Q(pk__in=everywhere.values("user")) | Q(pk__in=here.values("user"))).order_by(
        "full_name", "pk"
    )


def choices(fair: Fair, reach: Reach) -> dict[str, list[tuple[int, str]]]:
    """What the queue can be narrowed to, all in one query: packages, sectors and provinces that occur, colleagues."""
    rows = fair.applications.order_by()
    person = Coalesce(NullIf("full_name", Value("")), NullIf("email", Value("")), "mobile", output_field=CharField())
    parts = [
        _named("package", fair.packages.all(), F("position")),
        _named("group", ProductGroup.objects.filter(pk__in=rows.values("group")), F("rank")),
        _named("province", Province.objects.filter(pk__in=rows.values("enterprise__province")), F("rank")),
        _named("who", colleagues(fair, reach), Value(0), person),
    ]
    found = defaultdict(list)
    for part, pk, _rank, vi, en in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row[2], row[3])):
        found[part].append((pk, in_language(vi, en)))
    return found


def _named(part: str, rows: QuerySet, rank, name=None) -> QuerySet:
    """(part, number, rank, name in Vietnamese, in English) of each record."""
    named = rows.order_by().annotate(
        part=Value(part, CharField()), at=rank, vi=name or F("name_vi"), en=name or F("name_en")
    )
    return named.values_list("part", "pk", "at", "vi", "en")


def lacking_papers(fair: Fair) -> Q:
    """Applications for which a paper that the fair asks of them is neither handed in nor on record.

    The same rule as events.registration.papers.asked_of, for a whole list at once.
    """
    found = Q(pk__in=[])
    for required in fair.required_papers.all():
        found |= lacks(fair, required)
    return found


def _on_record(kind: str, fair: Fair) -> Q:
    """A certificate of this kind with a scan, in force until the fair's last day."""
    holds = Q(expires_on=None) | Q(expires_on__gte=fair.ends_on)
    own = Certificate.objects.filter(holds, enterprise=OuterRef("enterprise"), kind=kind, file__isnull=False)
    if kind != PaperKind.OCOP:
        return Q(Exists(own))
    stars = OcopCertificate.objects.filter(holds, revoked_on=None, file__isnull=False)
    ticked = Application.products.through.objects
    of_ticked = stars.filter(product__in=ticked.filter(application=OuterRef(OuterRef("pk"))).values("product"))
    of_all = stars.filter(product__enterprise=OuterRef("enterprise"))
    has_ticked = Exists(ticked.filter(application=OuterRef("pk")))
    return Q(Exists(own)) | Q(Exists(of_ticked)) | Q(~has_ticked, Exists(of_all))


def untold() -> Q:
    """Decided, and the enterprise does not know it yet."""
    return Q(told_at__gt=timezone.now())


def asks_for_change() -> Q:
    """The enterprise asks to change it, and nobody answered."""
    return Q(Exists(ChangeRequest.objects.filter(application=OuterRef("pk"), state=ChangeState.ASKED)))


def is_offered() -> Q:
    """A place is offered and held."""
    return Q(Exists(PlaceOffer.objects.filter(application=OuterRef("pk"), state=OfferState.OPEN)))


def has_accepted() -> Q:
    """A place offered from the waiting list was taken: it waits for its approval."""
    accepted = PlaceOffer.objects.filter(application=OuterRef("pk"), state=OfferState.ACCEPTED)
    return Q(Exists(accepted), state=ApplicationState.SUBMITTED)


def checklist(fair: Fair) -> list[ChecklistItem]:
    """The fair's points to check; the usual ones, not kept yet, where its organizer made no list."""
    return list(fair.checklist.all()) or [
        ChecklistItem(fair=fair, code=code, position=n) for n, code in enumerate(USUAL_CHECKS, start=1)
    ]


def checked(application: Application) -> list[tuple[ChecklistItem, object]]:
    """Each point of the fair's list with its tick on this application, None where it is open."""
    ticks = {tick.item_id: tick for tick in application.ticks.select_related("ticked_by")}
    return [(item, ticks.get(item.pk)) for item in checklist(application.fair)]


def marks(application: Application) -> list[ReturnMark]:
    """What the organizer asked to be changed when it last decided; none where that was no return."""
    return list(application.marks.filter(decided_at=application.decided_at)) if application.decided_at else []


def told_marks(application: Application) -> list[ReturnMark]:
    """The same as the enterprise knows it: while the application waits for its changes."""
    return marks(application) if application.told_state == ApplicationState.RETURNED else []


def next_to_review(application: Application) -> Application | None:
    """The one that waits for an answer after this one; behind the last the first again."""
    waiting = queries.applications(application.fair).filter(state=ApplicationState.SUBMITTED)
    waiting = waiting.exclude(pk=application.pk).order_by("submitted_at", "pk")
    return waiting.filter(submitted_at__gte=application.submitted_at).first() or waiting.first()


def bulk_counts(bulk: BulkDecision) -> dict[str, int]:
    """How many of its rows came out how."""
    return Counter(dict(bulk.rows.order_by().values_list("outcome").annotate(n=Count("pk"))))


def bulk_left(bulk: BulkDecision) -> QuerySet[BulkRow]:
    """Its rows that could not be decided, or not taken back, with why."""
    return bulk.rows.exclude(why="").select_related("application__enterprise")


def bulk_undo_until(bulk: BulkDecision) -> datetime | None:
    """Until when all that it decided can be taken back; None once the first letter has gone."""
    waits = bulk.rows.filter(outcome=BulkRow.Outcome.DONE, application__decided_at=F("decided_at"))
    first = waits.aggregate(first=Min("application__told_at"))["first"]
    return first if first and first > timezone.now() else None


def latest_bulk(fair: Fair) -> BulkDecision | None:
    """The last decision on many, as long as it may be taken back."""
    return fair.bulk_decisions.filter(created_at__gt=timezone.now() - RECENT).first()


def papers(fair: Fair) -> QuerySet[DecisionPaper]:
    """The fair's decisions, each with how many enterprises stand on its list."""
    return fair.decision_papers.annotate(listed=Count("rows"))


def on_paper(paper: DecisionPaper) -> QuerySet[Application]:
    rows = paper.applications.select_related("enterprise__province", "package", "group")
    return rows.order_by("enterprise__sort_key", "pk")


def to_approve(paper: DecisionPaper) -> list[int]:
    """The applications on its list that are not approved yet and can be."""
    states = (ApplicationState.SUBMITTED, ApplicationState.WAITLISTED)
    return list(paper.applications.filter(state__in=states).values_list("pk", flat=True))


def decision_of(application: Application) -> DecisionPaper | None:
    """The papers on whose list an application stands."""
    return DecisionPaper.objects.filter(rows__application=application).first()


def waiting_list(fair: Fair) -> list[Application]:
    """Who waits, in order, each with its offers, the latest first."""
    offers = Prefetch("offers", PlaceOffer.objects.order_by("-pk"), to_attr="latest_offers")
    rows = fair.applications.filter(state=ApplicationState.WAITLISTED).select_related(
        "enterprise__province", "package", "group"
    )
    return list(rows.prefetch_related(offers).order_by("submitted_at", "pk"))


def changes_until(application: Application) -> date | None:
    """The last day on which the organizer lets it be changed, if it ever did."""
    granted = application.change_requests.filter(state=ChangeState.GRANTED)
    return granted.aggregate(last=Max("until"))["last"]


def with_changes_until(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The same as a column `changes_until`, for lists that say whether each can be changed."""
    granted = ChangeRequest.objects.filter(application=OuterRef("pk"), state=ChangeState.GRANTED)
    return rows.annotate(changes_until=Subquery(granted.order_by("-until").values("until")[:1]))


def lacks(fair: Fair, required: RequiredPaper) -> Q:
    """Applications for which this paper is neither handed in nor on record, if it is asked of them."""
    handed_in = ApplicationPaper.objects.filter(application=OuterRef("pk"), kind=required.kind, name=required.name_vi)
    lacking = Q(~Exists(handed_in), ~_on_record(required.kind, fair))
    return lacking & Q(group=required.group_id) if required.group_id else lacking


def open_request(application: Application) -> ChangeRequest | None:
    """What the enterprise asks to change and nobody answered."""
    return application.change_requests.filter(state=ChangeState.ASKED).select_related("asked_by").first()
