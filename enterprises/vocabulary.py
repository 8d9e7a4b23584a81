"""Finding the words of the field: legal forms, product groups, provinces, OCOP rules.

People write "Tỉnh Sóc Trăng", "TP.HCM", "HTX nông nghiệp", "Lưu niệm – nội thất – trang trí". A name is looked up
past marks, case, punctuation and the words that usually go with it, among the names of today and earlier ones.
"""

import datetime
import re
from functools import cached_property
from typing import Generic, TypeVar

from common.text import fold
from enterprises.models import LegalForm, OcopRuleSet, ProductGroup, Province, Term
from enterprises.validity import add_months

T = TypeVar("T", bound=Term)

_NOT_A_WORD = re.compile(r"[\W_]+")
PROVINCE_AFFIXES = re.compile(r"^(?:tinh|thanh pho|thu do|tp|t p|t) | (?:province|city)$")
GROUP_AFFIXES = re.compile(r"^(?:(?:nhom|nganh|san pham) )+")


def key(text: str) -> str:
    """What is compared: the words alone, “TP. Hồ Chí Minh” → tp ho chi minh."""
    return _NOT_A_WORD.sub(" ", fold(text)).strip()


class Terms(Generic[T]):
    """One table of terms, read once; `affixes` are words that may stand before or behind a name."""

    def __init__(self, model: type[T], affixes: re.Pattern[str] | None = None):
        self.affixes = affixes
        self.all = list(model.objects.all())
        # Where a later term took over a name of an earlier one, the later is meant.
        self._by_key: dict[str, T] = {}
        for term in sorted(self.all, key=lambda term: term.valid_from or datetime.date.min):
            for name in (term.name_vi, term.name_en, term.code, *term.aliases):
                self._by_key.update(dict.fromkeys(self.keys(name), term))

    def keys(self, name: str) -> list[str]:
        """The name as written, then without what usually goes with it."""
        whole = key(name)
        return [whole, self.affixes.sub("", whole)] if self.affixes else [whole]

    def find(self, text: str) -> T | None:
        return next((self._by_key[k] for k in self.keys(text) if k in self._by_key), None)


class Vocabulary:
    """The tables of terms, each read when it is first asked for; make one per request or job."""

    @cached_property
    def legal_forms(self) -> Terms[LegalForm]:
        return Terms(LegalForm)

    @cached_property
    def product_groups(self) -> Terms[ProductGroup]:
        return Terms(ProductGroup, GROUP_AFFIXES)

    @cached_property
    def provinces(self) -> Terms[Province]:
        return Terms(Province, PROVINCE_AFFIXES)

    @cached_property
    def rule_sets(self) -> list[OcopRuleSet]:
        return list(OcopRuleSet.objects.order_by("valid_from"))

    def legal_form(self, text: str) -> LegalForm | None:
        return self.legal_forms.find(text)

    def product_group(self, text: str) -> ProductGroup | None:
        return self.product_groups.find(text)

    def province(self, text: str) -> Province | None:
        """The province of today, also for one that was merged into it."""
        return self.provinces.find(text)

    def rule_set(self, on: datetime.date) -> OcopRuleSet | None:
        """The decision in force on a day; None before the first."""
        return next((r for r in reversed(self.rule_sets) if _holds(r, on)), None)

    def ocop_expiry(self, issued_on: datetime.date) -> tuple[OcopRuleSet | None, datetime.date]:
        """The rules of the day of issue, and the last day on which the certificate holds."""
        rules = self.rule_set(issued_on)
        return rules, add_months(issued_on, (rules or self.rule_sets[0]).validity_months)


def _holds(rules: OcopRuleSet, on: datetime.date) -> bool:
    return (rules.valid_from or on) <= on <= (rules.valid_to or on)
