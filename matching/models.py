"""Slots and tables of a fair, and the meetings of buyers and sellers in them."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import sign
from common.records import Record, tracked
from enterprises.models import EnterpriseMember
from events.models import Delegate, Fair, Participation


class Slot(models.Model):
    """A stretch of time for one turn of meetings. It belongs to the fair, so that two rounds share it."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "starts_at"], name="slot_once_per_fair"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}"


class Place(Record):
    """A numbered table; it holds one meeting a slot."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="places")
    name = models.CharField(_("table"), max_length=40)
    rank = models.PositiveSmallIntegerField(default=0)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("table"), _("tables")
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["fair", "name"], name="table_name_once_per_fair")]

    def __str__(self) -> str:
        return self.name


class MeetingState(models.TextChoices):
    SCHEDULED = "scheduled", pgettext_lazy("meeting", "scheduled")
    HELD = "held", pgettext_lazy("meeting", "took place")
    NOT_HELD = "not_held", pgettext_lazy("meeting", "did not take place")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class NextStep(models.TextChoices):
    NONE = "none", _("nothing agreed")
    SAMPLES = "samples", _("samples or prices follow")
    VISIT = "visit", _("a visit follows")
    MEMORANDUM = "memorandum", _("a memorandum")
    CONTRACT = "contract", _("a contract")


class Meeting(Record):
    """A buyer and a seller at one table in one slot. `uid` is the calendar's for ever, `sequence` counts changes."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="meetings", editable=False)
    buyer = models.ForeignKey(Participation, models.PROTECT, related_name="meetings_as_buyer", verbose_name=_("buyer"))
    seller = models.ForeignKey(
        Participation, models.PROTECT, related_name="meetings_as_seller", verbose_name=_("seller")
    )
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="meetings", verbose_name=_("time"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="meetings", verbose_name=_("table"))
    state = models.CharField(
        _("state"), max_length=9, choices=MeetingState, default=MeetingState.SCHEDULED, editable=False
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    absent = models.CharField(_("who did not come"), max_length=6, blank=True, editable=False)
    next_step = models.CharField(_("what follows"), max_length=10, choices=NextStep, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("meeting"), _("meetings")
        ordering = ["slot__starts_at", "place__rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(buyer=F("seller")), name="nobody_meets_themselves"),
            models.UniqueConstraint(
                fields=["buyer", "seller"],
                condition=Q(state="scheduled"),
                name="one_meeting_to_come_per_pair",
                violation_error_message=_("These two already have a meeting to come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer.enterprise} – {self.seller.enterprise}"


class Seat(models.Model):
    """A taking: a delegate sits in one meeting a slot. The row goes when the meeting is moved or cancelled."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="seats")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delegate", "slot"],
                name="delegate_in_one_meeting_a_slot",
                violation_error_message=_("This person is already in a meeting at that time."),
            )
        ]


class PlaceUse(models.Model):
    """A taking: a table holds one meeting a slot."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="place_use")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "slot"],
                name="table_holds_one_meeting_a_slot",
                violation_error_message=_("This table is already taken at that time."),
            )
        ]


PERSONAL_LINK = "personal-meetings"


def in_a_year() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=365)


class PersonalLink(Record):
    """The address under which one person's meetings are read, as a page or by a calendar, without signing in.

    Only we can make it; a risen `serial` makes every address given before worthless. It is good for a year.
    """

    delegate = models.OneToOneField(Delegate, models.CASCADE, null=True, related_name="personal_link")
    member = models.OneToOneField(EnterpriseMember, models.CASCADE, null=True, related_name="personal_link")
    serial = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField(_("good until"), default=in_a_year)
    history = tracked(named=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delegate__isnull=False, member=None) | Q(delegate=None, member__isnull=False),
                name="personal_link_is_of_one_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.delegate or self.member)

    @property
    def is_expired(self) -> bool:
        return self.expires_at < timezone.now()

    @property
    def token(self) -> str:
        return sign(PERSONAL_LINK, [self.pk, self.serial])
