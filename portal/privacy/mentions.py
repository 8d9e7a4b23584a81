"""Free texts in which a person is named: found, and written anew without them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import JSONField, Model, Q

from accounts.models import Organizer
from common.models import Letter
from common.text import fold
from events.models import Submission
from events.receipts.actions import forget_pdf
from portal.privacy.holdings import TEXTS, held_by, past_of
from portal.privacy.people import Person

REASON = "history_change_reason"
ROOMS = ("common", "accounts", "enterprises", "events", "matching", "contracts", "portal")


@dataclass(frozen=True)
class Mention:
    """A row with the texts as they are without the person."""

    row: Model
    texts: dict[str, object]

    def strike(self) -> None:
        """Write them. The row is the same record: no deed of its own stands behind it, so none enters its history."""
        texts = dict(self.texts)
        if isinstance(self.row, Letter):
            subject = texts.get("subject", self.row.subject)
            texts["search_key"] = fold(f"{subject} {self.row.name} {self.row.to} {self.row.mobile}")[:600]
        if isinstance(self.row, Submission):
            forget_pdf(self.row)
        type(self.row)._base_manager.filter(pk=self.row.pk).update(**texts)


def mentions(
    person: Person, holder: Organizer | None, *, by_name: bool, but: Letter | None = None
) -> Iterator[Mention]:
    """Every text of a holder in which the person is named; `but` is the letter that is still to reach them."""
    for model, fields in _texts():
        rows = held_by(model._base_manager.filter(_may_name(person, model, fields)), holder)
        for row in rows.exclude(pk=but.pk) if but and model is Letter else rows:
            texts = {name: _without(person, getattr(row, name), by_name=by_name) for name in fields}
            changed = {name: text for name, text in texts.items() if text != getattr(row, name)}
            if changed:
                yield Mention(row, changed)


def _texts() -> Iterator[tuple[type[Model], tuple[str, ...]]]:
    for text in TEXTS:
        for model in text.models:
            kept = {field.name for field in model._meta.fields}  # a history may leave some out
            yield model, tuple(name for name in text.fields if name in kept)
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if past := past_of(model):
                yield past, (REASON,)


def _may_name(person: Person, model: type[Model], fields: tuple[str, ...]) -> Q:
    """Rows worth reading. Structured data keep letters in a form of their own, so all of those are read."""
    found = Q(pk__in=[])
    for name in fields:
        if isinstance(model._meta.get_field(name), JSONField):
            found |= Q(**{f"{name}__isnull": False})
            continue
        for words in (*person.emails, *person.names):
            found |= Q(**{f"{name}__icontains": words}) | Q(**{f"{name}__contains": words.upper()})
        if person.mobile_pattern:
            found |= Q(**{f"{name}__iregex": person.mobile_pattern.pattern})
    return found


def _without(person: Person, value: object, *, by_name: bool) -> object:
    if value is None or value == "":
        return value
    if isinstance(value, str):
        return person.without(value, by_name=by_name)
    return json.loads(person.without(json.dumps(value, ensure_ascii=False), by_name=by_name))
