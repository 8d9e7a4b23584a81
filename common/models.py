"""Letters, files, jobs and the dated table of legal bases: what every room needs in the database."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.records import Record, tracked
from common.statuses import Status, status


class StoredFile(models.Model):
    """A file that was let in: its content checked, stored under a random name, its hash kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="files")
    purpose = models.CharField(max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    content = models.FileField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """Work over a second: progress, cancelling, taking up again. See common.jobs."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="jobs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    language = models.CharField(max_length=5, default="vi")
    params = models.JSONField(default=dict)
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    key = models.CharField("idempotency key", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    output = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # The same piece of work is never waiting or running twice.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="job_key_once_while_open",
            )
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Letter(models.Model):
    """A row of the outbox. Order is kept per recipient and thread. See common.outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        UNCERTAIN = "uncertain", _("uncertain whether sent")
        FAILED = "failed", _("not sent")
        BY_HAND = "by_hand", _("to be told by phone or message")
        TOLD = "told", _("told")
        WITHHELD = "withheld", _("withheld at the person's request")

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="letters")
    to = models.EmailField(_("recipient"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField()
    short = models.CharField(_("short text"), max_length=400, blank=True)
    calendar = models.TextField(blank=True)  # an iCalendar object that goes along (domain.md §11)
    attachment = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    stop_url = models.CharField(max_length=300, blank=True)  # where a reader asks for no more such letters (RFC 8058)
    search_key = models.CharField(max_length=600, editable=False)
    kind = models.CharField(max_length=40)
    is_secret = models.BooleanField(default=False)  # its text opens an account: blanked once it is sent or too old
    thread = models.CharField(max_length=80, blank=True)
    # The fair that it is about, for who reads letters of certain fairs alone. A plain number: this room knows no fairs.
    about_fair = models.PositiveBigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"])]
        constraints = [
            models.CheckConstraint(condition=~Q(to="") | ~Q(mobile=""), name="letter_has_a_recipient"),
            models.CheckConstraint(
                condition=~Q(to="") | Q(state__in=["by_hand", "told", "withheld"]), name="mail_needs_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Call(Record):
    """Somebody tried to tell the reader of a letter: what came of it, who tried, when to try again."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        NOT_REACHED = "not_reached", _("not reached")
        CALL_AGAIN = "call_again", _("call again")
        WRONG_NUMBER = "wrong_number", _("wrong number")

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="calls")
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome)
    note = models.CharField(_("what the person said"), max_length=300, blank=True)
    again_at = models.DateTimeField(_("call again at"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who called")
    )
    history = tracked(named=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="call_again", again_at__isnull=False) | ~Q(outcome="call_again") & Q(again_at=None),
                name="call_again_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter.name or self.letter.mobile}: {self.get_outcome_display()}"

    @property
    def look(self) -> Status:
        return status(self.outcome, self.get_outcome_display())


class Dated(models.Model):
    """Reference data with the days on which it holds; both ends included, an open end is null."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                name="%(class)s_days_in_order",
            )
        ]


class LegalBasis(Dated):
    """A legal act that a document may cite on a day when it is in force, in the order of `rank`."""

    code = models.SlugField(unique=True)
    used_for = models.CharField(max_length=40, db_index=True)
    rank = models.PositiveSmallIntegerField(default=1)
    text_vi = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)

    class Meta(Dated.Meta):
        verbose_name_plural = "legal bases"
        ordering = ["used_for", "rank"]

    def __str__(self) -> str:
        return self.text_vi


class SpecialDay(models.Model):
    """A day that the government sets apart: a public holiday, or a day of rest on which everybody works instead."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("everybody works"), default=False)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name_vi}"


class Restriction(Record):
    """Somebody asked that an organizer use their data no further than it must. See common.restrictions."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="restrictions")
    email = models.EmailField(_("email"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=30, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True)
    history = tracked(named=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(mobile=""), name="restriction_says_of_whom"),
        ]

    def __str__(self) -> str:
        return self.email or self.mobile


class Opening(models.Model):
    """Somebody opened a file or took personal data out: what, who, when. No row is ever changed or removed."""

    class What(models.TextChoices):
        FILE = "file", _("file")
        LIST = "list", _("export of a list")
        PERSON = "person", _("what is held about a person")

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, null=True, related_name="openings")
    what = models.CharField(_("what"), max_length=6, choices=What)
    name = models.CharField(_("name"), max_length=200)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="openings")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who opened it")
    )
    at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organizer", "-at"])]

    def __str__(self) -> str:
        return self.name
