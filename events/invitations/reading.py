"""Reading a list of firms to invite: pasted lines, or the rows of a spreadsheet turned into such lines.

A list with headings is read by them. One without is read by the shape of what stands in it, in any order: an email
address, a telephone number, a tax code; what is left over is the firm's name, then the contact person's.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from common.phones import PhoneError, read_phone
from common.spreadsheets import NotAWorkbook, open_workbook
from common.text import clean, fold
from enterprises.tax_codes import TaxCodeError, has_right_check_digit, masked, read_tax_code

MOST_LINES = 1_000
HEADINGS_WITHIN = 20  # a list may have a title above its headings

HEADINGS = {
    "name": (
        "tên doanh nghiệp", "doanh nghiệp", "tên đơn vị", "đơn vị", "tên công ty", "công ty", "tên cơ sở", "cơ sở",
        "chủ thể", "tên pháp lý", "name", "enterprise", "company", "firm", "legal name",
    ),
    "contact_name": (
        "người liên hệ", "liên hệ", "họ tên", "họ và tên", "người đại diện", "đại diện", "contact", "contact person",
        "contact name", "full name",
    ),
    "phone": (
        "điện thoại", "số điện thoại", "sđt", "đt", "di động", "số di động", "zalo", "số zalo", "phone", "mobile",
        "mobile number", "phone number", "telephone", "tel",
    ),
    "email": ("email", "e-mail", "thư điện tử", "địa chỉ email", "mail", "email address"),
    "tax_code": ("mã số thuế", "mst", "mã thuế", "tax code", "tax id", "tax number"),
}  # fmt: skip
_FIELD = {fold(name): field for field, names in HEADINGS.items() for name in names}

_EMAIL = re.compile(r"[^\s;,|<>()\"']+@[^\s;,|<>()\"']+\.[^\s;,|<>()\"']+")
_DIGITS = re.compile(r"(?<![\w.])(?:\+|\(0|\()?\d[\d .\-()]{6,18}\d(?![\w])")
_TAX_MARK = re.compile(r"(?:mst|ma so thue|tax code|tax id)\W*$")
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
_STRONG = re.compile(r"\s*[\t;|]\s*")
_WEAK = re.compile(r"\s*[\t;|]\s*|\s*,\s+|\s+[-–—]\s+|\s{3,}")
_MARKS = re.compile(
    r"\b(?:mst|mã số thuế|sđt|đt|số điện thoại|điện thoại|di động|tel|phone|mobile|zalo|e-?mail|tax code)\b\s*[:.]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*\d{1,4}[.)]\s+")
_EDGES = " \t;,|:.-–—<>()\"'"
LOST_ZERO, TAX_LENGTH = 9, 10


@dataclass(frozen=True)
class Fault:
    """What keeps a line out: where it stands, what is wrong, what to do."""

    line: int
    value: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Row:
    """A firm as a list names it. `card` is known where the list was made of the organizer's own cards."""

    line: int
    name: str
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    tax_code: str = ""
    language: str = "vi"
    card: int | None = None

    @property
    def shown_tax_code(self) -> str:
        return masked(self.tax_code)

    @property
    def keys(self) -> set[tuple[str, str | int]]:
        """By what the firm is known again."""
        found = {(name, getattr(self, name)) for name in ("phone", "email", "tax_code")}
        return {key for key in found if key[1]} | ({("card", self.card)} if self.card else set())


@dataclass
class List:
    """What was read of a list."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_list(text: str, *, reachable: bool = True) -> List:
    """Every line that names a firm, and every line that cannot be taken as it is.

    Unless each must be `reachable`, a firm may stand there without phone and email.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip(_EDGES)]
    found = List()
    if len(lines) > MOST_LINES:
        problem = _("The list has more than %(n)s lines") % {"n": MOST_LINES}
        found.faults.append(Fault(lines[MOST_LINES][0], "", problem, _("Bring it in as several lists.")))
        return found
    columns, start = _headings(lines, reachable=reachable)
    for number, line in lines[start:]:
        row = _by_columns(number, line, columns) if columns else _by_shape(number, line)
        found.faults += _faults(row, line, reachable=reachable)
        found.rows.append(row)
    return found


def _headings(lines: list[tuple[int, str]], *, reachable: bool = True) -> tuple[dict[int, str], int]:
    """Which column holds what, and where the rows begin; no columns where the list has no headings."""
    for place, (_number, line) in enumerate(lines[:HEADINGS_WITHIN]):
        cells = _cells(line)
        columns = {column: _FIELD[key] for column, key in enumerate(map(_heading, cells)) if key in _FIELD}
        others = {"phone", "email"} if reachable else {"phone", "email", "tax_code", "contact_name"}
        if "name" in columns.values() and others & set(columns.values()):
            return columns, place + 1
    return {}, 0


def _heading(cell: str) -> str:
    return fold(re.sub(r"\(.*?\)|[*:]", " ", cell))


def _cells(line: str) -> list[str]:
    for separator in ("\t", ";", "|", ","):
        if separator in line:
            return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    return [line]


def _by_columns(number: int, line: str, columns: dict[int, str]) -> Row:
    found: dict[str, str] = {}
    for column, cell in enumerate(_cells(line)):
        if column in columns and cell:
            found.setdefault(columns[column], clean(cell))
    if (digits := found.get("phone", "")).isdecimal() and len(digits) == LOST_ZERO:
        found["phone"] = f"0{digits}"  # a spreadsheet that took the number for an amount drops its zero
    if (digits := found.get("tax_code", "")).isdecimal() and len(digits) == TAX_LENGTH - 1:
        found["tax_code"] = f"0{digits}"
    return _kept(Row(line=number, name=found.pop("name", ""), **found))


def _by_shape(number: int, line: str) -> Row:
    rest, email = _take_email(_NUMBERED.sub("", line))
    rest, phone, tax_code = _take_numbers(rest)
    separators = _STRONG if _STRONG.search(line) else _WEAK  # a comma then belongs to the name: ABC Co., Ltd
    names = [part.strip(_EDGES) for part in separators.split(_MARKS.sub(" ; ", rest))]
    name, contact, *_more = [*(clean(part) for part in names if part), "", ""]
    return _kept(Row(number, name, contact, phone, email, tax_code))


def _take_email(line: str) -> tuple[str, str]:
    match = _EMAIL.search(line)
    return (line.replace(match[0], " ; ", 1), match[0].strip(_EDGES)) if match else (line, "")


def _take_numbers(line: str) -> tuple[str, str, str]:
    """The line without them, the phone and the tax code; of two numbers that could be either, the check digit tells."""
    phone = tax_code = ""
    spans = []
    numbers = [(match, _TAX_MARK.search(fold(line[: match.start()])) is not None) for match in _DIGITS.finditer(line)]
    for match, is_marked in sorted(numbers, key=lambda one: not one[1] and not _is_surely_tax(one[0][0])):
        written = match[0].strip()
        code = _tax_code(written)
        if code and not tax_code and (is_marked or not _is_mobile(written) or _decides(code, numbers)):
            tax_code = code
        elif not phone and _is_phone(written):
            phone = written
        else:
            continue
        spans.append(match.span())
    for start, end in sorted(spans, reverse=True):
        line = f"{line[:start]} ; {line[end:]}"
    return line, phone, tax_code


def _decides(code: str, numbers: list) -> bool:
    """Whether one of two numbers that both look like a mobile's is the tax code."""
    return len(numbers) > 1 and has_right_check_digit(code)


def _is_surely_tax(written: str) -> bool:
    return bool(_tax_code(written)) and not _is_mobile(written)


def _tax_code(written: str) -> str:
    try:
        return read_tax_code(written)
    except TaxCodeError:
        return ""


def _is_phone(written: str) -> bool:
    try:
        read_phone(written)
    except PhoneError:
        return False
    return True


def _is_mobile(written: str) -> bool:
    return _is_phone(written) and bool(_MOBILE.fullmatch(read_phone(written)))


def _kept(row: Row) -> Row:
    """Phone, address and tax code in the form in which they are kept, where they have one."""
    phone, tax_code = row.phone, _tax_code(row.tax_code) or row.tax_code
    if _is_phone(phone):
        phone = read_phone(phone)
    language = "en" if phone.startswith("+") else row.language
    return replace(
        row, name=row.name[:255], contact_name=row.contact_name[:120], phone=phone, tax_code=tax_code,
        email=row.email.lower(), language=language,
    )  # fmt: skip


def _faults(row: Row, line: str, *, reachable: bool) -> Iterator[Fault]:
    shown = clean(line)[:80]
    if not row.name:
        yield Fault(row.line, shown, _("No name of a firm"), _("Write the firm's name on this line, or take it out."))
    if reachable and not row.phone and not row.email:
        yield Fault(row.line, shown, _("Neither phone nor email"), _("Write at least one of them."))
    if row.phone and not _is_phone(row.phone):
        remedy = _("Write it as 0912 345 678, +84 912 345 678 or with its country code.")
        yield Fault(row.line, row.phone[:80], _("This is no telephone number"), remedy)
    if row.tax_code and not _tax_code(row.tax_code):
        remedy = _("Write 10 digits, 10 and 3, or 12; or leave it out.")
        yield Fault(row.line, row.tax_code[:80], _("This is no tax code"), remedy)
    if row.email and not _is_email(row.email):
        yield Fault(row.line, row.email[:80], _("This is no email address"), _("Correct it, or leave it out."))


def _is_email(written: str) -> bool:
    try:
        validate_email(written)
    except ValidationError:
        return False
    return True


def lines_of_file(file: BinaryIO, name: str) -> str:
    """A spreadsheet's first sheet with headings, as lines to paste: each row keeps its number, its cells a tab."""
    if name.lower().endswith(".xlsx"):
        return _lines_of_workbook(file)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            _("The letters of this file cannot be read. Save it as a workbook (.xlsx), or as CSV UTF-8.")
        ) from None
    if "\x00" in text:
        raise ValidationError(_("This is no list. Send a workbook (.xlsx) or a CSV file."))
    return text if "\t" in text else _lines_of_csv(text)


def _lines_of_csv(text: str) -> str:
    """Cells may hold the separator, or a line end, in quotes; commas are told from semicolons by the first line."""
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") >= first.count(",") else ","
    return _joined(csv.reader(io.StringIO(text), delimiter=separator))


def _lines_of_workbook(file: BinaryIO) -> str:
    try:
        with open_workbook(file) as book:
            sheets = [_sheet_lines(sheet) for sheet in book.sheets]
    except NotAWorkbook as error:
        raise ValidationError(str(error)) from None
    numbered = [list(enumerate(text.splitlines(), start=1)) for text in sheets]
    with_headings = [text for text, lines in zip(sheets, numbered, strict=True) if _headings(_filled(lines))[0]]
    return (with_headings or [text for text in sheets if text.strip()] or [""])[0]


def _filled(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(number, line) for number, line in lines if line.strip(_EDGES)]


def _sheet_lines(sheet) -> str:
    rows: list[list[str]] = []
    for number, values in sheet.rows(max_rows=20_000):
        rows += [[] for _blank in range(number - len(rows) - 1)]
        rows.append([_said(value) for value in values])
    return _joined(rows)


def _said(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _joined(rows: Iterable[list[str]]) -> str:
    return "\n".join("\t".join(clean(cell.replace("\t", " ")) for cell in row) for row in rows)
