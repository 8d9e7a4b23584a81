"""What became of a deal, as each side says it months later (domain.md §3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.links import absolute, sign
from common.models import Dated
from common.money import MAX_DONG
from common.records import Record, tracked
from contracts.models.agreements import Agreement, Party

FOLLOW_UP = "follow-up"


class FollowUpTerm(Dated):
    """After how many months each side is asked, reminded after so many days; dated, as rules are."""

    months = models.PositiveSmallIntegerField()
    remind_days = models.PositiveSmallIntegerField(default=7)
    open_days = models.PositiveSmallIntegerField(default=30)

    class Meta(Dated.Meta):
        ordering = ["months"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["months", "valid_from"], name="one_follow_up_term_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.months)


class Deliveries(models.TextChoices):
    NONE = "none", pgettext_lazy("deliveries", "nothing delivered yet")
    PARTLY = "partly", pgettext_lazy("deliveries", "part of it delivered")
    ALL = "all", pgettext_lazy("deliveries", "all delivered as agreed")
    STOPPED = "stopped", pgettext_lazy("deliveries", "it came to nothing")


class Channel(models.TextChoices):
    LINK = "link", pgettext_lazy("answer", "by the link")
    PHONE = "phone", pgettext_lazy("answer", "by telephone")


class FollowUp(Record):
    """One side of an agreement asked once, some months after signing. Whoever does not answer stays in the count.

    `realised` is what that side says was delivered and paid so far, in đồng; empty is unknown, not zero.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="follow_ups", editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="follow_ups", editable=False)
    months = models.PositiveSmallIntegerField(_("months after signing"), editable=False)
    due_on = models.DateField(_("asked on"), editable=False)
    remind_on = models.DateField(editable=False)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, editable=False)
    deliveries = models.CharField(_("deliveries"), max_length=7, choices=Deliveries, blank=True)
    realised = models.BigIntegerField(_("delivered and paid so far, đồng"), null=True, blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True, max_length=2000)
    help_wanted = models.TextField(_("help wanted"), blank=True, max_length=2000)
    new_deal = models.TextField(_("something new was signed"), blank=True, max_length=2000)
    draft = models.ForeignKey(
        Agreement, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("draft made of it")
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    channel = models.CharField(_("answered"), max_length=5, choices=Channel, blank=True, editable=False)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("entered by")
    )
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("follow-up"), _("follow-ups")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "months"], name="each_side_asked_once"),
            models.CheckConstraint(
                condition=Q(realised=None) | Q(realised__range=(0, MAX_DONG)), name="realised_in_range"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, deliveries="", channel="")
                | (Q(answered_at__isnull=False) & ~Q(deliveries="") & ~Q(channel="")),
                name="answer_says_what_and_how",
            ),
            models.CheckConstraint(condition=Q(remind_on__gte=F("due_on")), name="reminded_after_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.agreement}"

    @property
    def token(self) -> str:
        return sign(FOLLOW_UP, self.pk)

    @property
    def link(self) -> str:
        return absolute(f"/follow-up/{self.token}/")
