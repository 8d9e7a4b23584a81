"""The register: numbers without gaps, given once, after what came from elsewhere."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contracts.actions.agreements import move_agreement, save_agreement, supersede
from contracts.actions.register import note_numbers
from contracts.models import Agreement, AgreementLine, Kind, Party, PartyRole, RegisterCounter, State
from tests.at_once import at_once, shared_database
from tests.factories import AgreementFactory, EnterpriseFactory, OrganizerFactory, UserFactory, signed

DAY = datetime.date(2019, 3, 18)


def sides(organizer):
    both = (PartyRole.SELLER, PartyRole.BUYER)
    return [Party(role=role, enterprise=EnterpriseFactory(kept_by=organizer)) for role in both]


def paper(organizer, *, kind=Kind.SALES, day=DAY, lines=()):
    agreement = Agreement(organizer=organizer, kind=kind, signed_on=day, value_basis="not_stated")
    return save_agreement(agreement=agreement, parties=sides(organizer), lines=lines, by=UserFactory(), sign=True)


@pytest.mark.django_db
def test_each_kind_and_year_has_its_own_sequence(organizer):
    numbers = [
        paper(organizer).register_no,
        paper(organizer).register_no,
        paper(organizer, kind=Kind.MEMORANDUM).register_no,
        paper(organizer, kind=Kind.FRAMEWORK).register_no,
        paper(organizer, day=DAY.replace(year=2020)).register_no,
        paper(OrganizerFactory()).register_no,
    ]
    assert numbers == ["01/HĐ-2019", "02/HĐ-2019", "01/BBGN-2019", "01/HĐNT-2019", "01/HĐ-2020", "01/HĐ-2019"]


@pytest.mark.django_db
def test_a_draft_has_no_number_until_it_is_signed(organizer):
    draft = signed(organizer, state=State.DRAFT, register_no="", register_year=None)
    move_agreement(agreement=draft, deed="prepare", by=UserFactory())
    assert draft.register_no == ""
    move_agreement(agreement=draft, deed="sign", by=UserFactory())
    draft.refresh_from_db()
    assert (draft.register_no, draft.register_year) == ("01/HĐ-2019", 2019)


@pytest.mark.django_db
def test_a_refused_paper_leaves_no_gap(organizer):
    paper(organizer)
    wrong = AgreementLine(product_as_written="Gạo", amount=10**16)
    with pytest.raises(ValidationError):
        paper(organizer, lines=[wrong])
    assert paper(organizer).register_no == "02/HĐ-2019"


@pytest.mark.django_db
def test_a_void_paper_keeps_its_number_and_nobody_gets_it_again(organizer):
    first = paper(organizer)
    move_agreement(agreement=first, deed="void", by=UserFactory(), reason="Ghi nhầm")
    first.refresh_from_db()
    assert first.register_no == "01/HĐ-2019"
    assert paper(organizer).register_no == "02/HĐ-2019"


@pytest.mark.django_db
def test_a_number_that_came_from_elsewhere_is_passed_over(organizer):
    AgreementFactory(organizer=organizer, register_no="02/HĐ-2019")
    assert [paper(organizer).register_no for _ in range(2)] == ["01/HĐ-2019", "03/HĐ-2019"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("noted", "following"),
    [
        (["20/HĐ-2019", "03/HĐ-2019"], "21/HĐ-2019"),
        (["HĐ 7"], "08/HĐ-2019"),
        (["20190318"], "01/HĐ-2019"),
        (["không số"], "01/HĐ-2019"),
        ([], "01/HĐ-2019"),
    ],
)
def test_our_sequence_goes_on_after_the_highest_number_noted(organizer, noted, following):
    note_numbers(organizer=organizer, numbers=[(2019, Kind.SALES, number) for number in noted])
    assert paper(organizer).register_no == following


@pytest.mark.django_db
def test_noting_an_older_number_takes_nothing_back(organizer):
    note_numbers(organizer=organizer, numbers=[(2019, Kind.SALES, "20/HĐ-2019")])
    note_numbers(organizer=organizer, numbers=[(2019, Kind.SALES, "05/HĐ-2019")])
    assert RegisterCounter.objects.get(organizer=organizer).last == 20


@pytest.mark.django_db
def test_the_number_stays_when_the_day_is_corrected(organizer):
    agreement = paper(organizer)
    agreement.signed_on = DAY.replace(year=2018)
    save_agreement(agreement=agreement, parties=list(agreement.parties.all()), lines=[], by=UserFactory())
    assert (agreement.register_no, agreement.register_year) == ("01/HĐ-2019", 2019)


@pytest.mark.django_db
def test_the_kind_of_a_registered_paper_stays(organizer):
    agreement = paper(organizer)
    agreement.kind = Kind.FRAMEWORK
    with pytest.raises(ValidationError) as refusal:
        save_agreement(agreement=agreement, parties=list(agreement.parties.all()), lines=[], by=UserFactory())
    assert "kind" in refusal.value.message_dict


@pytest.mark.django_db
def test_the_database_itself_refuses_a_number_given_twice(organizer):
    kept = AgreementFactory(organizer=organizer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(organizer=organizer, register_no=kept.register_no)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_counter(organizer):
    RegisterCounter.objects.create(organizer=organizer, year=2019, kind=Kind.SALES)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCounter.objects.create(organizer=organizer, year=2019, kind=Kind.SALES)


@pytest.mark.django_db(transaction=True)
def test_papers_recorded_at_the_same_moment_get_numbers_without_gap_or_repeat(organizer, tmp_path):
    with shared_database(tmp_path):
        outcomes = at_once(*[lambda: [paper(organizer).register_no for _ in range(3)]] * 2)
        kept = at_once(lambda: sorted(Agreement.objects.values_list("register_no", flat=True)))[0]
    assert sorted(outcomes[0] + outcomes[1]) == kept == [f"0{n}/HĐ-2019" for n in range(1, 7)]


@pytest.mark.django_db(transaction=True)
def test_of_two_contracts_for_one_memorandum_one_is_recorded(organizer, tmp_path):
    memorandum = signed(organizer, kind=Kind.MEMORANDUM, register_no="01/BBGN-2019")
    by = UserFactory()

    def replace():
        contract = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=DAY)
        return supersede(
            memorandum=memorandum, contract=contract, parties=sides(organizer), lines=[], by=by, is_another=True
        )

    with shared_database(tmp_path):
        outcomes = at_once(replace, replace)
        kept = at_once(lambda: sorted(Agreement.objects.values_list("register_no", "state")))[0]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Agreement", "ValidationError"]
    assert kept == [("01/BBGN-2019", "superseded"), ("01/HĐ-2019", "signed")]
