"""What an organizer gives out to applicants: the plan of the hall, the rules, an invitation as it was signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.links import sign
from common.models import StoredFile
from common.records import Record, tracked
from events.models.fairs import Fair
from events.models.registration import in_language

LINK = "fair-document"


class FairDocument(Record):
    """A file that applicants read, with its name in both languages; `language` empty means for every reader."""

    class Language(models.TextChoices):
        BOTH = "", _("every reader")
        VIETNAMESE = "vi", _("readers of Vietnamese")
        ENGLISH = "en", _("readers of English")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="documents", editable=False)
    name_vi = models.CharField(_("what it is called"), max_length=120)
    name_en = models.CharField(_("what it is called, in English"), max_length=120, blank=True)
    language = models.CharField(_("for"), max_length=2, choices=Language, blank=True, default=Language.BOTH)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", editable=False, verbose_name=_("file"))
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("document for applicants"), _("documents for applicants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "name_vi"],
                name="document_name_once_per_fair",
                violation_error_message=_("The fair already has a document of this name."),
            )
        ]

    def __str__(self) -> str:
        return in_language(self.name_vi, self.name_en)

    @property
    def token(self) -> str:
        """Opens the file without a sign-in: whoever was shown it may pass it on."""
        return sign(LINK, self.pk)
