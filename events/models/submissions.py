"""What an enterprise sent: an application as it stood each time it was submitted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import Letter, StoredFile
from events.models.participations import Application


class Submission(models.Model):
    """The application as it was handed in, in its reader's language; its receipt says the same. No row is ever changed.

    `contents`: [{"title": …, "rows": [[label, value], …]}, …]. The PDF is made in the background, and made again from
    these where it is gone.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("submitted on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5)
    contents = models.JSONField()
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_once_per_application")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """By which the firm and the organizer speak of it: the fair, the application, the how manieth time."""
        return f"{self.application.fair.code}/{self.application_id}-{self.number}"
