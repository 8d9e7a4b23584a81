"""Entering and changing cards: what is normalised, refused, warned of."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.history import Stale
from enterprises.actions.enterprises import LooksAlike, doubts, save_enterprise
from enterprises.models import Enterprise, LegalForm, Province
from tests.factories import EnterpriseFactory, OrganizerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def card(organizer, **fields) -> Enterprise:
    return Enterprise(kept_by=organizer, **{"legal_name": "Hợp tác xã Ánh Dương"} | fields)


def test_a_card_is_kept_with_its_history(organizer, by):
    saved = save_enterprise(enterprise=card(organizer), by=by)
    entry = saved.history.get()
    assert (entry.history_type, entry.history_user) == ("+", by)


def test_a_tax_code_is_kept_without_what_people_type_around_it(organizer, by):
    saved = save_enterprise(enterprise=card(organizer, tax_code=" 9900 201 918 "), by=by)
    assert saved.tax_code == "9900201918"


@pytest.mark.parametrize("written", ["123", "99002019181", "99002019AB", "9900201918-1"])
def test_a_tax_code_of_a_wrong_shape_is_refused(organizer, by, written):
    with pytest.raises(ValidationError) as refusal:
        save_enterprise(enterprise=card(organizer, tax_code=written), by=by)
    assert "tax_code" in refusal.value.message_dict
    assert not Enterprise.objects.exists()


def test_a_wrong_check_digit_is_kept_and_doubted(organizer, by):
    saved = save_enterprise(enterprise=card(organizer, tax_code="9900201917"), by=by)
    assert Enterprise.objects.get().tax_code == "9900201917"
    assert len(doubts(saved)) == 1


def test_a_right_tax_code_raises_no_doubt(organizer, by):
    assert doubts(save_enterprise(enterprise=card(organizer, tax_code="9900201918"), by=by)) == []


def test_a_missing_tax_code_is_doubted_unless_the_legal_form_may_lack_one(organizer, by):
    group = LegalForm.objects.get(code="cooperative-group")
    firm = LegalForm.objects.get(code="llc")
    assert doubts(save_enterprise(enterprise=card(organizer, legal_form=group), by=by)) == []
    assert len(doubts(save_enterprise(enterprise=card(organizer, legal_name="Công ty B", legal_form=firm), by=by))) == 1


def test_a_phone_is_kept_in_one_form(organizer, by):
    first = save_enterprise(enterprise=card(organizer, phone="0912 345 678"), by=by)
    second = save_enterprise(
        enterprise=card(organizer, legal_name="Công ty B", phone="+84912345678"), by=by, is_another=True
    )
    assert first.phone == second.phone


def test_the_province_of_today_is_found_from_the_written_one(organizer, by):
    saved = save_enterprise(enterprise=card(organizer, province_as_written="Tỉnh Sóc Trăng"), by=by)
    assert saved.province.code == "92"
    assert saved.province_as_written == "Tỉnh Sóc Trăng"


def test_a_province_that_was_chosen_is_left(organizer, by):
    chosen = Province.objects.get(code="79")
    saved = save_enterprise(enterprise=card(organizer, province_as_written="Sóc Trăng", province=chosen), by=by)
    assert saved.province == chosen


def test_a_second_card_with_the_same_tax_code_is_refused(organizer, by):
    save_enterprise(enterprise=card(organizer, tax_code="9900201918"), by=by)
    second = card(organizer, legal_name="Công ty B", tax_code="9900201918")
    with pytest.raises(LooksAlike):
        save_enterprise(enterprise=second, by=by)
    with pytest.raises(ValidationError, match="tax code"):
        save_enterprise(enterprise=second, by=by, is_another=True)


def test_the_database_itself_refuses_a_second_card_with_the_same_tax_code(organizer):
    EnterpriseFactory(kept_by=organizer, tax_code="9900201918")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnterpriseFactory(kept_by=organizer, tax_code="9900201918")


def test_a_rival_between_check_and_write_is_told_as_a_double(organizer, by):
    late = card(organizer, tax_code="9900201918")
    check = late.full_clean

    def check_and_lose_the_race(*args, **kwargs):
        check(*args, **kwargs)
        late.full_clean = check
        EnterpriseFactory(kept_by=organizer, tax_code="9900201918", legal_name="Công ty B")

    late.full_clean = check_and_lose_the_race
    with pytest.raises(ValidationError, match="tax code"):
        save_enterprise(enterprise=late, by=by)
    assert not Enterprise.objects.filter(legal_name=late.legal_name).exists()


def test_another_organizer_keeps_its_own_card_of_the_same_enterprise(organizer, by):
    save_enterprise(enterprise=card(organizer, tax_code="9900201918"), by=by)
    save_enterprise(enterprise=card(OrganizerFactory(), tax_code="9900201918"), by=by)
    assert Enterprise.objects.filter(tax_code="9900201918").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"legal_name": "HOP TAC XA ANH DUONG"},
        {"legal_name": "Công ty B", "phone": "+84 912 345 678"},
        {"legal_name": "Công ty B", "email": "Lienhe@Example.com"},
    ],
)
def test_the_same_name_phone_or_email_is_noticed(organizer, by, fields):
    kept = save_enterprise(enterprise=card(organizer, phone="0912345678", email="lienhe@example.com"), by=by)
    with pytest.raises(LooksAlike) as notice:
        save_enterprise(enterprise=card(organizer, **fields), by=by)
    assert notice.value.cards == [kept]
    assert save_enterprise(enterprise=card(organizer, **fields), by=by, is_another=True).pk


@pytest.mark.parametrize("name", ["Hợp tác xã Ánh", "Hợp tác xã Ánh Dương 2", "Ánh Dương"])
def test_a_name_that_only_begins_alike_is_no_double(organizer, by, name):
    save_enterprise(enterprise=card(organizer), by=by)
    assert save_enterprise(enterprise=card(organizer, legal_name=name), by=by).pk


def test_a_card_does_not_look_like_itself_nor_like_another_organizers(organizer, by):
    EnterpriseFactory(legal_name="Hợp tác xã Ánh Dương")
    saved = save_enterprise(enterprise=card(organizer), by=by)
    assert save_enterprise(enterprise=saved, by=by) == saved


def test_two_cards_without_phone_and_email_do_not_look_alike(organizer, by):
    save_enterprise(enterprise=card(organizer), by=by)
    assert save_enterprise(enterprise=card(organizer, legal_name="Công ty B"), by=by).pk


def test_a_change_over_a_newer_version_is_refused(organizer, by):
    saved = save_enterprise(enterprise=card(organizer), by=by)
    stale = Enterprise.objects.get(pk=saved.pk)
    saved.trade_name = "Ánh Dương"
    save_enterprise(enterprise=saved, by=by)
    stale.trade_name = "Khác"
    with pytest.raises(Stale):
        save_enterprise(enterprise=stale, by=by)
    assert Enterprise.objects.get().trade_name == "Ánh Dương"
