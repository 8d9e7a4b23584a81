"""Writing with a history, and reading it back as plain sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.records import Record, derived_fields
from common.text import clean_lines


class Stale(Exception):
    """Somebody else changed the record since the form was opened."""


def save(record: Record, *, by, reason: str = "") -> None:
    """Write a record and its history row in one transaction.

    A changed record must still have the version it was read with, else `Stale` is raised and nothing written.
    """
    _make_ready(record)
    record._history_user = by
    record._change_reason = clean_lines(reason) or None
    with transaction.atomic():
        if record._state.adding:
            record.save()
            return
        rows = type(record)._default_manager.filter(pk=record.pk, version=record.version)
        if not rows.update(version=F("version") + 1):
            raise Stale(record)
        record.version += 1
        record.save()


def _make_ready(record: Record) -> None:
    """Whichever form, file or program the words came from."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.TextField) and (text := getattr(record, field.attname)):
            setattr(record, field.attname, clean_lines(text))
    record.derive()


def delete(record: Record, *, by, reason: str = "") -> None:
    """Remove a record; its history stays. Raises ProtectedError where others stand on it.

    Where somebody else removed it a moment before, nothing is left to do: it is not removed twice in the history.
    """
    record._history_user = by
    record._change_reason = clean_lines(reason) or None
    with transaction.atomic():
        row = type(record)._default_manager.select_for_update().filter(pk=record.pk)
        if row.order_by("pk").first():  # in the usual order of many records it would lock others beside its own
            record.delete()


def bulk_create(records: list[Record], *, by, reason: str, batch_size: int = 500) -> None:
    """Insert many records of one model with their history rows; keys of new rows are filled in."""
    if not records:
        return
    for record in records:
        _make_ready(record)
    model = type(records[0])
    model._default_manager.bulk_create(records, batch_size=batch_size)
    model.history.bulk_history_create(records, batch_size=batch_size, default_user=by, default_change_reason=reason)


def bulk_update(records: list[Record], fields: list[str], *, by, reason: str, batch_size: int = 500) -> None:
    """Change many records of one model with their history rows. The caller has read them under a lock."""
    if not records:
        return
    now = timezone.now()
    for record in records:
        _make_ready(record)
        record.version += 1
        record.updated_at = now  # a bulk update does not fill it by itself
    model = type(records[0])
    written = {*fields, *derived_fields(model), "version", "updated_at"}
    model._default_manager.bulk_update(records, written, batch_size=batch_size)
    model.history.bulk_history_create(
        records, batch_size=batch_size, update=True, default_user=by, default_change_reason=reason
    )


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One deed: when, by whom, what was done, and each field from what to what."""

    pk: int
    when: datetime
    who: str
    deed: str
    reason: str
    changes: list[Change]


DEEDS = {"+": _("Entered"), "~": _("Changed"), "-": _("Removed")}


def entries(record: Record, *, limit: int = 50) -> list[Entry]:
    """The record's history, newest first."""
    return told(list(record.history.select_related("history_user")[: limit + 1]))[:limit]


def told(rows: list[models.Model]) -> list[Entry]:
    """History rows of one record, newest first, as entries."""
    return [
        Entry(
            pk=row.history_id,
            when=row.history_date,
            who=str(row.history_user or _("the system")),
            deed=DEEDS[row.history_type],
            reason=row.history_change_reason or "",
            changes=_changes(row, rows[i + 1]) if row.history_type == "~" and i + 1 < len(rows) else [],
        )
        for i, row in enumerate(rows)
    ]


def _changes(new: models.Model, old: models.Model) -> list[Change]:
    unsaid = {"version", "updated_at", *derived_fields(new.instance_type)}
    fields = [field for field in new.instance_type._meta.fields if field.name not in unsaid]
    return [
        Change(str(field.verbose_name), _shown(old, field), _shown(new, field))
        for field in fields
        if hasattr(new, field.attname) and getattr(old, field.attname) != getattr(new, field.attname)
    ]


def _shown(row: models.Model, field: models.Field) -> Any:
    """A field's value as the page says it: the choice's word, the other record's name, a personal number masked."""
    if shorten := row.instance_type.half_shown.get(field.name):
        return shorten(getattr(row, field.attname))
    if field.choices:
        return str(dict(field.flatchoices).get(getattr(row, field.attname), getattr(row, field.attname)))
    try:
        value = getattr(row, field.name)
    except ObjectDoesNotExist:
        return str(_("a removed record"))
    return "" if value is None else value
