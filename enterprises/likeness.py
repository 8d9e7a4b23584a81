"""When two cards may be of the same firm: by name, tax code, phone or e-mail.

A name is compared without marks, case and the words of its legal form: “HTX Phú Hòa” and “Hợp tác xã Phú Hòa” are
alike. A tax code is compared by its first ten digits: a branch has its head office's and three more.
"""

import re

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.text import fold
from enterprises.models import Enterprise
from enterprises.tax_codes import LENGTH, PERSONAL

# As folded text; the longest first, so that none is cut in the middle.
FORMS = (
    "cong ty trach nhiem huu han mot thanh vien", "cong ty trach nhiem huu han", "cong ty tnhh mot thanh vien",
    "cong ty tnhh mtv", "cong ty tnhh", "cong ty co phan", "cong ty cp", "cty tnhh mtv", "cty tnhh", "cty cp",
    "cong ty", "cty", "doanh nghiep tu nhan", "dntn", "lien hiep hop tac xa", "hop tac xa", "htx", "to hop tac",
    "ho kinh doanh", "hkd", "co so san xuat", "co so", "cssx",
)  # fmt: skip
_FORM = re.compile(rf"^(?:{'|'.join(FORMS)})\b\s*")
_NO_WORD = re.compile(r"[^\w]+")
SHORTEST = 3  # a name of which less is left is compared whole


def core(name: str) -> str:
    """What of a name tells the firm apart."""
    whole = _NO_WORD.sub(" ", fold(name)).strip()
    rest = _FORM.sub("", whole)
    return rest if len(rest) >= SHORTEST else whole


def stem(tax_code: str) -> str:
    """The head office's digits; a household's personal number is one by itself."""
    digits = tax_code.replace("-", "")
    return digits if len(digits) == PERSONAL else digits[:LENGTH]


def candidates(firm: Enterprise) -> Q:
    """Cards among which those that are alike are found; `reasons` then looks at each."""
    found = Q(pk__in=[])
    for name in _names(firm):
        words = Q()
        for word in name.split():
            words &= Q(search_key__contains=word)
        found |= words
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
