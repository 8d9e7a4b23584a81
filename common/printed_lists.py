"""Lists on paper: the rows of a page as a PDF, lying where they are wide, with head, day and page numbers.

Workers alone import this module, as it lays out with WeasyPrint.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from common.documents import pdf
from common.lists import ListTable, counted
from common.money import format_dong

UPRIGHT_TAKES = 6  # columns; more lie
CROWDED_FROM = 11  # columns; these many stand in smaller letters
WIDEST, LONGEST_WORD, MARGINS = 36, 14, 4  # characters


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: whose list it is, of which fair, what it shows, which filters were set, its sums."""

    agency: str
    title: str
    subject: str = ""
    filters: list[tuple[str, str]] = field(default_factory=list)
    summary: list[tuple[str, str]] = field(default_factory=list)


def list_pdf(heading: Heading, table: ListTable, progress: Callable[[int, int], None]) -> bytes:
    """The rows of a list as a PDF."""
    columns = table.exported_columns()
    headers, rows = [str(column.header) for column in columns], list(_rows(table, progress))
    context = {
        "heading": heading,
        "headers": list(zip(headers, _widths(headers, rows), strict=True)),
        "rows": rows,
        "is_lying": len(columns) > UPRIGHT_TAKES,
        "is_crowded": len(columns) >= CROWDED_FROM,
        "made": date_format(localtime(now()), "H:i d/m/Y"),
    }
    return pdf(render_to_string("documents/list.html", context))


def _widths(headers: list[str], rows: list[list[tuple[str, bool]]]) -> list[int]:
    """The share of each column in percent, by its texts, beside the running number.

    So it is laid out far sooner than if every cell were measured.
    """
    shares = []
    for number, header in enumerate(headers):
        texts = [row[number][0] for row in rows]
        usual = _usual(map(len, texts))
        word = max(_usual(_longest_word(text) for text in texts), _longest_word(header))
        shares.append(MARGINS + max(min(usual, WIDEST), min(word, LONGEST_WORD)))
    return [round(96 * share / sum(shares)) for share in shares]


def _usual(lengths: Iterable[int]) -> int:
    """A length that nine in ten keep to."""
    lengths = sorted(lengths)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _rows(table: ListTable, progress: Callable[[int, int], None]) -> Iterator[list[tuple[str, bool]]]:
    """Each cell as its words, and whether it is a figure."""
    for row in counted(table, progress):
        yield [(_said(value), _is_figure(value)) for value in row]


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(localtime(value), "H:i d/m/Y")
    if isinstance(value, datetime.date):
        return date_format(value, "d/m/Y")
    if isinstance(value, int):
        return format_dong(value)
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)
