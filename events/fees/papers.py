"""The papers of fees, a PDF for each request and receipt: made in the background soon after, kept, and handed out."""

import datetime

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone

from accounts.models import Organizer, User
from common import files, jobs
from common.models import Job
from events.models import Payment, PaymentRequest, RequestState

PAPERS = "fee_papers"


def requests_without(organizer: Organizer) -> QuerySet[PaymentRequest]:
    rows = PaymentRequest.objects.filter(organizer=organizer, state=RequestState.ASKED, paper=None)
    return rows.select_related(
        "fair__organizer", "delegation", "application__enterprise", "application__submitted_by"
    ).order_by("pk")


def receipts_without(organizer: Organizer) -> QuerySet[Payment]:
    rows = Payment.objects.filter(organizer=organizer, receipt_number__isnull=False, reversed_at=None, paper=None)
    return rows.select_related(
        "request__fair__organizer",
        "request__delegation",
        "request__application__enterprise",
        "request__application__submitted_by",
    ).order_by("pk")


def start(organizer: Organizer, *, by: User | None) -> Job | None:
    """Begin to make the papers that are wanting; None where none is."""
    if not requests_without(organizer).exists() and not receipts_without(organizer).exists():
        return None
    return jobs.start(kind=PAPERS, organizer=organizer, by=by, key=f"{PAPERS}:{organizer.pk}")


def waiting(longer_than: datetime.timedelta) -> QuerySet[Organizer]:
    """Organizers with papers that should be there by now."""
    before = timezone.now() - longer_than
    requests = PaymentRequest.objects.filter(state=RequestState.ASKED, paper=None, created_at__lt=before)
    receipts = Payment.objects.filter(receipt_number__isnull=False, reversed_at=None, paper=None, created_at__lt=before)
    wanted = [*requests.values_list("organizer", flat=True), *receipts.values_list("organizer", flat=True)]
    return Organizer.objects.filter(pk__in=wanted)


def hand_out(record: PaymentRequest | Payment, *, by: User) -> FileResponse | None:
    """The paper as a download; None while it is being made. What nothing began is begun within minutes."""
    return files.serve(record.paper, by=by) if record.paper_id else None
