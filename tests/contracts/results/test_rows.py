"""The rows behind a number are as many as the number says, whatever the records are."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.reach import Reach
from common.text import sort_key
from contracts.models import Agreement, Kind, Party, PartyRole, State, ValueBasis
from contracts.results.figures import FIGURES
from contracts.results.report import make_report
from contracts.results.rows import listed
from contracts.results.scope import Period, Scope
from contracts.results.tally import DEAL_FIGURES, Deals, deals
from enterprises.models import Enterprise, LegalForm, OcopCertificate, Product, UsualRole
from events.models import Fair, FairLevel, FairState, Participation, ParticipationRole, ParticipationState
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db

DAYS = st.dates(datetime.date(2018, 11, 1), datetime.date(2020, 2, 28))
FAIR = st.fixed_dictionaries(
    {"level": st.sampled_from(FairLevel), "state": st.sampled_from(FairState), "starts_on": DAYS}
)
CARD = st.fixed_dictionaries(
    {
        "usual_role": st.sampled_from(UsualRole),
        "district_as_written": st.sampled_from(["", "Huyện Kế Sách", "TX. Vĩnh Châu"]),
        "code": st.sampled_from(["none", "firm", "unit", "person"]),
        "cooperative": st.booleans(),
        "stars": st.lists(st.tuples(st.integers(3, 5), DAYS), max_size=2, unique_by=lambda pair: pair[1]),
    }
)
PART = st.tuples(
    st.integers(0, 3), st.integers(0, 4), st.sampled_from(ParticipationState), st.sampled_from(ParticipationRole)
)
SIDE = st.one_of(st.none(), st.integers(0, 4), st.sampled_from(["Sở Công Thương", "Sở Y tế"]))
VALUE = st.one_of(
    st.tuples(st.sampled_from([ValueBasis.STATED, ValueBasis.ESTIMATED]), st.integers(0, 10**15)),
    st.tuples(st.sampled_from([ValueBasis.WITHHELD, ValueBasis.NOT_STATED]), st.none()),
)
DEAL = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind),
        "state": st.sampled_from(State),
        "signed_on": DAYS,
        "fair": st.one_of(st.none(), st.integers(0, 3)),
        "value": VALUE,
        "seller": SIDE,
        "buyer": SIDE,
        "second_seller": st.booleans(),
    }
)
WORLD = st.fixed_dictionaries(
    {
        "fairs": st.lists(FAIR, min_size=4, max_size=4),
        "cards": st.lists(CARD, min_size=5, max_size=5),
        "parts": st.lists(PART, max_size=10, unique_by=lambda part: part[:2]),
        "deals": st.lists(DEAL, max_size=10),
    }
)
CODES = {"none": "", "firm": "990020{:04}", "unit": "990020{:04}-001", "person": "07908500{:04}"}
FORMS = {True: "cooperative", False: "household"}


def build(world: dict) -> Scope:
    """Straight into the tables: what is checked here is how rows are counted, not how they come about."""
    organizer = OrganizerFactory()
    fairs = [
        Fair(
            organizer=organizer, code=f"HC-{n}", slug=f"hc-{n}", name=f"Hội chợ {n}", ends_on=fair["starts_on"], **fair
        )
        for n, fair in enumerate(world["fairs"])
    ]
    Fair.objects.bulk_create(fairs)
    forms = {is_one: LegalForm.objects.filter(is_cooperative=is_one).first() for is_one in (True, False)}
    cards = [
        Enterprise(
            kept_by=organizer,
            legal_name=f"Đơn vị {n}",
            sort_key=sort_key(f"Đơn vị {n}"),
            usual_role=card["usual_role"],
            district_as_written=card["district_as_written"],
            tax_code=CODES[card["code"]].format(n),
            legal_form=forms[card["cooperative"]],
        )
        for n, card in enumerate(world["cards"])
    ]
    Enterprise.objects.bulk_create(cards)
    for card, described in zip(cards, world["cards"], strict=True):
        product = Product.objects.create(enterprise=card, name="Gạo", name_key="gao")
        for stars, day in described["stars"]:
            OcopCertificate.objects.create(
                product=product, stars=stars, issued_on=day, expires_on=day + datetime.timedelta(days=200)
            )
    Participation.objects.bulk_create(
        Participation(fair=fairs[fair], enterprise=cards[card], state=state, role=role)
        for fair, card, state, role in world["parts"]
    )
    for deal in world["deals"]:
        agree(organizer, deal, fairs, cards)
    return Scope(Reach(organizer), Period.of_year(2019))


def agree(organizer, deal: dict, fairs: list[Fair], cards: list[Enterprise]) -> None:
    basis, value = deal["value"]
    agreement = Agreement.objects.create(
        organizer=organizer,
        kind=deal["kind"],
        state=deal["state"],
        signed_on=deal["signed_on"],
        fair=fairs[deal["fair"]] if deal["fair"] is not None else None,
        value_basis=basis,
        value=value,
    )
    sides = [(PartyRole.SELLER, 1, deal["seller"]), (PartyRole.BUYER, 1, deal["buyer"])]
    if deal["second_seller"] and 0 not in (deal["seller"], deal["buyer"]):
        sides.append((PartyRole.SELLER, 2, 0))
    if isinstance(deal["seller"], int) and deal["seller"] == deal["buyer"]:
        sides.pop(1)
    for role, position, who in sides:
        if who is not None:
            party = {"agency_name": who} if isinstance(who, str) else {"enterprise": cards[who]}
            Party.objects.create(agreement=agreement, role=role, position=position, **party)


def numbers(scope: Scope) -> Iterator[tuple[str, str, str | None, int | Deals]]:
    """Every number of the report with the figure, group and key under which its rows are asked for."""
    now = make_report(scope).now
    for figure in FIGURES:
        yield figure, "", None, getattr(now, figure)
    for group in ("fair", "level", "buyer", "district"):
        for row in getattr(now, f"by_{group}"):
            for figure in ("participations", "enterprises", *DEAL_FIGURES):
                yield figure, group, row.key, getattr(row, figure)
    for row in now.by_stars:
        yield "products", "stars", row.key, row.products
        yield "holders", "stars", row.key, row.holders


def expect_rows(scope: Scope) -> None:
    for figure, group, key, number in numbers(scope):
        rows = listed(FIGURES[figure], scope, group, key)
        if isinstance(number, Deals):
            assert rows.count() == number.count, (figure, group, key)
            assert deals(rows, figure) == number, (figure, group, key)
            assert counted_by_hand(rows) == number.value, (figure, group, key)
        else:
            assert rows.count() == number, (figure, group, key)


def counted_by_hand(rows) -> int | None:
    values = [r.value for r in rows if r.value_basis == ValueBasis.STATED and r.state != State.SUPERSEDED]
    return sum(values) if values else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORLD)
def test_rows_behind_every_number_of_a_period_are_as_many_as_it_says(world):
    with transaction.atomic(), translation.override("en"):
        expect_rows(build(world))
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORLD)
def test_rows_behind_every_number_of_a_fair_are_as_many_as_it_says(world):
    with transaction.atomic(), translation.override("en"):
        scope = build(world)
        for fair in Fair.objects.filter(organizer=scope.organizer)[:2]:
            expect_rows(Scope.of_fair(Reach(fair.organizer), fair))
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORLD)
def test_lines_of_deals_and_participations_add_up_to_their_totals(world):
    with transaction.atomic(), translation.override("en"):
        now = make_report(build(world)).now
        for group in ("fair", "level", "buyer", "district"):
            rows = getattr(now, f"by_{group}")
            for figure in DEAL_FIGURES:
                assert sum(getattr(row, figure).count for row in rows) == getattr(now, figure).count, group
                assert sum(getattr(row, figure).value or 0 for row in rows) == (getattr(now, figure).value or 0), group
            if group != "buyer":
                assert sum(row.participations for row in rows) == now.participations, group
        assert sum(row.products for row in now.by_stars) == now.products
        transaction.set_rollback(True)
