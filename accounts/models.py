"""People, organizers and their teams."""

import datetime

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.links import sign
from common.records import NamedRecord, Record, tracked


class UserManager(BaseUserManager):
    def create_user(self, email: str | None, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, who signs in by e-mail or mobile number. Their teams say what they may do; see accounts.rules."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    email = models.EmailField(_("email"), unique=True, null=True, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=16, unique=True, null=True, blank=True)
    # Staff handed a link to whoever has the number. One that a person entered by themselves proves nothing.
    mobile_vouched = models.BooleanField(default=False, editable=False)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    is_platform_admin = models.BooleanField(_("platform administrator"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            # Whatever writes an address writes it in lower case, so that one mailbox is one person.
            models.CheckConstraint(condition=Q(email=None) | Q(email=Lower("email")), name="email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(mobile__isnull=False), name="email_or_mobile_number"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.mobile

    @property
    def sign_in_name(self) -> str:
        """What the person types to sign in."""
        return self.email or self.mobile

    def has_perm(self, perm: str, obj=None) -> bool:
        return self.is_active and rules.has_perm(perm, self, obj)

    def is_in_team(self, organizer: "Organizer") -> bool:
        return organizer.pk in self._teams

    def role_at(self, organizer: "Organizer") -> str | None:
        """The person's role in an organizer's whole workspace today; none where they work at certain fairs alone."""
        role, fairs = self._teams.get(organizer.pk, (None, {}))
        return None if fairs else role

    def fair_roles(self, organizer: "Organizer") -> dict[int, str]:
        """The fairs to which a member is narrowed, with their role at each; empty for most members."""
        return self._teams.get(organizer.pk, (None, {}))[1]

    @cached_property
    def _teams(self) -> dict[int, tuple[str, dict[int, str]]]:
        """By organizer the role in its team today, and the fairs to which it is narrowed; a manager's never is."""
        teams: dict[int, tuple[str, dict[int, str]]] = {}
        rows = self.memberships.current().values_list("organizer_id", "role", "fairs__fair", "fairs__role")
        for organizer, role, fair, role_there in rows if self.pk else ():
            fairs = teams.setdefault(organizer, (role, {}))[1]
            if fair and role != Role.MANAGER:
                fairs[fair] = role_there
        return teams


class Organizer(Record):
    """Who runs fairs: a trade-promotion centre, a department, a ministry. Every fair hangs on one."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("superior organizer")
    )
    superior_name = models.CharField(_("superior agency, as documents print it"), max_length=200, blank=True)
    document_place = models.CharField(_("place named on documents"), max_length=80, blank=True)
    document_code = models.CharField(_("abbreviation in document numbers"), max_length=20, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    requires_second_factor = models.BooleanField(
        _("staff sign in with a second factor"),
        default=False,
        help_text=_("Members without one are asked to set it up before they go on."),
    )
    history = tracked(named=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    MANAGER = "manager", _("manager")
    REGISTRATION = "registration", _("registration")
    FLOOR = "floor", _("floor")
    MATCHMAKER = "matchmaker", _("matchmaker")
    DEALS = "deals", _("deals")
    DOOR = "door", _("door")
    VIEWER = "viewer", _("viewer")
    AUDITOR = "auditor", _("auditor")


class TeamMemberQuerySet(models.QuerySet):
    def current(self, on: datetime.date | None = None) -> "TeamMemberQuerySet":
        """Members whose time, if it is limited, has not run out."""
        return self.filter(Q(until=None) | Q(until__gte=on or timezone.localdate()), organizer__is_active=True)

    def everywhere(self) -> "TeamMemberQuerySet":
        """Members who work in the whole workspace, not at certain fairs alone."""
        return self.filter(Q(fairs=None) | Q(role=Role.MANAGER)).distinct()


class TeamMember(Record):
    organizer = models.ForeignKey(Organizer, models.CASCADE, related_name="team")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("An auditor's access ends on this day."))
    history = tracked(named=False)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organizer", "user"], name="team_member_once"),
            models.CheckConstraint(condition=~Q(role=Role.AUDITOR) | Q(until__isnull=False), name="auditor_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


INVITATION = "team-invitation"


class TeamInvitation(Record):
    """A letter that lets a person join a team, or for who has no e-mail a call.

    The link is signed; a used or withdrawn one does nothing.
    """

    organizer = models.ForeignKey(Organizer, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=16, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    until = models.DateField(_("until"), null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    history = tracked(named=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "email"],
                condition=Q(accepted_at=None) & ~Q(email=""),
                name="one_open_invitation_per_email",
            ),
            models.UniqueConstraint(
                fields=["organizer", "mobile"],
                condition=Q(accepted_at=None) & ~Q(mobile=""),
                name="one_open_invitation_per_mobile",
            ),
            models.CheckConstraint(condition=~Q(email="", mobile=""), name="invitation_says_to_whom"),
        ]

    def __str__(self) -> str:
        return self.email or self.mobile

    @property
    def join_url(self) -> str:
        """Where it is accepted; only we can make the address."""
        return reverse("accept_invitation", args=[sign(INVITATION, self.pk)])

    @property
    def is_expired(self) -> bool:
        return self.expires_at < timezone.now()


class AccessLink(NamedRecord):
    """A link or QR that staff hand to a person without e-mail: to begin an account, or to get back into a lost one.

    Good once and for a short time. Only a hash of its secret is kept: `secret` is known where the link is made.
    One that the administration of the platform made has no organizer.
    """

    secret = ""

    class Purpose(models.TextChoices):
        BEGIN = "begin", _("begin an account")
        RECOVER = "recover", _("recover an account")

    organizer = models.ForeignKey(Organizer, models.CASCADE, null=True, related_name="access_links")
    purpose = models.CharField(_("purpose"), max_length=7, choices=Purpose)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="access_links", verbose_name=_("person"))
    mobile = models.CharField(_("mobile number"), max_length=16, blank=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ends_second_factor = models.BooleanField(_("ends the second factor"), default=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used on"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)
    history = tracked()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="begin") & ~Q(mobile="") | Q(purpose="recover", user__isnull=False),
                name="access_link_says_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(organizer__isnull=False) | Q(purpose="recover"), name="accounts_begin_at_an_organizer"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.mobile

    def key_text(self) -> str:
        return self.full_name

    def search_text(self) -> str:
        return f"{self.full_name} {self.mobile}"

    @property
    def sign_in_name(self) -> str:
        """What the person types to sign in once the link is used."""
        return self.mobile or self.user.sign_in_name

    @property
    def giver(self) -> str:
        """Who answers for it."""
        return str(self.organizer or _("The administration of Chợ Phiên"))

    @property
    def phone(self) -> str:
        """Where the person can be reached about it."""
        return self.mobile or (self.user.mobile if self.user else "") or ""

    @property
    def state(self) -> str:
        if self.used_at:
            return "used"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at < timezone.now() else "open"


class ConsentPurpose(models.TextChoices):
    REGISTRATION = "registration", _("handling of applications")
    CATALOGUE = "catalogue", _("publication in the catalogue")
    BUYERS = "buyers", _("sharing with buyers")
    MARKETING = "marketing", _("news of coming fairs")


class Consent(models.Model):
    """One consent to one purpose, with the words that were agreed to. Withdrawing ends it; the row stays as proof."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=ConsentPurpose)
    version = models.CharField(max_length=20)
    wording = models.TextField()
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="one_consent_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_purpose_display()}"
