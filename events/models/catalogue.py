"""A fair's catalogue of participants: whether it is published, and the copies laid out to print."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import StoredFile
from common.records import Record, tracked
from events.models.fairs import Fair


class Catalogue(Record):
    """A fair without such a row has no catalogue. Who stands in it follows from the consents alone."""

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="catalogue", editable=False)
    is_published = models.BooleanField(_("published"), default=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("catalogue"), _("catalogues")

    def __str__(self) -> str:
        return str(self.fair)


class CatalogueCopy(models.Model):
    """The catalogue as a PDF in one language, with the consents that it rests on.

    Where one of them is gone, the copy is no longer handed out.
    """

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="catalogue_copies")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    consents = models.JSONField(default=list)
    firms = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "language"], name="one_catalogue_copy_per_language")]

    def __str__(self) -> str:
        return f"{self.fair} ({self.language})"
