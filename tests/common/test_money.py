import re
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.money import (
    MAX_DONG,
    MAX_QUANTITY,
    NumberError,
    dong_in_words,
    format_dong,
    parse_dong,
    parse_quantity,
    short_dong,
)

amounts = st.integers(0, MAX_DONG) | st.integers(0, 10**6).flatmap(
    lambda n: st.sampled_from([n * 10**k for k in (0, 3, 6, 9)])
)


def code_of(parse, value) -> str:
    with pytest.raises(NumberError) as refused:
        parse(value)
    return refused.value.code


class TestParseDong:
    @pytest.mark.parametrize(
        "written",
        [
            "1.376.000", "1,376,000", "1 376 000", "1\u00a0376\u00a0000",
            "1\u202f376\u202f000", "1376000", " 1.376.000 đ ",
            "1.376.000đ", "1.376.000 đồng", "1.376.000 Đồng", "1376000 VND", "VND 1,376,000",
            "1.376.000 VNĐ", "1.376.000 ₫",
            "1.376.000,00", "1,376,000.00", "1376000.0", "1376000,00", 1376000, 1376000.0,
            Decimal("1376000.00"),
        ],
    )  # fmt: skip
    def test_takes_the_ways_people_write_an_amount(self, written):
        assert parse_dong(written) == 1_376_000

    def test_reads_a_group_of_three_as_thousands(self):
        assert parse_dong("1.500") == parse_dong("1,500") == 1500

    def test_overlooks_the_dust_of_a_spreadsheets_arithmetic(self):
        assert 4.35 * 100 != 435
        assert parse_dong(4.35 * 100) == 435

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("1.5", "ambiguous"), ("12,34", "ambiguous"), ("12.00", "ambiguous"),
            ("0.500", "ambiguous"),
            ("1.376.00", "ambiguous"), ("1376.000", "ambiguous"), ("1.376,000", "ambiguous"),
            ("1.2.3", "ambiguous"),
            ("1.376.000.00", "ambiguous"), ("1.376 000", "ambiguous"),
            ("1.376.000,50", "fraction"), (0.5, "fraction"), (1376000.01, "fraction"),
            (Decimal("0.1"), "fraction"),
            ("-1", "negative"), ("−1.000", "negative"), ("- 5 đ", "negative"),
            (-1, "negative"), (-0.5, "negative"),
            ("1.000.000.000.000.001", "too_large"), (10**15 + 1, "too_large"), (1e300, "too_large"),
            (Decimal("1e999999"), "too_large"),
            ("", "not_a_number"), ("đ", "not_a_number"), ("một triệu", "not_a_number"),
            ("1e6", "not_a_number"),
            ("1.000 USD", "not_a_number"), ("500 kg", "not_a_number"), ("1/2", "not_a_number"),
            (True, "not_a_number"), (None, "not_a_number"), (float("nan"), "not_a_number"),
            (float("inf"), "not_a_number"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_whole_amount_and_says_why(self, value, code):
        assert code_of(parse_dong, value) == code

    def test_the_limits_themselves_are_taken(self):
        assert parse_dong("0") == 0
        assert parse_dong(MAX_DONG) == MAX_DONG

    @given(amounts)
    def test_reads_back_what_it_formats(self, amount):
        assert parse_dong(format_dong(amount)) == parse_dong(f"{amount:,} VND") == parse_dong(str(amount)) == amount

    @given(st.text() | st.text("0123456789., đ-"))
    def test_any_text_is_an_amount_or_refused(self, text):
        with suppress(NumberError):
            assert 0 <= parse_dong(text) <= MAX_DONG


@pytest.mark.parametrize("parse", [parse_dong, parse_quantity])
def test_nobody_writes_a_number_a_page_long(parse):
    assert code_of(parse, "\ufdfa" * 1_000_000) == "not_a_number"


class TestParseQuantity:
    @pytest.mark.parametrize(
        ("value", "quantity"),
        [
            ("1.500", "1500"), ("1,5", "1.5"), ("1,50", "1.5"), ("0,500", "0.5"),
            ("1234,567", "1234.567"),
            ("1.500,25", "1500.25"), ("1.500,250", "1500.25"), ("1,500.25", "1500.25"),
            ("1,500,000", "1500000"),
            ("1 500", "1500"), ("1 500,5", "1500.5"), ("200", "200"), (200, "200"),
            (1.1, "1.1"), (0.1 + 0.2, "0.3"),
            (Decimal("2.125"), "2.125"), ("0", "0"),
        ],
    )  # fmt: skip
    def test_takes_a_comma_for_decimals_and_a_point_for_thousands(self, value, quantity):
        assert parse_quantity(value) == Decimal(quantity)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("1.5", "ambiguous"), ("0.5", "ambiguous"), ("1,500", "ambiguous"),
            ("12,500", "ambiguous"),
            ("1500.5", "ambiguous"), ("1.50.0", "ambiguous"),
            ("1,2345", "fraction"), (0.0001, "fraction"), (1 / 3, "fraction"),
            ("-1", "negative"), (-0.5, "negative"),
            (10**12, "too_large"), ("1.000.000.000.000", "too_large"),
            (Decimal("1e400"), "too_large"),
            ("12 kg", "not_a_number"), ("", "not_a_number"), (None, "not_a_number"),
            (False, "not_a_number"),
        ],
    )  # fmt: skip
    def test_refuses_what_could_be_two_quantities_or_none(self, value, code):
        assert code_of(parse_quantity, value) == code

    @given(st.decimals(0, MAX_QUANTITY, places=2))
    def test_reads_back_a_quantity_written_the_vietnamese_way(self, quantity):
        assert parse_quantity(f"{quantity:,}".translate(str.maketrans(".,", ",."))) == quantity


class TestShortDong:
    @pytest.mark.parametrize(
        ("amount", "vi", "en"),
        [
            (0, "0 đồng", "0 đồng"),
            (950_000, "950.000 đồng", "950.000 đồng"),
            (1_000_000, "1 triệu đồng", "1 m đồng"),
            (32_500_000, "32,5 triệu đồng", "32.5 m đồng"),
            (999_950_000, "1 tỷ đồng", "1 bn đồng"),
            (1_376_000_000, "1,38 tỷ đồng", "1.38 bn đồng"),
            (18_640_000_000, "18,6 tỷ đồng", "18.6 bn đồng"),
            (1_376_400_000_000, "1.376 tỷ đồng", "1,376 bn đồng"),
            (MAX_DONG, "1.000.000 tỷ đồng", "1,000,000 bn đồng"),
        ],
    )
    def test_keeps_three_figures_in_the_readers_language(self, amount, vi, en):
        assert short_dong(amount, "vi") == vi
        assert short_dong(amount, "en") == en


def read_back(words: str) -> int:
    """The number that Vietnamese words say, read by splitting at the scales."""
    for scale, size in ((" tỷ", 10**9), (" triệu", 10**6), (" nghìn", 10**3), (" trăm", 100)):
        before, found, after = words.partition(scale)
        if found:
            return read_back(before) * size + (read_back(after.strip()) if after.strip() else 0)
    tens, found, ones = words.partition("mươi")
    if found:
        return read_back(tens.strip()) * 10 + (read_back(ones.strip()) if ones.strip() else 0)
    if words.startswith("mười"):
        return 10 + (read_back(words[5:]) if words[5:] else 0)
    if words.startswith("linh "):
        return read_back(words[5:])
    return {
        "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
        "bảy": 7, "tám": 8, "chín": 9,
    }[words]  # fmt: skip


class TestDongInWords:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            (0, "Không đồng"),
            (5, "Năm đồng"),
            (10, "Mười đồng"),
            (14, "Mười bốn đồng"),
            (15, "Mười lăm đồng"),
            (21, "Hai mươi mốt đồng"),
            (24, "Hai mươi tư đồng"),
            (25, "Hai mươi lăm đồng"),
            (40, "Bốn mươi đồng"),
            (105, "Một trăm linh năm đồng"),
            (111, "Một trăm mười một đồng"),
            (1_000, "Một nghìn đồng chẵn"),
            (1_005, "Một nghìn không trăm linh năm đồng"),
            (1_010, "Một nghìn không trăm mười đồng"),
            (1_000_500, "Một triệu năm trăm đồng"),
            (1_005_000, "Một triệu không trăm linh năm nghìn đồng chẵn"),
            (120_000_000, "Một trăm hai mươi triệu đồng chẵn"),
            (1_376_000_000, "Một tỷ ba trăm bảy mươi sáu triệu đồng chẵn"),
            (18_640_000_000, "Mười tám tỷ sáu trăm bốn mươi triệu đồng chẵn"),
            (1_000_000_000_005, "Một nghìn tỷ không trăm linh năm đồng"),
            (MAX_DONG, "Một triệu tỷ đồng chẵn"),
        ],
    )
    def test_spells_amounts_as_papers_do(self, amount, words):
        assert dong_in_words(amount) == words

    @given(amounts)
    @example(MAX_DONG - 1)
    def test_reads_back_to_the_same_amount(self, amount):
        words = dong_in_words(amount)
        number = words.removesuffix(" chẵn").removesuffix(" đồng").lower()
        assert read_back(number) == amount
        assert words.endswith(" chẵn") == (amount > 0 and amount % 1000 == 0)

    @given(amounts)
    def test_keeps_the_rules_of_the_last_figure(self, amount):
        words = dong_in_words(amount).lower()
        assert not re.search(r"mươi (một|bốn|năm)|mười (mốt|tư|năm)|(linh|trăm|^) ?(mốt|tư|lăm)", words)

    @pytest.mark.parametrize("amount", [-1, MAX_DONG + 1])
    def test_refuses_amounts_out_of_range(self, amount):
        with pytest.raises(ValueError, match="MAX_DONG"):
            dong_in_words(amount)
