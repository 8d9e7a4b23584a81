import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import SheetSpec, open_workbook, write_csv, write_workbook
from common.text import has_control

RUNNING = ["=1+1", "+84900100871", "-5", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]

texts = st.text(max_size=50).filter(lambda text: not has_control(text))
values = (
    texts
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e12, 1e12, allow_subnormal=False)
    | st.dates(date(1901, 1, 1), date(2100, 12, 31))
    | st.booleans()
    | st.none()
)


def written(*specs: SheetSpec) -> io.BytesIO:
    target = io.BytesIO()
    write_workbook(target, specs)
    return target


def in_excel(*specs: SheetSpec) -> openpyxl.Workbook:
    """What was written, as another reader sees it."""
    return openpyxl.load_workbook(written(*specs))


def one_cell(value, **options):
    return in_excel(SheetSpec("S", ["A"], [[value]], **options)).active["A2"]


class TestCells:
    @pytest.mark.parametrize("text", RUNNING)
    def test_no_text_becomes_a_formula(self, text):
        cell = one_cell(text)
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")

    def test_no_heading_becomes_a_formula(self):
        assert in_excel(SheetSpec("S", ["=1+1"], [])).active["A1"].data_type == "s"

    def test_days_are_real_days(self):
        cell = one_cell(date(2019, 3, 14))
        assert (cell.value, cell.number_format) == (datetime(2019, 3, 14), "dd/mm/yyyy")

    def test_moments_are_written_in_local_time(self):
        moment = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
        cell = one_cell(moment)
        assert cell.value == moment.astimezone().replace(tzinfo=None)
        assert cell.number_format == "dd/mm/yyyy hh:mm"

    def test_amounts_are_whole_numbers_in_groups(self):
        cell = one_cell(1_376_000_000)
        assert (cell.value, cell.number_format) == (1_376_000_000, "#,##0")

    def test_quantities_keep_their_decimals(self):
        cell = one_cell(Decimal("1.500"))
        assert (cell.value, cell.number_format) == (1.5, "#,##0.0##")

    def test_a_number_that_a_spreadsheet_would_round_is_text(self):
        assert one_cell(10**15).value == 10**15
        assert one_cell(10**15 + 1).value == "1000000000000001"

    def test_a_day_before_excels_calendar_is_text(self):
        assert one_cell(date(1899, 5, 1)).value == "01/05/1899"

    def test_the_format_of_a_column_can_be_given(self):
        assert one_cell(2019, number_formats={0: "0"}).number_format == "0"

    def test_control_characters_are_left_out_and_markup_is_text(self):
        assert one_cell('a\x00\x0bb\ud800\r\n<c> & "d"').value == 'ab\n<c> & "d"'

    def test_text_is_cut_at_what_a_cell_holds(self):
        assert len(one_cell("a" * 40_000).value) == 32_767


class TestSheets:
    def test_the_first_row_is_bold_stays_in_view_and_filters(self):
        sheet = in_excel(SheetSpec("S", ["A", "B"], [[1, 2], [3, 4]])).active
        assert sheet["A1"].font.bold
        assert not sheet["A2"].font.bold
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:B3"

    def test_titles_are_made_legal_and_unique(self):
        title = "Hợp đồng [2019]: bên bán/bên mua \\ *?"
        titles = in_excel(*(SheetSpec(title, ["A"], []) for _ in range(3))).sheetnames
        assert titles == [
            "Hợp đồng 2019 bên bán bên mua",
            "Hợp đồng 2019 bên bán bên m (2)",
            "Hợp đồng 2019 bên bán bên m (3)",
        ]
        assert in_excel(SheetSpec("'?'", ["A"], []), SheetSpec("sheet", ["A"], [])).sheetnames == [
            "Sheet",
            "sheet (2)",
        ]

    def test_columns_are_as_wide_as_their_text(self):
        sheet = in_excel(SheetSpec("S", ["A", "B", "C"], [["x", "y" * 30, "z" * 300]], widths={0: 44})).active
        assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [44, 32, 60]

    def test_rows_are_taken_one_at_a_time_and_let_go(self, tmp_path):
        tracemalloc.start()
        write_workbook(str(tmp_path / "a.xlsx"), [SheetSpec("S", ["A"], (["x" * 1_000] for _row in range(20_000)))])
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 5_000_000


class TestRoundTrip:
    @given(st.lists(st.lists(values, min_size=3, max_size=3), max_size=8))
    def test_what_is_written_is_read_back(self, rows):
        with open_workbook(written(SheetSpec("S", ["A", "B", "C"], rows))) as book:
            read = {number: list(cells) for number, cells in book.sheets[0].rows()}
        for number, row in enumerate(rows, start=2):
            expected = [None if value == "" else with_plain_line_ends(value) for value in row]
            got = read.get(number, [])
            assert got + [None] * (3 - len(got)) == [
                pytest.approx(value, rel=1e-15) if isinstance(value, float) else value for value in expected
            ]

    @given(texts)
    def test_text_that_looks_like_an_escape_stays_as_it_is(self, text):
        text = f"_x0041_{text}_x000D_"
        with open_workbook(written(SheetSpec("S", ["A"], [[text]]))) as book:
            assert list(book.sheets[0].rows())[1][1] == (with_plain_line_ends(text),)


def with_plain_line_ends(value):
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class TestCsv:
    def lines(self, *rows, headers=("Tên", "Giá trị")) -> list[list[str]]:
        target = io.BytesIO()
        write_csv(target, headers, rows)
        return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))

    def test_begins_with_the_mark_that_excel_needs(self):
        target = io.BytesIO()
        write_csv(target, ["Đ"], [])
        assert target.getvalue() == "\ufeffĐ\r\n".encode()

    @pytest.mark.parametrize("text", RUNNING)
    def test_text_that_would_run_gets_an_apostrophe(self, text):
        assert self.lines([text, 1])[1][0] == "'" + text.replace("\r", "\n")
        assert self.lines(headers=[text])[0] == ["'" + text.replace("\r", "\n")]

    def test_numbers_are_left_alone(self):
        assert self.lines([-5, Decimal("-1.5")])[1] == ["-5", "-1.5"]

    def test_days_are_written_as_people_read_them(self):
        assert self.lines([date(2019, 3, 14), None])[1] == ["14/03/2019", ""]

    @given(st.lists(st.tuples(texts, texts)))
    def test_a_reader_gets_every_cell_and_none_that_runs(self, rows):
        for (text, _other), line in zip(rows, self.lines(*rows)[1:], strict=True):
            assert line[0].removeprefix("'") == with_plain_line_ends(text).removeprefix("'")
            assert not line[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
