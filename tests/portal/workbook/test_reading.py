"""The many ways in which people write the same workbook."""

import datetime
import unicodedata

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.spreadsheets import SheetSpec, write_workbook
from contracts.models import Agreement
from enterprises.models import Enterprise, OcopCertificate, Product
from enterprises.vocabulary import Vocabulary
from events.models import Fair, Participation
from portal.workbook.columns import SHEETS, blank_sheets
from portal.workbook.reading import read_book
from tests.portal.workbook.books import (
    AGREEMENTS,
    COOPERATIVE,
    ENTERPRISES,
    FAIRS,
    PARTICIPATIONS,
    PRODUCTS,
    brought_in,
    counted,
    looked_at,
    put,
    saved,
    small,
    undone,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(organizer):
    """What the small workbook writes as it is; an import of the same in another dress must find nothing to change."""
    brought_in(small(), organizer)
    return organizer


def says_the_same(sheets, organizer) -> bool:
    checked = looked_at(sheets, organizer)
    assert checked.faults == []
    return checked.plan.size == 0 and not any(part.missing_count for part in checked.plan.parts.values())


def each_text(sheets, change):
    for rows in sheets.values():
        for row in rows:
            row[:] = [change(cell) if isinstance(cell, str) else cell for cell in row]
    return sheets


def in_english() -> dict[str, list[list]]:
    english = {}
    for kind in SHEETS:
        rows = small()[kind.vi]
        names = {column.vi: column.en for column in kind.columns}
        english[kind.en] = [[names[heading] for heading in rows[0]], *rows[1:]]
    return english


class TestTheSameInAnotherDress:
    def test_english_headings(self, plain):
        assert says_the_same(in_english(), plain)

    def test_english_words(self, plain):
        sheets = small()
        for (sheet, heading), words in {
            (FAIRS, "Cấp"): ["Provincial", "Other province"],
            (ENTERPRISES, "Vai trò"): ["Seller", "seller", "SELLER", "Buyer"],
            (PARTICIPATIONS, "Cần điện"): ["yes", "no"],
            (AGREEMENTS, "Loại"): ["Sales contract", "Memorandum of understanding"],
        }.items():
            for row, word in enumerate(words, start=2):
                put(sheets, sheet, row, heading, word)
        assert says_the_same(sheets, plain)

    def test_any_order_of_columns_and_rows_and_sheets(self, plain):
        sheets = {
            title: [row[::-1] for row in [rows[0], *rows[:0:-1]]] for title, rows in reversed(list(small().items()))
        }
        assert says_the_same(sheets, plain)

    def test_decomposed_letters(self, plain):
        sheets = {unicodedata.normalize("NFD", title): rows for title, rows in small().items()}
        assert says_the_same(each_text(sheets, lambda text: unicodedata.normalize("NFD", text)), plain)

    def test_stray_spaces(self, plain):
        assert says_the_same(each_text(small(), lambda text: f" \u00a0{text.replace(' ', '  ')}\u200b\t"), plain)

    def test_blank_rows_and_a_title_above_the_headings(self, plain):
        sheets = small()
        for rows in sheets.values():
            rows[:] = [["DANH SÁCH NĂM 2019"], [], rows[0], [None], *rows[1:], ["  "]]
        assert says_the_same(sheets, plain)

    def test_days_and_numbers_as_text(self, plain):
        sheets = small()
        for rows in sheets.values():
            for row in rows[1:]:
                row[:] = [as_typed(cell) for cell in row]
        assert says_the_same(sheets, plain)

    def test_tax_codes_as_numbers_and_in_groups(self, plain):
        sheets = put(small(), ENTERPRISES, 2, "Mã số thuế", int(COOPERATIVE))
        put(sheets, PARTICIPATIONS, 2, "Mã số thuế", float(COOPERATIVE))
        put(sheets, AGREEMENTS, 2, "MST bên bán", "9900 201 918")
        assert says_the_same(sheets, plain)

    def test_older_names_of_groups_and_legal_forms(self, plain):
        sheets = put(small(), ENTERPRISES, 2, "Loại hình", "HTX")
        put(sheets, ENTERPRISES, 3, "Loại hình", "Cty TNHH")
        put(sheets, PRODUCTS, 2, "Nhóm", "Nhóm thực phẩm")
        assert says_the_same(sheets, plain)


def as_typed(cell):
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell


def test_handicraft_may_be_called_by_its_older_name(organizer):
    brought_in(put(small(), PRODUCTS, 2, "Nhóm", "Hàng thủ công mỹ nghệ"), organizer)
    assert Product.objects.get(name="Gạo thơm").group.name_vi == "Thủ công mỹ nghệ"


def test_stars_may_be_drawn_or_spelt(organizer):
    sheets = put(small(), PRODUCTS, 2, "Số sao", "★★★★★")
    put(sheets, PRODUCTS, 3, "Số sao", "3 sao")
    brought_in(sheets, organizer)
    assert sorted(OcopCertificate.objects.values_list("stars", flat=True)) == [3, 5]


def test_columns_that_are_not_wanted_may_be_absent(organizer):
    sheets = small()
    for row in sheets[ENTERPRISES]:
        del row[3]  # the address
    checked = looked_at(sheets, organizer)
    assert checked.faults == []
    assert [warning.code for warning in checked.warnings] == ["column_absent"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_blank_workbook_is_understood(organizer, language, tmp_path):
    path = tmp_path / "blank.xlsx"
    with translation.override(language):
        write_workbook(str(path), blank_sheets())
    checked = looked_at(path.open("rb"), organizer)
    assert (checked.faults, checked.warnings) == ([], [])


class TestProgress:
    def test_is_told_up_to_the_whole(self, vocabulary, monkeypatch):
        monkeypatch.setattr("portal.workbook.reading.REPORT_EVERY", 2)
        told = []
        read_book(saved(small()), vocabulary=vocabulary, progress=lambda done, total: told.append((done, total)))
        assert [done for done, _total in told] == [2, 4, 6, 8, 10, 12, 14]
        assert all(done <= total for done, total in told)

    @pytest.fixture
    def vocabulary(self):
        return Vocabulary()


names = (
    st.text("abcđeêghôơưạộ ABC-.'&1", min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda s: any(c.isalpha() for c in s))
)
days = st.dates(datetime.date(2015, 1, 1), datetime.date(2019, 12, 31))


@st.composite
def books(draw):
    """Lawful rows of any content: enterprises by number, products and participations of theirs, and their deals."""
    count = draw(st.integers(2, 4))
    codes = [f"99002{n:05}" for n in range(count)]
    enterprises = [
        [code, draw(names), "HTX", draw(st.none() | names), draw(names), "Sóc Trăng", None, "0912345678", None, "Bán"]
        for code in codes
    ]
    fairs = []
    for number in range(draw(st.integers(1, 3))):
        first, last = sorted([draw(days), draw(days)])
        fairs.append(
            [f"HC-{number}", draw(names), draw(st.sampled_from(["Tỉnh", "Tỉnh bạn"])), None, None, first, last]
        )
    products = []
    for code in codes:
        stars = draw(st.none() | st.integers(3, 5))
        price = draw(st.none() | st.integers(0, 10**15))
        products.append([code, draw(names), "Thực phẩm", stars, draw(days) if stars else None, "kg", price])
    participations = [
        [fair[0], code, draw(st.none() | st.integers(0, 1000)), draw(st.sampled_from([None, "Có", "Không"]))]
        for fair in fairs
        for code in draw(st.lists(st.sampled_from(codes), unique=True))
    ]
    agreements = []
    for number in range(draw(st.integers(0, 4))):
        seller, buyer = draw(st.permutations(range(count)))[:2]
        quantity, price = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))
        figures = draw(
            st.sampled_from([[None] * 4, [quantity, "kg", price, quantity * price], [quantity, "kg", None, None]])
        )
        product = draw(st.sampled_from([None, products[seller][1]]))
        fair = draw(st.none() | st.sampled_from([row[0] for row in fairs]))
        kind = draw(st.sampled_from(["HĐ", "BBGN"]))
        agreements.append([f"{number}/X", kind, draw(days), codes[seller], codes[buyer], fair, product, *figures])
    rows = [fairs, enterprises, products, participations, agreements]
    return {title: [headings[0], *of] for (title, headings), of in zip(small().items(), rows, strict=True)}


class TestRoundTrip:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(books())
    def test_a_workbook_written_from_the_records_reads_back_unchanged(self, organizer, tmp_path, sheets):
        with undone():
            brought_in(sheets, organizer)
            path = tmp_path / "out.xlsx"
            with translation.override("en"):
                write_workbook(str(path), from_records(organizer))
            checked = looked_at(path.open("rb"), organizer)
            assert checked.faults == []
            assert counted(checked) == {
                kind.name: (0, 0, len(sheets[kind.vi]) - 1, 0) for kind in SHEETS
            }  # fmt: skip
            before = written(organizer)
            brought_in(path.open("rb"), organizer)
            assert written(organizer) == before


def from_records(organizer) -> list[SheetSpec]:
    """The five sheets in English, as somebody would export them from the records."""
    fairs = [
        [f.code, f.name, f.get_level_display(), f.place, f.province_as_written, f.starts_on, f.ends_on]
        for f in Fair.objects.filter(organizer=organizer)
    ]
    enterprises = [
        [
            e.tax_code, e.legal_name, e.legal_form.name_en, e.address_as_written, e.district_as_written,
            e.province_as_written, e.contact_name, e.phone, e.email, e.get_usual_role_display(),
        ]
        for e in Enterprise.objects.of(organizer).select_related("legal_form")
    ]  # fmt: skip
    products = []
    for product in Product.objects.filter(enterprise__kept_by=organizer).select_related("enterprise", "group"):
        paper = product.ocop_certificates.first()
        products.append(
            [
                product.enterprise.tax_code, product.name, product.group.name_vi, paper and paper.stars,
                paper and paper.issued_on, product.unit, product.list_price,
            ]
        )  # fmt: skip
    participations = [
        [p.fair.code, p.enterprise.tax_code, p.booths_as_reported, {True: "yes", False: "no"}.get(p.needs_power)]
        for p in Participation.objects.filter(fair__organizer=organizer)
    ]
    agreements = []
    for deal in Agreement.objects.filter(organizer=organizer):
        sides = {party.role: party.enterprise.tax_code for party in deal.parties.all()}
        line = deal.lines.first()
        agreements.append(
            [
                deal.register_no, {"sales": "Contract", "memorandum": "MoU"}[deal.kind], deal.signed_on,
                sides["seller"], sides["buyer"], deal.fair and deal.fair.code, line and line.product_as_written,
                line and line.quantity, line and line.unit, line and line.unit_price, deal.value,
            ]
        )  # fmt: skip
    rows = [fairs, enterprises, products, participations, agreements]
    return [
        SheetSpec(kind.en, [column.en for column in kind.columns], of) for kind, of in zip(SHEETS, rows, strict=True)
    ]
