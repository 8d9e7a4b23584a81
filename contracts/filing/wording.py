"""What a frozen row and a difference say, in the reader's words."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.money import format_dong
from contracts.models import FiledRow, Grade, Kind, PartyRole, RowSource, State, ValueBasis
from events.models import ParticipationRole

PART_NAMES = {
    "label": lambda: _("name"),
    "counted": lambda: _("counted value"),
    "number": lambda: _("register number"),
    "paper_no": lambda: _("number on the paper"),
    "signed_on": lambda: _("signed on"),
    "state": lambda: _("state"),
    "value": lambda: _("value"),
    "value_basis": lambda: _("value is"),
    "grade": lambda: _("evidence"),
    "parties": lambda: _("parties"),
    "lines": lambda: _("goods"),
    "evidence": lambda: _("files"),
    "fair": lambda: _("fair"),
    "role": lambda: _("role"),
    "product": lambda: _("product"),
    "stars": lambda: _("stars"),
    "code": lambda: _("code"),
    "first": lambda: _("first day"),
    "last": lambda: _("last day"),
    "place": lambda: _("place"),
}


def part_name(name: str) -> str:
    return PART_NAMES[name]() if name in PART_NAMES else name


def part_value(name: str, value: Any) -> str:
    """A part of a row in words; – where there is nothing."""
    if value in (None, "", []):
        return "–"
    return _SHOWN.get(name, str)(value)


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), "d/m/Y")


def _parties(value: list) -> str:
    return "; ".join(f"{PartyRole(role).label}: {name}" for role, name in value)


def _lines(value: list) -> str:
    return "; ".join(
        " ".join(
            [
                str(name),
                *([f"{quantity} {unit}".strip()] if quantity else []),
                *([f"{format_dong(amount)} đ"] if amount is not None else []),
            ]
        )
        for name, quantity, unit, _price, amount in value
    )


_SHOWN = {
    "counted": format_dong,
    "value": format_dong,
    "signed_on": _day,
    "first": _day,
    "last": _day,
    "state": lambda value: str(State(value).label),
    "value_basis": lambda value: str(ValueBasis(value).label),
    "grade": lambda value: str(Grade(value).label),
    "parties": _parties,
    "lines": _lines,
    "evidence": lambda value: ", ".join(one[:8] for one in value),
    "role": lambda value: str(ParticipationRole(value).label),
}


def row_details(row: FiledRow) -> str:
    """The second line of a row: what tells it from others."""
    said = row.said
    match row.source:
        case RowSource.FAIR:
            return f"{said['code']} · {_day(said['first'])} – {_day(said['last'])} · {said['place']}"
        case RowSource.PARTICIPATION:
            return f"{said['fair']} · {part_value('role', said['role'])}"
        case RowSource.AGREEMENT:
            parts = [Kind(row.kind).label, said["number"], _day(said["signed_on"])]
            parts += [part_value(name, said[name]) for name in ("state", "grade")]
            return " · ".join(str(part) for part in parts if part)
        case RowSource.PRODUCT:
            return f"{said['product']} · " + _("%(stars)s stars") % {"stars": said["stars"]}
    return ""
