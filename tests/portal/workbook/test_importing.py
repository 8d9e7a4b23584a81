"""What an import writes, what it leaves alone, and that it is whole or nothing."""

import datetime

import pytest
from django.db import IntegrityError

from accounts.models import Organizer
from common import history
from contracts.actions.register import next_number
from contracts.models import Agreement, AgreementLine, Grade, Kind, Party, SignedWhen, State, ValueBasis
from enterprises.models import Enterprise, OcopCertificate, Product
from events.models import Fair, FairRole, FairState, Participation, ParticipationState
from portal.workbook.writing import Outdated, import_workbook
from tests.factories import OrganizerFactory, UserFactory
from tests.portal.workbook.books import (
    AGREEMENTS,
    BUYER,
    COMPANY,
    COOPERATIVE,
    ENTERPRISES,
    FAIRS,
    GROUP,
    PARTICIPATIONS,
    PRODUCTS,
    brought_in,
    codes,
    counted,
    looked_at,
    put,
    small,
    spoiled,
    written,
)

pytestmark = pytest.mark.django_db


def agreement(organizer: Organizer) -> Agreement:
    return Agreement.objects.get(organizer=organizer, register_no="20/HĐ-2019")


class TestWhatIsWritten:
    def test_an_agreement_is_signed_and_stands_on_the_register(self, organizer):
        brought_in(small(), organizer)
        contract = agreement(organizer)
        assert (contract.state, contract.grade, contract.kind) == (State.SIGNED, Grade.REGISTER, Kind.SALES)
        assert (contract.register_year, contract.signed_when) == (2019, SignedWhen.AT)
        assert (contract.value_basis, contract.value) == (ValueBasis.STATED, 8_000_000)
        line = contract.lines.get()
        assert (line.product.name, line.quantity, line.unit_price, line.amount) == ("Gạo thơm", 200, 40_000, 8_000_000)
        assert [str(party) for party in contract.parties.order_by("-role")] == [
            "Hợp tác xã Phú Hòa",
            "Siêu thị Miền Tây",
        ]

    def test_a_memorandum_without_a_value_has_none(self, organizer):
        brought_in(small(), organizer)
        memorandum = Agreement.objects.get(register_no="21/BBGN-2019")
        assert (memorandum.value_basis, memorandum.value) == (ValueBasis.NOT_STATED, None)

    def test_another_provinces_fair_is_attended_and_ours_is_hosted(self, organizer):
        brought_in(small(), organizer)
        assert dict(Fair.objects.values_list("code", "role")) == {
            "HC19-01": FairRole.HOSTED,
            "HC19-02": FairRole.ATTENDED,
        }

    def test_a_buyer_need_not_take_part(self, organizer):
        brought_in(small(), organizer)
        assert not Participation.objects.filter(enterprise__tax_code=BUYER).exists()

    def test_a_fair_that_is_over_was_held_and_its_exhibitors_took_part(self, organizer):
        sheets = put(small(), FAIRS, 3, "Từ ngày", datetime.date(2020, 6, 1))
        brought_in(put(sheets, FAIRS, 3, "Đến ngày", datetime.date(2020, 6, 5)), organizer)
        assert dict(Fair.objects.values_list("code", "state")) == {
            "HC19-01": FairState.HELD,
            "HC19-02": FairState.PLANNED,
        }
        assert set(Participation.objects.filter(fair__code="HC19-02").values_list("state", flat=True)) == {
            ParticipationState.EXPECTED
        }

    def test_a_certificate_expires_by_the_rules_of_its_day(self, organizer):
        brought_in(small(), organizer)
        paper = OcopCertificate.objects.get(product__name="Gạo thơm")
        assert (paper.stars, paper.expires_on, paper.rule_set.code) == (4, datetime.date(2022, 12, 20), "1048-2019")

    def test_a_group_without_a_tax_code_is_named(self, organizer):
        brought_in(small(), organizer)
        assert Product.objects.get(name="Mắm bò hóc").enterprise.legal_name == GROUP

    def test_an_agency_may_be_a_party_by_its_name(self, organizer):
        sheets = spoiled(AGREEMENTS, 3, "MST bên mua", "Sở Công Thương tỉnh Sóc Trăng")
        assert codes(brought_in(sheets, organizer).warnings) == ["agency_taken"]
        party = Party.objects.get(agreement__kind=Kind.MEMORANDUM, role="buyer")
        assert (party.agency_name, party.enterprise) == ("Sở Công Thương tỉnh Sóc Trăng", None)

    def test_an_agency_with_a_card_is_that_card(self, organizer):
        sheets = small()
        sheets[ENTERPRISES].append(
            [None, "Sở Công Thương", "Cơ quan nhà nước", None, None, None, None, None, None, "Cơ quan"]
        )
        put(sheets, AGREEMENTS, 3, "MST bên mua", "SỞ CÔNG THƯƠNG")
        assert brought_in(sheets, organizer).warnings == []
        assert Party.objects.get(agreement__kind=Kind.MEMORANDUM, role="buyer").enterprise.usual_role == "agency"

    def test_every_record_has_its_history_with_the_workbooks_name(self, organizer):
        person = UserFactory()
        brought_in(small(), organizer, by=person)
        for model in (Fair, Enterprise, Product, OcopCertificate, Participation, Agreement, Party, AgreementLine):
            assert model.objects.exists()
            for record in model.objects.all():
                row = record.history.get()
                assert (row.history_type, row.history_user) == ("+", person)
                assert "so.xlsx" in row.history_change_reason
        assert agreement(organizer).recorded_by == person

    def test_it_belongs_to_the_organizer_alone(self, organizer):
        other = OrganizerFactory()
        brought_in(small(), organizer)
        brought_in(small(), other)
        assert written(organizer) == written(other)
        assert Enterprise.objects.count() == 8

    def test_our_own_numbers_go_on_after_those_of_the_workbook(self, organizer):
        brought_in(small(), organizer)
        assert agreement(organizer).register_no == "20/HĐ-2019"
        assert next_number(organizer=organizer, year=2019, kind=Kind.SALES).startswith("21/")
        assert next_number(organizer=organizer, year=2019, kind=Kind.MEMORANDUM).startswith("22/")
        assert next_number(organizer=organizer, year=2020, kind=Kind.SALES).startswith("01/")


class TestTheSameFileAgain:
    def test_changes_nothing(self, organizer):
        brought_in(small(), organizer)
        before, versions = written(organizer), list(Enterprise.objects.values_list("pk", "version"))
        again = brought_in(small(), organizer)
        assert again.plan.size == 0
        assert counted(again) == {
            "fairs": (0, 0, 2, 0), "enterprises": (0, 0, 4, 0), "products": (0, 0, 3, 0),
            "participations": (0, 0, 3, 0), "agreements": (0, 0, 2, 0),
        }  # fmt: skip
        assert written(organizer) == before
        assert list(Enterprise.objects.values_list("pk", "version")) == versions
        assert Enterprise.history.count() == 4

    def test_a_blank_cell_says_nothing_of_what_is_kept(self, organizer):
        brought_in(small(), organizer)
        sheets = spoiled(ENTERPRISES, 2, "Điện thoại", None)
        put(sheets, AGREEMENTS, 2, "Đơn giá (đồng)", None)
        put(sheets, PRODUCTS, 2, "Giá niêm yết (đồng)", None)
        assert brought_in(sheets, organizer).plan.size == 0

    def test_rows_that_are_missing_are_left_and_listed(self, organizer):
        brought_in(small(), organizer)
        sheets = small()
        del sheets[PARTICIPATIONS][3]
        del sheets[AGREEMENTS][2]
        checked = brought_in(sheets, organizer)
        assert checked.plan.parts["participations"].missing == ["HC19-02 · Hợp tác xã Phú Hòa"]
        assert checked.plan.parts["agreements"].missing_count == 1
        assert Participation.objects.count() == 3
        assert Agreement.objects.count() == 2


class TestALaterFile:
    @pytest.mark.parametrize(
        ("sheet", "row", "heading", "value", "record", "field"),
        [
            (FAIRS, 2, "Tên hội chợ", "Hội chợ Oóc Om Bóc", Fair, "name"),
            (FAIRS, 3, "Đến ngày", datetime.date(2019, 6, 7), Fair, "ends_on"),
            (ENTERPRISES, 3, "Tên đơn vị", "Công ty Hưng Phước mới", Enterprise, "legal_name"),
            (ENTERPRISES, 3, "Điện thoại", "0912 345 678", Enterprise, "phone"),
            (PRODUCTS, 2, "Giá niêm yết (đồng)", 45000, Product, "list_price"),
            (PRODUCTS, 2, "Tên sản phẩm", "GẠO THƠM", Product, "name"),
            (PRODUCTS, 2, "Số sao", 5, OcopCertificate, "stars"),
            (PARTICIPATIONS, 2, "Số gian hàng", 3, Participation, "booths_as_reported"),
            (AGREEMENTS, 2, "Ngày ký", datetime.date(2019, 3, 17), Agreement, "signed_on"),
            (AGREEMENTS, 2, "Mã hội chợ", "HC19-02", Agreement, "fair_id"),
            (AGREEMENTS, 2, "Đơn vị tính", "bao", AgreementLine, "unit"),
        ],
    )
    def test_changes_what_it_says_anew_and_nothing_else(self, organizer, sheet, row, heading, value, record, field):
        brought_in(small(), organizer)
        sheets = spoiled(sheet, row, heading, value)
        checked = brought_in(sheets, organizer)
        changes = [change for part in checked.plan.parts.values() for change in part.changed]
        assert [change.row for change in changes] == [row]
        assert field in changes[0].edits[0].values
        assert record.history.filter(history_type="~").count() == 1
        assert looked_at(sheets, organizer).plan.size == 0

    def test_a_day_of_certificate_that_is_mended_makes_no_second_certificate(self, organizer):
        brought_in(small(), organizer)
        brought_in(spoiled(PRODUCTS, 2, "Ngày chứng nhận", datetime.date(2019, 12, 2)), organizer)
        paper = OcopCertificate.objects.get(product__name="Gạo thơm")
        assert (paper.issued_on, paper.expires_on) == (datetime.date(2019, 12, 2), datetime.date(2022, 12, 2))

    def test_a_certificate_of_a_later_year_is_a_new_one(self, organizer):
        brought_in(small(), organizer)
        brought_in(spoiled(PRODUCTS, 2, "Ngày chứng nhận", datetime.date(2020, 3, 2)), organizer)
        assert OcopCertificate.objects.filter(product__name="Gạo thơm").count() == 2

    def test_seller_and_buyer_may_change_places(self, organizer):
        brought_in(small(), organizer)
        sheets = spoiled(AGREEMENTS, 3, "MST bên bán", BUYER)
        put(sheets, AGREEMENTS, 3, "MST bên mua", COMPANY)
        put(sheets, AGREEMENTS, 3, "Sản phẩm", None)
        brought_in(sheets, organizer)
        parties = Party.objects.filter(agreement__kind=Kind.MEMORANDUM)
        assert dict(parties.values_list("role", "enterprise__tax_code")) == {"seller": BUYER, "buyer": COMPANY}
        assert set(parties.values_list("agency_name", flat=True)) == {""}

    def test_moving_a_fair_moves_what_was_signed_at_it(self, organizer):
        brought_in(small(), organizer)
        sheets = spoiled(FAIRS, 2, "Đến ngày", datetime.date(2019, 3, 16))
        brought_in(sheets, organizer)
        assert agreement(organizer).signed_when == SignedWhen.AFTER

    def test_an_agreement_that_has_gone_further_is_left_with_a_warning(self, organizer):
        brought_in(small(), organizer)
        contract = agreement(organizer)
        contract.state = State.VERIFIED
        history.save(contract, by=None)
        sheets = spoiled(AGREEMENTS, 2, "Ngày ký", datetime.date(2019, 3, 15))
        checked = brought_in(sheets, organizer)
        assert codes(checked.warnings) == ["agreement_settled"]
        assert checked.plan.size == 0
        assert agreement(organizer).signed_on == datetime.date(2019, 3, 18)


class TestWholeOrNothing:
    def test_an_error_in_the_middle_leaves_nothing(self, organizer, monkeypatch):
        real, seen = history.bulk_create, []

        def breaks_at_parties(records, **kwargs):
            seen.append(type(records[0]))
            if seen[-1] is Party:
                raise IntegrityError("disk")
            real(records, **kwargs)

        checked = looked_at(small(), organizer)
        monkeypatch.setattr(history, "bulk_create", breaks_at_parties)
        with pytest.raises(Outdated):
            import_workbook(organizer=organizer, by=None, plan=checked.plan, source="so.xlsx")
        assert Agreement in seen
        for rows in written(organizer).values():
            assert rows == []

    def test_of_two_imports_at_the_same_moment_one_wins(self, organizer):
        first, second = looked_at(small(), organizer), looked_at(small(), organizer)
        import_workbook(organizer=organizer, by=None, plan=first.plan, source="so.xlsx")
        before = written(organizer)
        with pytest.raises(Outdated):
            import_workbook(organizer=organizer, by=None, plan=second.plan, source="so.xlsx")
        assert written(organizer) == before

    def test_two_imports_do_not_enter_a_group_without_tax_code_twice(self, organizer):
        sheets = {title: rows[:1] for title, rows in small().items()}
        sheets[ENTERPRISES].append(small()[ENTERPRISES][3])
        first, second = looked_at(sheets, organizer), looked_at(sheets, organizer)
        import_workbook(organizer=organizer, by=None, plan=first.plan, source="so.xlsx")
        with pytest.raises(Outdated):
            import_workbook(organizer=organizer, by=None, plan=second.plan, source="so.xlsx")
        assert Enterprise.objects.count() == 1

    def test_a_record_changed_after_the_check_is_not_overwritten(self, organizer):
        brought_in(small(), organizer)
        checked = looked_at(spoiled(ENTERPRISES, 2, "Địa chỉ", "Ấp 9"), organizer)
        card = Enterprise.objects.get(tax_code=COOPERATIVE)
        card.address_as_written = "Ấp 5"
        history.save(card, by=None)
        with pytest.raises(Outdated):
            import_workbook(organizer=organizer, by=None, plan=checked.plan, source="so.xlsx")
        card.refresh_from_db()
        assert card.address_as_written == "Ấp 5"
