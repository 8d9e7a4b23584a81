"""The parts of a written workbook around its sheets: styles, list of sheets, how parts belong together."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import quoteattr

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_ROUND_THE_STYLES = (
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
)
_NAMED_STYLES = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
_FIRST_FORMAT = 164  # those below are Excel's own


class Styles:
    """The styles of cells: 0 is plain, 1 the header, then one for each number format as it comes up."""

    def __init__(self) -> None:
        self._formats: dict[str, int] = {}

    def number(self, number_format: str) -> int:
        return self._formats.setdefault(number_format, len(self._formats) + 2)

    def xml(self) -> str:
        ids = range(_FIRST_FORMAT, _FIRST_FORMAT + len(self._formats))
        formats = "".join(
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
            for number, code in zip(ids, self._formats, strict=True)
        )
        styles = _style() + _style(font=1) + "".join(_style(number) for number in ids)
        return (
            f'{XML}<styleSheet xmlns="{MAIN}">'
            + (f'<numFmts count="{len(ids)}">{formats}</numFmts>' if ids else "")
            + f'{_ROUND_THE_STYLES}<cellXfs count="{len(ids) + 2}">{styles}</cellXfs>'
            f"{_NAMED_STYLES}</styleSheet>"
        )


def frame(titles: Sequence[str], styles: Styles) -> Iterator[tuple[str, str]]:
    """The names and contents of the parts around the sheets."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, titles, strict=True)
    )
    yield "xl/styles.xml", styles.xml()
    yield (
        "xl/workbook.xml",
        (
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets></workbook>"
        ),
    )
    related = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*related, ("styles", "styles", "styles.xml")])
    yield "_rels/.rels", _relations([("workbook", "officeDocument", "xl/workbook.xml")])
    yield "[Content_Types].xml", _content_types(numbers)


def _style(number_format: int = 0, font: int = 0) -> str:
    applied = ' applyNumberFormat="1"' * bool(number_format) + ' applyFont="1"' * bool(font)
    return f'<xf numFmtId="{number_format}" fontId="{font}" fillId="0" borderId="0" xfId="0"{applied}/>'


def _relations(related: Iterable[tuple[str, str, str]]) -> str:
    elements = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for key, kind, target in related
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{elements}</Relationships>'


def _content_types(sheet_numbers: Iterable[int]) -> str:
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in sheet_numbers]
    parts = "".join(f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds)
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )
