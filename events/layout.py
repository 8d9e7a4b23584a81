"""Booths by rule: rows and columns of one size with an aisle between the rows, numbered from a first code."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Booth, BoothKind, Hall

CODE = re.compile(r"(.*?)(\d+)")
MOST_BOOTHS = 600


@dataclass(frozen=True)
class Rule:
    rows: int
    columns: int
    width: float = 3.0
    depth: float = 3.0
    aisle: float = 3.0
    first_code: str = "A01"
    kind: str = BoothKind.STANDARD
    has_power: bool = True


def booths_of(rule: Rule, hall: Hall) -> list[Booth]:
    """The booths of a rule, unsaved."""
    if rule.rows * rule.columns > MOST_BOOTHS:
        raise ValidationError({"columns": _("At most %(n)s booths at once.") % {"n": MOST_BOOTHS}})
    codes = codes_of(rule)
    return [
        Booth(
            fair=hall.fair,
            hall=hall,
            code=codes[row * rule.columns + column],
            kind=rule.kind,
            x=column * rule.width,
            y=row * (rule.depth + rule.aisle),
            width=rule.width,
            depth=rule.depth,
            has_power=rule.has_power,
        )
        for row in range(rule.rows)
        for column in range(rule.columns)
    ]


def codes_of(rule: Rule) -> list[str]:
    """A01 A02 … in the first row, B01 B02 … in the second; without a letter before it the number goes on."""
    match = CODE.fullmatch(rule.first_code)
    if match is None:
        raise ValidationError({"first_code": _("Write a code that ends in a number, such as A01.")})
    prefix, first = match[1], match[2]
    letter = prefix[-1:].upper()
    by_row = "A" <= letter <= "Z"
    if by_row and ord(letter) + rule.rows - 1 > ord("Z"):
        raise ValidationError({"first_code": _("There are not enough letters for so many rows.")})
    codes = []
    for row in range(rule.rows):
        start = int(first) if by_row else int(first) + row * rule.columns
        named = prefix[:-1] + chr(ord(letter) + row) if by_row else prefix
        codes += [f"{named}{start + column:0{len(first)}}" for column in range(rule.columns)]
    return codes
