"""The fair and who takes part in it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import NamedRecord, Record, tracked
from enterprises.models import Enterprise, Province


class FairRole(models.TextChoices):
    HOSTED = "hosted", _("hosted by us")
    ATTENDED = "attended", _("attended elsewhere")


class FairLevel(models.TextChoices):
    PROVINCIAL = "provincial", _("provincial")
    DISTRICT = "district", _("district")
    COMMUNE = "commune", _("commune")
    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national")
    INTERNATIONAL = "international", _("international")
    OTHER_PROVINCE = "other_province", _("another province's")


class RegistrationBasis(models.TextChoices):
    NOT_STATED = "", _("not stated")
    EXEMPT = "exempt", _("exempt by decision")
    REGISTERED = "registered", _("registered with the department")


class FairState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("fair", "planned")
    HELD = "held", pgettext_lazy("fair", "held")
    CANCELLED = "cancelled", pgettext_lazy("fair", "cancelled")


class Fair(NamedRecord):
    """Trade promotion gathered in one time and place, hosted by the organizer or attended elsewhere."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="fairs", editable=False)
    code = models.CharField(_("code"), max_length=40)
    slug = models.SlugField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=255)
    role = models.CharField(_("our part"), max_length=8, choices=FairRole, default=FairRole.HOSTED)
    host_name = models.CharField(_("host"), max_length=255, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=FairLevel)
    place = models.CharField(_("place"), max_length=255, blank=True)
    province_as_written = models.CharField(_("province, as written"), max_length=120, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province today")
    )
    planned_start = models.DateField(_("planned first day"), null=True, blank=True)
    planned_end = models.DateField(_("planned last day"), null=True, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    registration_basis = models.CharField(
        _("registration"), max_length=10, choices=RegistrationBasis, blank=True, default=RegistrationBasis.NOT_STATED
    )
    basis_no = models.CharField(_("decision or confirmation number"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=FairState, default=FairState.PLANNED, editable=False)
    history = tracked()

    class Meta:
        verbose_name, verbose_name_plural = _("fair"), _("fairs")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "code"],
                name="fair_code_once_per_organizer",
                violation_error_message=_("You already have a fair with this code."),
            ),
            models.UniqueConstraint(fields=["organizer", "slug"], name="fair_slug_once_per_organizer"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="fair_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")),
                name="fair_plan_ends_after_it_starts",
                violation_error_message=_("The planned last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def key_text(self) -> str:
        return self.name

    def search_text(self) -> str:
        return f"{self.code} {self.name} {self.place}"


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
