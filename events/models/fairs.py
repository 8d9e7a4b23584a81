"""The fair: hosted or attended, what it uses, when enterprises may apply; who of the team works at it."""

from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from common.links import sign
from common.records import NamedRecord, Record, tracked
from enterprises.models import Province


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


class Preset(models.TextChoices):
    """The kinds of fairs that an organizer starts from; events.presets says what each uses."""

    MARKET_DAY = "market_day", _("district market day")
    PROVINCIAL = "provincial", _("provincial fair")
    CONFERENCE = "conference", _("matching conference")
    ATTENDED = "attended", _("fair attended elsewhere")


APPLY_LINK = "fair-apply"


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
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Ho_Chi_Minh", editable=False)
    preset = models.CharField(
        _("kind of fair"), max_length=20, choices=Preset, default=Preset.PROVINCIAL, editable=False
    )
    uses_applications = models.BooleanField(_("enterprises apply online"), default=True)
    uses_floor = models.BooleanField(_("booths are allocated"), default=True)
    uses_matching = models.BooleanField(_("buyers and sellers meet at set times"), default=False)
    is_public = models.BooleanField(_("has a public page"), default=False)
    by_link_only = models.BooleanField(_("enterprises apply by the organizer's link alone"), default=False)
    invitation_only = models.BooleanField(_("only invited enterprises may apply"), default=False)
    apply_serial = models.PositiveIntegerField(default=1, editable=False)  # a risen one makes earlier links worthless
    applications_from = models.DateField(_("applications from"), null=True, blank=True)
    applications_until = models.DateField(_("applications until"), null=True, blank=True)
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
                condition=Q(applications_from=None)
                | Q(applications_until=None)
                | Q(applications_until__gte=F("applications_from")),
                name="fair_applications_end_after_they_begin",
                violation_error_message=_("The last day for applications comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")),
                name="fair_plan_ends_after_it_starts",
                violation_error_message=_("The planned last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hosted(self) -> bool:
        return self.role == FairRole.HOSTED

    @property
    def apply_token(self) -> str:
        """What the unlisted link to apply ends with; only we can make it."""
        return sign(APPLY_LINK, [self.pk, self.apply_serial])

    @cached_property
    def has_fees(self) -> bool:
        """Whether taking part costs something: then, and only then, pages speak of payment."""
        priced, extra = self.packages.filter(price__gt=0), self.extra_prices.filter(price__gt=0)
        return any(
            Fair.objects.filter(pk=self.pk)
            .values_list(Exists(priced), Exists(extra), Exists(self.payment_requests.all()))
            .get()
        )

    def key_text(self) -> str:
        return self.name

    def search_text(self) -> str:
        return f"{self.code} {self.name} {self.place}"


class FairTeam(Record):
    """Narrows what a team member may do at one fair: with such rows a member works at these fairs alone."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="team")
    member = models.ForeignKey("accounts.TeamMember", models.CASCADE, related_name="fairs", verbose_name=_("member"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    history = tracked(named=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "member"], name="team_member_once_per_fair")]

    def __str__(self) -> str:
        return f"{self.member} · {self.fair}"


class FairNotice(Record):
    """A fair that was called off or moved, and what takes that back while its letters wait."""

    class Kind(models.TextChoices):
        CANCEL = "cancel", _("called off")
        MOVE = "move", _("moved")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=6, choices=Kind)
    reason = models.CharField(_("reason"), max_length=500)
    old_starts_on = models.DateField()
    old_ends_on = models.DateField()
    old_place = models.CharField(max_length=255, blank=True)
    # Who sat in the meetings that were called off: [meeting, delegate] each.
    seats = models.JSONField(default=list)
    told_at = models.DateTimeField(_("letters go out at"))
    undone_at = models.DateTimeField(_("taken back on"), null=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    history = tracked(named=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fair}: {self.get_kind_display()}"

    @property
    def letter_kind(self) -> str:
        """The kind of its letters, by which they are found again."""
        return f"fair_notice_{self.pk}"

    @property
    def may_undo(self) -> bool:
        return self.undone_at is None and timezone.now() < self.told_at
