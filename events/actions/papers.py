"""The papers on which a decision stands: which applications they list, and what the office issues."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from events.models import Application, DecisionPaper, DecisionRow, Fair
from events.registration import quotas

PURPOSE = "decision"


@transaction.atomic
def make_paper(*, fair: Fair, applications: Iterable[Application], title: str, by: User) -> DecisionPaper:
    """Begin the papers for a list of applications."""
    quotas.lock(fair)
    paper = DecisionPaper(fair=fair, title=title)
    paper.full_clean(exclude=["scan"])
    history.save(paper, by=by)
    _list(paper, applications)
    return paper


@transaction.atomic
def add_to_paper(*, paper: DecisionPaper, applications: Iterable[Application], by: User) -> int:
    """Put more applications on the list of a decision that is not issued yet; returns how many were new."""
    quotas.lock(paper.fair)
    _check_not_issued(paper)
    n = _list(paper, applications)
    history.save(paper, by=by, reason=_("Put on the list: %(n)s") % {"n": n})
    return n


def _list(paper: DecisionPaper, applications: Iterable[Application]) -> int:
    rows = list(applications)
    if any(row.fair_id != paper.fair_id for row in rows):
        raise ValidationError(_("Only applications to this fair can stand on its list."))
    listed = set(
        DecisionRow.objects.filter(application__in=[row.pk for row in rows]).values_list("application", flat=True)
    )
    new = [DecisionRow(paper=paper, application=row) for row in rows if row.pk not in listed]
    if not new:
        raise ValidationError(_("Each of these applications stands on a list already."))
    DecisionRow.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def take_off_paper(*, paper: DecisionPaper, application: Application, by: User) -> None:
    """Take an application off the list of a decision that is not issued yet."""
    quotas.lock(paper.fair)
    _check_not_issued(paper)
    if paper.rows.filter(application=application).delete()[0]:
        history.save(paper, by=by, reason=_("Taken off: %(name)s") % {"name": application.enterprise})


def _check_not_issued(paper: DecisionPaper) -> None:
    if DecisionPaper.objects.get(pk=paper.pk).is_issued:
        raise ValidationError(_("The decision has its number: its list stays as it was signed. Make another one."))


@transaction.atomic
def save_paper(*, paper: DecisionPaper, by: User) -> DecisionPaper:
    """Keep what the papers say, and the numbers and days that the office gave them."""
    paper.full_clean(exclude=["scan"])
    try:
        history.save(paper, by=by)
    except IntegrityError:
        raise ValidationError({"number": _("This fair already has a decision of this number.")}) from None
    return paper


@transaction.atomic
def keep_scan(*, paper: DecisionPaper, file: File, by: User) -> DecisionPaper:
    """Keep the signed paper as a scan; one kept before stays in the history alone."""
    kind = files.check(file, allowed=files.SCANS)
    paper.scan = files.store(file=file, kind=kind, purpose=PURPOSE, by=by, organizer=paper.fair.organizer)
    history.save(paper, by=by, reason=paper.scan.name)
    return paper


@transaction.atomic
def remove_paper(*, paper: DecisionPaper, by: User) -> None:
    """Drop papers that were never issued; the applications are as they were."""
    quotas.lock(paper.fair)
    _check_not_issued(paper)
    history.delete(paper, by=by)
