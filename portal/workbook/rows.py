"""The rows of the five sheets, after reading. A field that is blank or could not be read is None.

An enterprise is named by its key: the tax code, or for one without, `nameless(its name)`. Where a reference holds
no tax code it is read as `Named`; checking turns that into a key, or for a party, into an `Agency`. `faulty` names
the fields that could not be read, so that nothing is built on them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.text import fold

SOUND: frozenset[str] = frozenset()


class Named(str):
    """What stands in place of a tax code where there is none: the name of a group or an agency."""

    __slots__ = ()


class Agency(str):
    """A party that is a state body without a card of its own."""

    __slots__ = ()


def nameless(name: str) -> str:
    """The key of an enterprise that has no tax code."""
    return f"={fold(name)}"


@dataclass(slots=True)
class FairRow:
    row: int
    code: str | None = None
    name: str | None = None
    level: str | None = None
    place: str | None = None
    province: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    faulty: frozenset[str] = field(default=SOUND)


@dataclass(slots=True)
class EnterpriseRow:
    row: int
    tax_code: str | None = None
    name: str | None = None
    legal_form: int | None = None
    address: str | None = None
    district: str | None = None
    province: str | None = None
    contact: str | None = None
    phone: str | None = None
    email: str | None = None
    role: str | None = None
    faulty: frozenset[str] = field(default=SOUND)
    key: str = ""


@dataclass(slots=True)
class ProductRow:
    row: int
    enterprise: str | None = None
    name: str | None = None
    group: int | None = None
    stars: int | None = None
    issued_on: date | None = None
    unit: str | None = None
    list_price: int | None = None
    faulty: frozenset[str] = field(default=SOUND)


@dataclass(slots=True)
class ParticipationRow:
    row: int
    fair: str | None = None
    enterprise: str | None = None
    booths: int | None = None
    needs_power: bool | None = None
    faulty: frozenset[str] = field(default=SOUND)


@dataclass(slots=True)
class AgreementRow:
    row: int
    number: str | None = None
    kind: str | None = None
    signed_on: date | None = None
    seller: str | None = None
    buyer: str | None = None
    fair: str | None = None
    product: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: int | None = None
    value: int | None = None
    faulty: frozenset[str] = field(default=SOUND)
