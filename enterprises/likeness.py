"""When two cards may be of the same firm: by name, tax code, phone or e-mail.

A name is compared without marks and case, its legal form in one spelling: “HTX Phú Hòa” and “Hợp tác xã Phú Hòa” are
alike. A tax code is compared by its first ten digits: a branch has its head office's and three more.
"""

import re
from functools import reduce
from operator import and_

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.text import fold
from enterprises.models import Enterprise
from enterprises.tax_codes import LENGTH, PERSONAL

# How legal forms are written, as folded text, and the one way in which they are compared.
FORMS = {
    "cong ty trach nhiem huu han mot thanh vien": "tnhh", "cong ty trach nhiem huu han": "tnhh",
    "cong ty tnhh mot thanh vien": "tnhh", "cong ty tnhh mtv": "tnhh", "cong ty tnhh": "tnhh",
    "cty tnhh mtv": "tnhh", "cty tnhh": "tnhh", "cong ty co phan": "cp", "cong ty cp": "cp", "cty cp": "cp",
    "cong ty": "cty", "cty": "cty", "doanh nghiep tu nhan": "dntn", "dntn": "dntn",
    "lien hiep hop tac xa": "lhhtx", "lh htx": "lhhtx", "hop tac xa": "htx", "htx": "htx", "to hop tac": "tht",
    "tht": "tht", "ho kinh doanh": "hkd", "hkd": "hkd", "co so san xuat": "cssx", "cssx": "cssx", "co so": "cssx",
}  # fmt: skip
_FORM = re.compile(rf"^({'|'.join(sorted(FORMS, key=len, reverse=True))})\b\s*")
_NO_WORD = re.compile(r"[^\w]+")


def core(name: str) -> str:
    """A name as it is compared: without marks, case and punctuation, its legal form in one spelling."""
    form, rest = _parts(name)
    return f"{form} {rest}".strip()


def _parts(name: str) -> tuple[str, str]:
    whole = _NO_WORD.sub(" ", fold(name)).strip()
    match = _FORM.match(whole)
    return (FORMS[match[1]], whole[match.end() :]) if match else ("", whole)


def stem(tax_code: str) -> str:
    """The head office's digits; a household's personal number is one by itself."""
    digits = tax_code.replace("-", "")
    return digits if len(digits) == PERSONAL else digits[:LENGTH]


def candidates(firm: Enterprise) -> Q:
    """Cards among which those that are alike are found; `reasons` then looks at each."""
    found = Q(pk__in=[])
    for name in filter(None, (firm.legal_name, firm.trade_name)):
        words = [Q(search_key__contains=word) for word in _parts(name)[1].split()]
        found |= reduce(and_, words, Q()) if words else Q(pk__in=[])
    if firm.tax_code:
        found |= Q(tax_code__startswith=stem(firm.tax_code))
    if firm.phone:
        found |= Q(phone=firm.phone)
    if firm.email:
        found |= Q(email__iexact=firm.email)
    return found


def reasons(one: Enterprise, other: Enterprise) -> list[Promise]:
    """Why two cards may be of the same firm, in words; none where they are not alike."""
    found = [*_code_reasons(one.tax_code, other.tax_code)]
    if _names(one) & _names(other):
        found.append(_("same name"))
    if one.phone and one.phone == other.phone:
        found.append(_("same phone"))
    if one.email and one.email.lower() == other.email.lower():
        found.append(_("same email"))
    return found


def _code_reasons(one: str, other: str) -> list[Promise]:
    if not one or not other or stem(one) != stem(other):
        return []
    return [_("same tax code") if one == other else _("head office and branch, by the tax code")]


def _names(firm: Enterprise) -> set[str]:
    return {core(name) for name in (firm.legal_name, firm.trade_name) if name} - {""}
