"""How the values of a change are said on the page: a choice's word, another record's name, a date, grouped figures."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Organizer
from contracts.models import Party
from enterprises.models import Enterprise, Product
from events.models import Fair
from portal.workbook.plan import Change, Edit
from portal.workbook.values import Ref

# Columns that are not said where another of the same row is: they only follow from it.
FOLLOWS = {
    "product_id": "product_as_written", "amount": "value", "value_basis": "value", "rule_set_id": "issued_on",
    "province_id": "province_as_written",
}  # fmt: skip
UNSAID = ("agreement_id", "position", "role")


def choice(model: type[Model], name: str, value: Any) -> str:
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


class Words:
    """Names of other records are read once per kind, and only where a change speaks of them."""

    def __init__(self, organizer: Organizer):
        self.organizer = organizer
        self._names: dict[type[Model], dict[int, str]] = {}

    def said(self, change: Change) -> list[tuple[str, str, str]]:
        """Each field of a change, from what to what."""
        names = {name for edit in change.edits for name in edit.values}
        lines = []
        for edit in change.edits:
            if edit.model is Party:
                lines.append((edit.label, self.party(edit.before), self.party(edit.values)))
            else:
                lines += [self.line(edit, name) for name in edit.values if self.is_said(name, names)]
        return lines

    def is_said(self, name: str, names: set[str]) -> bool:
        return name not in UNSAID and FOLLOWS.get(name) not in names

    def line(self, edit: Edit, name: str) -> tuple[str, str, str]:
        label = str(edit.model._meta.get_field(name).verbose_name)
        return label, self.text(edit.model, name, edit.before.get(name)), self.text(edit.model, name, edit.values[name])

    def party(self, values: dict[str, Any]) -> str:
        return values.get("agency_name") or self.text(Party, "enterprise_id", values.get("enterprise_id"))

    def text(self, model: type[Model], name: str, value: Any) -> str:
        field = model._meta.get_field(name)
        if value is None or value == "":
            return ""
        if field.choices:
            return choice(model, name, value)
        if isinstance(value, Ref):
            key = value.key[-1] if isinstance(value.key, tuple) else value.key
            return key.removeprefix("=")
        if field.related_model:
            return self.names(field.related_model).get(value, "")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, int | Decimal):
            return number_format(Decimal(value).normalize(), use_l10n=True, force_grouping=True)
        return str(value)

    def names(self, model: type[Model]) -> dict[int, str]:
        if model not in self._names:
            self._names[model] = self._read_names(model)
        return self._names[model]

    def _read_names(self, model: type[Model]) -> dict[int, str]:
        if model is Fair:
            return dict(Fair.objects.filter(organizer=self.organizer).values_list("pk", "code"))
        if model is Enterprise:
            return dict(Enterprise.objects.of(self.organizer).values_list("pk", "legal_name"))
        if model is Product:
            return dict(Product.objects.filter(enterprise__kept_by=self.organizer).values_list("pk", "name"))
        return {term.pk: str(term) for term in model.objects.all()}
