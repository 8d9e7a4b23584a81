"""The large XML parts of a workbook, parsed as they stream: the shared texts, and the rows of a sheet.

No tree is built: a sheet of any length costs the memory of one chunk. Tags are known by their names in both
namespaces that Excel writes; all others are passed over.
"""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

from common.spreadsheets.package import NotAWorkbook
from common.spreadsheets.plain import MAX_TEXT

_CHUNK = 1 << 16
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

# A cell's kind (the XML's t), style number, text and formula; the last two are None where they are absent.
Convert = Callable[[str, int, str | None, str | None], Any]


class _Parser:
    """Calls the methods `start_<tag>` and `end_<tag>` of a subclass, and collects text while told to."""

    def __init__(self) -> None:
        self._starts = self._handlers("start")
        self._ends = self._handlers("end")
        self._pieces: list[str] = []
        self._size = 0
        self._aside = False
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.StartDoctypeDeclHandler = _refuse_document_type

    def feed(self, source: BinaryIO) -> Iterator[None]:
        """Parse chunk by chunk; control comes back after each."""
        while chunk := source.read(_CHUNK):
            self._expat.Parse(chunk, False)
            yield
        self._expat.Parse(b"", True)
        yield

    def start_t(self, attributes: dict[str, str]) -> None:
        if not self._aside:
            self._collect()

    def end_t(self) -> None:
        self._stop()

    def start_rPh(self, attributes: dict[str, str]) -> None:  # noqa: N802 (the tag's name)
        self._aside = True  # how a text is pronounced, written above it

    def end_rPh(self) -> None:  # noqa: N802
        self._aside = False

    def _handlers(self, when: str) -> dict[str, Callable]:
        names = [name for name in dir(self) if name.startswith(f"{when}_")]
        return {f"{space} {name[len(when) + 1 :]}": getattr(self, name) for name in names for space in _NAMESPACES}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if handler := self._starts.get(name):
            handler(attributes)

    def _end(self, name: str) -> None:
        if handler := self._ends.get(name):
            handler()

    def _collect(self) -> None:
        self._expat.CharacterDataHandler = self._take

    def _take(self, text: str) -> None:
        if self._size <= MAX_TEXT:  # what is longer is kept only so far that it shows
            self._pieces.append(text)
            self._size += len(text)

    def _stop(self) -> None:
        self._expat.CharacterDataHandler = None

    def _collected(self) -> str:
        self._stop()
        text = "".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return text


class TextsParser(_Parser):
    """The table of texts that cells share; formatted runs are joined."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end_si(self) -> None:
        self.texts.append(self._collected())


class RowsParser(_Parser):
    """Rows with their number and values, the first column first. A row that holds nothing is left out."""

    def __init__(self, convert: Convert, *, max_columns: int) -> None:
        super().__init__()
        self._convert, self._max_columns = convert, max_columns
        self._done: list[tuple[int, tuple]] = []
        self._values: list[Any] = []
        self._row = self._column = 0
        self._columns: dict[str, int] = {}

    def rows(self, source: BinaryIO) -> Iterator[tuple[int, tuple]]:
        for _chunk in self.feed(source):
            yield from self._done
            self._done.clear()

    def start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        self._values = []

    def end_row(self) -> None:
        if self._values:
            self._done.append((self._row, tuple(self._values)))

    def start_c(self, attributes: dict[str, str]) -> None:
        self._column = self._place(attributes["r"]) if "r" in attributes else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._text = self._formula = None

    def end_c(self) -> None:
        value = self._convert(self._kind, self._style, self._text, self._formula)
        if value is None:
            return
        if self._column > self._max_columns:
            raise NotAWorkbook("too_many_columns", limit=self._max_columns)
        self._values += [None] * (self._column - len(self._values))
        self._values[self._column - 1] = value

    def start_v(self, attributes: dict[str, str]) -> None:
        self._collect()

    def end_v(self) -> None:
        self._text = self._collected()

    def start_f(self, attributes: dict[str, str]) -> None:
        self._collect()

    def end_f(self) -> None:
        self._formula = self._collected()

    def end_is(self) -> None:
        self._text = self._collected()

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]


def _refuse_document_type(*_declaration: object) -> None:
    raise ValueError("a document type has no place in a workbook")
