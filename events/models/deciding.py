"""Deciding on many applications, the papers on which a decision stands, the offer of a place, changes asked for."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import sign
from common.models import StoredFile
from common.records import Record, tracked
from events.models.fairs import Fair
from events.models.participations import Application

PLACE_OFFER = "place-offer"


class DecisionPaper(Record):
    """A submission, its list of enterprises and the decision on it. What an office issues is blank until entered.

    Once the decision has its number, an approval of an application in the list cites it.
    """

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="decision_papers", editable=False)
    title = models.CharField(_("what is decided"), max_length=200)
    addressee = models.CharField(_("submitted to"), max_length=200, blank=True)
    submission_number = models.CharField(_("number of the submission"), max_length=40, blank=True)
    submission_day = models.DateField(_("day of the submission"), null=True, blank=True)
    number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    day = models.DateField(_("day of the decision"), null=True, blank=True)
    signer_title = models.CharField(_("position of who signs"), max_length=100, blank=True)
    signer_name = models.CharField(_("name of who signs"), max_length=100, blank=True)
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("signed scan"),
    )
    applications = models.ManyToManyField(Application, through="DecisionRow", related_name="decision_papers")
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("decision paper"), _("decision papers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number="", day=None) | ~Q(number="") & Q(day__isnull=False),
                name="decision_has_number_and_day",
                violation_error_message=_("Enter the number and the day of the decision together."),
            ),
            models.UniqueConstraint(
                fields=["fair", "number"],
                condition=~Q(number=""),
                name="decision_number_once_per_fair",
                violation_error_message=_("This fair already has a decision of this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_issued(self) -> bool:
        return bool(self.number)

    @property
    def cited(self) -> str:
        """As letters and pages name the decision; empty until it is issued."""
        if not self.is_issued:
            return ""
        return _now("Decision No. %(number)s of %(day)s") % {
            "number": self.number, "day": date_format(self.day, "d/m/Y"),
        }  # fmt: skip


class DecisionRow(models.Model):
    """An application in the list of a decision; it stands in one list alone."""

    paper = models.ForeignKey(DecisionPaper, models.CASCADE, related_name="rows")
    application = models.OneToOneField(Application, models.CASCADE, related_name="decision_row")

    def __str__(self) -> str:
        return f"{self.paper} · {self.application}"


class BulkDecision(models.Model):
    """One decision on many applications, begun by one press. Each row of it stands or fails by itself."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="bulk_decisions")
    deed = models.CharField(max_length=10)
    answer = models.TextField(blank=True, max_length=2000)
    is_silent = models.BooleanField(default=False)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.deed} · {self.fair}"


class BulkRow(models.Model):
    """What became of one application in a decision on many."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulk", "waits")
        DONE = "done", pgettext_lazy("bulk", "decided")
        REFUSED = "refused", pgettext_lazy("bulk", "not possible")
        UNDONE = "undone", pgettext_lazy("bulk", "taken back")

    bulk = models.ForeignKey(BulkDecision, models.CASCADE, related_name="rows")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    why = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bulk", "application"], name="decided_once_in_each_bulk")]

    def __str__(self) -> str:
        return f"{self.application}: {self.outcome}"


class OfferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("offer", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    LET_GO = "let_go", pgettext_lazy("offer", "let go")
    EXPIRED = "expired", pgettext_lazy("offer", "not answered in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "withdrawn")


class PlaceOffer(Record):
    """A free place offered to an application on the waiting list. While it is open the place is held for it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="offers")
    state = models.CharField(_("offer of a place"), max_length=9, choices=OfferState, default=OfferState.OPEN)
    expires_at = models.DateTimeField(_("held until"))
    made_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("offered by")
    )
    answered_at = models.DateTimeField(_("answered on"), null=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("offer of a place"), _("offers of a place")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="one_open_offer_per_application"
            )
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="offers_by_end")]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"

    @property
    def token(self) -> str:
        return sign(PLACE_OFFER, self.pk)


class ChangeState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("change", "waits for an answer")
    GRANTED = "granted", pgettext_lazy("change", "allowed")
    REFUSED = "refused", pgettext_lazy("change", "not allowed")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "no longer wanted")


ASKED_ALREADY = _("You have asked already. The organizer's answer stands here and comes by letter.")


class ChangeRequest(Record):
    """After applications have closed an enterprise asks to change its own; `until` is the last day on which it may."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="change_requests")
    words = models.TextField(_("what you want to change"), max_length=1000)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    state = models.CharField(_("request to change"), max_length=9, choices=ChangeState, default=ChangeState.ASKED)
    until = models.DateField(_("may be changed until"), null=True)
    answer = models.TextField(_("your answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered on"), null=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("request to change"), _("requests to change")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="asked"),
                name="one_open_change_request",
                violation_error_message=_(
                    "You have asked already. The organizer's answer stands here and comes by letter."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(until__isnull=False), name="granted_change_has_an_end"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="refused_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"
