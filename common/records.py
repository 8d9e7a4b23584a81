"""What every record of the house has: a version that guards two tabs, derived keys, dates, a history."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.text import fold, sort_key


class Record(models.Model):
    """A row that people edit. `version` rises by one with every change; see history.save.

    `half_shown`: the fields of which the history shows only what their function leaves.
    """

    half_shown: ClassVar[dict[str, Callable[[str], str]]] = {}

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("entered on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed on"), auto_now=True)

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Fill the columns that follow from others. Called before every write, bulk writes included."""


def derived_fields(model: type[models.Model]) -> list[str]:
    """The columns that `derive` fills: keys to search, sort and compare by, which nobody enters."""
    return [field.name for field in model._meta.fields if field.name.endswith("_key") and not field.editable]


class NamedRecord(Record):
    """A record that is searched without marks and sorted in Vietnamese order by `key_text`."""

    search_key = models.CharField(max_length=600, editable=False, db_index=True)
    sort_key = models.CharField(max_length=255, editable=False, db_index=True)

    class Meta:
        abstract = True

    def key_text(self) -> str:
        """The name by which it is sorted."""
        raise TypeError("name the text that sorts this record")

    def search_text(self) -> str:
        """What a search looks through; the name alone unless the record says more."""
        return self.key_text()

    def derive(self) -> None:
        self.search_key = fold(self.search_text())[:600]
        self.sort_key = sort_key(self.key_text())


def tracked(*, named: bool = True, unsaid: Sequence[str] = ()) -> HistoricalRecords:
    """History of a record: who changed what, when, from what to what, and why. `unsaid` fields are left out."""
    keys = ["search_key", "sort_key"] if named else []
    return HistoricalRecords(
        history_change_reason_field=models.TextField(null=True), excluded_fields=[*keys, *unsaid, "updated_at"]
    )
