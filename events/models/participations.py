"""Who asks to take part, and who takes part."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import NamedRecord, Record, tracked
from common.text import person_sort_key
from enterprises.models import Enterprise, Product, ProductGroup
from events.models.fairs import Fair

MOST_POWER = 1000  # kW; more is a factory, or a slip of the keyboard


class ApplicationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "under review")
    RETURNED = "returned", pgettext_lazy("application", "changes needed")
    APPROVED = "approved", pgettext_lazy("application", "approved")
    WAITLISTED = "waitlisted", pgettext_lazy("application", "on the waiting list")
    DECLINED = "declined", pgettext_lazy("application", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("application", "cancelled")


# An enterprise may apply anew once its application came to one of these ends.
ENDED = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.CANCELLED)


class ApplicationOrigin(models.TextChoices):
    ONLINE = "online", pgettext_lazy("application", "applied online")
    PAPER = "paper", pgettext_lazy("application", "entered by staff from a paper form")
    LIST = "list", pgettext_lazy("application", "entered by staff from a list")
    DELEGATION = "delegation", pgettext_lazy("application", "came with a delegation")


class ApplicationQuerySet(models.QuerySet):
    def told(self, *states: ApplicationState) -> "ApplicationQuerySet":
        """Those of which the enterprise knows that they are in one of these states."""
        waits = Q(told_at__gt=timezone.now())
        return self.filter(waits & Q(state_before__in=states) | ~waits & Q(state__in=states))


class Application(Record):
    """An enterprise's request to take part in a fair.

    `enterprise` is its own account where it applied online. What staff enter for it hangs on the card that the fair's
    organizer keeps. `account` is the enterprise's own account that sees the application: its own, or the one that is
    linked with the card, if any; see events.behalf.claims. One application is open at a time for the card and for the
    account alike.

    A decision can be taken back until `told_at`, when its letter goes. Until then the enterprise is shown what it was
    told before: `told_state` and `told_answer`.
    """

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="applications", verbose_name=_("fair"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="applications", verbose_name=_("enterprise"), editable=False
    )
    account = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="applications_seen", verbose_name=_("account"),
        editable=False,
    )  # fmt: skip
    origin = models.CharField(
        _("how it came"), max_length=10, choices=ApplicationOrigin, default=ApplicationOrigin.ONLINE, editable=False
    )
    delegation = models.ForeignKey(
        "events.Delegation", models.PROTECT, null=True, editable=False, related_name="applications",
        verbose_name=_("delegation"),
    )  # fmt: skip
    entered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("entered by")
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    consent_in_writing = models.BooleanField(_("consent is kept in writing"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False
    )
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_position = models.CharField(_("position"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30)
    contact_email = models.EmailField(_("email"), blank=True)
    fascia_name = models.CharField(_("fascia name"), max_length=60, blank=True)
    booths = models.PositiveSmallIntegerField(
        _("booths"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    package = models.ForeignKey(
        "events.Package", models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("package")
    )
    area = models.PositiveIntegerField(
        _("area, m²"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    group = models.ForeignKey(
        ProductGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    power_kw = models.FloatField(
        _("power, kW"), default=0, validators=[MinValueValidator(0), MaxValueValidator(MOST_POWER)]
    )
    needs_water = models.BooleanField(_("needs water"), default=False)
    needs_cooling = models.BooleanField(_("brings a refrigerator or freezer"), default=False)
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products to show"))
    wished_booths = models.CharField(_("wished booths or areas, the best first"), max_length=200, blank=True)
    near = models.CharField(_("would like to stand near"), max_length=200, blank=True)
    apart = models.CharField(_("would like to stand apart from"), max_length=200, blank=True)
    wishes = models.TextField(_("wishes"), blank=True, max_length=1000)
    terms = models.ForeignKey(
        "events.Terms", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("terms agreed to")
    )
    is_late = models.BooleanField(_("late"), default=False, editable=False)
    submitted_at = models.DateTimeField(_("submitted on"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("submitted by")
    )
    responsible = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("looked after by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    answer = models.TextField(_("answer to the enterprise"), blank=True, max_length=2000, editable=False)
    is_silent = models.BooleanField(_("decided without a letter"), default=False, editable=False)
    told_at = models.DateTimeField(_("the enterprise is told on"), null=True, editable=False)
    state_before = models.CharField(max_length=10, choices=ApplicationState, blank=True, editable=False)
    answer_before = models.TextField(blank=True, max_length=2000, editable=False)
    history = tracked(named=False, unsaid=["state_before", "answer_before", "account"])

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("application"), _("applications")
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["fair", "submitted_at"], name="applications_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "enterprise"],
                condition=~Q(state__in=["declined", "withdrawn", "cancelled"]),
                name="one_open_application_per_fair",
                violation_error_message=_("This enterprise has already applied to this fair."),
            ),
            models.UniqueConstraint(
                fields=["fair", "account"],
                condition=~Q(state__in=["declined", "withdrawn", "cancelled"]) & Q(account__isnull=False),
                name="one_open_application_per_fair_and_account",
                violation_error_message=_("This enterprise has already applied to this fair."),
            ),
            models.CheckConstraint(
                condition=Q(origin="online", entered_by=None) | ~Q(origin="online") & Q(entered_by__isnull=False),
                name="entered_application_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(origin="delegation", delegation__isnull=False)
                | ~Q(origin="delegation") & Q(delegation=None),
                name="application_names_its_delegation",
            ),
            models.CheckConstraint(
                condition=Q(origin="online") | Q(submitted_at=None) | Q(consent_in_writing=True),
                name="entered_application_has_consent",
            ),
            models.CheckConstraint(condition=Q(booths__range=(1, 100)), name="application_booths_in_range"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"]) | ~Q(answer=""), name="refusal_says_why"
            ),
            models.CheckConstraint(condition=Q(power_kw__range=(0, MOST_POWER)), name="application_power_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.fair}"

    def derive(self) -> None:
        if self.account_id is None and self.enterprise.is_own:
            self.account_id = self.enterprise_id

    @property
    def is_entered(self) -> bool:
        """Whether staff entered it for the enterprise."""
        return self.origin != ApplicationOrigin.ONLINE

    @property
    def waits_to_be_told(self) -> bool:
        """Whether the last decision can still be taken back: the enterprise does not know of it."""
        return self.told_at is not None and timezone.now() < self.told_at

    @property
    def told_state(self) -> ApplicationState:
        return ApplicationState(self.state_before if self.waits_to_be_told else self.state)

    @property
    def told_answer(self) -> str:
        return self.answer_before if self.waits_to_be_told else self.answer

    @property
    def needs_power(self) -> bool:
        """Whether it needs more than the light that every booth has."""
        return self.power_kw > 0


class ParticipationRole(models.TextChoices):
    SELLER = "seller", _("seller")
    BUYER = "buyer", _("buyer")


class ParticipationState(models.TextChoices):
    EXPECTED = "expected", _("expected")
    TOOK_PART = "took_part", _("took part")
    NO_SHOW = "no_show", _("did not come")


class Participation(Record):
    """One enterprise at one fair. The same firm at two fairs is two; only those that took part count."""

    class Origin(models.TextChoices):
        ENTERED = "entered", _("entered by staff")
        IMPORTED = "imported", _("from a workbook")
        APPLIED = "applied", _("applied and was approved")

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="participations", verbose_name=_("fair"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="participations", verbose_name=_("enterprise")
    )
    role = models.CharField(_("role"), max_length=8, choices=ParticipationRole, default=ParticipationRole.SELLER)
    booths_as_reported = models.PositiveIntegerField(
        _("booths, as reported"), null=True, blank=True, validators=[MaxValueValidator(1000)]
    )
    needs_power = models.BooleanField(_("needs power"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.ENTERED, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=ParticipationState, default=ParticipationState.EXPECTED, editable=False
    )
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="participation", editable=False
    )
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("participation"), _("participations")
        ordering = ["fair", "enterprise__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "enterprise"],
                name="enterprise_once_per_fair",
                violation_error_message=_("This enterprise already stands in this fair's list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.fair}"


class Delegate(NamedRecord):
    """A person who comes for a participation and sits in its meetings."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="delegates", verbose_name=_("participation")
    )
    name = models.CharField(_("name"), max_length=120)
    badge_name = models.CharField(_("name on the badge"), max_length=60, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    history = tracked()

    class Meta:
        verbose_name, verbose_name_plural = _("delegate"), _("delegates")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def key_text(self) -> str:
        return self.name

    def derive(self) -> None:
        super().derive()
        self.sort_key = person_sort_key(self.name)
