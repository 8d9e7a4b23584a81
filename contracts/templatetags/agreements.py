"""What the pages of agreements say of amounts and quantities."""

from decimal import Decimal

from django import template

from common.money import dong_in_words
from contracts.forms import shown_quantity

register = template.Library()

register.filter("in_words", dong_in_words)


@register.filter
def quantity(value: Decimal) -> str:
    """1500.000 → 1.500"""
    return shown_quantity(value)
