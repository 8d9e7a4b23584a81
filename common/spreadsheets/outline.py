"""The small parts of a workbook: which sheets it has and where, and which styles show a number as a day.

Only what reading needs is looked at, so that a style or drawing that is slightly wrong keeps no workbook out.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from common.spreadsheets.package import WORKBOOK_PART, Package

RELATIONS_PART = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class Outline:
    """`sheets` are titles with the names of their parts; `days` and `durations` are numbers of styles."""

    sheets: list[tuple[str, str]]
    texts_part: str | None
    epoch: datetime
    days: frozenset[int]
    durations: frozenset[int]


def read_outline(package: Package) -> Outline:
    relations = {rel.get("Id"): rel for rel in _elements(package, RELATIONS_PART, "Relationship")}
    parts = {_kind(rel): _target(rel) for rel in relations.values()}
    sheets, epoch = [], WINDOWS_EPOCH
    for element in _elements(package, WORKBOOK_PART, "sheet", "workbookPr"):
        if element.get("date1904") in ("1", "true"):
            epoch = MAC_EPOCH
        relation = relations.get(next((value for key, value in element.items() if key.endswith("}id")), None))
        if relation is not None and _kind(relation) == "worksheet":
            sheets.append((element.get("name", ""), _target(relation)))
    days, durations = _styles_of_days(package, parts.get("styles"))
    return Outline(sheets, parts.get("sharedStrings"), epoch, days, durations)


def _styles_of_days(package: Package, part: str | None) -> tuple[frozenset[int], frozenset[int]]:
    if part not in package.namelist():
        return frozenset(), frozenset()
    formats = dict(BUILTIN_FORMATS)
    formats |= {int(f.get("numFmtId")): f.get("formatCode", "") for f in _elements(package, part, "numFmt")}
    styles = next((list(styles) for styles in _elements(package, part, "cellXfs")), [])
    codes = [formats.get(int(style.get("numFmtId", 0)), "") for style in styles]
    days = frozenset(number for number, code in enumerate(codes) if code and is_date_format(code))
    return days, frozenset(number for number in days if is_timedelta_format(codes[number]))


def _elements(package: Package, part: str, *names: str) -> Iterator[Element]:
    """The elements of these names, in whichever namespace."""
    for element in fromstring(package.read(part), forbid_dtd=True).iter():
        if element.tag.rpartition("}")[2] in names:
            yield element


def _kind(relation: Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def _target(relation: Element) -> str:
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
