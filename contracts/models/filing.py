"""Reports as they were filed: numbers and rows frozen, whatever becomes of the records (domain.md §3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import StoredFile
from common.records import Record, tracked
from contracts.models.agreements import Grade
from contracts.results.scope import Period
from events.models import Fair


class FiledReport(Record):
    """One version of the report of a period, or of a fair, as it was handed in.

    `figures` holds what contracts.results.frozen keeps of a report. Its numbers and rows are never changed: a
    correction is the next version, which says why. The office's number and day, and the signed scan, come later.
    """

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="filed_reports", editable=False)
    fair = models.ForeignKey(
        Fair, models.PROTECT, null=True, editable=False, related_name="filed_reports", verbose_name=_("fair")
    )
    first = models.DateField(_("first day"), editable=False)
    last = models.DateField(_("last day"), editable=False)
    number = models.PositiveSmallIntegerField(pgettext_lazy("report", "version"), editable=False)
    least = models.PositiveSmallIntegerField(
        _("counted from evidence"), choices=Grade, default=Grade.REGISTER, editable=False
    )
    reason = models.TextField(_("why it was filed anew"), blank=True, max_length=1000, editable=False)
    figures = models.JSONField(editable=False)
    paper = models.JSONField(editable=False)  # what the office adds, as contracts.results.forms.Paper keeps it
    check_code = models.CharField(_("check code"), max_length=9, editable=False)
    office_no = models.CharField(_("number given by the office"), max_length=40, blank=True)
    issued_on = models.DateField(_("day of issue"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, editable=False, related_name="+")
    filed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("filed by")
    )
    history = tracked(named=False, unsaid=["figures", "paper"])

    class Meta:
        verbose_name, verbose_name_plural = _("filed report"), _("filed reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "first", "last", "number"],
                condition=Q(fair=None),
                name="period_version_filed_once",
            ),
            models.UniqueConstraint(
                fields=["fair", "number"], condition=Q(fair__isnull=False), name="fair_version_filed_once"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="filed_anew_for_a_reason"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="filed_days_in_order"),
        ]

    def __str__(self) -> str:
        return _("Report of %(days)s, version %(number)s") % {"days": self.about, "number": self.number}

    @property
    def about(self) -> str:
        """What it is a report of."""
        return self.fair.name if self.fair_id else str(Period(self.first, self.last))


class RowSource(models.TextChoices):
    """What a frozen row was: the five sources that figures count (contracts.results.figures)."""

    FAIR = "fair", _("fair")
    PARTICIPATION = "participation", _("participation")
    AGREEMENT = "agreement", _("agreement")
    PRODUCT = "product", _("product")
    SELLER = "seller", _("seller")


class FiledRow(models.Model):
    """A row that a filed report counted, with what it said then.

    `record` is the number of the record, `enterprise` of the card behind it; neither is a link, for the report keeps
    its rows also where a record is gone. The keys are those of the report's tables.
    """

    report = models.ForeignKey(FiledReport, models.CASCADE, related_name="rows")
    source = models.CharField(max_length=13, choices=RowSource)
    record = models.BigIntegerField()
    enterprise = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, blank=True)
    fair_key = models.CharField(max_length=60, blank=True)
    level_key = models.CharField(max_length=20, blank=True)
    buyer_key = models.CharField(max_length=255, null=True)  # null: not in that table
    district_key = models.CharField(max_length=255, blank=True)
    stars_key = models.PositiveSmallIntegerField(null=True)
    is_cooperative = models.BooleanField(default=False)
    label = models.CharField(max_length=600)
    value = models.BigIntegerField(null=True)  # what it adds to the value
    said = models.JSONField()

    class Meta:
        ordering = ["report", "source", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "source", "record"], name="row_frozen_once_per_report")
        ]

    def __str__(self) -> str:
        return self.label
