"""The reference by which a transfer finds its payment request: CP, the year, a running number, a check digit.

CP2600017 can be read over the phone, and is found again in what banks make of a note: in small letters, with spaces or
points, glued to other words. The check digit (Damm) catches every single wrong digit and every two exchanged.
"""

import re
from collections.abc import Iterator

from stdnum import damm

PREFIX = "CP"
_LEAST_DIGITS, _MOST_DIGITS = 7, 10  # two of the year, four to seven of the number, the check digit
_WRITTEN = re.compile(r"C[\s.\-_]*P((?:[\s.\-_:]*\d)+)", re.IGNORECASE | re.ASCII)


def reference(year: int, number: int) -> str:
    """The reference of the request that has this number in this year."""
    digits = f"{year % 100:02}{number:04}"
    return f"{PREFIX}{digits}{damm.calc_check_digit(digits)}"


def spoken(text: str) -> str:
    """In groups, as people read it out: CP 26 0001 7."""
    return f"{text[:2]} {text[2:4]} {text[4:-1]} {text[-1]}"


def references_in(text: str) -> list[str]:
    """Every reference that a bank's text may hold, the likeliest first; most texts hold one or none."""
    return list(dict.fromkeys(_candidates(text[:1_000])))


def _candidates(text: str) -> Iterator[str]:
    for match in _WRITTEN.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        for length in range(_LEAST_DIGITS, min(len(digits), _MOST_DIGITS) + 1):
            found = digits[:length]
            is_padded = length > _LEAST_DIGITS and found[2] == "0"  # a longer number has no zero in front
            if not is_padded and damm.is_valid(found):
                yield PREFIX + found
