"""Halls, their booths, and who holds a booth."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.records import Record, tracked
from events.models.fairs import Fair
from events.models.participations import Participation


class Hall(Record):
    """A hall or open ground of one fair, with a coordinate system of its own in metres."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="halls")
    name = models.CharField(_("hall"), max_length=80)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("hall"), _("halls")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["fair", "name"], name="hall_name_once_per_fair")]

    def __str__(self) -> str:
        return self.name


class BoothKind(models.TextChoices):
    STANDARD = "standard", _("standard booth")
    RAW = "raw", _("raw space")


class Booth(Record):
    """A booth on its hall's plan: left edge, top edge, width and depth in metres. Its code is the fair's own."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="booths", editable=False)
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="booths", verbose_name=_("hall"))
    code = models.CharField(_("booth"), max_length=20)
    kind = models.CharField(_("kind"), max_length=8, choices=BoothKind, default=BoothKind.STANDARD)
    x = models.FloatField(_("from the left, m"), validators=[MinValueValidator(0)])
    y = models.FloatField(_("from the top, m"), validators=[MinValueValidator(0)])
    width = models.FloatField(_("width, m"), default=3.0)
    depth = models.FloatField(_("depth, m"), default=3.0)
    has_power = models.BooleanField(_("power"), default=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("booth"), _("booths")
        ordering = ["hall", "y", "x", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "code"],
                name="booth_code_once_per_fair",
                violation_error_message=_("The fair already has a booth of this number."),
            ),
            models.CheckConstraint(condition=Q(width__gt=0) & Q(depth__gt=0), name="booth_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.code


class BoothHolding(Record):
    """A taking: who holds a booth. It is never moved; giving it up sets `released_at`, another is a new row."""

    booth = models.ForeignKey(Booth, models.PROTECT, related_name="holdings")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="holdings")
    held_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, editable=False)
    history = tracked(named=False)

    class Meta:
        ordering = ["booth", "held_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["booth"],
                condition=Q(released_at=None),
                name="booth_held_once",
                violation_error_message=_("Another enterprise already holds this booth."),
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(released_at__gte=F("held_at")), name="released_after_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booth} · {self.participation}"
