"""A centre or association that comes with several firms: one contact, one bill, one pavilion."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import sign
from common.records import NamedRecord, Record, tracked
from events.models.fairs import Fair
from events.models.participations import Application
from events.models.registration import Package, Quota

LINK = "delegation"  # what the links of delegations are signed for


class DelegationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("delegation", "list under way")
    APPROVED = "approved", pgettext_lazy("delegation", "approved")
    DECLINED = "declined", pgettext_lazy("delegation", "declined")


class Delegation(NamedRecord):
    """A centre's request for a pavilion. It is no participation itself: each firm of its list is one.

    Whoever has its personal link keeps the list, until applications close. The booths are the delegation's and are
    taken by it alone, however many firms share them.
    """

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="delegations", editable=False)
    name = models.CharField(_("centre or association"), max_length=255)
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_phone = models.CharField(_("phone"), max_length=30)
    contact_email = models.EmailField(_("email"), blank=True)
    bill_to = models.CharField(_("name on the bill"), max_length=255, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    address = models.CharField(_("address on the bill"), max_length=255, blank=True)
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("package")
    )
    booths = models.PositiveSmallIntegerField(
        _("booths of the pavilion"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    area = models.PositiveIntegerField(
        _("area, m²"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)
    state = models.CharField(
        _("state"), max_length=8, choices=DelegationState, default=DelegationState.OPEN, editable=False
    )
    answer = models.TextField(_("answer to the delegation"), blank=True, max_length=2000, editable=False)
    serial = models.PositiveIntegerField(default=1, editable=False)  # a risen one makes earlier links worthless
    history = tracked()

    class Meta:
        verbose_name, verbose_name_plural = _("delegation"), _("delegations")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "name"],
                name="delegation_name_once_per_fair",
                violation_error_message=_("The fair already has a delegation of this name."),
            ),
            models.CheckConstraint(condition=Q(booths__range=(1, 100)), name="delegation_booths_in_range"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="declined_delegation_hears_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def key_text(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """What the link of the list ends with; only we can make it."""
        return sign(LINK, [self.pk, self.serial])


class DelegationFirm(Record):
    """A firm on a delegation's list; approved, it has an application of its own. People and products: one a line."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="firms", editable=False)
    name = models.CharField(_("enterprise"), max_length=255)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    fascia_name = models.CharField(_("fascia name"), max_length=60, blank=True)
    people = models.TextField(_("who comes"), blank=True, max_length=2000)
    products = models.TextField(_("products"), blank=True, max_length=2000)
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, editable=False, related_name="delegation_firm"
    )
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("firm of a delegation"), _("firms of a delegation")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "name"],
                name="firm_once_per_delegation",
                violation_error_message=_("This firm stands in the list already."),
            ),
            models.UniqueConstraint(
                fields=["delegation", "tax_code"],
                condition=~Q(tax_code=""),
                name="tax_code_once_per_delegation",
                violation_error_message=_("A firm with this tax code stands in the list already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DelegationUse(models.Model):
    """A taking: what a delegation's pavilion uses of one quota of booths."""

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="delegation_uses")
    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="quota_uses")
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quota", "delegation"], name="quota_used_once_by_delegation")]

    def __str__(self) -> str:
        return f"{self.quota} · {self.amount}"
