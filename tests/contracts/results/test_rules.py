"""The counting rules that auditors ask for, one by one."""

import datetime
import io
import zipfile

import pytest

from accounts.models import Organizer
from accounts.reach import Reach
from contracts.models import Agreement, Kind, PartyRole, State, ValueBasis
from contracts.results.figures import AGENCY, NONE
from contracts.results.notes import notes
from contracts.results.papers import render
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope
from contracts.results.tally import Deals, Figures
from enterprises.models import LegalForm, UsualRole
from events.models import FairLevel, FairState, ParticipationRole, ParticipationState
from tests.contracts.results.conftest import YEAR, year_of
from tests.factories import (
    AgreementFactory,
    EnterpriseFactory,
    FairFactory,
    OcopCertificateFactory,
    OrganizerFactory,
    ParticipationFactory,
    PartyFactory,
    ProductFactory,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]


def held(organizer: Organizer, **fields):
    return FairFactory(organizer=organizer, state=FairState.HELD, **fields)


def now(organizer: Organizer) -> Figures:
    return year_of(organizer).now


def row(rows, key: str):
    return next(row for row in rows if row.key == key)


# --- Fairs and who took part ------------------------------------------------------------------------------


def test_one_enterprise_at_two_fairs_is_two_participations_and_one_enterprise(organizer):
    enterprise = EnterpriseFactory(kept_by=organizer)
    for _fair in range(2):
        ParticipationFactory(fair=held(organizer), enterprise=enterprise)
    assert (now(organizer).participations, now(organizer).enterprises) == (2, 1)


@pytest.mark.parametrize("state", [ParticipationState.EXPECTED, ParticipationState.NO_SHOW])
def test_who_did_not_take_part_is_not_counted_but_spoken_of(organizer, state):
    ParticipationFactory(fair=held(organizer), state=state)
    assert now(organizer).participations == 0
    assert any(note.startswith("Not counted: 1 enterprise") for note in notes(year_of(organizer)))


@pytest.mark.parametrize("state", [FairState.CANCELLED, FairState.PLANNED])
def test_a_fair_that_was_not_held_counts_nothing_and_is_spoken_of(organizer, state):
    ParticipationFactory(fair=FairFactory(organizer=organizer, state=state))
    assert (now(organizer).fairs, now(organizer).participations) == (0, 0)
    word = "cancelled" if state == FairState.CANCELLED else "nobody has recorded as held"
    assert any(word in note for note in notes(year_of(organizer)))


def test_a_fair_counts_in_the_period_in_which_it_opens(organizer):
    held(organizer, starts_on=datetime.date(2018, 12, 30), ends_on=datetime.date(2019, 1, 2))
    held(organizer, starts_on=datetime.date(2019, 12, 31), ends_on=datetime.date(2020, 1, 4))
    assert now(organizer).fairs == 1


def test_a_planned_fair_has_results_of_its_own_while_it_runs(organizer):
    fair = FairFactory(organizer=organizer, state=FairState.PLANNED)
    ParticipationFactory(fair=fair)
    assert make_report(Scope.of_fair(Reach(organizer), fair)).now.participations == 1


def test_a_fair_where_nobody_took_part_stands_in_the_tables(organizer):
    held(organizer, code="HC-0", level=FairLevel.DISTRICT)
    assert row(now(organizer).by_fair, "HC-0").participations == 0
    assert row(now(organizer).by_level, FairLevel.DISTRICT).participations == 0


def test_sellers_registered_are_the_register_of_today_whoever_took_part(organizer):
    EnterpriseFactory(kept_by=organizer)
    EnterpriseFactory(kept_by=organizer, usual_role=UsualRole.BUYER)
    assert now(organizer).sellers_registered == 1


# --- Deals ------------------------------------------------------------------------------------------------


def test_contracts_and_memoranda_are_counted_apart(organizer):
    signed(organizer, kind=Kind.SALES, value_basis=ValueBasis.STATED, value=100)
    signed(organizer, kind=Kind.FRAMEWORK, value_basis=ValueBasis.STATED, value=20)
    signed(organizer, kind=Kind.MEMORANDUM, value_basis=ValueBasis.STATED, value=3)
    assert now(organizer).contracts == Deals(2, 120, 2)
    assert now(organizer).mous == Deals(1, 3, 1)


def test_a_superseded_memorandum_stays_in_the_count_and_leaves_the_value(organizer):
    memorandum = signed(
        organizer, kind=Kind.MEMORANDUM, state=State.SUPERSEDED, value_basis=ValueBasis.STATED, value=500
    )
    signed(organizer, supersedes=memorandum, value_basis=ValueBasis.STATED, value=450)
    assert now(organizer).mous == Deals(1, None, 0)
    assert now(organizer).contracts == Deals(1, 450, 1)


@pytest.mark.parametrize(
    ("basis", "value"), [(ValueBasis.ESTIMATED, 700), (ValueBasis.WITHHELD, None), (ValueBasis.NOT_STATED, None)]
)
def test_only_stated_values_are_summed(organizer, basis, value):
    signed(organizer, value_basis=basis, value=value)
    signed(organizer, value_basis=ValueBasis.STATED, value=5)
    assert now(organizer).contracts == Deals(2, 5, 1)


def test_unknown_is_not_zero(organizer):
    signed(organizer)
    assert now(organizer).contracts.value is None
    signed(organizer, value_basis=ValueBasis.STATED, value=0)
    assert now(organizer).contracts.value == 0


@pytest.mark.parametrize("state", [State.DRAFT, State.TO_BE_SIGNED, State.VOID])
def test_what_is_unsigned_or_void_counts_nowhere(organizer, state):
    signed(organizer, state=state, value_basis=ValueBasis.STATED, value=9)
    report = year_of(organizer)
    assert report.now.contracts == Deals()
    assert any(note.startswith("Not counted: 1") for note in notes(report))


def test_every_other_state_counts(organizer):
    states = set(State) - {State.DRAFT, State.TO_BE_SIGNED, State.VOID}
    for state in states:
        signed(organizer, state=state)
    assert now(organizer).contracts.count == len(states)


def test_an_agreement_counts_in_the_period_in_which_it_is_signed(organizer):
    fair = held(organizer)
    signed(organizer, fair=fair, signed_on=datetime.date(2020, 1, 1))
    signed(organizer, fair=fair, signed_on=datetime.date(2019, 12, 31))
    assert now(organizer).contracts.count == 1
    assert make_report(Scope.of_fair(Reach(organizer), fair)).now.contracts.count == 2, (
        "of the fair, whenever it was signed"
    )


def test_sums_beyond_what_a_database_integer_holds(organizer):
    count, value = 10_000, 10**15
    assert count * value > 2**63
    Agreement.objects.bulk_create(
        Agreement(
            organizer=organizer,
            kind=Kind.SALES,
            state=State.SIGNED,
            signed_on=YEAR.first,
            value_basis=ValueBasis.STATED,
            value=value,
        )
        for _n in range(count)
    )
    report = year_of(organizer)
    assert report.now.contracts.value == count * value
    assert row(report.now.by_fair, NONE).contracts.value == count * value


# --- Tables -----------------------------------------------------------------------------------------------


def test_an_agreement_without_a_fair_has_a_line_of_its_own(organizer):
    signed(organizer)
    assert row(now(organizer).by_fair, NONE).contracts.count == 1
    assert row(now(organizer).by_level, NONE).contracts.count == 1


def test_a_fair_of_another_period_is_listed_for_what_was_signed_in_this_one(organizer):
    fair = held(organizer, starts_on=datetime.date(2018, 11, 1), ends_on=datetime.date(2018, 11, 5))
    signed(organizer, fair=fair)
    assert now(organizer).fairs == 0
    assert row(now(organizer).by_fair, fair.code).outside


def test_agencies_stand_under_their_own_key_by_district_and_by_their_name_as_buyers(organizer):
    agreement = AgreementFactory(organizer=organizer)
    PartyFactory(agreement=agreement, role=PartyRole.SELLER, enterprise=None, agency_name="Sở Công Thương")
    PartyFactory(agreement=agreement, role=PartyRole.BUYER, enterprise=None, agency_name="Sở Y tế")
    assert row(now(organizer).by_district, AGENCY).contracts.count == 1
    assert row(now(organizer).by_buyer, "Sở Y tế").label == "Sở Y tế"


def test_an_agency_with_a_card_stands_under_agency_too(organizer):
    agency = EnterpriseFactory(kept_by=organizer, usual_role=UsualRole.AGENCY, district_as_written="Huyện Mỹ Tú")
    signed(organizer, seller=agency)
    assert [r.key for r in now(organizer).by_district if r.contracts.count] == [AGENCY]


def test_by_district_is_the_sellers_district_as_written(organizer):
    seller = EnterpriseFactory(kept_by=organizer, district_as_written="TX. Vĩnh Châu")
    signed(organizer, seller=seller)
    signed(organizer, seller=EnterpriseFactory(kept_by=organizer, district_as_written=""))
    assert {r.key: r.contracts.count for r in now(organizer).by_district} == {"TX. Vĩnh Châu": 1, NONE: 1}


def test_an_agreement_of_several_sellers_counts_once_under_the_first(organizer):
    agreement = signed(organizer, seller=EnterpriseFactory(kept_by=organizer, district_as_written="Huyện A"))
    second = EnterpriseFactory(kept_by=organizer, district_as_written="Huyện B")
    PartyFactory(agreement=agreement, role=PartyRole.SELLER, position=2, enterprise=second)
    assert {r.key: r.contracts.count for r in now(organizer).by_district} == {"Huyện A": 1}


def test_by_buyer_counts_the_participations_of_buyers_alone(organizer):
    fair = held(organizer)
    buyer = EnterpriseFactory(kept_by=organizer, usual_role=UsualRole.BUYER)
    ParticipationFactory(fair=fair, enterprise=buyer, role=ParticipationRole.BUYER)
    ParticipationFactory(fair=fair)
    assert [(r.key, r.participations) for r in now(organizer).by_buyer] == [(buyer.tax_code, 1)]


@pytest.mark.parametrize("form", ["json", "text", "xlsx"])
def test_a_persons_tax_code_leaves_the_house_in_no_form(organizer, form):
    person = EnterpriseFactory(kept_by=organizer, tax_code="079085001234", legal_name="Hộ kinh doanh Út Mười")
    signed(organizer, buyer=person)
    paper = render(year_of(organizer), form)
    assert b"079085001234" not in (unzipped(paper) if form == "xlsx" else paper)
    assert [r.label for r in now(organizer).by_buyer] == ["Hộ kinh doanh Út Mười"]


def unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist())


# --- OCOP -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "expires", "revoked", "counted"),
    [
        ("2018-12-31", "2019-01-01", None, 1),
        ("2018-01-01", "2018-12-31", None, 0),
        ("2019-12-31", "2022-12-31", None, 1),
        ("2020-01-01", "2023-01-01", None, 0),
        ("2018-06-01", "2021-06-01", "2019-01-01", 0),
        ("2018-06-01", "2021-06-01", "2019-01-02", 1),
    ],
)
def test_a_product_counts_where_its_certificate_holds_on_a_day_of_the_period(
    organizer, issued, expires, revoked, counted
):
    day = datetime.date.fromisoformat
    OcopCertificateFactory(
        product__enterprise__kept_by=organizer,
        issued_on=day(issued),
        expires_on=day(expires),
        revoked_on=day(revoked) if revoked else None,
    )
    assert (now(organizer).products, now(organizer).holders) == (counted, counted)


def test_a_product_with_two_certificates_counts_once_with_the_later_stars(organizer):
    product = ProductFactory(enterprise__kept_by=organizer)
    for month, stars in ((3, 3), (9, 4)):
        OcopCertificateFactory(product=product, stars=stars, issued_on=datetime.date(2019, month, 1))
    assert [(r.key, r.products) for r in now(organizer).by_stars] == [("4", 1)]


def test_products_and_holders_are_two_figures(organizer):
    form = LegalForm.objects.filter(is_cooperative=True).first()
    cooperative = EnterpriseFactory(kept_by=organizer, legal_form=form)
    for _n in range(3):
        OcopCertificateFactory(product__enterprise=cooperative, issued_on=datetime.date(2019, 5, 1))
    OcopCertificateFactory(product__enterprise__kept_by=organizer, issued_on=datetime.date(2019, 5, 1))
    figures = now(organizer)
    assert (figures.products, figures.holders, figures.cooperatives) == (4, 2, 1)


# --- Whose, and beside what -------------------------------------------------------------------------------


def test_records_of_other_organizers_are_never_counted(organizer):
    other = OrganizerFactory()
    fair = held(other)
    ParticipationFactory(fair=fair)
    signed(other, fair=fair, value_basis=ValueBasis.STATED, value=8)
    OcopCertificateFactory(product__enterprise__kept_by=other, issued_on=datetime.date(2019, 5, 1))
    figures = now(organizer)
    assert figures.is_empty
    assert figures.sellers_registered == 0
    assert [*figures.by_fair, *figures.by_buyer, *figures.by_district, *figures.by_stars] == []


def test_a_fair_stands_beside_its_earlier_edition(organizer):
    dates = {"starts_on": datetime.date(2018, 3, 1), "ends_on": datetime.date(2018, 3, 5)}
    earlier = held(organizer, name="Hội chợ OCOP 2018", **dates)
    held(organizer, name="Hội chợ khác 2018", **dates)
    signed(organizer, fair=earlier, signed_on=datetime.date(2018, 3, 2))
    report = make_report(Scope.of_fair(Reach(organizer), held(organizer, name="Hội chợ OCOP 2019")))
    assert report.before_scope.fair == earlier
    assert report.before.contracts.count == 1


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        ("2019-01-01", "2019-12-31", "2018-01-01", "2018-12-31"),
        ("2019-01-01", "2019-03-31", "2018-10-01", "2018-12-31"),
        ("2020-03-01", "2020-03-31", "2020-02-01", "2020-02-29"),
        ("2019-05-10", "2019-05-19", "2019-04-30", "2019-05-09"),
        ("2019-02-01", "2019-04-30", "2018-11-04", "2019-01-31"),
    ],
)
def test_a_period_stands_beside_the_one_before_it(first, last, before_first, before_last):
    day = datetime.date.fromisoformat
    assert Period(day(first), day(last)).before() == Period(day(before_first), day(before_last))


def test_the_check_code_follows_from_the_figures(organizer):
    signed(organizer)
    code = year_of(organizer).check_code
    assert year_of(organizer).check_code == code
    signed(organizer)
    assert year_of(organizer).check_code != code


def test_who_verified_an_own_record_is_counted_apart(organizer, sign_in):
    clerk = sign_in("deals").user
    signed(organizer, state=State.VERIFIED, recorded_by=clerk, verified_by=clerk)
    signed(organizer, state=State.VERIFIED, recorded_by=clerk, verified_by=sign_in("manager").user)
    assert "Contracts: 1 was verified by the person who recorded it." in notes(year_of(organizer))
