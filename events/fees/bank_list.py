"""A bank's list of transfers, pasted from its page, a spreadsheet or a CSV file: each line a day, an amount and a text.

A list with headings is read by them. One without is read by the shape of what stands in it: the first day, the first
amount, the longest text. Nothing is written here; events.fees.matching says what each line would do.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common.money import NumberError, parse_dong
from common.spreadsheets import DayError, read_day
from common.text import clean, fold

MOST_LINES = 500
HEADINGS_WITHIN = 20  # a statement has the bank's own head above its headings

HEADINGS = {
    "day": ("ngày", "ngày giao dịch", "ngày gd", "ngày hạch toán", "ngày hiệu lực", "date", "transaction date"),
    "credit": (
        "ghi có", "có", "số tiền ghi có", "phát sinh có", "tiền vào", "credit", "credit amount", "ps có", "amount in",
    ),
    "debit": ("ghi nợ", "nợ", "số tiền ghi nợ", "phát sinh nợ", "tiền ra", "debit", "debit amount", "ps nợ"),
    "amount": ("số tiền", "số tiền gd", "số tiền giao dịch", "amount", "giá trị"),
    "text": (
        "nội dung", "diễn giải", "mô tả", "nội dung giao dịch", "nội dung chi tiết", "description", "details",
        "transaction details", "remark", "narrative",
    ),
    "number": (
        "mã giao dịch", "số giao dịch", "số tham chiếu", "số bút toán", "mã gd", "số ct", "số chứng từ", "reference",
        "ref", "transaction number", "reference number", "ref no", "transaction id",
    ),
    "balance": ("số dư", "balance", "số dư cuối"),
}  # fmt: skip
_COLUMN = {fold(name): column for column, names in HEADINGS.items() for name in names}
_CURRENCY = re.compile(r"\((?:vnd|đ|đồng|vnđ)\)|[/:*]", re.IGNORECASE)
_TIME = re.compile(r"[ T,]*\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[AP]M)?", re.IGNORECASE)
_AMOUNT_SHAPE = re.compile(r"[+\-\u2212]?\s*\d[\d.,\s]*(?:\s*(?:vnd|vnđ|đ|đồng))?", re.IGNORECASE)
_PENNIES = re.compile(r"^([\d,]+)\.00?$|^([\d.]+),00?$")


@dataclass(frozen=True)
class Line:
    """A transfer that came in, as the bank tells it. `key` is the same however often the line is pasted."""

    line: int
    day: date
    amount: int
    text: str
    number: str = ""

    @property
    def key(self) -> str:
        told = f"{self.day:%Y%m%d}|{self.amount}|{re.sub(r'[^a-z0-9]', '', fold(self.text + self.number))}"
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """A line that cannot be taken as it is: where it stands, what is wrong, what to do."""

    line: int
    value: str
    problem: str
    remedy: str


@dataclass
class Statement:
    """What was read; `passed_over` counts what left the account and what the bank itself adds."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed_over: int = 0


def read_statement(text: str) -> Statement:
    """Every transfer that came in, and every line that looks like one and cannot be read."""
    rows = [(number, cells) for number, cells in _rows(text) if any(cells)]
    found = Statement()
    if len(rows) > MOST_LINES + HEADINGS_WITHIN:
        problem = _("The list has more than %(n)s lines") % {"n": MOST_LINES}
        found.faults.append(Fault(rows[MOST_LINES][0], "", problem, _("Bring it in as several lists.")))
        return found
    columns, start = _headings(rows)
    read: Callable = (lambda cells: _by_columns(cells, columns)) if columns else _by_shape
    for number, cells in rows[start:]:
        _take(found, number, cells, read(cells))
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line: parted by tabs, else by semicolons or bars, else as a CSV file with commas."""
    lines = text.splitlines()
    for mark in ("\t", ";", "|"):
        if sum(mark in line for line in lines) * 2 > sum(bool(line.strip()) for line in lines):
            break
    else:
        mark = ","
    return [(number, [clean(cell) for cell in _cells(line, mark)]) for number, line in enumerate(lines, start=1)]


def _cells(line: str, mark: str) -> list[str]:
    if mark == "," and '"' not in line:
        return re.split(r",\s+|\s{2,}", line)  # a comma within an amount has no space behind it
    return next(csv.reader(io.StringIO(line), delimiter=mark), [])


def _headings(rows: list[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Which column holds what, and where the transfers begin; no columns where the list has no headings."""
    for place, (_number, cells) in enumerate(rows[:HEADINGS_WITHIN]):
        columns: dict[str, int] = {}
        for n, cell in enumerate(cells):
            if name := _COLUMN.get(fold(_CURRENCY.sub(" ", cell))):
                columns.setdefault(name, n)
        if "text" in columns and ("credit" in columns or "amount" in columns):
            return columns, place + 1
    return {}, 0


@dataclass(frozen=True)
class _Told:
    """The words of one line, not understood yet."""

    day: str = ""
    amount: str = ""
    text: str = ""
    number: str = ""


def _by_columns(cells: list[str], columns: dict[str, int]) -> _Told | None:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    amount = cell("credit") if "credit" in columns else cell("amount")
    if not cell("day") and not cell("text"):
        return None
    return _Told(cell("day"), amount, cell("text"), cell("number"))


def _by_shape(cells: list[str]) -> _Told | None:
    day = next((cell for cell in cells if _day(cell)), "")
    amount = next((cell for cell in cells if cell != day and _AMOUNT_SHAPE.fullmatch(cell)), "")
    rest = [cell for cell in cells if cell and cell not in (day, amount) and not _AMOUNT_SHAPE.fullmatch(cell)]
    if not day or not amount:
        return None
    return _Told(day, amount, max(rest, key=len, default=""))


def _take(found: Statement, number: int, cells: list[str], told: _Told | None) -> None:
    """Sort one line: a transfer, a fault, or nothing that concerns fees."""
    whole = " ".join(cells)[:120]
    if told is None:
        if re.search(r"\d", whole):
            remedy = _("Put the day, the amount and the text into cells of their own, or take the line out.")
            found.faults.append(Fault(number, whole, _("No day and amount are found in it"), remedy))
        return
    amount = _amount(told.amount)
    if amount is not None and amount <= 0:
        found.passed_over += 1
        return
    day = _day(told.day)
    if amount is None:
        remedy = _("Write it in whole đồng, such as 1.376.000.")
        found.faults.append(Fault(number, told.amount or whole, _("This is no amount"), remedy))
    elif day is None:
        remedy = _("Write the day like 31/12/2026.")
        found.faults.append(Fault(number, told.day or whole, _("This is no day"), remedy))
    else:
        found.lines.append(Line(number, day, amount, told.text[:300], told.number[:60]))


def _amount(written: str) -> int | None:
    """1.234.567, 1,234,567.00, +1234567 VND; below zero for what left, zero for an empty cell, None for no amount."""
    text = written.strip().lstrip("+ ")
    if text in ("", "-", "–"):
        return 0
    sign = -1 if text[0] in "-\u2212(" else 1
    text = text.strip("-\u2212() ")
    bare = re.sub(r"\s*(?:vnd|vnđ|đồng|đ)$", "", text, flags=re.IGNORECASE)
    if pennies := _PENNIES.match(bare):
        bare = pennies[1] or pennies[2]
    try:
        return sign * parse_dong(bare)
    except NumberError:
        return None


def _day(written: str) -> date | None:
    """The day of a cell, with or without the time behind or before it."""
    try:
        return read_day(_TIME.sub("", written).strip())
    except DayError:
        return None
