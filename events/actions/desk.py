"""What colleagues do beside an application: tick what they checked, note, hand it to one another."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from common.text import clean, clean_lines
from events.desk import queries
from events.models import USUAL_CHECKS, Application, Assignment, ChecklistItem, ChecklistTick, Fair, ReviewNote
from events.registration import quotas

MOST_ITEMS = 30


@transaction.atomic
def tick(*, application: Application, code: str, is_done: bool, by: User) -> None:
    """Say that a point was checked, or take that back. Doing it twice changes nothing."""
    quotas.lock(application.fair)
    _keep_usual(application.fair, by=by)
    item = application.fair.checklist.filter(code=code).first()
    if item is None:
        raise ValidationError(_("This point was taken off the checklist. Open the application again."))
    row = application.ticks.filter(item=item).first()
    if is_done and row is None:
        history.save(ChecklistTick(application=application, item=item, ticked_by=by), by=by)
    elif row and not is_done:
        history.delete(row, by=by, reason=str(item))


def _keep_usual(fair: Fair, *, by: User) -> None:
    """The usual points become the fair's own list as soon as one of them is ticked or changed."""
    if fair.checklist.exists():
        return
    for n, code in enumerate(USUAL_CHECKS, start=1):
        history.save(ChecklistItem(fair=fair, code=code, position=n), by=by)


@transaction.atomic
def save_checklist(*, fair: Fair, lines: Iterable[tuple[str, str]], by: User) -> None:
    """Set the fair's list to these (code, words) in this order; one without a code is new.

    A point that is left out goes with its ticks; the history keeps both.
    """
    quotas.lock(fair)
    _keep_usual(fair, by=by)
    kept = {item.code: item for item in fair.checklist.all()}
    wanted = [(code, clean(words)) for code, words in lines if clean(words)]
    if not wanted:
        raise ValidationError(_("Keep at least one point."))
    if len(wanted) > MOST_ITEMS:
        raise ValidationError(_("At most %(n)s points.") % {"n": MOST_ITEMS})
    number = len(kept)
    for position, (code, words) in enumerate(wanted, start=1):
        item = kept.pop(code, None)
        if item is None:
            number += 1
            while fair.checklist.filter(code=f"own-{number}").exists():
                number += 1
            item = ChecklistItem(fair=fair, code=f"own-{number}")
        _write_item(item, words=words, position=position, by=by)
    for item in kept.values():
        for row in item.ticks.all():
            history.delete(row, by=by, reason=str(item))
        history.delete(item, by=by)


def _write_item(item: ChecklistItem, *, words: str, position: int, by: User) -> None:
    """A usual point keeps its words in both languages as long as nobody rewrites them."""
    text = item.text if words == str(item) else words
    if item.pk and (item.text, item.position) == (text, position):
        return
    item.text, item.position = text, position
    item.full_clean()
    history.save(item, by=by)


@transaction.atomic
def write_note(*, application: Application, text: str, by: User) -> ReviewNote:
    """Tell colleagues something; the enterprise never sees it."""
    note = ReviewNote(application=application, text=clean_lines(text), written_by=by)
    note.full_clean()
    history.save(note, by=by)
    return note


@transaction.atomic
def remove_note(*, note: ReviewNote, by: User) -> None:
    """Take one's own note back; its history stays."""
    if note.written_by != by:
        raise ValidationError(_("Only who wrote a note can remove it."))
    history.delete(note, by=by)


@transaction.atomic
def assign(*, applications: Iterable[Application], to: User | None, by: User) -> int:
    """Give applications to a colleague, or to nobody; returns how many changed hands."""
    rows = list(applications)
    if not rows:
        return 0
    fair = rows[0].fair
    if to and not queries.colleagues(fair).filter(pk=to.pk).exists():
        raise ValidationError(_("This colleague does not review applications to this fair."))
    quotas.lock(fair)
    held = {row.application_id: row for row in Assignment.objects.filter(application__in=[row.pk for row in rows])}
    if to is None:
        for row in held.values():
            history.delete(row, by=by)
        return len(held)
    moved = [row for row in held.values() if row.reviewer_id != to.pk]
    for row in moved:
        row.reviewer = to
    history.bulk_update(moved, ["reviewer"], by=by, reason="")
    new = [Assignment(application=row, reviewer=to) for row in rows if row.pk not in held]
    history.bulk_create(new, by=by, reason="")
    return len(moved) + len(new)
