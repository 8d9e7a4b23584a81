"""Text as the product keeps, searches and sorts it.

Names arrive from keyboards, spreadsheets and phones in several encodings of the same letters. What is
stored went through `clean`; what is searched is a `fold`; what is sorted is a `sort_key`, computed here so
that every database sorts alike, whatever its collation.
"""

import re
import unicodedata
from itertools import groupby

SORT_KEY_LENGTH = 255

# Unseen: zero-width, direction marks, soft hyphen, variation selectors. Control: what no text may hold.
_UNSEEN = "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_LINE_ENDS = re.compile(r"[\t-\r\x1c-\x1f\x85]")
_REMOVED = re.compile(f"[{_CONTROL}{_UNSEEN}]")
_HAS_CONTROL = re.compile(f"[{_CONTROL}]")
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK = re.compile(f"[{_MARKS}]")
_LETTER = re.compile(f"(.)([{_MARKS}]*)")
# Icelandic and African letters that look like Đ and are typed for it.
_D_LOOKALIKES = str.maketrans("ðɖ", "đđ")

# Composing text sorts the marks of each letter in the square of their number: a letter keeps thirty (UAX #15-D3).
_MARKS_OF_A_LETTER = 30
_LONG = 1_000

# The sort key: pairs of figures for letters, then after END one figure for the tone of each word.
_END, _GAP, _FIGURES, _LETTERS_FROM, _FOREIGN = "00", "01", 10, 20, "90"
_ALPHABET = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z"
_LETTER_CODES = {
    unicodedata.normalize("NFD", letter): str(code)
    for code, letter in enumerate(_ALPHABET.split(), start=_LETTERS_FROM)
}
_LEVEL = "0"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def nfc(text: str) -> str:
    """The one composed form in which text is stored."""
    return unicodedata.normalize("NFC", text)


def has_control(text: str) -> bool:
    """Whether text holds what no keyboard types: control characters (no tab or line end), broken halves."""
    return bool(_HAS_CONTROL.search(text))


def clean(text: str) -> str:
    """One line of composed text: nothing unseen in it, single spaces, none at the ends."""
    text = _REMOVED.sub("", _LINE_ENDS.sub(" ", text))
    return " ".join(nfc(_with_few_marks(text) if len(text) > _LONG else text).split())


def clean_lines(text: str) -> str:
    """Composed text of several lines: nothing unseen in it that no letter, paper or spreadsheet can hold."""
    text = _REMOVED.sub("", text)
    return nfc(_with_few_marks(text) if len(text) > _LONG else text)


def _with_few_marks(text: str) -> str:
    """Text without the marks that stand beyond the thirtieth of one letter."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) else 0
        if marks <= _MARKS_OF_A_LETTER:
            kept.append(character)
    return "".join(kept)


def fold(text: str) -> str:
    """What a search compares: small letters without tones or marks, đ as d."""
    return " ".join(_MARK.sub("", _decomposed(text)).replace("đ", "d").split())


def sort_key(text: str, length: int = SORT_KEY_LENGTH) -> str:
    """A key of figures alone that sorts names in Vietnamese order under any collation.

    Word by word, figures before letters, a ă â … y z; where the letters are equal the words' tones decide.
    The place of the mark in a syllable does not (hoà, hòa), nor case, nor punctuation.
    """
    words = _words(_decomposed(text))
    letters = _GAP.join("".join(_code(letter, marks) for letter, marks in word) for word in words)
    return (letters + _END + "".join(map(_tone, words)))[:length]


def person_sort_key(name: str, length: int = SORT_KEY_LENGTH) -> str:
    """The key of a person's name, sorted by the given name, which comes last, then by the rest."""
    *rest, given = clean(name).split() or [""]
    return (sort_key(given, length) + sort_key(" ".join(rest), length))[:length]


def _decomposed(text: str) -> str:
    """Small base letters, each followed by its marks; decomposed twice, as some letters fold into others."""
    folded = unicodedata.normalize("NFKD", clean(text)).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_D_LOOKALIKES)


def _words(text: str) -> list[list[tuple[str, str]]]:
    """Each word as letters with their marks; whatever is neither letter, mark nor figure parts words."""
    runs = groupby(text, key=lambda character: unicodedata.category(character)[0] in "LMN")
    return [_LETTER.findall("".join(run)) for is_word, run in runs if is_word]


def _code(letter: str, marks: str) -> str:
    if letter.isdecimal():
        return str(_FIGURES + int(letter))
    for mark in marks:
        if code := _LETTER_CODES.get(letter + mark):
            return code
    return _LETTER_CODES.get(letter) or f"{_FOREIGN}{ord(letter):07}"


def _tone(word: list[tuple[str, str]]) -> str:
    return next((_TONES[mark] for _letter, marks in word for mark in marks if mark in _TONES), _LEVEL)
