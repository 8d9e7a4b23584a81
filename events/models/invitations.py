"""Who is asked to come to a fair, the letter that asks them, and who asked not to be written to any more."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import sign
from common.models import Letter
from common.records import NamedRecord, Record, tracked
from enterprises.models import Enterprise
from enterprises.tax_codes import masked
from events.models.fairs import Fair
from events.models.participations import Application

INVITED = "fair-invitation"


class InvitationState(models.TextChoices):
    LISTED = "listed", pgettext_lazy("invitation", "not written to yet")
    ASKED = "asked", pgettext_lazy("invitation", "invited")
    DECLINED = "declined", pgettext_lazy("invitation", "will not come")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")


class Invitation(NamedRecord):
    """That a firm is invited to a fair, at most once. Its link is its own: whoever has it may answer for the firm.

    `application` is what came of it, whether or not the firm applied through the link.
    """

    half_shown = {"tax_code": masked}

    class Origin(models.TextChoices):
        LIST = "list", _("from a list")
        PAST = "past", _("took part before")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="invitations", editable=False)
    name = models.CharField(_("enterprise"), max_length=255)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    language = models.CharField(
        _("language of the letter"), max_length=5, choices=[("vi", _("Vietnamese")), ("en", _("English"))], default="vi"
    )
    card = models.ForeignKey(
        Enterprise, models.SET_NULL, null=True, blank=True, related_name="fair_invitations", verbose_name=_("your card")
    )
    origin = models.CharField(_("origin"), max_length=4, choices=Origin, default=Origin.LIST, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=InvitationState, default=InvitationState.LISTED, editable=False
    )
    serial = models.PositiveIntegerField(default=1, editable=False)  # a risen one makes the links before it worthless
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("invited on"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, editable=False)
    followed_at = models.DateTimeField(_("link opened on"), null=True, editable=False)
    answer = models.CharField(_("why they will not come"), max_length=300, blank=True, editable=False)
    account = models.ForeignKey(
        Enterprise,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("the enterprise's account"),
    )
    application = models.OneToOneField(
        Application,
        models.SET_NULL,
        null=True,
        related_name="invitation",
        editable=False,
        verbose_name=_("application"),
    )
    history = tracked(unsaid=["letter", "serial"])

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "card"],
                name="card_invited_once_per_fair",
                violation_error_message=_("This card is already invited to the fair."),
            ),
            models.UniqueConstraint(
                fields=["fair", "email"],
                condition=~Q(email=""),
                name="email_invited_once_per_fair",
                violation_error_message=_("This email address is already invited to the fair."),
            ),
            models.UniqueConstraint(
                fields=["fair", "phone"],
                condition=~Q(phone=""),
                name="phone_invited_once_per_fair",
                violation_error_message=_("This phone number is already invited to the fair."),
            ),
            models.UniqueConstraint(
                fields=["fair", "tax_code"],
                condition=~Q(tax_code=""),
                name="tax_code_invited_once_per_fair",
                violation_error_message=_("This tax code is already invited to the fair."),
            ),
            models.CheckConstraint(
                condition=~Q(phone="", email=""),
                name="invitation_can_reach_the_firm",
                violation_error_message=_("Write an email address or a phone number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """What the personal link ends with; only we can make it."""
        return sign(INVITED, [self.pk, self.serial])

    @property
    def link(self) -> str:
        return reverse("invited", args=[self.token])

    @property
    def stop_link(self) -> str:
        return reverse("invited_stop", args=[self.token])

    @property
    def thread(self) -> str:
        """The letters of one invitation keep their order."""
        return f"invitation-{self.pk}"

    def key_text(self) -> str:
        return self.name

    def search_text(self) -> str:
        return " ".join([self.name, self.contact_name, self.phone, self.email, self.tax_code])


class InvitationText(Record):
    """The words of a fair's invitation in both languages, and when the machine reminds. Empty words: the usual ones."""

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="invitation_text", editable=False)
    subject_vi = models.CharField(_("subject"), max_length=200, blank=True)
    body_vi = models.TextField(_("letter"), max_length=5000, blank=True)
    short_vi = models.CharField(_("text for Zalo and messages"), max_length=200, blank=True)
    subject_en = models.CharField(_("subject"), max_length=200, blank=True)
    body_en = models.TextField(_("letter"), max_length=5000, blank=True)
    short_en = models.CharField(_("text for Zalo and messages"), max_length=200, blank=True)
    remind_days = models.PositiveSmallIntegerField(
        _("remind, days before the last day for applications"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    history = tracked(named=False)

    def __str__(self) -> str:
        return str(self.fair)


class OptOut(Record):
    """An address or number that asked an organizer for no more invitations. It outlives fairs and lists."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="opt_outs")
    address = models.CharField(_("email or phone"), max_length=254)
    history = tracked(named=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organizer", "address"], name="opts_out_once_per_organizer")]

    def __str__(self) -> str:
        return self.address
