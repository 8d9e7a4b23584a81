"""Columns that lists share: the lead column that opens the record, numbers, money, days, states."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django_tables2.utils import Accessor

from common.money import format_dong
from common.statuses import status


class LeadColumn(tables.Column):
    """The first column: the record's name, opening its page, with a second line below where `sub` names one.

    Where the name may be empty, `blank` says what stands in its place.
    """

    def __init__(self, url_name: str, *, args: list[str], sub: str = "", blank: str = "", **kwargs):
        if blank:
            kwargs["empty_values"] = ()
        super().__init__(attrs={"td": {"class": "is-lead"}}, **kwargs)
        self.url_name, self.args, self.sub, self.blank = url_name, args, sub, blank

    def render(self, value: Any, record: Any) -> str:
        url = reverse(self.url_name, args=[Accessor(a).resolve(record) for a in self.args])
        sub = Accessor(self.sub).resolve(record, quiet=True) if self.sub else ""
        return format_html(
            '<a href="{}">{}</a>{}', url, value or self.blank, format_html("<small>{}</small>", sub) if sub else ""
        )

    def value(self, value: Any) -> str:
        return str(value)


class WordColumn(tables.Column):
    """A word or two that stay on one line."""

    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "is-word"}}, **kwargs)


class NumberColumn(tables.Column):
    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "is-num"}, "th": {"class": "is-num"}}, **kwargs)

    def render(self, value: int) -> str:
        return format_dong(value)

    def value(self, value: int) -> int:
        return value


class MoneyColumn(NumberColumn):
    """Whole đồng, grouped."""


class DayColumn(tables.Column):
    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "cp-num"}}, **kwargs)

    def render(self, value) -> str:
        return date_format(value, "d/m/Y")


class DayRangeColumn(tables.Column):
    """From the first day to the last; sorted by the first."""

    def __init__(self, first: str, last: str, **kwargs):
        super().__init__(accessor=first, order_by=first, attrs={"td": {"class": "cp-num"}}, **kwargs)
        self.last = last

    def render(self, value, record) -> str:
        return day_range(value, Accessor(self.last).resolve(record))

    def value(self, value, record) -> str:
        return self.render(value, record)


def day_range(first, last) -> str:
    """14–19/03/2019, 28/02–03/03/2019, 30/12/2019–02/01/2020; one day stands alone."""
    if last is None or first == last:
        return date_format(first, "d/m/Y")
    if (first.year, first.month) == (last.year, last.month):
        start = date_format(first, "d")
    else:
        start = date_format(first, "d/m" if first.year == last.year else "d/m/Y")
    return f"{start}–{date_format(last, 'd/m/Y')}"


class StatusColumn(tables.Column):
    """A state as the page shows it: its mark, its word, its colour. See common.statuses."""

    def render(self, value: str, record: Any, bound_column) -> str:
        return render_to_string("components/status.html", {"status": status(raw_value(record, bound_column), value)})

    def value(self, value: str) -> str:
        return str(value)


def raw_value(record: Any, bound_column) -> Any:
    return bound_column.accessor.resolve(record, quiet=True)
