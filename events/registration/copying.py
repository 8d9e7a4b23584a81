"""Last year's fair as a starting point: its registration is taken over whole."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from common.records import Record
from events.models import Fair, Package, Question, Quota, Registration, RequiredPaper, Terms
from events.registration import quotas
from events.registration.actions import write_terms

PARTS = (Registration, Package, Quota, RequiredPaper, Question, Terms)
LISTS = ("legal_forms", "provinces", "groups")


def is_set_up(fair: Fair) -> bool:
    """Whether anything of the fair's registration was set up."""
    return any(model.objects.filter(fair=fair).exists() for model in PARTS)


@transaction.atomic
def copy_registration(*, source: Fair, target: Fair, by: User) -> None:
    """Take over an earlier fair's rules, packages, quotas, papers, questions and terms, where none are set up yet."""
    if source.organizer_id != target.organizer_id:
        raise ValidationError(_("Choose one of your own fairs."))
    quotas.lock(target)
    if is_set_up(target):
        raise ValidationError(_("This fair's registration is set up already. Change it as it stands."))
    if not is_set_up(source):
        raise ValidationError(_("That fair has nothing that could be taken over."))
    copy = Copier(source, target, by)
    copy.rules()
    copy.packages_and_quotas()
    copy.papers()
    copy.questions()
    if terms := source.terms.first():
        write_terms(fair=target, text_vi=terms.text_vi, text_en=terms.text_en, by=by)


class Copier:
    """Enters each part of one fair's registration for another, with its history."""

    def __init__(self, source: Fair, target: Fair, by: User):
        self.source, self.target, self.by = source, target, by
        self.reason = _("Taken over from %(fair)s") % {"fair": source}

    def rules(self) -> None:
        rules = Registration.objects.filter(fair=self.source).first()
        if rules is None:
            return
        lists = {name: list(getattr(rules, name).all()) for name in LISTS}
        copy = self._enter(rules)
        for name, rows in lists.items():
            getattr(copy, name).set(rows)

    def packages_and_quotas(self) -> None:
        packages = {row.pk: self._enter(row) for row in self.source.packages.all()}
        for quota in self.source.quotas.all():
            quota.taken, quota.package = 0, packages.get(quota.package_id)
            quotas.count_anew(self._enter(quota))

    def papers(self) -> None:
        for paper in self.source.required_papers.all():
            self._enter(paper)

    def questions(self) -> None:
        """Questions that are no longer asked are left; a condition leads to the copy of its question."""
        copies: dict[int, Question] = {}
        for question in self.source.questions.filter(is_asked=True):
            pk = question.pk
            question.depends_on = copies.get(question.depends_on_id)
            copies[pk] = self._enter(question)

    def _enter(self, record: Record) -> Record:
        record.pk, record.version, record.fair = None, 1, self.target
        record._state.adding = True
        history.save(record, by=self.by, reason=self.reason)
        return record
