"""What is held about a person, by whom: the rows of each holding, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer
from portal.privacy.holdings import HOLDINGS, Holding, held_by, way
from portal.privacy.people import Person

# What fields are called that no form shows
LABELS = {
    "body": _("text"),
    "calendar": _("calendar entry"),
    "stop_url": _("address to say no more"),
    "joined_at": _("account since"),
    "last_login": _("last signed in"),
    "type": _("kind"),
    "purpose": _("purpose"),
    "wording": _("words"),
    "given_at": _("given at"),
    "withdrawn_at": _("withdrawn at"),
    "expires_at": _("good until"),
    "accepted_at": _("accepted at"),
    "enterprise": _("enterprise"),
    "organizer": _("organizer"),
    "agreement": _("agreement"),
    "address": _("address"),
    "application": _("application"),
    "question": _("question"),
    "value": _("answer"),
}


@dataclass(frozen=True)
class Finding:
    """A row of a person, or perhaps of somebody of the same name."""

    holding: Holding
    row: Model

    @property
    def key(self) -> str:
        return f"{self.holding.model_label}:{self.row.pk}"

    @cached_property
    def facts(self) -> list[tuple[str, Any]]:
        """The row's own words for what it holds of the person; what is empty is left out."""
        fields = [self.row._meta.get_field(name) for name in (*self.holding.personal, *self.holding.shown)]
        said = [(_label(field), _value(self.row, field)) for field in fields]
        return [(label, value) for label, value in said if value not in (None, "")]

    @property
    def summary(self) -> str:
        return " · ".join(str(value) for _label, value in self.facts[:4])


@dataclass(frozen=True)
class Part:
    """The rows of one kind."""

    holding: Holding
    findings: list[Finding]

    @property
    def title(self) -> str:
        return str(self.holding.title)


def held(person: Person, holder: Organizer | None) -> list[Part]:
    """What an organizer, or the platform, holds about a person beyond doubt."""
    parts = [Part(holding, _found(holding, rows_of(holding, person, holder))) for holding in HOLDINGS]
    return [part for part in parts if part.findings]


def everywhere(person: Person) -> dict[Organizer | None, list[Part]]:
    """The same for every holder, the platform first."""
    found: dict[Organizer | None, list[Part]] = {}
    for holding in HOLDINGS:
        rows = holding.model._default_manager.filter(holding.certain(person))
        by_holder: dict[Organizer | None, list[Finding]] = {}
        for finding in _found(holding, rows):
            by_holder.setdefault(_holder(finding.row), []).append(finding)
        for holder, findings in by_holder.items():
            found.setdefault(holder, []).append(Part(holding, findings))
    return dict(sorted(found.items(), key=lambda item: item[0].name if item[0] else ""))


def namesakes(person: Person, holder: Organizer | None) -> list[Finding]:
    """Rows that carry the same name without the person's address or number."""
    found = []
    for holding in HOLDINGS:
        if holding.name and holding.model_label != "accounts.User" and not holding.kept_for:
            rows = held_by(holding.model._default_manager.filter(holding.namesake(person)), holder)
            found += _found(holding, rows.exclude(holding.certain(person)))
    return found


def kept(person: Person, holder: Organizer | None) -> list[Part]:
    """What the law keeps as it is. A signature is known by its name alone: whose it is matters little, as it stays."""
    parts = []
    for holding in HOLDINGS:
        if holding.kept_for:
            rows = holding.model._default_manager.filter(holding.certain(person) | holding.namesake(person))
            parts.append(Part(holding, _found(holding, held_by(rows, holder))))
    return [part for part in parts if part.findings]


def rows_of(holding: Holding, person: Person, holder: Organizer | None) -> QuerySet:
    return held_by(holding.model._default_manager.filter(holding.certain(person)), holder)


def _found(holding: Holding, rows: QuerySet) -> list[Finding]:
    model, path = holding.model, way(holding.model)
    links = {name for name in holding.shown if model._meta.get_field(name).is_relation}
    related = links | set(holding.related) | ({path} if path not in ("", "id") else set())
    rows = rows.select_related(*sorted(related)) if related else rows
    return [Finding(holding, row) for row in rows.order_by("-pk")]


def _holder(row: Model) -> Organizer | None:
    value = row
    for name in filter(None, way(type(row)).split("__")):
        value = value and getattr(value, name)
    return value if isinstance(value, Organizer) else None


def _label(field: Field) -> str:
    return capfirst(str(LABELS.get(field.name, field.verbose_name)))


def _value(row: Model, field: Field) -> Any:
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    try:
        value = getattr(row, field.name)
    except ObjectDoesNotExist:
        return ""
    return str(value) if isinstance(value, Model) else value


def count(parts: Iterable[Part]) -> int:
    return sum(len(part.findings) for part in parts)
