"""What is done with agreements: recording, correcting, replacing, verifying, removing."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.history import Stale
from contracts.actions.agreements import (
    LooksAlike,
    doubts,
    move_agreement,
    remove_agreement,
    save_agreement,
    supersede,
)
from contracts.models import Agreement, AgreementLine, Kind, Party, PartyRole, SignedWhen, State, ValueBasis
from tests.factories import (
    EnterpriseFactory,
    FairFactory,
    OrganizerFactory,
    ProductFactory,
    TeamMemberFactory,
    UserFactory,
    signed,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2019, 3, 18)


@pytest.fixture
def by(organizer):
    return TeamMemberFactory(organizer=organizer, role="deals").user


@pytest.fixture
def seller(organizer):
    return EnterpriseFactory(kept_by=organizer)


@pytest.fixture
def buyer(organizer):
    return EnterpriseFactory(kept_by=organizer, usual_role="buyer")


@pytest.fixture
def record(organizer, by, seller, buyer):
    """Records an agreement between the seller and the buyer, unless told otherwise."""

    def save(*, parties=None, lines=(), sign=True, is_another=False, **fields):
        fields = {"kind": Kind.SALES, "signed_on": DAY, "value_basis": ValueBasis.NOT_STATED} | fields
        agreement = Agreement(organizer=organizer, **fields)
        parties = party_rows(seller, buyer) if parties is None else parties
        options = {"sign": sign, "is_another": is_another}
        return save_agreement(agreement=agreement, parties=parties, lines=lines, by=by, **options)

    return save


def party_rows(seller, buyer) -> list[Party]:
    return [Party(role=PartyRole.SELLER, enterprise=seller), Party(role=PartyRole.BUYER, enterprise=buyer)]


def line(product="Gạo thơm", **fields) -> AgreementLine:
    return AgreementLine(product_as_written=product, **fields)


# Recording


def test_an_agreement_is_recorded_whole_in_one_deed_with_its_history(record, by, seller, buyer):
    agreement = record(lines=[line(), line("Bánh pía")])
    agreement.refresh_from_db()
    assert (agreement.state, agreement.recorded_by) == (State.SIGNED, by)
    assert [str(party.enterprise) for party in (agreement.seller, agreement.buyer)] == [str(seller), str(buyer)]
    assert [row.position for row in agreement.lines.all()] == [1, 2]
    for row in (agreement, *agreement.parties.all(), *agreement.lines.all()):
        assert row.history.get().history_user == by


def test_a_fault_in_the_last_line_writes_nothing(record):
    with pytest.raises(ValidationError):
        record(lines=[line(), line("Bánh pía", amount=-1)])
    assert (Agreement.objects.count(), Party.objects.count(), AgreementLine.objects.count()) == (0, 0, 0)


def test_a_draft_may_lack_day_and_parties(record):
    draft = record(parties=[], signed_on=None, sign=False)
    assert (draft.state, draft.register_no) == (State.DRAFT, "")


@pytest.mark.parametrize("side", [PartyRole.SELLER, PartyRole.BUYER])
def test_a_signed_paper_needs_both_sides(record, seller, side):
    with pytest.raises(ValidationError) as refusal:
        record(parties=[Party(role=side, enterprise=seller)])
    assert refusal.value.code == "parties"


@pytest.mark.parametrize("day", [None, timezone.localdate() + datetime.timedelta(days=1)])
def test_a_signed_paper_has_a_day_and_not_one_to_come(record, day):
    with pytest.raises(ValidationError) as refusal:
        record(signed_on=day)
    assert "signed_on" in refusal.value.message_dict


def test_today_is_a_day_on_which_one_may_have_signed(record):
    assert record(signed_on=timezone.localdate()).register_no


def test_a_buyer_cannot_be_its_own_seller(record, seller):
    with pytest.raises(ValidationError) as refusal:
        record(parties=party_rows(seller, seller))
    assert refusal.value.code == "self_deal"


def test_an_agency_cannot_sign_with_itself_either(record):
    names = ("Sở Công Thương", "SO CONG THUONG")
    parties = [Party(role=role, agency_name=name) for role, name in zip(("seller", "buyer"), names, strict=True)]
    with pytest.raises(ValidationError) as refusal:
        record(parties=parties)
    assert refusal.value.code == "self_deal"


def test_an_agency_signs_by_its_name(record, seller):
    parties = [Party(role=PartyRole.SELLER, enterprise=seller), Party(role="buyer", agency_name="Sở Công Thương")]
    assert str(record(parties=parties).buyer) == "Sở Công Thương"


def test_another_organizers_cards_and_fairs_are_refused(record, seller):
    with pytest.raises(ValidationError):
        record(parties=party_rows(seller, EnterpriseFactory()))
    with pytest.raises(ValidationError):
        record(fair=FairFactory(organizer=OrganizerFactory()))


@pytest.mark.parametrize(
    ("day", "when"), [(13, SignedWhen.BEFORE), (14, SignedWhen.AT), (19, SignedWhen.AT), (20, SignedWhen.AFTER)]
)
def test_when_it_was_signed_follows_from_the_fairs_days(record, organizer, day, when):
    fair = FairFactory(organizer=organizer)
    assert record(fair=fair, signed_on=datetime.date(2019, 3, day)).signed_when == when


# Value


def test_an_empty_amount_is_quantity_times_price_and_an_empty_value_their_sum(record):
    lines = [line(quantity=Decimal(12000), unit_price=58_000), line("Bánh pía", quantity=Decimal("1.5"), unit_price=3)]
    agreement = record(lines=lines, value_basis=ValueBasis.STATED)
    assert [row.amount for row in agreement.lines.all()] == [696_000_000, 5]
    assert agreement.value == 696_000_005


@pytest.mark.parametrize("basis", [ValueBasis.WITHHELD, ValueBasis.NOT_STATED])
def test_unknown_is_not_zero(record, basis):
    agreement = record(lines=[line(quantity=Decimal(5), unit_price=1000)], value_basis=basis)
    assert agreement.value is None
    with pytest.raises(ValidationError) as refusal:
        record(value_basis=basis, value=0, is_another=True)
    assert "value" in refusal.value.message_dict


@pytest.mark.parametrize("lines", [[], [line(amount=5), line("Bánh pía")]])
def test_a_stated_value_that_nothing_states_is_asked_for(record, lines):
    with pytest.raises(ValidationError) as refusal:
        record(lines=lines, value_basis=ValueBasis.ESTIMATED)
    assert "value" in refusal.value.message_dict


def test_odd_terms_are_kept_and_doubted(record):
    agreement = record(
        lines=[line(quantity=Decimal(2), unit_price=100, amount=150)], value_basis=ValueBasis.STATED, value=999
    )
    assert (agreement.value, agreement.lines.get().amount) == (999, 150)
    assert len(doubts(agreement)) == 2


def test_terms_that_agree_raise_no_doubt(record):
    lines = [line(quantity=Decimal(2), unit_price=100)]
    assert doubts(record(lines=lines, value_basis=ValueBasis.STATED, value=200)) == []


def test_a_line_finds_the_sellers_product_by_its_name_without_marks(record, seller):
    product = ProductFactory(enterprise=seller, name="Mắm cá linh")
    ProductFactory(name="Mắm cá linh")
    assert record(lines=[line("MAM CA LINH")]).lines.get().product == product


# Correcting


def correct(agreement, by, *, parties=None, lines=None):
    parties = list(agreement.parties.all()) if parties is None else parties
    lines = list(agreement.lines.all()) if lines is None else lines
    copies = [Party(role=p.role, enterprise=p.enterprise, agency_name=p.agency_name) for p in parties]
    return save_agreement(agreement=agreement, parties=copies, lines=lines, by=by)


def test_rows_are_changed_added_and_taken_out_each_with_its_history(record, by, organizer, seller):
    agreement = record(lines=[line("A", amount=1), line("B", amount=2), line("C", amount=3)])
    gone = agreement.lines.get(position=3)
    other = EnterpriseFactory(kept_by=organizer)
    correct(agreement, by, parties=party_rows(seller, other), lines=[line("A", amount=1), line("B", amount=7)])
    assert [(row.product_as_written, row.amount) for row in agreement.lines.all()] == [("A", 1), ("B", 7)]
    assert agreement.buyer.enterprise == other
    assert agreement.lines.get(position=1).history.count() == 1
    assert agreement.lines.get(position=2).history.count() == 2
    assert AgreementLine.history.filter(id=gone.pk, history_type="-", history_user=by).exists()
    assert Party.history.filter(agreement_id=agreement.pk, history_type="-", history_user=by).count() == 1


def test_two_sides_change_places(record, by, seller, buyer):
    agreement = record()
    correct(agreement, by, parties=party_rows(buyer, seller))
    assert (agreement.seller.enterprise, agreement.buyer.enterprise) == (buyer, seller)


def test_a_line_keeps_its_product_though_the_product_was_renamed(record, by, seller):
    product = ProductFactory(enterprise=seller, name="Gạo thơm")
    agreement = record(lines=[line("Gạo thơm")])
    product.name = "Gạo ST25"
    product.derive()
    product.save()
    correct(agreement, by, lines=[line("Gạo thơm", amount=5)])
    assert agreement.lines.get().product == product


def test_a_correction_asks_for_a_new_verification(record, by):
    agreement = record()
    move_agreement(agreement=agreement, deed="verify", by=UserFactory())
    correct(agreement, by)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.verified_by) == (State.SIGNED, None)


@pytest.mark.parametrize("state", [State.VOID, State.SUPERSEDED])
def test_what_is_over_is_not_corrected(organizer, by, state):
    with pytest.raises(ValidationError):
        correct(signed(organizer, state=state), by)


def test_the_second_of_two_tabs_is_refused(record, by):
    agreement = record()
    stale = Agreement.objects.get(pk=agreement.pk)
    correct(agreement, by)
    with pytest.raises(Stale):
        correct(stale, by)


# The same paper twice


def test_the_same_paper_is_asked_about_before_it_is_recorded_again(record):
    kept = record(lines=[line("Gạo thơm")])
    with pytest.raises(LooksAlike) as refusal:
        record(lines=[line("GAO THOM"), line("Bánh pía")])
    assert refusal.value.agreements == [kept]
    assert record(lines=[line("Gạo thơm")], is_another=True).pk


@pytest.mark.parametrize(
    "other",
    [{"kind": Kind.MEMORANDUM}, {"signed_on": datetime.date(2019, 3, 19)}, {"lines": [line("Bánh pía")]}],
    ids=["kind", "day", "goods"],
)
def test_another_kind_day_or_product_is_another_paper(record, other):
    record(lines=[line("Gạo thơm")])
    assert record(**{"lines": [line("Gạo thơm")]} | other).pk


def test_other_sides_are_another_paper(record, organizer, seller):
    record()
    assert record(parties=party_rows(seller, EnterpriseFactory(kept_by=organizer))).pk


def test_a_void_paper_may_be_recorded_anew(record, by):
    move_agreement(agreement=record(), deed="void", by=by, reason="Ghi sai số")
    assert record().register_no == "02/HĐ-2019"


# Replacing a memorandum


@pytest.fixture
def memorandum(record):
    return record(kind=Kind.MEMORANDUM)


def contract_of(memorandum, by, **fields):
    contract = Agreement(
        organizer=memorandum.organizer, **{"kind": Kind.SALES, "signed_on": DAY, "value_basis": "not_stated"} | fields
    )
    parties = [Party(role=party.role, enterprise=party.enterprise) for party in memorandum.parties.all()]
    return supersede(memorandum=memorandum, contract=contract, parties=parties, lines=[], by=by)


def test_a_contract_takes_the_place_of_its_memorandum(memorandum, by):
    contract = contract_of(memorandum, by)
    memorandum.refresh_from_db()
    assert (contract.supersedes, contract.state, contract.register_no) == (memorandum, State.SIGNED, "01/HĐ-2019")
    assert memorandum.state == State.SUPERSEDED
    assert "01/HĐ-2019" in memorandum.history.first().history_change_reason


def test_a_memorandum_is_replaced_once(memorandum, by):
    contract_of(memorandum, by)
    with pytest.raises(ValidationError):
        contract_of(memorandum, by)
    assert Agreement.objects.count() == 2


def test_a_refused_contract_leaves_the_memorandum_in_force(memorandum, by):
    with pytest.raises(ValidationError):
        contract_of(memorandum, by, signed_on=None)
    memorandum.refresh_from_db()
    assert memorandum.state == State.SIGNED


def test_only_a_contract_replaces_and_only_a_memorandum_is_replaced(memorandum, record, by):
    with pytest.raises(ValidationError):
        contract_of(memorandum, by, kind=Kind.MEMORANDUM)
    with pytest.raises(ValidationError):
        contract_of(record(), by)


def test_a_void_contract_gives_its_memorandum_back(memorandum, by):
    first = contract_of(memorandum, by)
    move_agreement(agreement=first, deed="void", by=by, reason="Ghi nhầm")
    memorandum.refresh_from_db()
    assert memorandum.state == State.SIGNED
    assert first.register_no in memorandum.history.first().history_change_reason
    assert contract_of(memorandum, by).register_no == "02/HĐ-2019"


def test_a_contract_older_than_its_memorandum_is_doubted(memorandum, by):
    assert len(doubts(contract_of(memorandum, by, signed_on=DAY - datetime.timedelta(days=1)))) == 1


# Verifying


def test_somebody_else_than_the_recorder_verifies(record, organizer, by):
    TeamMemberFactory.create_batch(2, organizer=organizer)
    agreement = record()
    with pytest.raises(ValidationError) as refusal:
        move_agreement(agreement=agreement, deed="verify", by=by)
    assert refusal.value.code == "self_verified"
    other = UserFactory()
    move_agreement(agreement=agreement, deed="verify", by=other)
    assert (agreement.verified_by, agreement.is_self_verified) == (other, False)


def test_in_a_team_of_two_the_recorder_verifies_and_that_is_marked(record, organizer, by):
    TeamMemberFactory(organizer=organizer)
    agreement = record()
    move_agreement(agreement=agreement, deed="verify", by=by)
    assert agreement.is_self_verified


# Removing


def test_a_draft_is_removed_with_its_rows_and_its_history_stays(record, by):
    draft = record(sign=False, lines=[line()])
    pk = draft.pk
    remove_agreement(agreement=draft, by=by)
    assert (Agreement.objects.count(), Party.objects.count(), AgreementLine.objects.count()) == (0, 0, 0)
    assert Agreement.history.filter(id=pk, history_type="-", history_user=by).exists()
    assert Party.history.filter(agreement_id=pk, history_type="-", history_user=by).count() == 2


@pytest.mark.parametrize("state", sorted(set(State) - {State.DRAFT}))
def test_nothing_else_is_removed(organizer, by, state):
    with pytest.raises(ValidationError):
        remove_agreement(agreement=signed(organizer, state=state), by=by)
