"""What one application costs: its prices as the fair has them now, and the support that the rules of the day give.

The rules of the fair's first day hold, and the support counts for the year of that day. A Reckoner reads what many
applications need in a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max
from django.utils import translation
from django.utils.functional import cached_property

from common.rule_tables import in_force
from enterprises.models import OcopCertificate
from enterprises.validity import in_force_between
from events.fees.support import Firm, Price, Rule, Support, support_of
from events.models import (
    Application,
    CountedBy,
    ExtraPrice,
    Fair,
    FeeLine,
    Package,
    PaymentRequest,
    RequestState,
    SupportRule,
)

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Reckoning:
    """The lines of a payment request before it is made."""

    prices: tuple[Price, ...]
    rule: SupportRule | None
    support: int
    why: dict[str, str]  # by language

    @property
    def price(self) -> int:
        return sum(price.amount for price in self.prices)

    @property
    def total(self) -> int:
        return self.price - self.support

    @property
    def said(self) -> str:
        """Why so much support, or none, in the reader's language."""
        return self.why["en" if translation.get_language() == "en" else "vi"]

    def lines(self) -> list[FeeLine]:
        """To be kept with the request; a line of no support stays where its explanation says why."""
        rows = [
            FeeLine(
                kind=FeeLine.Kind.PRICE,
                what_vi=price.what_vi,
                what_en=price.what_en,
                quantity=price.quantity,
                unit_price=price.unit_price,
                amount=price.amount,
            )
            for price in self.prices
        ]
        if self.support or self.why["vi"]:
            name = f"{self.rule.name} ({self.rule.legal_basis})"[:200] if self.rule else ""
            rows.append(
                FeeLine(
                    kind=FeeLine.Kind.SUPPORT,
                    what_vi=name,
                    what_en=name,
                    why_vi=self.why["vi"],
                    why_en=self.why["en"],
                    amount=self.support,
                )
            )
        for position, row in enumerate(rows, start=1):
            row.position = position
        return rows


class Reckoner:
    """Reckons the applications of one fair."""

    def __init__(self, fair: Fair):
        self.fair = fair

    @cached_property
    def extras(self) -> list[ExtraPrice]:
        return list(self.fair.extra_prices.all())

    @cached_property
    def rules(self) -> list[SupportRule]:
        """Those in force on the fair's first day, in the order in which they are tried."""
        rows = SupportRule.objects.filter(in_force(self.fair.starts_on), organizer=self.fair.organizer_id)
        return list(rows.prefetch_related("legal_forms", "provinces"))

    @cached_property
    def _rules_said(self) -> dict[str, list[Rule]]:
        said = {}
        for language in LANGUAGES:
            with translation.override(language):
                said[language] = [_as_said(rule) for rule in self.rules]
        return said

    def prices(self, application: Application) -> list[Price]:
        """What the application is charged for; the fair's prices of now."""
        package = application.package
        found = [_rent(application, package)] if package and package.price else []
        for extra in self.extras:
            quantity = _quantity(application, extra)
            if extra.price and quantity:
                found.append(Price(extra.name_vi, extra.name_en, quantity, extra.price))
        return [price for price in found if price.amount]

    def reckon(self, application: Application, *, funded_elsewhere: str = "") -> Reckoning:
        return self.reckon_all([application], funded_elsewhere=funded_elsewhere)[application.pk]

    def reckon_all(self, applications: Iterable[Application], *, funded_elsewhere: str = "") -> dict[int, Reckoning]:
        """By application what it costs. An open request that would be replaced does not count as granted."""
        rows = list(applications)
        granted, stars = (self._granted(rows), self._stars(rows)) if self.rules else ({}, {})
        found = {}
        for row in rows:
            firm = Firm(
                legal_form=row.enterprise.legal_form_id,
                province=row.enterprise.province_id,
                stars=stars.get(row.enterprise_id) or 0,
                granted=granted.get(row.pk) or 0,
                funded_elsewhere=funded_elsewhere,
            )
            found[row.pk] = self._reckoned(self.prices(row), firm)
        return found

    def _reckoned(self, prices: list[Price], firm: Firm) -> Reckoning:
        said: dict[str, Support] = {}
        for language, rules in self._rules_said.items():
            with translation.override(language):
                said[language] = support_of(prices, rules, firm, year=self.fair.starts_on.year)
        support = said["vi"]
        rule = next((one for one in self.rules if support.rule and one.pk == support.rule.key), None)
        why = {language: " ".join(one.steps) for language, one in said.items()}
        return Reckoning(tuple(prices), rule, support.amount, why)

    def _granted(self, rows: list[Application]) -> dict[int, int]:
        """By application what this organizer granted its firm for the year at other fairs.

        The firm is known again by its account, card or tax code, whoever entered the application.
        """
        others = PaymentRequest.objects.filter(
            organizer=self.fair.organizer_id,
            state=RequestState.ASKED,
            support_year=self.fair.starts_on.year,
            support__gt=0,
        )
        others = others.exclude(application__in=[row.pk for row in rows]).select_related("application__enterprise")
        granted = [(_known_by(request.application), request.support) for request in others]
        return {row.pk: sum(amount for keys, amount in granted if keys & _known_by(row)) for row in rows}

    def _stars(self, rows: list[Application]) -> dict[int, int]:
        """By enterprise the most stars of a product that holds on a day of the fair."""
        held = OcopCertificate.objects.filter(
            in_force_between(self.fair.starts_on, self.fair.ends_on),
            product__enterprise__in=[row.enterprise_id for row in rows],
        )
        return dict(held.order_by().values_list("product__enterprise").annotate(Max("stars")))


def agrees(request: PaymentRequest, prices: list[Price]) -> bool:
    """Whether a request still asks for what the application would be charged now."""
    kept = [
        (line.what_vi, line.quantity, line.unit_price)
        for line in request.lines.all()
        if line.kind == FeeLine.Kind.PRICE
    ]
    return kept == [(price.what_vi, price.quantity, price.unit_price) for price in prices]


def _known_by(application: Application) -> set[tuple[str, int | str]]:
    """By what the firm of an application is known again."""
    firm = application.enterprise
    found = {("card", firm.pk), ("card", application.account_id), ("tax code", firm.tax_code)}
    return {key for key in found if key[1]}


def _rent(application: Application, package: Package) -> Price:
    quantity = (application.area or 0) if package.is_by_area else application.booths if package.has_booth else 1
    is_rent = package.has_booth
    return Price(package.name_vi, package.name_en, Decimal(quantity), package.price, is_rent, package.is_by_area)


def _quantity(application: Application, extra: ExtraPrice) -> Decimal:
    match extra.counted_by:
        case CountedBy.BOOTH:
            package = application.package
            return Decimal(application.booths if package is None or package.has_booth else 0)
        case CountedBy.POWER:
            return Decimal(str(application.power_kw)).quantize(Decimal("0.01"))
    return Decimal(1)


def _as_said(rule: SupportRule) -> Rule:
    return Rule(
        key=rule.pk,
        name=rule.name,
        legal_basis=rule.legal_basis,
        share=rule.share,
        most_booths=rule.most_booths,
        most_each_time=rule.most_each_time,
        most_each_year=rule.most_each_year,
        legal_forms={form.pk: str(form) for form in rule.legal_forms.all()},
        provinces={province.pk: str(province) for province in rule.provinces.all()},
        min_stars=rule.min_stars,
    )
