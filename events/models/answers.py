"""What belongs to one application: its papers, who and what comes, the answers to the fair's own questions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import StoredFile
from common.records import Record, tracked
from enterprises.models import Product
from events.models.participations import Application
from events.models.registration import PaperKind, Question


class ApplicationPaper(Record):
    """A scan or photo handed in with an application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=12, choices=PaperKind)
    name = models.CharField(_("what it is called"), max_length=120, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("paper"), _("papers")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class Attendee(Record):
    """A person who comes for the applicant; an approval makes a delegate of each."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attendees")
    name = models.CharField(_("name"), max_length=120)
    badge_name = models.CharField(_("name on the badge"), max_length=60, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("person who comes"), _("people who come")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "name", "phone"],
                name="attendee_listed_once",
                violation_error_message=_("This person is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Vehicle(Record):
    """A vehicle that brings goods to the fair."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="vehicles")
    plate = models.CharField(_("number plate"), max_length=20)
    kind = models.CharField(_("what kind, how large"), max_length=80, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("vehicle"), _("vehicles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "plate"],
                name="vehicle_listed_once",
                violation_error_message=_("This vehicle is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.plate


class Answer(Record):
    """The answer to a question of the fair's own: of the firm, or about one product or one person.

    `value` is text, a number, a day as YYYY-MM-DD, a choice's number or a list of them; a file stands in `file`.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="+")
    attendee = models.ForeignKey(Attendee, models.CASCADE, null=True, related_name="answers")
    value = models.JSONField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    history = tracked(named=False)

    SUBJECTS: ClassVar = {"firm": None, "product": "product", "delegate": "attendee"}

    class Meta:
        verbose_name, verbose_name_plural = _("answer"), _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"],
                condition=Q(product=None, attendee=None),
                name="firm_answers_once",
            ),
            models.UniqueConstraint(
                fields=["application", "question", "product"],
                condition=Q(product__isnull=False),
                name="product_answered_once",
            ),
            models.UniqueConstraint(
                fields=["question", "attendee"], condition=Q(attendee__isnull=False), name="attendee_answered_once"
            ),
            models.CheckConstraint(condition=Q(product=None) | Q(attendee=None), name="answer_is_about_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
