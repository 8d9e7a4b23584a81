"""What the law asks of a hosted fair: its terms as dated rows, numbers, papers, changes that were filed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Dated, StoredFile
from common.money import MAX_DONG
from common.records import Record, tracked
from events.models.fairs import Fair

MOST = 100_000_000  # booths, exhibitors or visits


class TermKind(models.TextChoices):
    REGISTER = "register", _("register the fair")
    AMEND = "amend", _("file a change")
    ANSWER = "answer", _("answer to a change")
    REPORT = "report", _("report the results")


class FairTerm(Dated):
    """How many days the law gives; a decree that changes it ends one row and begins another.

    `most_days`: so many days before it at the earliest, where the law says it.
    """

    kind = models.CharField(max_length=8, choices=TermKind)
    days = models.PositiveSmallIntegerField()
    most_days = models.PositiveSmallIntegerField(null=True)
    basis_vi = models.CharField(max_length=300)
    basis_en = models.CharField(max_length=300)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_fair_term_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


def _count(label) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(MOST)])


def _dong(label) -> models.BigIntegerField:
    within = [MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    return models.BigIntegerField(label, null=True, blank=True, validators=within)


class LegalFile(Record):
    """A hosted fair's dealings with the department: numbers and days as offices gave them, scale planned and reached.

    The basis itself and the number of the decision or confirmation stand on the fair.
    """

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="legal_file", editable=False)
    theme = models.CharField(_("theme of the fair"), max_length=255, blank=True)
    decided_by = models.CharField(_("who decided"), max_length=255, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    receipt_no = models.CharField(_("receipt number"), max_length=80, blank=True)
    receipt_on = models.DateField(_("registration filed on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    report_no = models.CharField(_("number of the results report"), max_length=80, blank=True)
    report_on = models.DateField(_("results report filed on"), null=True, blank=True)
    incidents = models.TextField(_("incidents"), max_length=3000, blank=True)
    proposals = models.TextField(_("proposals"), max_length=3000, blank=True)
    planned_booths = _count(_("booths, planned"))
    planned_in_province = _count(_("exhibitors of the province, planned"))
    planned_out_of_province = _count(_("exhibitors from elsewhere, planned"))
    planned_visits = _count(_("visits, planned"))
    planned_sales = _dong(_("on-site sales, planned, đồng"))
    visits = _count(_("visits"))
    visits_source = models.CharField(_("source of the visits"), max_length=200, blank=True)
    on_site_sales = _dong(_("on-site sales, đồng"))
    sales_source = models.CharField(_("source of the on-site sales"), max_length=200, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("legal file"), _("legal files")
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt_on=None) | Q(confirmed_on=None) | Q(confirmed_on__gte=F("receipt_on")),
                name="fair_confirmed_after_it_was_filed",
                violation_error_message=_("It was confirmed before it was filed."),
            ),
            models.CheckConstraint(
                condition=Q(visits=None) | ~Q(visits_source=""),
                name="visits_name_their_source",
                violation_error_message=_("Say where the number of visits comes from."),
            ),
            models.CheckConstraint(
                condition=Q(on_site_sales=None) | ~Q(sales_source=""),
                name="on_site_sales_name_their_source",
                violation_error_message=_("Say where the amount of on-site sales comes from."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (0, MAX_DONG)}), name=f"fair_{name}_in_range"
                )
                for name in ("planned_sales", "on_site_sales")
            ),
        ]

    def __str__(self) -> str:
        return str(self.fair)


class FairAmendment(Record):
    """A change of what was registered, as it was filed with the department, and its answer."""

    class What(models.TextChoices):
        NAME = "name", _("name or theme")
        DAYS = "days", _("days")
        PLACE = "place", _("place")
        SCALE = "scale", _("scale")
        OTHER = "other", _("something else")

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="amendments", editable=False)
    what = models.CharField(_("what changes"), max_length=5, choices=What)
    before = models.CharField(pgettext_lazy("value", "from"), max_length=500, blank=True)
    after = models.CharField(pgettext_lazy("value", "to"), max_length=500)
    filed_on = models.DateField(_("filed on"))
    filed_no = models.CharField(_("our number"), max_length=80, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_no = models.CharField(_("number of the answer"), max_length=80, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("change filed"), _("changes filed")
        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("filed_on")),
                name="amendment_answered_after_it_was_filed",
                violation_error_message=_("It was answered before it was filed."),
            ),
            models.CheckConstraint(
                condition=Q(answer_no="") | Q(answered_on__isnull=False),
                name="amendment_answer_has_a_day",
                violation_error_message=_("Say on which day the answer came."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.after}"


class FairPaper(Record):
    """A scan in a fair's legal file. It is never replaced: a better one is one more."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision or plan")
        REGISTRATION = "filed", _("registration as filed")
        CONFIRMATION = "confirmed", _("confirmation or receipt")
        AMENDMENT = "amended", _("change as filed")
        ANSWER = "answer", _("answer to a change")
        REPORT = "report", _("results report")
        OTHER = "other", _("another paper")

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="legal_papers", editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    amendment = models.ForeignKey(
        FairAmendment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("of which change"),
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", editable=False, verbose_name=_("file"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("paper"), _("papers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file}"
