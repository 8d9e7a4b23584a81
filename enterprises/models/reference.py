"""Words of the field that decrees rename: legal forms, product groups, provinces, OCOP rules."""

from django.db import models
from django.utils.translation import get_language

from common.models import Dated
from common.text import fold


class Term(Dated):
    """A word of the field that decrees rename: its names today, and those it was called by before.

    `aliases` are earlier or shorter names; a workbook that uses one is understood.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    aliases = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta(Dated.Meta):
        abstract = True
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

    def names(self) -> set[str]:
        """Every folded name by which the term is known."""
        return {fold(name) for name in (self.name_vi, self.name_en, self.code, *self.aliases)}


class LegalForm(Term):
    """Cooperative, household business, limited company …; `is_cooperative` is what the report counts."""

    is_cooperative = models.BooleanField(default=False)
    may_lack_tax_code = models.BooleanField(default=False)


class ProductGroup(Term):
    """One of the six OCOP groups (domain.md §5)."""


class Province(Term):
    """A province of the two-level division in force since 1/7/2025; `aliases` hold those merged into it."""


class OcopRuleSet(Dated):
    """The Prime Minister's decision under which a certificate was given, and how long it holds."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    validity_months = models.PositiveSmallIntegerField(default=36)

    class Meta(Dated.Meta):
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.title
