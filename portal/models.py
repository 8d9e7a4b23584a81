"""What people ask about their personal data, and by when it is done (domain.md §9)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Dated
from common.records import NamedRecord, tracked
from common.text import person_sort_key


class RequestKind(models.TextChoices):
    VIEW = "view", pgettext_lazy("data request", "see it")
    PROVIDE = "provide", pgettext_lazy("data request", "get a copy")
    CORRECT = "correct", pgettext_lazy("data request", "correct it")
    WITHDRAW = "withdraw", pgettext_lazy("data request", "withdraw consents")
    RESTRICT = "restrict", pgettext_lazy("data request", "restrict its use")
    OBJECT = "object", pgettext_lazy("data request", "object to its use")
    ERASE = "erase", pgettext_lazy("data request", "erase it")


class RequestState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("data request", "not yet confirmed by the person")
    RECEIVED = "received", pgettext_lazy("data request", "to be answered")
    ANSWERED = "answered", pgettext_lazy("data request", "answered, to be done")
    DONE = "done", pgettext_lazy("data request", "done")
    REFUSED = "refused", pgettext_lazy("data request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("data request", "withdrawn")


OPEN = (RequestState.RECEIVED, RequestState.ANSWERED)
SETTLED = (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)


class Identity(models.TextChoices):
    ACCOUNT = "account", _("signed in")
    RECORD = "record", _("the address or number on record answered")
    DESK = "desk", _("our staff know them")


class RequestTerm(Dated):
    """By when a request is answered and done; a decree that changes it ends one row and begins another."""

    kind = models.CharField(max_length=8, choices=RequestKind)
    answer_working_days = models.PositiveSmallIntegerField()
    done_days = models.PositiveSmallIntegerField()
    extension_days = models.PositiveSmallIntegerField()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_request_term_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.answer_working_days}, {self.done_days}"


class DataRequest(NamedRecord):
    """What a person asks of an organizer about their data, or (organizer empty) of the platform about their account.

    Name, address and number are those that the person gave; they go once the data are erased.
    """

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="data_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="data_requests")
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("email"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=30, blank=True)
    kind = models.CharField(_("asks to"), max_length=8, choices=RequestKind)
    words = models.TextField(_("in the person's words"), blank=True, max_length=2000)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    identity = models.CharField(_("how we know it is them"), max_length=7, choices=Identity, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=RequestState, default=RequestState.UNCONFIRMED)
    asked_at = models.DateTimeField(_("asked at"), null=True)
    answer_by = models.DateField(_("answer by"), null=True)
    due_by = models.DateField(_("done by"), null=True)
    extended_because = models.CharField(_("extended because"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    basis = models.CharField(_("legal basis"), max_length=500, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )
    history = tracked()

    class Meta:
        ordering = ["due_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "user", "kind"],
                condition=Q(state__in=["received", "answered"], user__isnull=False, organizer__isnull=False),
                name="asked_of_an_organizer_once_while_open",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(state__in=["received", "answered"], user__isnull=False, organizer=None),
                name="asked_of_the_platform_once_while_open",
            ),
            models.CheckConstraint(condition=~Q(email="") | ~Q(mobile=""), name="data_request_says_where_to_answer"),
            models.CheckConstraint(
                condition=Q(state="unconfirmed")
                | Q(asked_at__isnull=False, answer_by__isnull=False, due_by__isnull=False) & ~Q(identity=""),
                name="data_request_has_its_days_and_a_known_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer="") & ~Q(basis=""), name="refused_data_request_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def key_text(self) -> str:
        return self.full_name

    def search_text(self) -> str:
        return f"{self.full_name} {self.email} {self.mobile}"

    def derive(self) -> None:
        super().derive()
        self.sort_key = person_sort_key(self.full_name)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def next_by(self) -> date | None:
        """The day by which the next thing must happen; None where nothing is awaited."""
        return {RequestState.RECEIVED: self.answer_by, RequestState.ANSWERED: self.due_by}.get(self.state)

    @property
    def days_late(self) -> int:
        return -(self.days_left or 0)

    @property
    def days_left(self) -> int | None:
        """Days to that day; below zero where it is past."""
        return (self.next_by - timezone.localdate()).days if self.next_by else None
