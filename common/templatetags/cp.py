"""What templates need everywhere: drawings, amounts, days, the filters that are set."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.validators import EMPTY_VALUES
from django.db.models import Model
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import money
from common.tables import day_range

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A line drawing of static/icons.svg; words stand beside it, so it says nothing to a screen reader."""
    return _drawing(f"cp-i {size}".strip(), name)


@register.simple_tag
def mark(name: str) -> SafeString:
    """The mark of a state."""
    return _drawing("cp-m", name)


@register.simple_tag
def brand() -> SafeString:
    return _drawing("cp-mark", "brand")


def _drawing(css_class: str, name: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css_class, static("icons.svg"), name
    )


@register.simple_tag
def own_text(vietnamese: str, english: str) -> str:
    """What somebody wrote in both languages, in the reader's; where that was left empty, the one that is there."""
    return (english or vietnamese) if get_language() == "en" else (vietnamese or english)


@register.filter
def dong(amount: int | None) -> str:
    """1376000000 → 1.376.000.000"""
    return "" if amount in EMPTY_VALUES else money.format_dong(amount)


@register.filter
def short_dong(amount: int | None) -> str:
    """1376000000 → the rounded amount with its unit, for tiles."""
    return "" if amount in EMPTY_VALUES else money.short_dong(amount, get_language())


@register.filter
def day(value: datetime.date | None) -> str:
    """14/03/2019"""
    return date_format(value, "d/m/Y") if value else ""


@register.filter
def days_to(first: datetime.date, last: datetime.date | None) -> str:
    """14–19/03/2019"""
    return day_range(first, last)


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """16:05 14/03/2019"""
    return date_format(localtime(value), "H:i d/m/Y") if value else ""


@register.filter
def said(value: Any) -> str:
    """A stored value in the words of a page: days and amounts in their form, yes and no, the rest as it is."""
    if value in EMPTY_VALUES:
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return day(value)
    grouped = isinstance(value, int) and abs(value) >= 10_000  # a year of four digits is not grouped
    return money.format_dong(value) if grouped else str(value)


@register.filter
def sort_state(column) -> str:
    """How a table is sorted by a column, as aria-sort says it."""
    if not column.is_ordered:
        return "none"
    return "descending" if column.order_by_alias.is_descending else "ascending"


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the address without it."""

    label: str
    value: str
    url: str


@register.simple_tag(takes_context=True)
def active_filters(context, filterset) -> list[Chip]:
    query = context["request"].GET
    chips = []
    for field in filterset.form:
        if any(query.getlist(field.html_name)):
            rest = query.copy()
            for name in (field.html_name, f"{field.html_name}_text", "page"):
                rest.pop(name, None)
            record = filterset.form.cleaned_data.get(field.name)
            value = str(record) if isinstance(record, Model) else _chosen(field)
            chips.append(Chip(str(field.label), value, f"?{rest.urlencode()}"))
    return chips


def _chosen(field: BoundField) -> str:
    """The words of what was chosen, as the control shows them."""
    value = field.value()
    values = [str(one) for one in (value if isinstance(value, (list, tuple)) else [value])]
    choices = getattr(field.field, "choices", ())
    words = {str(code): str(label) for code, label in choices if str(code) in values}
    return ", ".join(words.get(one, one) for one in values)


@register.filter
def page_numbers(page) -> list[int | None]:
    """The first, the last and those about this page; None where some are left out."""
    around = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in around]


@register.simple_tag
def field_control(field: BoundField, css_class: str) -> SafeString:
    """A form's control with the class that styles it."""
    return field.as_widget(attrs={"class": css_class})
