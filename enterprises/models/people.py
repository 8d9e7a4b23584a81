"""Who acts for an enterprise's own account, and which organizers' cards are of the same firm."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import sign
from common.records import Record, tracked
from enterprises.models.cards import Enterprise


class EnterpriseRole(models.TextChoices):
    OWNER = "owner", pgettext_lazy("enterprise", "owner")
    MEMBER = "member", pgettext_lazy("enterprise", "member")


class EnterpriseMember(Record):
    """A person who acts for an enterprise in its own account. An owner also keeps its members and links."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="enterprises", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=6, choices=EnterpriseRole, default=EnterpriseRole.MEMBER)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("member"), _("members")
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="enterprise_member_once")]

    def __str__(self) -> str:
        return str(self.user)


ENTERPRISE_INVITATION = "enterprise-invitation"


class EnterpriseInvitation(Record):
    """A link that lets a person join an enterprise's account; good once and for its own address or number.

    One to an address goes there by letter. One to a number is handed over by an owner: only a hash of its secret is
    kept, and `secret` is known where the link is made.
    """

    secret = ""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=16, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    role = models.CharField(_("role"), max_length=6, choices=EnterpriseRole, default=EnterpriseRole.MEMBER)
    invited_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    history = tracked(named=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                condition=Q(accepted_at=None) & ~Q(email=""),
                name="one_open_invitation_per_enterprise_and_email",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "mobile"],
                condition=Q(accepted_at=None) & ~Q(mobile=""),
                name="one_open_invitation_per_enterprise_and_mobile",
            ),
            models.CheckConstraint(
                condition=~Q(email="") & Q(mobile="", secret_hash=None)
                | Q(email="", secret_hash__isnull=False) & ~Q(mobile=""),
                name="enterprise_invitation_says_to_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.email or self.mobile

    @property
    def join_url(self) -> str:
        """Where it is accepted; only we can make the address."""
        return reverse("enterprise_join", args=[sign(ENTERPRISE_INVITATION, self.pk)])

    @property
    def handed_url(self) -> str:
        """Where whoever was handed the link opens it."""
        return reverse("enterprise_invited", args=[self.secret])

    @property
    def is_expired(self) -> bool:
        return self.expires_at < timezone.now()


OFFER = "card-offer"


class LinkState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("link", "offered to the enterprise")
    ASKED = "asked", pgettext_lazy("link", "asked by the enterprise")
    LINKED = "linked", pgettext_lazy("link", "linked")
    REFUSED = "refused", pgettext_lazy("link", "refused")
    UNDONE = "undone", pgettext_lazy("link", "undone")


class Vouch(models.TextChoices):
    ORGANIZER = "organizer", _("the organizer knows them")
    ADDRESS = "address", _("the address on the card answered")


class CardLink(Record):
    """That an organizer's card and an enterprise's own account are the same firm. Nothing is merged; both may undo it.

    An organizer offers it by a letter or QR to the card's address; an enterprise asks and the organizer vouches. What
    an enterprise asks has a card only where the organizer keeps one, which the enterprise does not learn.
    """

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="card_links")
    card = models.ForeignKey(Enterprise, models.CASCADE, null=True, related_name="links")
    account = models.ForeignKey(Enterprise, models.CASCADE, null=True, related_name="card_links")
    state = models.CharField(_("state"), max_length=8, choices=LinkState)
    vouch = models.CharField(_("vouched by"), max_length=9, choices=Vouch, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    history = tracked(named=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(state="linked"), name="card_linked_once"),
            models.UniqueConstraint(fields=["card"], condition=Q(state="offered"), name="card_offered_once"),
            models.UniqueConstraint(
                fields=["organizer", "account"], condition=Q(state="linked"), name="account_linked_once_per_organizer"
            ),
            models.UniqueConstraint(
                fields=["organizer", "account"], condition=Q(state="asked"), name="account_asks_once_per_organizer"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["linked", "asked"]) | Q(account__isnull=False), name="link_names_an_account"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["linked", "offered"]) | Q(card__isnull=False), name="link_names_a_card"
            ),
        ]

    def __str__(self) -> str:
        return str(self.card or self.account)

    def derive(self) -> None:
        if self.card:
            self.organizer_id = self.card.kept_by_id

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at < timezone.now()

    @property
    def offer_url(self) -> str:
        """Where the enterprise answers an offer; only we can make the address."""
        return reverse("card_offer", args=[sign(OFFER, self.pk)])
