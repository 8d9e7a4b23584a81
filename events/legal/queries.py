"""Reads of legal files."""

from datetime import timedelta

from django.utils import timezone

from accounts.reach import Reach
from events.legal.deadlines import Deadline, deadlines
from events.models import Fair, FairPaper, FairRole, FairState, FairTerm, LegalFile, TermKind
from events.queries import fairs_within

# So many days before its last day it stands among the next steps.
SOON = {TermKind.REGISTER: timedelta(days=30), TermKind.REPORT: timedelta(days=14)}
PAST, AHEAD = timedelta(days=90), timedelta(days=120)


def file_of(fair: Fair) -> LegalFile:
    """The fair's legal file; an empty one where nothing was entered yet."""
    return LegalFile.objects.filter(fair=fair).first() or LegalFile(fair=fair)


def next_due(fair: Fair) -> Deadline | None:
    """What the fair itself owes next."""
    if not fair.is_hosted:
        return None
    owed = deadlines(fair, file_of(fair), FairTerm.objects.all())
    return next((one for one in owed if one.kind != TermKind.AMEND and one.is_open), None)


def nearest(reach: Reach) -> tuple[Fair, Deadline] | None:
    """The most pressing deadline of the fairs in reach that somebody should see to now."""
    today = timezone.localdate()
    fairs = fairs_within(reach).filter(role=FairRole.HOSTED, ends_on__gte=today - PAST, starts_on__lte=today + AHEAD)
    fairs = list(fairs.exclude(state=FairState.CANCELLED).select_related("legal_file").order_by("starts_on", "pk"))
    rows = list(FairTerm.objects.all()) if fairs else []
    owed = [
        (fair, one)
        for fair in fairs
        for one in deadlines(fair, getattr(fair, "legal_file", None) or LegalFile(fair=fair), rows)
        if one.kind in SOON and one.is_open and one.day - today <= SOON[one.kind]
    ]
    return min(owed, key=lambda pair: pair[1].day, default=None)


def is_in_legal_file(stored, reach: Reach) -> bool:
    """Whether a scan belongs to the legal file of a fair in reach."""
    return FairPaper.objects.filter(fair__in=fairs_within(reach).values("pk"), file=stored).exists()
