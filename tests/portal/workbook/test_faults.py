"""Each fault that keeps a workbook out, and that every one is told once, with its place and the way out."""

import datetime
import io
import zipfile

import pytest

from events.models import Fair
from portal.workbook.columns import SHEETS
from tests.portal.workbook.books import (
    AGREEMENTS,
    BUYER,
    COMPANY,
    COOPERATIVE,
    ENTERPRISES,
    FAIRS,
    PARTICIPATIONS,
    PRODUCTS,
    brought_in,
    codes,
    looked_at,
    put,
    saved,
    small,
    spoiled,
)

pytestmark = pytest.mark.django_db


def faults(source, organizer) -> list[str]:
    checked = looked_at(source, organizer)
    assert checked.plan is None
    return codes(checked.faults)


def day(year, month, day_):
    return datetime.date(year, month, day_)


ONE_CELL = [
    # a cell that cannot do without
    (FAIRS, 2, "Tên hội chợ", None, "empty"),
    (FAIRS, 2, "Từ ngày", None, "empty"),
    (ENTERPRISES, 2, "Tên đơn vị", "   ", "empty"),
    (ENTERPRISES, 2, "Vai trò", None, "empty"),
    (PARTICIPATIONS, 2, "Mã hội chợ", None, "empty"),
    (AGREEMENTS, 2, "Số", None, "empty"),
    (AGREEMENTS, 2, "MST bên mua", None, "empty"),
    # wrong shapes
    (ENTERPRISES, 5, "Mã số thuế", "99002023", "tax_code_shape"),
    (ENTERPRISES, 5, "Mã số thuế", "9900202301-1", "tax_code_shape"),
    (ENTERPRISES, 5, "Mã số thuế", 99002023011, "tax_code_shape"),
    (ENTERPRISES, 2, "Email", "phuhoa@", "email_shape"),
    (ENTERPRISES, 2, "Tên đơn vị", "x" * 256, "too_long"),
    (ENTERPRISES, 2, "Tên đơn vị", "HTX _x0007_", "control_characters"),
    (FAIRS, 3, "Mã hội chợ", "///", "fair_code_shape"),
    (FAIRS, 3, "Mã hội chợ", "import", "fair_code_shape"),
    (AGREEMENTS, 2, "Số", day(2019, 12, 20), "date_not_text"),
    (PRODUCTS, 2, "Giá niêm yết (đồng)", "bốn mươi", "number_not_a_number"),
    (PRODUCTS, 2, "Giá niêm yết (đồng)", "1.5", "number_ambiguous"),
    (PRODUCTS, 2, "Giá niêm yết (đồng)", 40000.5, "dong_fraction"),
    (PRODUCTS, 2, "Giá niêm yết (đồng)", 10**16, "dong_large"),
    (AGREEMENTS, 2, "Số lượng", "0,0001", "quantity_decimals"),
    (PARTICIPATIONS, 2, "Số gian hàng", 1.5, "number_fraction"),
    (PARTICIPATIONS, 2, "Số gian hàng", 5000, "number_too_large"),
    (PARTICIPATIONS, 2, "Cần điện", "có thể", "yes_no"),
    # negative numbers
    (PRODUCTS, 2, "Giá niêm yết (đồng)", -1, "number_negative"),
    (PARTICIPATIONS, 2, "Số gian hàng", "-1", "number_negative"),
    (AGREEMENTS, 2, "Số lượng", -200, "number_negative"),
    (AGREEMENTS, 2, "Giá trị (đồng)", -8000000, "number_negative"),
    # days
    (FAIRS, 2, "Từ ngày", "30/02/2019", "day_impossible"),
    (FAIRS, 2, "Từ ngày", "tháng 3", "day_shape"),
    (FAIRS, 2, "Từ ngày", "14/3/19", "day_shape"),
    (FAIRS, 2, "Từ ngày", 43538, "day_shape"),
    (FAIRS, 2, "Từ ngày", "14/03/1019", "day_far"),
    (FAIRS, 2, "Đến ngày", day(2019, 3, 13), "days_reversed"),
    (AGREEMENTS, 2, "Ngày ký", day(2020, 5, 9), "signed_in_future"),
    (PRODUCTS, 2, "Ngày chứng nhận", day(2020, 5, 9), "certified_in_future"),
    # stars
    (PRODUCTS, 2, "Số sao", 2, "stars_range"),
    (PRODUCTS, 2, "Số sao", 6, "stars_range"),
    (PRODUCTS, 2, "Số sao", None, "stars_missing"),
    (PRODUCTS, 2, "Ngày chứng nhận", None, "certificate_day_missing"),
    # unknown words
    (FAIRS, 2, "Cấp", "Cấp trời", "unknown_level"),
    (ENTERPRISES, 2, "Loại hình", "Câu lạc bộ đêm", "unknown_legal_form"),
    (ENTERPRISES, 2, "Vai trò", "Khách", "unknown_role"),
    (PRODUCTS, 2, "Nhóm", "Điện tử", "unknown_group"),
    (AGREEMENTS, 2, "Loại", "Thư cảm ơn", "unknown_kind"),
    # unknown references
    (PARTICIPATIONS, 2, "Mã hội chợ", "HC19-09", "unknown_fair"),
    (PARTICIPATIONS, 2, "Mã số thuế", "9900209999", "unknown_enterprise"),
    (PARTICIPATIONS, 2, "Mã số thuế", "Hợp tác xã Lạ", "unknown_name"),
    (PRODUCTS, 4, "Mã số thuế", "9900209999", "unknown_enterprise"),
    (AGREEMENTS, 2, "MST bên mua", "9900209999", "unknown_enterprise"),
    (AGREEMENTS, 2, "MST bên mua", "Siêu thị Lạ", "unknown_name"),
    (AGREEMENTS, 2, "Mã hội chợ", "HC19-09", "unknown_fair"),
    (AGREEMENTS, 2, "Sản phẩm", "Rượu nếp", "unknown_product"),
    # figures and sides that contradict each other
    (AGREEMENTS, 2, "Giá trị (đồng)", 8000001, "value_mismatch"),
    (AGREEMENTS, 2, "MST bên mua", COOPERATIVE, "buyer_is_seller"),
    (ENTERPRISES, 2, "Mã số thuế", None, "tax_code_missing"),
    # formulas
    (AGREEMENTS, 2, "Giá trị (đồng)", "=H2*J2", "formula_without_value"),
    (AGREEMENTS, 2, "Giá trị (đồng)", "#REF!", "formula_error"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "heading", "value", "code"), ONE_CELL)
def test_one_wrong_cell_is_one_fault_with_its_place(organizer, sheet, row, heading, value, code):
    checked = looked_at(spoiled(sheet, row, heading, value), organizer)
    assert codes(checked.faults) == [code]
    fault = checked.faults[0]
    assert (fault.sheet, fault.row, fault.column) == (sheet, row, heading)
    assert fault.problem
    assert fault.remedy
    assert checked.plan is None


def test_a_fault_is_one_line_with_sheet_row_column_value_and_remedy(organizer):
    (fault,) = looked_at(spoiled(FAIRS, 2, "Cấp", "Cấp\ntrời"), organizer).faults
    line = fault.line()
    assert "\n" not in line
    for part in (FAIRS, "2", "Cấp", "“Cấp trời”", fault.problem, fault.remedy, "Cấp tỉnh"):
        assert part in line


def test_all_faults_are_told_in_one_pass(organizer):
    sheets = small()
    put(sheets, FAIRS, 2, "Cấp", "Cấp trời")
    put(sheets, ENTERPRISES, 3, "Email", "nobody")
    put(sheets, PRODUCTS, 2, "Số sao", 9)
    put(sheets, PARTICIPATIONS, 3, "Số gian hàng", -1)
    put(sheets, AGREEMENTS, 2, "Giá trị (đồng)", 1)
    put(sheets, AGREEMENTS, 3, "Ngày ký", "31/11/2019")
    assert faults(sheets, organizer) == [
        "unknown_level", "email_shape", "stars_range", "number_negative", "value_mismatch", "day_impossible",
    ]  # fmt: skip


class TestDoubles:
    @pytest.mark.parametrize(
        ("sheet", "code"),
        [
            (FAIRS, "twice_fair"),
            (ENTERPRISES, "twice_enterprise"),
            (PRODUCTS, "twice_product"),
            (PARTICIPATIONS, "twice_participation"),
            (AGREEMENTS, "twice_agreement"),
        ],
    )
    def test_the_same_row_twice_is_a_fault_that_names_the_first(self, organizer, sheet, code):
        sheets = small()
        sheets[sheet].append(sheets[sheet][1])
        (fault,) = looked_at(sheets, organizer).faults
        assert (fault.code, fault.sheet, fault.row) == (code, sheet, len(sheets[sheet]))
        assert fault.params["first"] == 2

    def test_codes_and_names_are_the_same_past_case_and_marks(self, organizer):
        sheets = small()
        sheets[FAIRS].append(["hc19-01", *sheets[FAIRS][1][1:]])
        sheets[PRODUCTS].append([COOPERATIVE, "GAO THOM", *sheets[PRODUCTS][1][2:]])
        sheets[AGREEMENTS].append(["20/HD-2019", *sheets[AGREEMENTS][1][1:]])
        assert faults(sheets, organizer) == ["twice_fair", "twice_product", "twice_agreement"]

    def test_codes_that_would_share_an_address_are_a_fault(self, organizer):
        sheets = put(small(), FAIRS, 3, "Mã hội chợ", "HC19.01")
        put(sheets, PARTICIPATIONS, 4, "Mã hội chợ", "HC19.01")
        put(sheets, FAIRS, 2, "Mã hội chợ", "HC1901")
        assert "code_alike" in faults(sheets, organizer)

    def test_the_same_group_without_a_tax_code_twice_is_a_fault(self, organizer):
        sheets = small()
        sheets[ENTERPRISES].append(sheets[ENTERPRISES][3])
        assert faults(sheets, organizer) == ["twice_name"]

    def test_a_number_may_come_again_with_another_kind_or_year(self, organizer):
        sheets = small()
        row = sheets[AGREEMENTS][1]
        sheets[AGREEMENTS].append([row[0], "Hợp đồng nguyên tắc", *row[2:]])
        sheets[AGREEMENTS].append([row[0], row[1], day(2020, 1, 5), *row[3:]])
        assert looked_at(sheets, organizer).faults == []


class TestFollowOn:
    def test_an_enterprise_whose_own_code_is_wrong_is_told_once(self, organizer):
        sheets = put(small(), ENTERPRISES, 2, "Mã số thuế", "99002019I8")
        assert faults(sheets, organizer) == ["tax_code_shape"]

    def test_a_fair_whose_own_code_is_wrong_is_told_once(self, organizer):
        sheets = put(small(), FAIRS, 2, "Mã hội chợ", None)
        assert faults(sheets, organizer) == ["empty"]

    def test_an_unknown_code_that_comes_often_is_told_once_and_counted(self, organizer):
        sheets = small()
        for row in (2, 3):
            put(sheets, PARTICIPATIONS, row, "Mã hội chợ", "HC19-77")
        put(sheets, AGREEMENTS, 2, "Mã hội chợ", "HC19-77")
        (fault,) = looked_at(sheets, organizer).faults
        assert (fault.code, fault.sheet, fault.row, fault.more) == ("unknown_fair", PARTICIPATIONS, 2, 2)
        assert f"{AGREEMENTS} 2" in fault.line()

    def test_an_unknown_word_that_comes_often_is_told_once(self, organizer):
        sheets = small()
        for row in (2, 3):
            put(sheets, PRODUCTS, row, "Nhóm", "Điện tử")
        assert faults(sheets, organizer) == ["unknown_group"]

    def test_a_wrong_figure_is_not_also_a_wrong_product_of_the_two(self, organizer):
        assert faults(spoiled(AGREEMENTS, 2, "Số lượng", "nhiều"), organizer) == ["number_not_a_number"]

    def test_a_product_misspelt_on_its_own_sheet_is_told_where_it_is_missed(self, organizer):
        assert faults(spoiled(PRODUCTS, 2, "Tên sản phẩm", None), organizer) == ["empty"]


class TestSheets:
    @pytest.mark.parametrize("sheet", [FAIRS, ENTERPRISES, PRODUCTS, PARTICIPATIONS, AGREEMENTS])
    def test_a_missing_sheet_is_one_fault(self, organizer, sheet):
        sheets = small()
        del sheets[sheet]
        assert faults(sheets, organizer) == ["sheet_missing"]

    @pytest.mark.parametrize(
        ("kind", "column"), [(kind, column) for kind in SHEETS for column in kind.columns if column.wanted],
        ids=lambda part: getattr(part, "name", None) or part.field,
    )  # fmt: skip
    def test_a_missing_column_is_one_fault(self, organizer, kind, column):
        sheets = small()
        rows = sheets[kind.vi]
        index = rows[0].index(column.vi)
        for row in rows:
            del row[index]
        checked = looked_at(sheets, organizer)
        assert codes(checked.faults) == ["column_missing"]
        assert checked.faults[0].params["title"] == column.title
        assert checked.plan is None

    def test_a_sheet_without_headings_says_which_are_wanted(self, organizer):
        sheets = small()
        del sheets[AGREEMENTS][0]
        (fault,) = looked_at(sheets, organizer).faults
        assert (fault.code, fault.sheet) == ("header_missing", AGREEMENTS)
        assert "MST bên bán" in fault.remedy

    def test_the_same_column_or_sheet_twice_is_a_fault(self, organizer):
        sheets = small()
        sheets[FAIRS][0].append("Tên phiên chợ")
        assert faults(sheets, organizer) == ["column_twice"]
        sheets = small()
        sheets["Hợp đồng"] = [sheets[AGREEMENTS][0]]
        assert faults(sheets, organizer) == ["sheet_twice"]

    def test_what_is_not_known_is_passed_over_with_a_warning(self, organizer):
        sheets = small()
        sheets["Ghi chú"] = [["Nhớ gọi lại"]]
        sheets[FAIRS][0].append("Người ghi")
        checked = looked_at(sheets, organizer)
        assert checked.faults == []
        assert codes(checked.warnings) == ["sheet_ignored", "column_ignored"]

    def test_a_sheet_with_headings_alone_is_no_fault(self, organizer):
        sheets = {title: rows[:1] for title, rows in small().items()}
        checked = looked_at(sheets, organizer)
        assert checked.faults == []
        assert checked.plan.size == 0


class TestFiles:
    @pytest.mark.parametrize("content", [b"", b"Ma;Ten\r\n", b"%PDF-1.7", b"PK\x03\x04 cut off"])
    def test_a_file_that_is_no_workbook_is_a_fault(self, organizer, content):
        (fault,) = looked_at(io.BytesIO(content), organizer).faults
        assert fault.code == "unreadable"
        assert fault.line()

    def test_a_zip_bomb_is_a_fault(self, organizer):
        source = saved(small())
        with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/media/zeros", b"\0" * 20_000_000)
        assert faults(source, organizer) == ["unreadable"]

    def test_a_workbook_of_other_sheets_lacks_all_five(self, organizer):
        assert faults({"Sheet1": [["x"]]}, organizer) == ["sheet_missing"] * 5

    def test_more_rows_than_can_be_held_are_a_fault(self, organizer, monkeypatch):
        monkeypatch.setattr("portal.workbook.reading.MAX_ROWS", 5)
        assert "too_many_rows" in faults(small(), organizer)


class TestWarnings:
    def test_a_wrong_check_digit_only_warns(self, organizer):
        sheets = small()
        for sheet, row, heading in (
            (ENTERPRISES, 5, "Mã số thuế"),
            (AGREEMENTS, 2, "MST bên mua"),
            (AGREEMENTS, 3, "MST bên mua"),
        ):
            put(sheets, sheet, row, heading, "9900202302")
        checked = looked_at(sheets, organizer)
        assert checked.faults == []
        assert codes(checked.warnings) == ["tax_code_check"]

    def test_nine_digits_get_their_zero_back(self, organizer):
        sheets = small()
        put(sheets, ENTERPRISES, 5, "Mã số thuế", 300100037)
        put(sheets, AGREEMENTS, 2, "MST bên mua", "0300100037")
        put(sheets, AGREEMENTS, 3, "MST bên mua", "300100037")
        checked = looked_at(sheets, organizer)
        assert checked.faults == []
        zeros = [warning for warning in checked.warnings if warning.code == "tax_code_zero"]
        assert [(warning.sheet, warning.row, warning.more) for warning in zeros] == [(ENTERPRISES, 5, 1)]
        assert checked.plan.parts["enterprises"].new[3].tax_code == "0300100037"

    def test_a_province_that_is_not_known_is_taken_as_written(self, organizer):
        checked = looked_at(spoiled(ENTERPRISES, 2, "Tỉnh", "Phù Tang"), organizer)
        assert (codes(checked.faults), codes(checked.warnings)) == ([], ["unknown_province"])

    def test_an_empty_value_is_not_made_up(self, organizer):
        checked = looked_at(spoiled(AGREEMENTS, 2, "Giá trị (đồng)", None), organizer)
        assert (codes(checked.faults), codes(checked.warnings)) == ([], ["value_empty"])
        assert checked.plan.parts["agreements"].new[0].value is None

    def test_two_numbers_in_a_telephone_cell_are_taken_as_written(self, organizer):
        checked = looked_at(spoiled(ENTERPRISES, 2, "Điện thoại", "0900100871, 0900100872"), organizer)
        assert (codes(checked.faults), codes(checked.warnings)) == ([], ["phone_odd"])

    def test_a_telephone_number_is_kept_in_one_form(self, organizer):
        checked = looked_at(spoiled(ENTERPRISES, 2, "Điện thoại", 900100871), organizer)
        assert checked.warnings == []
        assert checked.plan.parts["enterprises"].new[0].phone == "0900100871"


def test_a_fault_leaves_the_records_as_they_were(organizer):
    looked_at(spoiled(AGREEMENTS, 2, "MST bên mua", BUYER + "1"), organizer)
    assert not Fair.objects.exists()


def test_what_the_organizer_keeps_already_may_be_referred_to(organizer):
    brought_in(small(), organizer)
    sheets = {title: rows[:1] for title, rows in small().items()}
    sheets[AGREEMENTS] = [
        small()[AGREEMENTS][0],
        ["22/HĐ-2019", "HĐ", "01/04/2019", COMPANY, BUYER, "hc19-02", "bánh pía", 1, "hộp", 5000, 5000],
    ]
    assert looked_at(sheets, organizer).faults == []
