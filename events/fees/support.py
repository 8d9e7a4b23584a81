"""How much of its rent an enterprise is spared, by dated rules, and why, in words that a person can check.

Plain Python: the rules, the prices and what was granted before come in, amounts and sentences go out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import format_dong, format_quantity


@dataclass(frozen=True)
class Price:
    """A priced line. Support is given for the rent of booths and of raw space alone."""

    what_vi: str
    what_en: str
    quantity: Decimal
    unit_price: int
    is_rent: bool = False
    is_by_area: bool = False

    @property
    def quantity_said(self) -> str:
        return format_quantity(self.quantity)

    @property
    def amount(self) -> int:
        return int((self.quantity * self.unit_price).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Rule:
    """A rule as it stands on the day, with what it asks of an enterprise; what is left empty asks nothing.

    Legal forms and provinces are their keys, each with its name in the language of the explanation.
    """

    key: int
    name: str
    legal_basis: str
    share: int
    most_booths: int | None = None
    most_each_time: int | None = None
    most_each_year: int | None = None
    legal_forms: Mapping[int, str] = field(default_factory=dict)
    provinces: Mapping[int, str] = field(default_factory=dict)
    min_stars: int | None = None


@dataclass(frozen=True)
class Firm:
    """What the rules look at, and what it was granted for the year before this request."""

    legal_form: int | None = None
    province: int | None = None
    stars: int = 0
    granted: int = 0
    funded_elsewhere: str = ""


@dataclass(frozen=True)
class Support:
    """What is granted: by which rule, how much, and how it came about. Of nothing the steps say why."""

    rule: Rule | None
    amount: int
    steps: tuple[str, ...]


def support_of(prices: Sequence[Price], rules: Sequence[Rule], firm: Firm, *, year: int) -> Support:
    """The first rule that fits is applied, and no other beside it."""
    rent = [price for price in prices if price.is_rent and price.amount]
    if not rules or not rent:
        return Support(None, 0, ())
    if firm.funded_elsewhere:
        words = _("No support: another programme bears it already (%(programme)s). Nothing is paid twice.")
        return Support(None, 0, (words % {"programme": firm.funded_elsewhere},))
    why_not = []
    for n, rule in enumerate(rules, start=1):
        if obstacle := _obstacle(rule, firm):
            why_not.append(obstacle)
            continue
        amount, steps = _granted(rule, rent, firm, year)
        if amount and n < len(rules):
            steps.append(_("No other support is given beside it: nothing is supported twice."))
        return Support(rule if amount else None, amount, (*why_not, *steps))
    return Support(None, 0, tuple(why_not))


def _obstacle(rule: Rule, firm: Firm) -> str:
    """Why a rule does not reach this enterprise; nothing where it does."""
    for own, allowed in ((firm.legal_form, rule.legal_forms), (firm.province, rule.provinces)):
        if allowed and own not in allowed:
            return _("“%(rule)s” is only for: %(names)s.") % {"rule": rule.name, "names": ", ".join(allowed.values())}
    if rule.min_stars and firm.stars < rule.min_stars:
        words = _("“%(rule)s” asks for a product with at least %(stars)s OCOP stars during the fair.")
        return words % {"rule": rule.name, "stars": rule.min_stars}
    return ""


def _granted(rule: Rule, rent: list[Price], firm: Firm, year: int) -> tuple[int, list[str]]:
    """The share of the rent, cut down to each ceiling in turn; every cut is a sentence."""
    base = sum(_supported_rent(price, rule) for price in rent)
    amount = base * rule.share // 100
    facts = {"share": rule.share, "booths": rule.most_booths, "base": format_dong(base), "amount": format_dong(amount)}
    if any(_is_cut(price, rule) for price in rent):
        words = ngettext(
            "%(share)s%% of the rent of %(booths)s booth, %(base)s đ: %(amount)s đ.",
            "%(share)s%% of the rent of %(booths)s booths, %(base)s đ: %(amount)s đ.",
            rule.most_booths,
        )
    else:
        words = _("%(share)s%% of the rent, %(base)s đ: %(amount)s đ.")
    steps = [words % facts]
    if rule.most_each_time is not None and amount > rule.most_each_time:
        amount = rule.most_each_time
        steps.append(_("At most %(amount)s đ each time.") % {"amount": format_dong(amount)})
    if rule.most_each_year is not None and amount > (left := max(rule.most_each_year - firm.granted, 0)):
        amount = left
        words = _("At most %(most)s đ in %(year)s, of which %(granted)s đ were granted already: %(left)s đ are left.")
        most, granted = format_dong(rule.most_each_year), format_dong(firm.granted)
        steps.append(words % {"most": most, "year": year, "granted": granted, "left": format_dong(left)})
    return amount, steps


def _is_cut(price: Price, rule: Rule) -> bool:
    return rule.most_booths is not None and not price.is_by_area and price.quantity > rule.most_booths


def _supported_rent(price: Price, rule: Rule) -> int:
    return rule.most_booths * price.unit_price if _is_cut(price, rule) else price.amount
