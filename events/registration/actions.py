"""What an organizer sets up for a fair's registration."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from common.records import Record
from common.text import clean_lines
from events.models import Fair, Package, Question, Quota, Registration, RequiredPaper, Terms
from events.registration import quotas


@transaction.atomic
def save_rules(*, rules: Registration, chosen: dict[str, Iterable[models.Model]], by: User) -> Registration:
    """Set who may apply and what happens when it is late or full; `chosen` holds the lists of who is let in."""
    rules.full_clean()
    history.save(
        rules, by=by, reason="; ".join(_changed(rules, name, rows) for name, rows in chosen.items()).strip("; ")
    )
    for name, rows in chosen.items():
        getattr(rules, name).set(rows)
    return rules


def _changed(rules: Registration, name: str, rows: Iterable[models.Model]) -> str:
    """The history's words for a list, which a history row cannot hold."""
    before = set(getattr(rules, name).all()) if rules.pk else set()
    if before == set(rows):
        return ""
    label = rules._meta.get_field(name).verbose_name
    return f"{label}: {', '.join(map(str, rows)) or _('all')}"


@transaction.atomic
def save_package(*, package: Package, by: User) -> Package:
    """Offer a package or change it; a new one stands last."""
    return _save_in_order(package, by=by)


@transaction.atomic
def save_question(*, question: Question, by: User) -> Question:
    """Ask a question or change it. Once it was answered, its kind stays and choices are only added at the end."""
    if question.pk and question.answers.exists():
        before = Question.objects.get(pk=question.pk)
        if (before.kind, before.asked_of) != (question.kind, question.asked_of):
            raise ValidationError({"kind": _("It has answers already: ask a new question instead.")})
        if len(question.choices) < len(before.choices):
            raise ValidationError({"choices_vi": _("It has answers already: choices can be added, not taken away.")})
    if question.depends_on_id and question.depends_on.position >= question.position > 0:
        raise ValidationError({"depends_on": _("It must come after the question on which it depends.")})
    return _save_in_order(question, by=by)


def _save_in_order(record: Package | Question, *, by: User) -> Record:
    quotas.lock(record.fair)
    if record.pk is None:
        last = type(record).objects.filter(fair=record.fair).aggregate(last=Max("position"))["last"]
        record.position = (last or 0) + 1
    record.full_clean()
    history.save(record, by=by)
    return record


@transaction.atomic
def move_up(*, record: Package | Question, by: User) -> None:
    """Let it change places with the one before; the first one stays where it is."""
    quotas.lock(record.fair)
    rows = list(type(record).objects.filter(fair=record.fair))
    n = rows.index(record)
    if n == 0:
        return
    one, other = rows[n - 1], rows[n]
    if getattr(other, "depends_on_id", None) == one.pk:
        raise ValidationError(_("It must come after the question on which it depends."))
    one.position, other.position = other.position, one.position
    if one.position == other.position:  # rows of one position stand in the order in which they were entered
        one.position += 1
    for row in (one, other):
        history.save(row, by=by)


@transaction.atomic
def save_quota(*, quota: Quota, by: User) -> Quota:
    """Set a limit. A new one counts what the applications under way use already, and cannot be below that."""
    quotas.lock(quota.fair)
    is_new = quota.pk is None
    limit = quota.limit
    if not is_new:
        quota.taken = Quota.objects.values_list("taken", flat=True).get(pk=quota.pk)
    quota.full_clean()
    try:
        history.save(quota, by=by)
        if is_new:
            with transaction.atomic():
                quotas.count_anew(quota)
    except IntegrityError:
        words = _("More than %(limit)s are taken by applications under way. Set a higher limit.")
        raise ValidationError({"limit": words % {"limit": limit}}) from None
    return quota


@transaction.atomic
def save_paper(*, paper: RequiredPaper, by: User) -> RequiredPaper:
    """Ask every applicant, or those of a sector, for a paper."""
    paper.full_clean()
    history.save(paper, by=by)
    return paper


@transaction.atomic
def write_terms(*, fair: Fair, text_vi: str, text_en: str, by: User) -> Terms:
    """Write the terms anew; the same text changes nothing. Who agreed to an earlier version agreed to that one."""
    quotas.lock(fair)
    text_vi, text_en = clean_lines(text_vi), clean_lines(text_en)
    now = fair.terms.first()
    if now and (now.text_vi, now.text_en) == (text_vi, text_en):
        return now
    terms = Terms(fair=fair, number=now.number + 1 if now else 1, text_vi=text_vi, text_en=text_en, written_by=by)
    terms.full_clean()
    terms.save()
    return terms
