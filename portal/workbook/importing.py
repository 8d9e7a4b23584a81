"""From a file to what can be shown and confirmed: read, check, compare. Nothing is written here."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Organizer
from enterprises.models import LegalForm
from enterprises.vocabulary import Vocabulary
from portal.workbook.checking import Checker
from portal.workbook.comparing import compare
from portal.workbook.faults import Finding
from portal.workbook.known import Known
from portal.workbook.plan import Plan
from portal.workbook.reading import read_book
from portal.workbook.values import Terms

Progress = Callable[[int, int], None]


@dataclass
class Checked:
    """A workbook that was looked through. There is a plan where there is no fault."""

    faults: list[Finding]
    warnings: list[Finding]
    plan: Plan | None


def check(
    source, *, organizer: Organizer, progress: Progress | None = None, today: datetime.date | None = None
) -> Checked:
    """Look a workbook (a path or an open file) through, all faults in one pass."""
    today = today or timezone.localdate()
    vocabulary = Vocabulary()
    book = read_book(source, vocabulary=vocabulary, progress=progress)
    known = Known(organizer)
    may_lack = set(LegalForm.objects.filter(may_lack_tax_code=True).values_list("pk", flat=True))
    Checker(book, known, may_lack_tax_code=may_lack, today=today).run()
    plan = None
    if not book.findings.faults:
        terms = Terms.of(book, known, vocabulary, today)
        plan = compare(organizer=organizer, book=book, known=known, terms=terms)
    return Checked(book.faults, book.warnings, plan)
