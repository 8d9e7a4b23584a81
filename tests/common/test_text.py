import string
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clean, clean_lines, fold, has_control, nfc, person_sort_key, sort_key

ALPHABET = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "a",
    "ă",
    "â",
    "b",
    "c",
    "d",
    "đ",
    "e",
    "ê",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "ô",
    "ơ",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "ư",
    "v",
    "w",
    "x",
    "y",
    "z",
]
VOWELS = [place for place, letter in enumerate(ALPHABET) if letter in "aăâeêioôơuưy"]
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


@st.composite
def syllables(draw) -> tuple[list[int], int, str]:
    """A made-up syllable: the places of its letters in the alphabet, its tone, and how it is written."""
    letters = draw(st.lists(st.integers(0, len(ALPHABET) - 1), max_size=3))
    tone = draw(st.integers(0, 5))
    where = draw(st.integers(0, len(letters)))
    letters.insert(where, draw(st.sampled_from(VOWELS)))
    written = [ALPHABET[place] for place in letters]
    written[where] += TONES[tone]
    text = "".join(written)
    return letters, tone, draw(st.sampled_from([text, text.upper(), text.capitalize()]))


names = st.lists(syllables(), min_size=1, max_size=4)


def written(name) -> str:
    return " ".join(text for _letters, _tone, text in name)


def expected_order(name) -> tuple:
    """The order by definition: letters word by word, a shorter word first, then the tones."""
    return [letters for letters, _tone, _text in name], [tone for _letters, tone, _text in name]


class TestClean:
    def test_composes_letters(self):
        assert clean("Sóc Trăng") == "Sóc Trăng"
        assert nfc(unicodedata.normalize("NFD", "ậ")) == "ậ"

    def test_turns_every_kind_of_space_into_single_ones(self):
        assert clean("  Bánh\u00a0pía\t\r\nsầu\u2009 riêng\u3000") == "Bánh pía sầu riêng"

    def test_drops_unseen_and_control_characters(self):
        assert clean("\ufeffBánh\u200b p\u00adía\x00\x07\u202e\ufe0f") == "Bánh pía"

    def test_composes_across_what_it_dropped(self):
        assert clean("a\u200b\u0301") == "á"

    @given(st.text())
    def test_cleaning_twice_changes_nothing_more(self, text):
        assert clean(clean(text)) == clean(text)

    @given(st.text(st.characters()))
    def test_cleaned_text_can_be_stored(self, text):
        cleaned = clean(text)
        cleaned.encode()
        assert not has_control(cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)


class TestHasControl:
    @pytest.mark.parametrize("text", ["a\x00b", "\x1b[0m", "\x7f", "\x85", "\ud800", "\uffff"])
    def test_sees_what_no_keyboard_types(self, text):
        assert has_control(text)

    @pytest.mark.parametrize("text", ["", "Bánh pía", "two\r\nlines\tand a tab", "zero\u200bwidth", "\u00a0"])
    def test_lets_lines_and_unseen_characters_pass(self, text):
        assert not has_control(text)


class TestFold:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("Đặng Thị Hoà", "dang thi hoa"),
            ("ĐƯỜNG  PHÈN", "duong phen"),
            ("Quảng trường Bạch Đằng", "quang truong bach dang"),
            ("\u00d0à Nẵng", "da nang"),
            ("100 m²", "100 m2"),
            ("Straße", "strasse"),
            ("HC19-01", "hc19-01"),
            ("ខ្មែរ", "ខ្មែរ"),
        ],
    )
    def test_strips_marks_and_case(self, text, key):
        assert fold(text) == key

    @given(st.text())
    def test_folding_twice_changes_nothing_more(self, text):
        assert fold(fold(text)) == fold(text)

    @given(names)
    def test_every_vietnamese_word_folds_to_plain_letters(self, name):
        assert set(fold(written(name))) <= set(string.ascii_lowercase + string.digits + " ")

    @given(st.text())
    def test_is_the_same_for_composed_and_decomposed_text(self, text):
        assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


class TestSortKey:
    @given(names, names)
    def test_sorts_as_the_alphabet_and_the_tones_say(self, one, other):
        by_key = sort_key(written(one), 1000) < sort_key(written(other), 1000)
        assert by_key == (expected_order(one) < expected_order(other))

    @given(st.text(), st.text())
    def test_a_shortened_key_never_turns_the_order_round(self, one, other):
        if sort_key(one, 10_000) <= sort_key(other, 10_000):
            assert sort_key(one, 12) <= sort_key(other, 12)

    @given(st.text())
    def test_holds_figures_alone_and_stays_within_its_length(self, text):
        assert set(sort_key(text)) <= set(string.digits)
        assert len(sort_key(text, 20)) <= 20

    @given(st.text())
    def test_is_the_same_for_composed_and_decomposed_text(self, text):
        assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))

    @pytest.mark.parametrize(
        "in_order",
        [
            ["Ánh", "Ung"],
            ["ma", "mà", "mả", "mã", "má", "mạ", "măn", "mân", "me"],
            ["Dũng", "Đào"],
            ["An", "An Bình", "Anh"],
            ["2", "Ba", "Fa", "Ga", "Ja", "Ka", "Wa", "Xa", "Za"],
            ["HTX 1", "HTX 10", "HTX 2"],
            ["Zalo", "ខ្មែរ"],
        ],
    )
    def test_sorts_as_a_vietnamese_reader_expects(self, in_order):
        assert sorted(in_order, key=sort_key) == in_order

    def test_ignores_case_punctuation_and_the_place_of_the_tone(self):
        assert sort_key("HOÀ - Bình") == sort_key("hòa bình")


@pytest.mark.parametrize(
    "heap",
    [
        "\u0301\u0323" * 50_000,
        "a" + "\u0301" * 50_000 + "\u0323" * 50_000,
        "\uff9e\u0301" * 50_000,
        "\u0f73\u0301" * 50_000,
    ],
)
def test_a_heap_of_marks_takes_no_long_time_and_keeps_thirty(heap):
    began = time.process_time()
    assert len(fold(heap)) <= len(clean(heap)) <= 100
    assert time.process_time() - began < 3


def test_a_long_text_keeps_all_marks_that_people_write():
    text = "Hợp tác xã mắm Mỹ Xuyên ភូមិ ทุเรียน " * 100
    assert clean(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text).strip()


class TestPersonSortKey:
    def test_sorts_by_the_given_name_then_by_the_family(self):
        people = ["Trần Văn Anh", "Đặng Thị Ánh", "Lê Ánh", "Nguyễn Thị Bình", "Thạch Ung"]
        assert sorted(people, key=person_sort_key) == people

    def test_takes_one_word_and_none(self):
        assert person_sort_key("") < person_sort_key("Diệu") < person_sort_key("Lâm Diệu")
        assert len(person_sort_key("Nguyễn " * 100)) <= 255


def test_long_text_keeps_its_lines_and_loses_what_nobody_typed():
    assert clean_lines("Gạo thơm\x00\x1b,\r\n\tmắm\u202e  bò hóc\x0c") == "Gạo thơm,\r\n\tmắm  bò hóc"
