"""Money in whole đồng, and quantities: read as people write them, shown and spoken as papers want them.

A point groups thousands and a comma begins decimals, as in Vietnam. What could be taken for two numbers that
differ a thousandfold ("1.5" or "12,34" đồng, a quantity of "1.5" or "1,500") is refused, never guessed.
"""

import re
from decimal import Decimal

from common.text import fold

MAX_DONG = 10**15
MAX_QUANTITY = 10**12 - Decimal("0.001")
MAX_WRITTEN = 100  # characters; nobody writes a number so long, and reading a page of them takes time

_CURRENCY = "(?:vnd|dong|d|₫)"
_AMOUNT = re.compile(rf"(?:{_CURRENCY} ?)?(.+?)(?: ?{_CURRENCY})?")
_GROUPED = r"[1-9]\d{0,2}(?P<group>[., ])\d{3}(?:(?P=group)\d{3})*"
_NUMBER = re.compile(rf"(?P<whole>{_GROUPED}|\d+)(?:(?P<sign>[.,])(?P<decimals>\d+))?", re.ASCII)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))
_SHORT_SCALES = ((10**9, "tỷ", "bn"), (10**6, "triệu", "m"))


class NumberError(ValueError):
    """A number that is refused; `code`: not_a_number, ambiguous, negative, fraction, too_large."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def parse_dong(value: str | int | float | Decimal) -> int:
    """A whole amount, 0 … MAX_DONG. Text may group its thousands and name the currency."""
    number = _within(_money_in(value) if isinstance(value, str) else _number(value), MAX_DONG)
    if number % 1:
        raise NumberError("fraction")
    return int(number)


def parse_quantity(value: str | int | float | Decimal) -> Decimal:
    """A quantity with at most three decimals, 0 … MAX_QUANTITY: "1.500" is 1500 and "1,5" is 1½."""
    number = _within(_quantity_in(value) if isinstance(value, str) else _number(value), MAX_QUANTITY)
    if number * 1000 % 1:
        raise NumberError("fraction")
    return number


def format_dong(amount: int) -> str:
    """1.234.567"""
    return f"{amount:,}".replace(",", ".")


def format_quantity(quantity: Decimal) -> str:
    """A number of things with as many decimals as it has: 2, 1,5"""
    return f"{quantity.normalize():f}".replace(".", ",")


def short_dong(amount: int, language: str) -> str:
    """An amount to three figures, for tiles: 1,38 tỷ đồng, 1.38 bn đồng; whole below a million."""
    quantum = 10 ** min(max(len(str(amount)) - 3, 0), 9) if amount >= 10**6 else 1
    rounded = (amount + quantum // 2) // quantum * quantum
    for size, *names in _SHORT_SCALES:
        if rounded >= size:
            number = f"{(Decimal(rounded) / size).normalize():,f}"
            if language.startswith("vi"):
                return f"{number.translate(str.maketrans('.,', ',.'))} {names[0]} đồng"
            return f"{number} {names[1]} đồng"
    return f"{format_dong(amount)} đồng"


def dong_in_words(amount: int) -> str:
    """The amount in Vietnamese words, as papers spell it out; round thousands end in “chẵn”."""
    if not 0 <= amount <= MAX_DONG:
        raise ValueError("an amount is 0 … MAX_DONG")
    words = [*(_spoken(amount) or [_DIGITS[0]]), "đồng"]
    if amount and amount % 1000 == 0:
        words.append("chẵn")
    return " ".join(words).capitalize()


def _number(value: int | float | Decimal) -> Decimal:
    """A spreadsheet shows fifteen figures of a float; what lies beyond them is dust of binary arithmetic."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise NumberError("not_a_number")
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise NumberError("not_a_number")
    return number


def _within(number: Decimal, limit: int | Decimal) -> Decimal:
    if number < 0:
        raise NumberError("negative")
    if number > limit:
        raise NumberError("too_large")
    return number


def _money_in(text: str) -> Decimal:
    amount = _AMOUNT.fullmatch(_folded(text))
    match = _parts(amount[1] if amount else "")
    whole, decimals = _plain(match["whole"]), match["decimals"]
    # Two zeros behind a whole amount are pennies that do not exist; anything else may be a group gone wrong.
    if decimals and (len(decimals) > 2 or not (match["group"] or len(whole) > 3)):
        raise NumberError("ambiguous")
    return Decimal(f"{whole}.{decimals or 0}")


def _quantity_in(text: str) -> Decimal:
    match = _parts(_folded(text))
    one_comma_group = match["group"] == "," and match["whole"].count(",") == 1 and not match["sign"]
    lone_point = match["sign"] == "." and not match["group"]
    if one_comma_group or lone_point:
        raise NumberError("ambiguous")
    return Decimal(f"{_plain(match['whole'])}.{match['decimals'] or 0}")


def _folded(text: str) -> str:
    if len(text) > MAX_WRITTEN:
        raise NumberError("not_a_number")
    return fold(text)


def _parts(text: str) -> re.Match[str]:
    """A number's whole part, what groups it, its decimal sign and decimals."""
    digits = text.replace("\u2212", "-").removeprefix("-").lstrip()
    if not re.fullmatch(r"\d[\d., ]*", digits, re.ASCII):
        raise NumberError("not_a_number")
    if digits != text:
        raise NumberError("negative")
    match = _NUMBER.fullmatch(digits)
    if match is None or (match["sign"] and match["sign"] == match["group"]):
        raise NumberError("ambiguous")
    return match


def _plain(whole: str) -> str:
    return re.sub("[., ]", "", whole)


def _spoken(number: int, *, inner: bool = False) -> list[str]:
    """The words of a number, none for zero; an `inner` one follows a greater and says its empty hundreds."""
    for size, name in _SCALES:
        if number >= size:
            high, low = divmod(number, size)
            return [*_spoken(high, inner=inner), name, *_spoken(low, inner=True)]
    return _spoken_hundreds(number, inner=inner) if number else []


def _spoken_hundreds(number: int, *, inner: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([_DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    after_tens = {1: "một" if tens == 1 else "mốt", 4: "bốn" if tens == 1 else "tư", 5: "lăm"}
    return [*words, after_tens.get(ones, _DIGITS[ones])] if ones else words
