import datetime
import io
import struct
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from common.spreadsheets import CellFault, NotAWorkbook, SheetSpec, open_workbook, write_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows, title="S") -> io.BytesIO:
    """A workbook as another program writes it, with shared texts."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    target = io.BytesIO()
    book.save(target)
    return target


def with_part(name: str, content: str | bytes, source: io.BytesIO | None = None) -> io.BytesIO:
    """A workbook with one part replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(source or workbook(["x"])) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target


def sheet(xml: str, before: str = "", main: str = MAIN) -> str:
    return f'<worksheet xmlns="{main}">{before}<sheetData>{xml}</sheetData></worksheet>'


def with_cells(xml: str) -> io.BytesIO:
    """A workbook whose sheet has this XML for its rows."""
    return with_part(SHEET, sheet(xml))


def with_shared_texts(xml: str) -> io.BytesIO:
    """A workbook whose one cell holds the first of these shared texts."""
    relations = zipfile.ZipFile(workbook()).read("xl/_rels/workbook.xml.rels").decode()
    shared = '<Relationship Id="texts" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    source = with_cells('<row><c t="s"><v>0</v></c></row>')
    source = with_part("xl/_rels/workbook.xml.rels", relations.replace("</Relationships>", shared), source)
    return with_part("xl/sharedStrings.xml", xml, source)


def rows_of(source, **options) -> list[tuple]:
    with open_workbook(source) as book:
        return list(book.sheets[0].rows(**options))


def values_of(source) -> list:
    """The values of the first row."""
    return list(rows_of(source)[0][1])


def refusal(source) -> str:
    """The code with which a file is refused, on opening or while its rows are read."""
    with pytest.raises(NotAWorkbook) as refused:
        rows_of(source)
    return refused.value.code


class TestWhatIsNoWorkbook:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty"),
            (b" \r\n", "empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old_xls"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9000 + "EncryptedPackage".encode("utf-16-le"),
                "encrypted",
            ),
            (b"%PDF-1.7\n", "pdf"),
            (b"\xef\xbb\xbf  <html><table></table></html>", "html"),
            (b'<?xml version="1.0"?><Workbook/>', "html"),
            ("Mã số thuế;Tên đơn vị\r\n".encode(), "text"),
            (b"\x89PNG\r\n\x1a\n\0\0", "other"),
            (b"PK\x03\x04 cut off", "damaged"),
        ],
    )
    def test_is_told_by_what_it_is(self, content, code):
        assert refusal(io.BytesIO(content)) == code

    @pytest.mark.parametrize(
        ("names", "code"),
        [
            (["word/document.xml"], "other"),
            (["mimetype", "content.xml"], "open_document"),
            (["xl/workbook.bin"], "binary"),
        ],
    )
    def test_other_zips_are_told_too(self, names, code):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for name in names:
                package.writestr(name, "x")
        assert refusal(target) == code

    def test_a_file_cut_off_is_damaged(self):
        assert refusal(io.BytesIO(workbook(["x"]).getvalue()[:-500])) == "damaged"

    def test_a_sheet_cut_off_is_damaged(self):
        assert refusal(with_part(SHEET, f'<worksheet xmlns="{MAIN}"><sheetData><row>')) == "damaged"

    def test_a_missing_part_is_damaged(self):
        assert refusal(with_part("xl/_rels/workbook.xml.rels", "<Relationships/>")) == "no_sheets"
        assert refusal(with_part("xl/workbook.xml", "no xml")) == "damaged"

    def test_an_encrypted_zip_is_locked(self):
        content = bytearray(workbook(["x"]).getvalue())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        assert refusal(io.BytesIO(bytes(content))) == "encrypted"


class TestBombs:
    def test_a_part_that_unpacks_beyond_all_measure_is_refused_unread(self):
        assert refusal(with_part("xl/media/zeros", b"\0" * 5_000_000)) == "too_large"

    def test_too_many_parts_are_refused(self):
        target = workbook(["x"])
        with zipfile.ZipFile(target, "a") as package:
            for number in range(2_001):
                package.writestr(f"xl/media/{number}", b"")
        assert refusal(target) == "too_large"

    def test_a_total_beyond_the_limit_is_refused(self, monkeypatch):
        monkeypatch.setattr("common.spreadsheets.package.MAX_BYTES", 1_000)
        assert refusal(workbook(["x"])) == "too_large"

    def test_a_part_is_never_read_beyond_the_size_it_states(self):
        """A directory that lies about a part's size gets no more than it stated, and then fails the check sum."""
        rows = "".join(f"<row><c><v>{number}</v></c></row>" for number in range(50_000))
        content = bytearray(with_cells(rows).getvalue())
        entry = content.rindex(SHEET.encode()) - 46
        struct.pack_into("<L", content, entry + 24, 2_000)
        with open_workbook(io.BytesIO(bytes(content))) as book, pytest.raises(NotAWorkbook) as refused:
            assert sum(1 for _row in book.sheets[0].rows()) < 200
        assert refused.value.code == "damaged"

    def test_entities_are_refused_in_every_part(self):
        bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"):
            assert refusal(with_part(part, bomb)) == "damaged"
        assert refusal(with_shared_texts(bomb)) == "damaged"

    def test_a_part_that_is_read_whole_must_be_small(self):
        styles = "<styleSheet>" + "".join(f"<xf a='{number:x}'/>" for number in range(600_000)) + "</styleSheet>"
        assert refusal(with_part("xl/styles.xml", styles)) == "too_large"

    def test_rows_beyond_the_limit_are_refused(self):
        source = workbook(*([number] for number in range(11)))
        assert len(rows_of(source, max_rows=11)) == 11
        with pytest.raises(NotAWorkbook) as refused:
            rows_of(source, max_rows=10)
        assert refused.value.code == "too_many_rows"

    def test_columns_beyond_the_limit_are_refused_only_where_they_hold_something(self):
        assert refusal(with_cells('<row><c r="CW1"><v>1</v></c></row>')) == "too_many_columns"
        assert values_of(with_cells('<row><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>')) == [1]


class TestSheets:
    def test_are_given_in_order_with_their_titles(self):
        specs = [SheetSpec(title, ["A"], [[title]]) for title in ("Hội chợ", "Doanh nghiệp")]
        target = io.BytesIO()
        write_workbook(target, specs)
        with open_workbook(target) as book:
            assert [sheet.title for sheet in book.sheets] == ["Hội chợ", "Doanh nghiệp"]
            assert [list(sheet.rows())[1] for sheet in book.sheets] == [
                (2, ("Hội chợ",)),
                (2, ("Doanh nghiệp",)),
            ]

    def test_can_be_opened_by_path_and_read_twice(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(workbook(["x"]).getvalue())
        with open_workbook(path) as book:
            assert list(book.sheets[0].rows()) == list(book.sheets[0].rows()) == [(1, ("x",))]

    def test_charts_are_no_sheets(self):
        book = openpyxl.Workbook()
        book.create_chartsheet("Biểu đồ", 0)
        with open_workbook(saved(book)) as opened:
            assert [sheet.title for sheet in opened.sheets] == ["Sheet"]

    def test_the_stated_size_is_for_progress_only(self):
        with open_workbook(workbook(["x"], ["y"], ["z"])) as book:
            assert book.sheets[0].row_count == 3
        lying = sheet('<row r="7"><c r="C7"><v>1</v></c></row>', before='<dimension ref="A1:B1048576"/>')
        with open_workbook(with_part(SHEET, lying)) as book:
            assert book.sheets[0].row_count == 200_000
            assert list(book.sheets[0].rows()) == [(7, (None, None, 1))]
        with open_workbook(with_cells("")) as book:
            assert book.sheets[0].row_count == 0

    def test_blank_and_merged_rows_are_left_out_and_numbers_kept(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "title"
        book.active.merge_cells("A1:D1")
        book.active["B4"] = "value"
        book.active["A9"].font = openpyxl.styles.Font(bold=True)
        assert rows_of(saved(book)) == [(1, ("title",)), (4, (None, "value"))]

    def test_both_namespaces_of_excel_and_prefixes_are_understood(self):
        strict = MAIN.replace("schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml")
        cells = "<x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData>"
        xml = f'<x:worksheet xmlns:x="{strict}">{cells}</x:worksheet>'
        assert values_of(with_part(SHEET, xml)) == [5]


class TestCells:
    def test_text_numbers_and_truth_are_as_typed(self):
        assert values_of(workbook(["Bánh pía", 5, 1.5, True, False, "0900 100 871", 1e300])) == [
            "Bánh pía", 5, 1.5, True, False, "0900 100 871", 1e300,
        ]  # fmt: skip

    def test_days_are_days_whatever_their_format(self):
        book = openpyxl.Workbook()
        formats = ["dd/mm/yyyy", "d-mmm-yy", '[$-1042]dd "tháng" mm, yyyy', "mm-dd-yy"]
        book.active.append([datetime.datetime(2019, 3, 14, 16, 5)] * 4)
        for cell, number_format in zip(book.active[1], formats, strict=True):
            cell.number_format = number_format
        assert values_of(saved(book)) == [datetime.date(2019, 3, 14)] * 4

    def test_days_of_the_1904_system_are_the_same_days(self):
        book = openpyxl.Workbook()
        book.epoch = MAC_EPOCH
        book.active.append([datetime.date(2019, 3, 14)])
        source = saved(book)
        assert b"date1904" in zipfile.ZipFile(source).read("xl/workbook.xml")
        assert values_of(source) == [datetime.date(2019, 3, 14)]

    def test_iso_days_times_and_durations_are_understood(self):
        assert values_of(with_cells('<row><c t="d"><v>2019-03-14T00:00:00</v></c></row>')) == [
            datetime.date(2019, 3, 14)
        ]
        book = openpyxl.Workbook()
        book.active.append([datetime.time(16, 5), datetime.timedelta(hours=30)])
        assert values_of(saved(book)) == [datetime.time(16, 5), datetime.timedelta(hours=30)]

    def test_a_number_without_a_date_format_stays_a_number(self):
        assert values_of(workbook([43538])) == [43538]

    def test_a_formula_gives_the_result_that_was_saved(self):
        cells = (
            "<c><f>1+1</f><v>2</v></c>"
            '<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
            '<c t="b"><f>TRUE()</f><v>1</v></c>'
            '<c t="str"><f>""</f><v></v></c>'
            "<c><v>9</v></c>"
        )
        assert values_of(with_cells(f"<row>{cells}</row>")) == [2, "ab", True, None, 9]

    def test_a_formula_without_a_result_is_a_fault_and_not_a_blank(self):
        assert values_of(workbook(["=H2*J2"])) == [CellFault("not_computed", "=H2*J2")]
        assert values_of(with_cells('<row><c><f t="shared" si="0"/></c></row>')) == [CellFault("not_computed", "=")]

    @pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
    def test_an_error_is_a_fault(self, error):
        assert values_of(with_cells(f'<row><c t="e"><f>A1</f><v>{error}</v></c></row>')) == [CellFault("error", error)]

    @pytest.mark.parametrize("number", ["NaN", "1,5", "9" * 5000])
    def test_a_number_that_is_none_is_a_fault(self, number):
        (fault,) = values_of(with_cells(f"<row><c><v>{number}</v></c></row>"))
        assert fault.code == "error"
        assert len(str(fault)) <= 80

    def test_a_day_beyond_the_calendar_is_a_fault(self):
        book = openpyxl.Workbook()
        book.active["A1"] = 99_999_999
        book.active["A1"].number_format = "dd/mm/yyyy"
        assert values_of(saved(book)) == [CellFault("error", "99999999")]

    def test_text_longer_than_a_cell_holds_is_a_fault(self):
        for source in (
            workbook(["a" * 32_767]),
            with_cells(f'<row><c t="str"><v>{"a" * 32_767}</v></c></row>'),
        ):
            assert values_of(source) == ["a" * 32_767]
        (fault,) = values_of(with_cells(f'<row><c t="inlineStr"><is><t>{"a" * 100_000}</t></is></c></row>'))
        assert (fault.code, len(fault.text)) == ("too_long", 81)

    def test_formatted_runs_are_joined_and_reading_aids_left_out(self):
        runs = "<r><t>Bánh </t></r><r><rPr/><t>pía</t></r><rPh><t>xx</t></rPh>"
        assert values_of(with_cells(f'<row><c t="inlineStr"><is>{runs}</is></c></row>')) == ["Bánh pía"]
        assert values_of(with_shared_texts(f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>')) == ["Bánh pía"]

    def test_escaped_characters_are_given_back(self):
        assert values_of(with_cells('<row><c t="str"><v>a_x000D_b_x005F_x0041_</v></c></row>')) == ["a\rb_x0041_"]

    def test_nul_stays_as_it_was_escaped(self):
        assert values_of(with_cells('<row><c t="str"><v>a_x0000_b</v></c></row>')) == ["a_x0000_b"]

    def test_a_shared_text_that_is_missing_means_damage(self):
        assert refusal(with_cells('<row><c t="s"><v>7</v></c></row>')) == "damaged"

    def test_faults_show_what_stands_in_the_cell(self):
        assert str(CellFault("error", "#N/A")) == "#N/A"


def test_the_sample_workbook_is_read_whole():
    with open_workbook("samples/soc-trang-2019.xlsx") as book:
        counts = {sheet.title: len(list(sheet.rows())) - 1 for sheet in book.sheets}
        agreements = [row for _number, row in book.sheets[4].rows()][1:]
    assert counts == {"Hội chợ": 6, "Doanh nghiệp": 38, "Sản phẩm OCOP": 39, "Tham gia": 83, "Thỏa thuận": 45}
    assert sum(Decimal(row[10]) for row in agreements if len(row) > 10) == 1_376_000_000
