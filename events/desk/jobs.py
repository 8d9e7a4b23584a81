"""What the desk does in the background: deciding on many, taking that back, laying out papers, the waiting list."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.reach import may_at
from common import files
from common.jobs import JobError, Run, handler
from common.rounds import every_minute
from events.actions import bulk as actions
from events.actions.offers import expire, fill_free_places
from events.models import (
    ApplicationState,
    BulkDecision,
    BulkRow,
    DecisionPaper,
    Fair,
    FairState,
    OfferState,
    PlaceOffer,
    Promotion,
)

DECIDE, UNDO, PAPER = "decide_applications", "undo_decisions", "decision_paper"


@handler(DECIDE)
def decide_many(run: Run) -> dict:
    """Row after row, each in its own transaction; what an earlier attempt decided is not decided again."""
    bulk = _bulk(run)
    rows = list(bulk.rows.filter(outcome=BulkRow.Outcome.WAITING))
    for n, row in enumerate(rows):
        run.report(n, len(rows))
        row.bulk = bulk
        actions.decide_row(row)
    run.report(len(rows), len(rows))
    return {"bulk": bulk.pk}


@handler(UNDO)
def undo_many(run: Run) -> dict:
    bulk = _bulk(run)
    rows = list(bulk.rows.filter(outcome=BulkRow.Outcome.DONE))
    for n, row in enumerate(rows):
        run.report(n, len(rows))
        row.bulk = bulk
        actions.undo_row(row, by=run.job.by)
    run.report(len(rows), len(rows))
    return {"bulk": bulk.pk}


def _bulk(run: Run) -> BulkDecision:
    """The decision, with the rights that the person has by now."""
    job = run.job
    bulk = BulkDecision.objects.select_related("fair__organizer", "made_by").get(
        pk=job.params["bulk"], fair__organizer=job.organizer
    )
    if not may_at(job.by, "events.review_application", job.organizer, bulk.fair_id):
        raise JobError(_("You may no longer decide on applications to this fair."))
    return bulk


@handler(PAPER)
def lay_out_paper(run: Run) -> None:
    """One of the papers as a PDF; a worker that dies leaves no second file."""
    from events.desk.documents import as_pdf, file_name  # only workers lay out papers

    job = run.job
    paper = DecisionPaper.objects.select_related("fair__organizer").get(
        pk=job.params["paper"], fair__organizer=job.organizer
    )
    run.report(0, 1)
    content = as_pdf(paper, job.params["form"])
    with transaction.atomic():
        run.output = files.store_bytes(
            content,
            name=file_name(paper, job.params["form"]),
            kind=files.PDF,
            purpose="export",
            by=job.by,
            organizer=job.organizer,
        )
        run.finish(None)


@every_minute
def expire_offers() -> None:
    """Offers that nobody answered in time. Two workers at the same moment end each once."""
    due = PlaceOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=timezone.now())
    for offer in due.select_related("application__fair").order_by("pk"):
        expire(offer)


@every_minute
def offer_free_places() -> None:
    """At fairs that promote by rule, whoever is next gets the place that is free."""
    fairs = Fair.objects.filter(
        registration__promotion=Promotion.RULE,
        state=FairState.PLANNED,
        uses_applications=True,
        applications__state=ApplicationState.WAITLISTED,
    )
    for fair in fairs.select_related("organizer").distinct():
        fill_free_places(fair)
