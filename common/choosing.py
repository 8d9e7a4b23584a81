"""Choosing one record among thousands: a few letters, without marks, or a number bring up those that are meant.

With scripts the answers stand below the field while one types (static/js/find.js). Without, the form asks back: what
was typed is looked up when it is sent, and where several records are meant they are offered to choose from.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.lists import search
from common.text import clean, fold

MOST = 20
NONE, SEVERAL = UNCLEAR = ("none", "several")


@dataclass(frozen=True)
class Option:
    """A record as it stands among others: its name, what tells it from its namesakes, what else it is called."""

    name: str
    detail: str = ""
    called: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        return fold(text) in map(fold, (self.name, *self.called))


class Typed(str):
    """What was typed into the field, and the record that was chosen for it."""

    pk = ""


class FindInput(forms.TextInput):
    """A text field in which a record is found. The chosen one goes under the field's own name."""

    template_name = "components/find.html"
    find_url = ""
    meant: list[Model] = []  # set anew on the form's own widget, never changed

    def value_from_datadict(self, data, files, name: str) -> str | None:
        pk, text = data.get(name), data.get(f"{name}_text")
        if text is None:
            return pk
        typed = Typed(clean(text))
        typed.pk = pk or ""
        return typed

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        pk, text = (value.pk, str(value)) if isinstance(value, Typed) else self.chosen(value)
        meant = [(record.pk, self.choices.field.option(record)) for record in self.meant]
        return context | {"find": {"url": self.find_url, "pk": pk, "text": text, "meant": meant}}

    def chosen(self, value: Any) -> tuple[Any, str]:
        """The record of a form that is shown for the first time."""
        field = self.choices.field
        record = value if isinstance(value, Model) else _with_pk(field.queryset, value)
        return (record.pk, field.option(record).name) if record else ("", "")


class RecordField(forms.ModelChoiceField):
    """Chooses a record by typing. A subclass names the keys that are searched and how a record stands in the list."""

    widget = FindInput
    search_keys = ("search_key",)
    default_error_messages = {
        NONE: gettext_lazy("Nothing here has this name or number. Write fewer letters, or enter it first."),
        SEVERAL: gettext_lazy("Several can be meant. Choose one, or write the tax code."),
    }

    def __init__(self, queryset: QuerySet | None = None, **kwargs):
        super().__init__(queryset, **kwargs)
        self.help_text = self.help_text or gettext_lazy("A few letters of the name, without marks, or the tax code.")

    @classmethod
    def option(cls, record: Model) -> Option:
        raise TypeError("a field says how its records stand in the list")

    def offer(self, rows: QuerySet, url: str) -> None:
        """Which records can be chosen, and the address that finds them."""
        self.queryset = rows
        self.widget.find_url = url

    @classmethod
    def meant(cls, rows: QuerySet, text: str, pk: Any = "") -> list[Model]:
        """The records that are meant, one more than are offered at most: one alone where it is clear which."""
        record = _with_pk(rows, pk)
        if record and cls.option(record).is_called(text):
            return [record]
        found = list(search(rows, text, *cls.search_keys)[: MOST + 1]) if fold(text) else []
        found = [one for one in found if cls.option(one).is_called(text)] or found
        return [record] if record in found else found

    def to_python(self, value: Any) -> Model | None:
        if not isinstance(value, Typed) or not value:
            return super().to_python(value)
        found = self.meant(self.queryset, value, value.pk)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages[NONE], NONE)
        self.widget.meant = found[:MOST]
        raise ValidationError(self.error_messages[SEVERAL], SEVERAL)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            chosen = self.to_python(data)
        except ValidationError:
            return True
        return super().has_changed(initial, chosen.pk if chosen else None)


def said(option: Option) -> str:
    return f"{option.name} ({option.detail})" if option.detail else option.name


def _with_pk(rows: QuerySet, pk: Any) -> Model | None:
    return rows.filter(pk=pk).first() if str(pk or "").isdecimal() else None


def answer(field: type[RecordField], rows: QuerySet, text: str) -> JsonResponse:
    """What a few letters bring up, the first of all where none is written, and how much that is in words."""
    found = list(search(rows, text, *field.search_keys)[: MOST + 1])
    if len(found) > MOST:
        words = _("The first %(n)s are shown. Write more letters.") % {"n": MOST}
    elif found:
        words = ngettext("%(n)s found", "%(n)s found", len(found)) % {"n": len(found)}
    else:
        words = _("Nothing found. Write fewer letters, or the tax code.")
    options = [(record.pk, field.option(record)) for record in found[:MOST]]
    response = JsonResponse(
        {"said": words, "options": [{"pk": pk, "name": one.name, "detail": one.detail} for pk, one in options]}
    )
    response["Cache-Control"] = "private, no-store"
    return response
