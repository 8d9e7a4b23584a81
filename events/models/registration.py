"""How enterprises register for a fair: its rules, packages, quotas, required papers, own questions and terms."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.money import MAX_DONG
from common.records import Record, tracked
from enterprises.models import LegalForm, ProductGroup, Province
from events.models.fairs import Fair
from events.models.participations import Application


def in_language(vietnamese: str, english: str) -> str:
    """The reader's text; where the other language was left empty, the one that is there."""
    return (english or vietnamese) if get_language() == "en" else (vietnamese or english)


class LateRule(models.TextChoices):
    REFUSED = "refused", _("late applications are refused")
    MARKED = "marked", _("late applications are taken and marked as late")


class FullRule(models.TextChoices):
    WAIT = "wait", _("who comes then stands on the waiting list")
    REFUSED = "refused", _("who comes then is refused")


class Promotion(models.TextChoices):
    HAND = "hand", _("you offer each free place by hand")
    RULE = "rule", _("a free place is offered to the first who waits")


class Registration(Record):
    """The rules of a fair's registration. A fair without such a row takes every enterprise and asks nothing more.

    `legal_forms`, `provinces` and `groups` left empty let every one in.
    """

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="registration", editable=False)
    late = models.CharField(_("after the last day"), max_length=7, choices=LateRule, default=LateRule.REFUSED)
    when_full = models.CharField(_("when a quota is used up"), max_length=7, choices=FullRule, default=FullRule.WAIT)
    promotion = models.CharField(
        _("when a place becomes free"), max_length=4, choices=Promotion, default=Promotion.HAND
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours for which an offered place is held"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    needs_decision = models.BooleanField(_("approvals need a decision with its number"), default=False)
    legal_forms = models.ManyToManyField(LegalForm, blank=True, related_name="+", verbose_name=_("legal forms"))
    provinces = models.ManyToManyField(Province, blank=True, related_name="+", verbose_name=_("provinces"))
    groups = models.ManyToManyField(ProductGroup, blank=True, related_name="+", verbose_name=_("sectors"))
    min_stars = models.PositiveSmallIntegerField(
        _("at least so many OCOP stars"),
        null=True,
        blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(5)],
    )
    most_booths = models.PositiveSmallIntegerField(
        _("most booths for one enterprise"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    intro_vi = models.TextField(_("what applicants read first"), blank=True, max_length=4000)
    intro_en = models.TextField(_("the same in English"), blank=True, max_length=4000)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("registration rules"), _("registration rules")
        constraints = [
            models.CheckConstraint(condition=Q(min_stars=None) | Q(min_stars__range=(3, 5)), name="stars_asked_3_to_5"),
            models.CheckConstraint(condition=Q(most_booths__range=(1, 100)), name="most_booths_in_range"),
            models.CheckConstraint(condition=Q(offer_hours__range=(1, 720)), name="offer_hours_in_range"),
        ]

    def __str__(self) -> str:
        return str(self.fair)

    @property
    def intro(self) -> str:
        return in_language(self.intro_vi, self.intro_en)


class Terms(models.Model):
    """A version of the terms that applicants agree to. A new wording is a new row; the earlier stay readable."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"))
    text_vi = models.TextField(_("terms"), max_length=20_000)
    text_en = models.TextField(_("the same in English"), blank=True, max_length=20_000)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["fair", "number"], name="terms_number_once_per_fair")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def text(self) -> str:
        return in_language(self.text_vi, self.text_en)


class PackageKind(models.TextChoices):
    STANDARD = "standard", _("standard booth 3 × 3 m")
    CORNER = "corner", _("corner booth")
    RAW = "raw", _("raw space, by the m²")
    SHARED = "shared", _("shared booth")
    NONE = "none", _("no booth")


class Package(Record):
    """What an enterprise may ask for at a fair, and its price: per booth, or per m² where it is raw space.

    Without a price nothing is charged for it and none is shown.
    """

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="packages", editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=PackageKind, default=PackageKind.STANDARD)
    name_vi = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name, in English"), max_length=120, blank=True)
    note_vi = models.CharField(_("what it includes"), max_length=300, blank=True)
    note_en = models.CharField(_("what it includes, in English"), max_length=300, blank=True)
    price = models.BigIntegerField(
        _("price, đồng"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    )
    least_area = models.PositiveIntegerField(_("least area, m²"), null=True, blank=True)
    most_area = models.PositiveIntegerField(_("most area, m²"), null=True, blank=True)
    is_offered = models.BooleanField(_("is offered"), default=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("package"), _("packages")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "name_vi"],
                name="package_name_once_per_fair",
                violation_error_message=_("The fair already has a package of this name."),
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__range=(0, MAX_DONG)), name="package_price_in_range"
            ),
            models.CheckConstraint(
                condition=Q(least_area=None) | Q(most_area=None) | Q(least_area__lte=F("most_area")),
                name="package_areas_in_order",
                violation_error_message=_("The least area is larger than the most."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name_vi, self.name_en)

    @property
    def note(self) -> str:
        return in_language(self.note_vi, self.note_en)

    @property
    def has_booth(self) -> bool:
        return self.kind != PackageKind.NONE

    @property
    def is_by_area(self) -> bool:
        return self.kind == PackageKind.RAW


class QuotaScope(models.TextChoices):
    TOTAL = "total", pgettext_lazy("quota", "the whole fair")
    PACKAGE = "package", pgettext_lazy("quota", "a package")
    GROUP = "group", pgettext_lazy("quota", "a sector")
    PROVINCE = "province", pgettext_lazy("quota", "a province")


class QuotaUnit(models.TextChoices):
    FIRMS = "firms", pgettext_lazy("quota", "enterprises")
    BOOTHS = "booths", pgettext_lazy("quota", "booths")


class Quota(Record):
    """A limit on what may be applied for. `taken` is what QuotaUse rows add up to, and can never pass `limit`."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="quotas", editable=False)
    scope = models.CharField(_("for"), max_length=8, choices=QuotaScope, default=QuotaScope.TOTAL)
    package = models.ForeignKey(
        Package, models.CASCADE, null=True, blank=True, related_name="quotas", verbose_name=_("package")
    )
    group = models.ForeignKey(
        ProductGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    unit = models.CharField(_("counted in"), max_length=6, choices=QuotaUnit, default=QuotaUnit.FIRMS)
    limit = models.PositiveIntegerField(_("limit"))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    history = tracked(named=False)

    TARGETS: ClassVar = {"total": None, "package": "package", "group": "group", "province": "province"}

    class Meta:
        verbose_name, verbose_name_plural = _("quota"), _("quotas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("limit")),
                name="quota_never_exceeded",
                violation_error_message=_("More than that is taken already."),
            ),
            models.CheckConstraint(
                condition=Q(scope="total", package=None, group=None, province=None)
                | Q(scope="package", package__isnull=False, group=None, province=None)
                | Q(scope="group", package=None, group__isnull=False, province=None)
                | Q(scope="province", package=None, group=None, province__isnull=False),
                name="quota_names_what_it_limits",
            ),
            models.UniqueConstraint(fields=["fair", "unit"], condition=Q(scope="total"), name="one_total_per_unit"),
            models.UniqueConstraint(
                fields=["package", "unit"], condition=Q(scope="package"), name="one_quota_per_package"
            ),
            models.UniqueConstraint(
                fields=["fair", "group", "unit"], condition=Q(scope="group"), name="one_quota_per_sector"
            ),
            models.UniqueConstraint(
                fields=["fair", "province", "unit"], condition=Q(scope="province"), name="one_quota_per_province"
            ),
        ]

    def __str__(self) -> str:
        return str(self.target or self.get_scope_display())

    @property
    def target(self) -> models.Model | None:
        name = self.TARGETS[self.scope]
        return getattr(self, name) if name else None

    @property
    def left(self) -> int:
        return self.limit - self.taken


class QuotaUse(models.Model):
    """A taking: what one application uses of one quota."""

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="uses")
    application = models.ForeignKey(Application, models.CASCADE, related_name="quota_uses")
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quota", "application"], name="quota_used_once_by_each")]

    def __str__(self) -> str:
        return f"{self.quota} · {self.amount}"


class PaperKind(models.TextChoices):
    """`FORM` is the signed application form itself, where staff entered it from paper; no fair asks for it."""

    LICENCE = "licence", _("business registration")
    FOOD_SAFETY = "food_safety", _("food-safety certificate")
    OCOP = "ocop", _("OCOP certificate")
    QUALITY = "quality", _("quality declaration")
    OTHER = "other", pgettext_lazy("certificate", "other")
    FORM = "form", _("signed application form")


ASKED_PAPERS = [choice for choice in PaperKind.choices if choice[0] != PaperKind.FORM]


class RequiredPaper(Record):
    """A paper that the fair asks for: of every applicant, or of one sector's."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="required_papers", editable=False)
    kind = models.CharField(_("paper"), max_length=12, choices=ASKED_PAPERS)
    group = models.ForeignKey(
        ProductGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only of the sector")
    )
    name_vi = models.CharField(_("what it is called"), max_length=120, blank=True)
    name_en = models.CharField(_("what it is called, in English"), max_length=120, blank=True)
    is_required = models.BooleanField(_("nobody can submit without it"), default=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("required paper"), _("required papers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "kind", "name_vi"],
                condition=Q(group=None),
                name="paper_asked_once_of_all",
                violation_error_message=_("This paper is asked for already."),
            ),
            models.UniqueConstraint(
                fields=["fair", "kind", "name_vi", "group"],
                condition=Q(group__isnull=False),
                name="paper_asked_once_of_a_sector",
                violation_error_message=_("This paper is asked for already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(name_vi=""),
                name="other_paper_has_a_name",
                violation_error_message=_("Say what the paper is called."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name_vi, self.name_en) or self.get_kind_display()


class QuestionKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("question", "a line of text")
    LONG = "long", pgettext_lazy("question", "several lines of text")
    NUMBER = "number", pgettext_lazy("question", "a number")
    CHOICE = "choice", pgettext_lazy("question", "one of several")
    MULTIPLE = "multiple", pgettext_lazy("question", "some of several")
    DATE = "date", pgettext_lazy("question", "a day")
    FILE = "file", pgettext_lazy("question", "a file")
    CONSENT = "consent", pgettext_lazy("question", "a consent to tick")


class AskedOf(models.TextChoices):
    FIRM = "firm", _("once of the enterprise")
    PRODUCT = "product", _("of each product shown")
    DELEGATE = "delegate", _("of each person who comes")


class Question(Record):
    """A question of the fair's own. With `depends_on` it is asked only where that one was answered so.

    `choices_vi` and `choices_en` hold one choice a line, the same number in both; an answer keeps the choice's number.
    """

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="questions", editable=False)
    asked_of = models.CharField(_("asked"), max_length=8, choices=AskedOf, default=AskedOf.FIRM)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    text_vi = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(_("question, in English"), max_length=300, blank=True)
    help_vi = models.CharField(_("why it is asked"), max_length=300, blank=True)
    help_en = models.CharField(_("why it is asked, in English"), max_length=300, blank=True)
    choices_vi = models.TextField(_("choices, one a line"), blank=True, max_length=4000)
    choices_en = models.TextField(_("choices in English, one a line"), blank=True, max_length=4000)
    is_required = models.BooleanField(_("must be answered"), default=False)
    depends_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="dependents", verbose_name=_("only if")
    )
    depends_value = models.CharField(_("was answered"), max_length=200, blank=True)
    is_asked = models.BooleanField(_("is asked"), default=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("question"), _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["choice", "multiple"]) | ~Q(choices_vi=""),
                name="choice_has_choices",
                violation_error_message=_("Write the choices, one a line."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.text_vi, self.text_en)

    @property
    def help(self) -> str:
        return in_language(self.help_vi, self.help_en)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(number, words) of each choice; the number is what an answer keeps."""
        vietnamese, english = self.choices_vi.splitlines(), self.choices_en.splitlines()
        english += [""] * (len(vietnamese) - len(english))
        return [(str(n), in_language(vi, en)) for n, (vi, en) in enumerate(zip(vietnamese, english, strict=False), 1)]
