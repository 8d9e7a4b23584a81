"""What an application or a pavilion costs: the fair's prices of now, and the support that the rules of the day give.

The rules of the fair's first day hold, and the support counts for the year of that day. A Reckoner reads what many
applications need in a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.rule_tables import in_force
from enterprises.models import OcopCertificate
from enterprises.validity import in_force_between
from events.fees.support import Firm, Price, Rule, Support, support_of
from events.models import (
    Application,
    ApplicationState,
    CountedBy,
    Delegation,
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


@dataclass(frozen=True)
class Measure:
    """By what prices are counted: of an application, or of a delegation's pavilion with all its firms."""

    package: Package | None
    booths: int
    area: int | None
    power_kw: float
    firms: int = 1


class Reckoner:
    """Reckons the applications and delegations of one fair."""

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

    def prices(self, billed: Application | Delegation) -> list[Price]:
        """What an application or a delegation is charged for; the fair's prices of now."""
        if isinstance(billed, Delegation):
            return self._prices(_measures([billed])[billed.pk])
        if billed.delegation_id:
            return []  # it stands on its delegation's bill
        return self._prices(Measure(billed.package, billed.booths, billed.area, billed.power_kw))

    def _prices(self, measure: Measure) -> list[Price]:
        package = measure.package
        found = [_rent(measure, package)] if package and package.price else []
        for extra in self.extras:
            quantity = _quantity(measure, extra)
            if extra.price and quantity:
                found.append(Price(extra.name_vi, extra.name_en, quantity, extra.price))
        return [price for price in found if price.amount]

    def reckon_delegations(self, delegations: Iterable[Delegation]) -> dict[int, Reckoning]:
        """By delegation what its pavilion costs. Support is granted to single enterprises: a pavilion gets none."""
        why = dict.fromkeys(LANGUAGES, "")
        for language in LANGUAGES if self.rules else ():
            with translation.override(language):
                why[language] = _("Support is granted to single enterprises. The pavilion of a delegation gets none.")
        measures = _measures(list(delegations))
        return {pk: Reckoning(tuple(self._prices(one)), None, 0, why) for pk, one in measures.items()}

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
        others = others.filter(delegation=None).exclude(application__in=[row.pk for row in rows])
        others = others.select_related("application__enterprise")
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


def _measures(delegations: list[Delegation]) -> dict[int, Measure]:
    """By delegation the pavilion, and its firms that take part with the power they asked for."""
    firms = Application.objects.filter(delegation__in=[one.pk for one in delegations], state=ApplicationState.APPROVED)
    sums = firms.order_by().values_list("delegation").annotate(Count("pk"), Sum("power_kw"))
    counted = {pk: (n, power or 0) for pk, n, power in sums}
    found = {}
    for one in delegations:
        n, power = counted.get(one.pk, (0, 0))
        found[one.pk] = Measure(one.package, one.booths, one.area, power, n)
    return found


def _rent(measure: Measure, package: Package) -> Price:
    quantity = (measure.area or 0) if package.is_by_area else measure.booths if package.has_booth else 1
    is_rent = package.has_booth
    return Price(package.name_vi, package.name_en, Decimal(quantity), package.price, is_rent, package.is_by_area)


def _quantity(measure: Measure, extra: ExtraPrice) -> Decimal:
    match extra.counted_by:
        case CountedBy.BOOTH:
            package = measure.package
            return Decimal(measure.booths if package is None or package.has_booth else 0)
        case CountedBy.POWER:
            return Decimal(str(measure.power_kw)).quantize(Decimal("0.01"))
    return Decimal(measure.firms)


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
