"""Readers of single cells: from what the spreadsheet holds to the value that is meant, or `Refused`.

Each is called with the cell's value, never blank, and with the `Desk`, which knows the words of the field and takes
warnings about the cell in hand.
"""

import datetime
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.money import MAX_DONG, MAX_QUANTITY, NumberError, format_dong, parse_dong, parse_quantity
from common.phones import PhoneError, read_phone
from common.spreadsheets import CellFault, DayError, read_day
from common.spreadsheets.days import FIRST_YEAR, LAST_YEAR
from common.spreadsheets.plain import MAX_TEXT
from common.text import clean, fold, has_control
from contracts.models import Kind
from enterprises.models import UsualRole
from enterprises.tax_codes import TaxCodeError, has_right_check_digit, read_tax_code
from enterprises.vocabulary import Terms, Vocabulary
from events.actions.fairs import fair_slug
from events.models import FairLevel
from portal.workbook.rows import Named

MAX_BOOTHS = 1_000
ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")  # as a spreadsheet writes what XML cannot hold


class Desk(Protocol):
    vocabulary: Vocabulary

    def warn(self, code: str, *, cause: Hashable = None, **params) -> None:
        """Warn of the cell in hand; warnings of one cause are gathered."""


Reader = Callable[[Any, Desk], Any]


class Refused(Exception):
    """A cell that cannot be read: a code of messages.py with its parameters; equal causes are told once."""

    def __init__(self, code: str, *, cause: Hashable = None, **params):
        self.code, self.cause, self.params = code, cause, params


# Text


def plain_text(value: Any) -> str:
    """What a cell says as text; a whole number typed where text is meant loses no “.0”."""
    if isinstance(value, datetime.date | datetime.time):
        raise Refused("date_not_text")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if has_control(text) or ESCAPED_CONTROL.search(text):
        raise Refused("control_characters")
    return clean(text)


def text(limit: int) -> Reader:
    """Text of at most `limit` characters."""

    def read(value: Any, desk: Desk) -> str:
        cleaned = plain_text(value)
        if len(cleaned) > limit:
            raise Refused("too_long", limit=limit, length=len(cleaned))
        return cleaned

    return read


def email(value: Any, desk: Desk) -> str:
    address = text(254)(value, desk)
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("email_shape") from None
    return address


def phone(value: Any, desk: Desk) -> str:
    """In the one form of common.phones; what is none, such as two numbers in a cell, is kept as written."""
    written = text(30)(value, desk)
    if isinstance(value, int | float) and re.fullmatch(r"[1-9]\d{8}", written):
        written = f"0{written}"  # a number loses its zero
    try:
        return read_phone(written)
    except PhoneError:
        desk.warn("phone_odd")
        return written


# Words


def one_of(code: str, names: Mapping[str, Iterable[str]]) -> Reader:
    """One of a few words; `names` gives for each value how it is written, the best first."""
    by_name = {fold(name): value for value, several in names.items() for name in several}
    known = ", ".join(next(iter(several)) for several in names.values())

    def read(value: Any, desk: Desk) -> str:
        word = fold(plain_text(value))
        if word not in by_name:
            raise Refused(code, cause=word, known=known)
        return by_name[word]

    return read


level = one_of(
    "unknown_level",
    {
        FairLevel.PROVINCIAL: ("Cấp tỉnh", "Tỉnh", "Provincial", "Province"),
        FairLevel.DISTRICT: ("Cấp huyện", "Huyện", "District"),
        FairLevel.COMMUNE: ("Cấp xã", "Xã", "Commune"),
        FairLevel.REGIONAL: ("Khu vực", "Cấp khu vực", "Vùng", "Cấp vùng", "Regional", "Region"),
        FairLevel.NATIONAL: ("Quốc gia", "Cấp quốc gia", "Toàn quốc", "National", "Nation"),
        FairLevel.INTERNATIONAL: ("Quốc tế", "Cấp quốc tế", "International"),
        FairLevel.OTHER_PROVINCE: (
            "Tỉnh bạn", "Tỉnh khác", "Ngoài tỉnh", "Other province", "Another province", "Another province's",
            "Neighbouring province", "Neighboring province", "other_province",
        ),
    },
)  # fmt: skip
role = one_of(
    "unknown_role",
    {
        UsualRole.SELLER: ("Người bán", "Bên bán", "Bán", "Đơn vị bán", "Seller", "Exhibitor"),
        UsualRole.BUYER: ("Người mua", "Bên mua", "Mua", "Đơn vị mua", "Nhà phân phối", "Buyer", "Distributor"),
        UsualRole.AGENCY: ("Cơ quan", "Cơ quan nhà nước", "Cơ quan quản lý", "Agency", "State agency", "Authority"),
    },
)
kind = one_of(
    "unknown_kind",
    {
        Kind.SALES: (
            "Hợp đồng tiêu thụ", "Hợp đồng", "Hợp đồng mua bán", "Hợp đồng tiêu thụ sản phẩm", "HĐ", "HĐTT", "HĐMB",
            "Sales contract", "Contract", "Sales",
        ),
        Kind.FRAMEWORK: ("Hợp đồng nguyên tắc", "HĐNT", "Hợp đồng khung", "Framework contract", "Framework"),
        Kind.MEMORANDUM: (
            "Biên bản ghi nhớ", "BBGN", "Ghi nhớ", "Bản ghi nhớ", "Biên bản ghi nhớ hợp tác", "Thỏa thuận ghi nhớ",
            "MoU", "Memorandum", "Memorandum of understanding",
        ),
    },
)  # fmt: skip

YES = {"co", "x", "1", "yes", "y", "true", "dung"}
NO = {"khong", "0", "no", "n", "false", "-"}


def yes_no(value: Any, desk: Desk) -> bool:
    word = fold(plain_text(value))
    if word not in YES | NO:
        raise Refused("yes_no")
    return word in YES


# Numbers

DONG_CODES = {"negative": "number_negative", "fraction": "dong_fraction", "too_large": "dong_large"}
QUANTITY_CODES = {"negative": "number_negative", "fraction": "quantity_decimals", "too_large": "quantity_large"}


def number(parse: Callable[[Any], Any], codes: Mapping[str, str], limit: int) -> Reader:
    """A number that common.money reads; what it refuses is said in the workbook's own words."""

    def read(value: Any, desk: Desk) -> Any:
        if isinstance(value, str) and has_control(value):
            raise Refused("control_characters")
        try:
            return parse(value)
        except NumberError as error:
            raise Refused(codes.get(error.code, f"number_{error.code}"), limit=format_dong(limit)) from None

    return read


dong = number(parse_dong, DONG_CODES, MAX_DONG)
quantity = number(parse_quantity, QUANTITY_CODES, MAX_QUANTITY)
whole = number(parse_dong, {"negative": "number_negative", "fraction": "number_fraction"}, MAX_BOOTHS)


def booths(value: Any, desk: Desk) -> int:
    count = whole(value, desk)
    if count > MAX_BOOTHS:
        raise Refused("number_too_large", limit=format_dong(MAX_BOOTHS))
    return count


def stars(value: Any, desk: Desk) -> int:
    """3 … 5, also written as “4 sao”, “4*” or four stars in a row."""
    written = re.sub(r"\s*(sao|stars?|★|\*)$", "", fold(value)) if isinstance(value, str) else value
    drawn = fold(value).replace(" ", "") if isinstance(value, str) else ""
    if drawn and not drawn.strip("★⭐*"):
        written = len(drawn)
    count = whole(written, desk)
    if not 3 <= count <= 5:
        raise Refused("stars_range")
    return count


# Days


def day(value: Any, desk: Desk) -> datetime.date:
    """A date cell, or dd/mm/yyyy as text."""
    try:
        return read_day(value)
    except DayError as error:
        raise Refused(DAY_CODES[error.code], first=FIRST_YEAR, last=LAST_YEAR) from None


DAY_CODES = {
    "not_a_day": "day_shape",
    "two_digit_year": "day_shape",
    "impossible_day": "day_impossible",
    "out_of_range": "day_far",
}


# Codes, and words that stand in tables


def fair_code(value: Any, desk: Desk) -> str:
    code = text(40)(value, desk)
    try:
        fair_slug(code)
    except ValidationError:
        raise Refused("fair_code_shape", cause=fold(code)) from None
    return code


def tax_code(value: Any, desk: Desk) -> str:
    """A tax code as text or number; a spreadsheet that took it for a number has cut its leading zero."""
    written = plain_text(value)
    if re.fullmatch(r"[1-9]\d{8}", written):
        written = f"0{written}"
        desk.warn("tax_code_zero", cause=written)
    try:
        return read_tax_code(written)
    except TaxCodeError:
        raise Refused("tax_code_shape", cause=fold(written)) from None


def own_tax_code(value: Any, desk: Desk) -> str:
    """The code of the enterprise's own row: here alone its check digit is looked at."""
    code = tax_code(value, desk)
    if not has_right_check_digit(code):
        desk.warn("tax_code_check")
    return code


def enterprise(value: Any, desk: Desk) -> str | Named:
    """The enterprise that a row speaks of: its tax code, or the name of one that has none."""
    written = plain_text(value)
    if any(character.isalpha() for character in written):
        return Named(text(255)(value, desk))
    return tax_code(value, desk)


party = enterprise


def legal_form(value: Any, desk: Desk) -> int:
    return _term(value, "unknown_legal_form", desk.vocabulary.legal_forms)


def group(value: Any, desk: Desk) -> int:
    return _term(value, "unknown_group", desk.vocabulary.product_groups)


def _term(value: Any, code: str, terms: Terms) -> int:
    word = plain_text(value)
    term = terms.find(word)
    if term is None:
        raise Refused(code, cause=fold(word), known=", ".join(str(known) for known in terms.all))
    return term.pk


def province(value: Any, desk: Desk) -> str:
    """Kept as written; the code of today's province is found later, or warned of here."""
    written = text(120)(value, desk)
    if desk.vocabulary.province(written) is None:
        desk.warn("unknown_province", cause=fold(written))
    return written


# Any cell


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing that could be meant."""
    return cell is None or (isinstance(cell, str) and not has_control(cell) and not clean(cell))


def refuse_error(cell: Any) -> None:
    if isinstance(cell, CellFault):
        raise Refused(CELL_CODES[cell.code], limit=MAX_TEXT, length=f"> {MAX_TEXT}")


CELL_CODES = {"error": "formula_error", "not_computed": "formula_without_value", "too_long": "too_long"}
