"""Rules and words that change by decree are rows with dates; nothing here is a constant in code."""

import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from common.models import LegalBasis


def in_force(on: datetime.date) -> Q:
    """The rows of a dated table that hold on a day."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


def legal_bases(*, used_for: str, on: datetime.date) -> QuerySet[LegalBasis]:
    """What a document of this kind cites on a day, in order."""
    return LegalBasis.objects.filter(in_force(on), used_for=used_for)


def citations(*, used_for: str, on: datetime.date) -> list[str]:
    """The names of these acts in today's language."""
    text = "text_en" if get_language() == "en" else "text_vi"
    return list(legal_bases(used_for=used_for, on=on).values_list(text, flat=True))
