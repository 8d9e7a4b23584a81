"""What the pages for readers say about tables of the code is what the code says."""

import re

import pytest
from django.conf import settings

from contracts.states import AGREEMENT
from enterprises.states import LINK
from events.states import (
    APPLICATION,
    CHANGE_REQUEST,
    DELEGATION,
    FAIR,
    INVITATION,
    OFFER,
    PARTICIPATION,
    PAYMENT_REQUEST,
)
from matching.states import MEETING
from portal.privacy.states import DATA_REQUEST
from portal.workbook.columns import SHEETS

DOCS = settings.BASE_DIR / "docs"


def rows_under(page: str, heading: str) -> list[tuple[str, ...]]:
    """The rows of the table below a heading."""
    section = re.split(r"^#+ ", (DOCS / page).read_text(), flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(f"{heading}\n"))
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("Fair", FAIR),
        ("Participation", PARTICIPATION),
        ("Application", APPLICATION),
        ("Delegation", DELEGATION),
        ("Place offer", OFFER),
        ("Change request", CHANGE_REQUEST),
        ("Invitation", INVITATION),
        ("Payment request", PAYMENT_REQUEST),
        ("Meeting", MEETING),
        ("Card link", LINK),
        ("Agreement", AGREEMENT),
        ("Data request", DATA_REQUEST),
    ],
)
def test_the_states_page_prints_the_tables_of_the_code(heading, table):
    assert rows_under("states.md", heading) == [(str(s), deed, str(after)) for (s, deed), after in table.items()]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_workbook_page_names_the_columns_that_are_read(sheet):
    said = rows_under("workbook.md", f"{sheet.vi} · {sheet.en}")
    assert said == [
        (c.vi, c.en, "in every row" if c.filled else "column wanted" if c.wanted else "") for c in sheet.columns
    ]


@pytest.mark.parametrize("page", [*settings.BASE_DIR.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda path: path.name)
def test_no_link_of_a_page_leads_nowhere(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text())
    assert [t for t in targets if "://" not in t and not (page.parent / t).exists()] == []


def said_in_vietnamese() -> set[str]:
    text = (settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po").read_text()
    entries = re.findall(r"^msgstr(?:\[0\])? ((?:\".*\"\n)+)", text, flags=re.MULTILINE)
    return {"".join(re.findall(r'"(.*)"\n', entry)) for entry in entries}


@pytest.mark.parametrize("page", sorted((DOCS / "vi").glob("*.md")), ids=lambda path: path.name)
def test_a_vietnamese_page_names_buttons_as_the_pages_do(page):
    """What stands in *asterisks* is a name on the screen."""
    names = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", page.read_text())
    known = said_in_vietnamese()
    assert [name for name in (" ".join(n.split()) for n in names) if name not in known] == []
