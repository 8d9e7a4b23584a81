"""A fair's own words for a letter of its registration."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.records import Record, tracked
from events.models.fairs import Fair


class LetterWords(Record):
    """The words of one kind of letter in both languages. Empty words: the usual ones."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="letter_words", editable=False)
    kind = models.CharField(max_length=40, editable=False)
    subject_vi = models.CharField(_("subject"), max_length=200, blank=True)
    body_vi = models.TextField(_("letter"), max_length=5000, blank=True)
    subject_en = models.CharField(_("subject"), max_length=200, blank=True)
    body_en = models.TextField(_("letter"), max_length=5000, blank=True)
    history = tracked(named=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["fair", "kind"], name="letter_words_once_per_fair_and_kind")]

    def __str__(self) -> str:
        return f"{self.fair}: {self.kind}"

    @property
    def is_own(self) -> bool:
        """Whether it says anything in other than the usual words."""
        return any((self.subject_vi, self.body_vi, self.subject_en, self.body_en))
