"""VietQR: the text that Vietnamese bank apps read from a QR code to fill in a transfer (domain.md §8)."""

import binascii
import re

import segno
from django.utils.safestring import SafeString, mark_safe

MOST_NOTE = 25
_NAPAS, _TO_ACCOUNT = "A000000727", "QRIBFTTA"
_DYNAMIC, _DONG, _VIET_NAM = "12", "704", "VN"


def payload(*, bank_bin: str, account: str, amount: int, note: str) -> str:
    """The text of the code. ValueError for what no bank app could read."""
    if not re.fullmatch(r"\d{6}", bank_bin, re.ASCII) or not re.fullmatch(r"[0-9A-Za-z]{1,19}", account, re.ASCII):
        raise ValueError("a bank has 6 digits, an account up to 19 letters and digits")
    if not re.fullmatch(r"[ -~]{1,25}", note) or not 0 < amount < 10**13:
        raise ValueError("a note is up to 25 ASCII characters, an amount a whole number of 1 to 13 digits")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    text = (
        _field("00", "01")
        + _field("01", _DYNAMIC)
        + _field("38", _field("00", _NAPAS) + _field("01", beneficiary) + _field("02", _TO_ACCOUNT))
        + _field("53", _DONG)
        + _field("54", str(amount))
        + _field("58", _VIET_NAM)
        + _field("62", _field("08", note))
        + "6304"
    )
    return text + checksum(text)


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE as four capital hexadecimal digits: 123456789 → 29B1."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def drawing(text: str) -> SafeString:
    """The code as a drawing for a page or a paper."""
    return mark_safe(segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=2))  # our own drawing


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
