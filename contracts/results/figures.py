"""The figures: each is a named query, so a number and the rows behind it can never differ (domain.md §3).

A figure's rows come from one of five sources: fairs, participations, agreements, products, cards. A group parts
a source by a key that is computed in the query: the totals count a source, the tables count it by key, and a
list page shows the source at one key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from contracts.models import CONTRACT_KINDS, UNCOUNTED, Agreement, Kind, PartyRole, State, ValueBasis
from contracts.queries import agreements_within
from contracts.results.scope import Scope
from enterprises.models import Enterprise, OcopCertificate, Product, UsualRole
from enterprises.queries import cards, products_within
from enterprises.validity import in_force_between
from events.models import Fair, FairState, Participation, ParticipationRole, ParticipationState
from events.queries import fairs_within

AGENCY = "agency"  # the key of all state bodies in a table by district
NONE = ""  # the key of what a table cannot place: no fair, no buyer, no district
PERSONAL_CODE_LENGTH = 12  # such a tax code is a person's identity number (domain.md §6)

# What a deal adds to the value: stated amounts alone, and not those of a paper that another one replaced.
COUNTED_VALUE = Case(
    When(Q(value_basis=ValueBasis.STATED) & ~Q(state=State.SUPERSEDED), then="value"), output_field=BigIntegerField()
)


# --- Sources ---------------------------------------------------------------------------------------------


def fairs(scope: Scope) -> QuerySet[Fair]:
    """Fairs that opened in the period and are recorded as held; where one fair is asked for, that one."""
    rows = fairs_within(scope.reach)
    if scope.fair:
        return rows.filter(pk=scope.fair.pk).exclude(state=FairState.CANCELLED)
    return rows.filter(starts_on__range=scope.period.days, state=FairState.HELD)


def participations(scope: Scope) -> QuerySet[Participation]:
    """Who took part in those fairs; one enterprise at two fairs is two."""
    return Participation.objects.filter(fair__in=fairs(scope), state=ParticipationState.TOOK_PART)


def agreements(scope: Scope) -> QuerySet[Agreement]:
    """What was signed in the period, or for the fair, and is proven enough; neither drafts nor void papers."""
    return papers(scope).exclude(state__in=UNCOUNTED).filter(grade__gte=scope.least)


def papers(scope: Scope) -> QuerySet[Agreement]:
    """Every agreement of the period or fair, whatever became of it."""
    rows = agreements_within(scope.reach)
    return rows.filter(fair=scope.fair) if scope.fair else rows.filter(signed_on__range=scope.period.days)


def products(scope: Scope) -> QuerySet[Product]:
    """Products with an OCOP certificate in force on a day of the period; `stars` are those of the latest."""
    valid = OcopCertificate.objects.filter(in_force_between(*scope.period.days), product=OuterRef("pk"))
    rows = products_within(scope.reach)
    if scope.fair:
        rows = rows.filter(enterprise__in=participations(scope).values("enterprise"))
    latest = valid.order_by("-issued_on").values("stars")[:1]
    return rows.annotate(stars=Subquery(latest)).filter(stars__isnull=False)


def sellers(scope: Scope) -> QuerySet[Enterprise]:
    """Sellers with a card, as the register stands today; of a fair, those on its list."""
    rows = cards(scope.reach).filter(usual_role=UsualRole.SELLER)
    if scope.fair:
        return rows.filter(Exists(Participation.objects.filter(fair=scope.fair, enterprise=OuterRef("pk"))))
    return rows


# --- Groups ----------------------------------------------------------------------------------------------


def keyed(rows: QuerySet, group: str) -> QuerySet:
    """The rows of a source, each with its `group_key` in a table by fair, level, buyer, district or stars."""
    if group in PARTY_GROUPS and rows.model is Agreement:
        role = PARTY_GROUPS[group]
        rows = rows.annotate(lead=FilteredRelation("parties", condition=Q(parties__role=role, parties__position=1)))
    if group == "buyer" and rows.model is Participation:
        rows = rows.filter(role=ParticipationRole.BUYER)
    return rows.annotate(group_key=KEYS[rows.model, group])


def _identity(enterprise: str) -> Case:
    """A card by its tax code; by its own number where it has none, or one that is a person's and not to be shown."""
    code = f"{enterprise}__tax_code"
    number = Concat(Value("#"), Cast(f"{enterprise}__pk", CharField()))
    hidden = Q(**{code: ""}) | Q(Exact(Length(code), PERSONAL_CODE_LENGTH))
    return Case(When(hidden, then=number), default=F(code))


def _lead(of_enterprise: Combinable, of_agency: Combinable) -> Case:
    """What the leading party of the role says; NONE where the paper names nobody in that role."""
    return Case(
        When(lead__pk=None, then=Value(NONE)),
        When(lead__enterprise=None, then=of_agency),
        default=of_enterprise,
        output_field=CharField(),
    )


def _district(enterprise: str) -> Case:
    is_agency = {f"{enterprise}__usual_role": UsualRole.AGENCY}
    return Case(When(**is_agency, then=Value(AGENCY)), default=F(f"{enterprise}__district_as_written"))


PARTY_GROUPS = {"buyer": PartyRole.BUYER, "district": PartyRole.SELLER}
KEYS: dict[tuple[type[Model], str], Combinable] = {
    (Agreement, "fair"): Coalesce("fair__code", Value(NONE)),
    (Agreement, "level"): Coalesce("fair__level", Value(NONE)),
    (Agreement, "buyer"): _lead(_identity("lead__enterprise"), F("lead__agency_name")),
    (Agreement, "district"): _lead(_district("lead__enterprise"), Value(AGENCY)),
    (Participation, "fair"): F("fair__code"),
    (Participation, "level"): F("fair__level"),
    (Participation, "buyer"): _identity("enterprise"),
    (Participation, "district"): _district("enterprise"),
    (Product, "stars"): F("stars"),
}
DEAL_GROUPS = ("fair", "level", "buyer", "district")


# --- Figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A number of the report: `source` counted, or the distinct enterprises behind it where `of` names their field.

    `counted` says in a sentence what is counted, above the rows.
    """

    label: str
    counted: str
    source: Callable[[Scope], QuerySet]
    groups: tuple[str, ...] = ()
    of: str = ""
    narrow: Q = field(default_factory=Q)

    def rows(self, scope: Scope, group: str = "", key: str | None = None) -> QuerySet:
        """What the figure counts: in all, in the table of a group, or at one key of it.

        KeyError for a group that the figure does not have, ValueError for a key that the group cannot have.
        """
        rows = self.source(scope)
        if group:
            if group not in self.groups:
                raise KeyError(group)
            rows = keyed(rows, group)
            rows = rows if key is None else rows.filter(group_key=key)
        if self.of:
            rows = Enterprise.objects.filter(pk__in=rows.values(self.of))
        return rows.filter(self.narrow)


IS_CONTRACT, IS_MEMORANDUM = Q(kind__in=CONTRACT_KINDS), Q(kind=Kind.MEMORANDUM)
IS_COOPERATIVE = Q(legal_form__is_cooperative=True)

FIGURES = {
    "fairs": Figure(_("Fairs"), _("Fairs that opened in the period and are recorded as held."), fairs),
    "participations": Figure(
        _("Participations"),
        _("Each enterprise that took part in a fair; the same one at two fairs counts twice."),
        participations,
        DEAL_GROUPS,
    ),
    "enterprises": Figure(
        _("Enterprises that took part"),
        _("Each enterprise that took part counts once, however many fairs it joined."),
        participations,
        DEAL_GROUPS,
        of="enterprise",
    ),
    "sellers_registered": Figure(_("Sellers registered"), _("Enterprises whose usual role is to sell."), sellers),
    "contracts": Figure(
        _("Contracts"),
        _("Sales and framework contracts that were signed; neither drafts nor void papers."),
        agreements,
        DEAL_GROUPS,
        narrow=IS_CONTRACT,
    ),
    "mous": Figure(
        _("Memoranda of understanding"),
        _("Memoranda that were signed, also those that a contract has replaced since."),
        agreements,
        DEAL_GROUPS,
        narrow=IS_MEMORANDUM,
    ),
    "products": Figure(
        _("OCOP products"), _("Products with a certificate in force on a day of the period."), products, ("stars",)
    ),
    "holders": Figure(
        _("OCOP holders"), _("Enterprises with at least one such product."), products, ("stars",), of="enterprise"
    ),
    "cooperatives": Figure(
        _("Cooperatives among the holders"),
        _("Holders whose legal form is a cooperative."),
        products,
        of="enterprise",
        narrow=IS_COOPERATIVE,
    ),
}
