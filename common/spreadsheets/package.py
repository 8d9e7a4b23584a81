"""The zip that a workbook is: told from other files, and opened within limits that a bomb exceeds."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

WORKBOOK_PART = "xl/workbook.xml"
MAX_PARTS = 2_000
MAX_BYTES = 300_000_000
MAX_RATIO = 200
RATIO_FROM_BYTES = 1_000_000
# Parts that are read as one tree: the list of sheets, the styles.
MAX_TREE_BYTES = 8_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_HEAD = 4096

PROBLEMS = {
    "empty": _("The file is empty"),
    "old_xls": _("The file is a workbook in the old format of Excel 97–2003 (.xls)"),
    "encrypted": _("The file is locked with a password"),
    "binary": _("The file is a binary workbook (.xlsb)"),
    "open_document": _("The file is an OpenDocument file (.ods)"),
    "pdf": _("The file is a PDF"),
    "html": _("The file is a web page or other XML, whatever its name says"),
    "text": _("The file is plain text (CSV)"),
    "other": _("The file is not an Excel workbook (.xlsx)"),
    "no_sheets": _("The file has no sheet that can be read"),
    "damaged": _("The file is damaged and cannot be read to its end"),
    "too_large": _("The file unpacks to more than a workbook of this size should hold"),
    "too_many_rows": _("A sheet has more than %(limit)s rows with something in them"),
    "too_many_columns": _("A sheet has something beyond column %(limit)s"),
}


class NotAWorkbook(ValueError):
    """A file that is not taken as a workbook; `code` is a key of PROBLEMS, its text what people read."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(PROBLEMS[self.code]) % self.params


# What the libraries raise over a file that breaks off, contradicts itself or carries a document type.
_DAMAGE = (
    AttributeError, BadZipFile, EOFError, ExpatError, LookupError, NotImplementedError, OSError,
    OverflowError, ParseError, TypeError, ValueError, zlib.error,
)  # fmt: skip


@contextmanager
def damage_refused() -> Iterator[None]:
    """Turns whatever a broken file makes the libraries raise into NotAWorkbook."""
    try:
        yield
    except NotAWorkbook:
        raise
    except _DAMAGE as error:
        raise NotAWorkbook("damaged") from error


class Package(ZipFile):
    """The parts of a workbook.

    The zip module reads no part beyond the size that the directory states; so it is enough to check that.
    """

    def check(self) -> None:
        parts = self.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise NotAWorkbook("encrypted")
        self._check_kind({part.filename for part in parts})
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
            raise NotAWorkbook("too_large")
        for part in parts:
            if part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * part.compress_size:
                raise NotAWorkbook("too_large")

    def read(self, name: str, pwd: bytes | None = None) -> bytes:
        """A whole part; only small ones are read so."""
        if self.getinfo(name).file_size > MAX_TREE_BYTES:
            raise NotAWorkbook("too_large")
        return super().read(name, pwd)

    def _check_kind(self, names: set[str]) -> None:
        if "xl/workbook.bin" in names:
            raise NotAWorkbook("binary")
        if "mimetype" in names and "content.xml" in names:
            raise NotAWorkbook("open_document")
        if WORKBOOK_PART not in names:
            raise NotAWorkbook("other")


def open_package(source: str | Path | BinaryIO) -> Package:
    """The package of a workbook, within limits. Raises NotAWorkbook, which says what the file is instead."""
    with damage_refused():
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                _check_head(file)
        else:
            _check_head(source)
        package = Package(source)
        try:
            package.check()
        except NotAWorkbook:
            package.close()
            raise
        return package


def _check_head(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(_HEAD)
    if not head.startswith(b"PK"):
        raise NotAWorkbook(_told_from(head, file))
    file.seek(0)


def _told_from(head: bytes, file: BinaryIO) -> str:
    """What a file that is no zip seems to be."""
    if not head.strip():
        return "empty"
    if head.startswith(_OLE):
        return "encrypted" if _ENCRYPTED_STREAM in head + file.read() else "old_xls"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "html"
    return "other" if b"\x00" in head else "text"
