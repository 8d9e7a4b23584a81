"""Tax codes (mã số thuế, domain.md §6): their shapes, their check digit, and how a person's is shown.

Ten digits; ten and three for a dependent unit; twelve, a personal number, for a household business since 1/7/2025.
"""

import re

from stdnum.exceptions import ValidationError as StdnumError
from stdnum.vn import mst

LENGTH, BRANCH, PERSONAL = 10, 3, 12
_TYPED_BETWEEN = re.compile(r"[\s.·]+")
_SHAPE = re.compile(r"(\d{10})(?:-?(\d{3}))?|(\d{12})", re.ASCII)


class TaxCodeError(ValueError):
    """What was written has not the shape of a tax code."""


def read_tax_code(written: str) -> str:
    """The code as it is kept: 0123456789, 0123456789-001 or twelve digits. Raises TaxCodeError."""
    match = _SHAPE.fullmatch(_TYPED_BETWEEN.sub("", written).replace("\u2013", "-"))
    if match is None:
        raise TaxCodeError(written)
    whole, branch, personal = match.groups()
    return personal or (f"{whole}-{branch}" if branch else whole)


def has_right_check_digit(code: str) -> bool:
    """Whether the tenth digit follows from the nine before it. No law publishes the rule, so a wrong one only warns.

    A personal number has none.
    """
    if len(code) == PERSONAL:
        return True
    try:
        mst.validate(code)
    except StdnumError:
        return False
    return True


def masked(code: str) -> str:
    """A personal number with all but its last three digits hidden; a firm's code as it is."""
    return "•" * (PERSONAL - 3) + code[-3:] if len(code) == PERSONAL else code
