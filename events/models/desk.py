"""What colleagues keep beside an application while they review it; the enterprise sees nothing of it but the marks."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.records import Record, tracked
from events.models.fairs import Fair
from events.models.participations import Application

# What every review looks at, until the organizer keeps a list of its own.
USUAL_CHECKS: dict[str, Promise] = {
    "papers": _("The papers can be read and are in force"),
    "tax_code": _("The tax code and name are those of the business register"),
    "products": _("The products fit the fair"),
    "booth": _("Booths, power and water can be given"),
    "contact": _("The contact person was reached"),
}


class ChecklistItem(Record):
    """A point that reviewers tick on each application to a fair. A usual one has its words in both languages."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="checklist", editable=False)
    code = models.SlugField(max_length=20, editable=False)
    text = models.CharField(_("what is checked"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("checklist item"), _("checklist items")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="checklist_code_once_per_fair")]

    def __str__(self) -> str:
        return self.text or str(USUAL_CHECKS.get(self.code, self.code))


class ChecklistTick(Record):
    """A point of the list was checked on an application, by whom and when."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="ticks")
    ticked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("checked by"))
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("checked item"), _("checked items")
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="checklist_item_ticked_once")]

    def __str__(self) -> str:
        return f"{self.item} · {self.application}"


class ReviewNote(Record):
    """What colleagues tell one another about an application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("written by"))
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("internal note"), _("internal notes")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="review_note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class Assignment(Record):
    """Which colleague looks after an application. Kept beside it, so that it disturbs no form that is open over it."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="assignment")
    reviewer = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("colleague who reviews it")
    )
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("assignment"), _("assignments")

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.application}"


class ReturnMark(models.Model):
    """What the organizer asked to be changed when it returned an application: a step, or one field in it.

    Marks belong to the decision made at `decided_at`; those of the application's present decision are in force. So
    taking a decision back brings the earlier marks back by itself.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="marks")
    decided_at = models.DateTimeField()
    step = models.CharField(max_length=10)
    field = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "decided_at", "step", "field"], name="marked_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.words}" if self.words else self.label
