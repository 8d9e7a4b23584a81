"""Telephone numbers in one form: 0912345678 for Vietnam, +81… for elsewhere."""

import re

_BETWEEN = re.compile(r"[\s.\-()/]+")
_VIETNAM = re.compile(r"(?:\+?840?|0)([1-9]\d{8,9})", re.ASCII)  # “+84 (0)91…” is written too
_ABROAD = re.compile(r"\+\d{8,15}", re.ASCII)
_SHORT = re.compile(r"1\d{3,9}", re.ASCII)


class PhoneError(ValueError):
    """What was written is no telephone number."""


def read_phone(written: str) -> str:
    """The number as it is kept. Raises PhoneError where it can be none."""
    digits = _BETWEEN.sub("", written)
    if match := _VIETNAM.fullmatch(digits):
        return f"0{match[1]}"
    if _ABROAD.fullmatch(digits) or _SHORT.fullmatch(digits):
        return digits
    raise PhoneError(written)
