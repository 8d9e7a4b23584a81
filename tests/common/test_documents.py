"""Papers as PDF: right letters, A4, and a fetcher that reaches nothing but our fonts."""

import datetime
import re
import shutil
import subprocess
import sys
import unicodedata

import pytest
from django.utils import translation

from common.documents import DocumentError, Letterhead, pdf, render_pdf
from common.models import LegalBasis
from common.rule_tables import citations

STYLED = '<html lang="vi"><style>{% include "documents/print.css" %}</style><body>'
DRAWING = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage href=%22{url}%22/%3E%3C/svg%3E"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def poppler(tool: str, content: bytes, tmp_path, *options: str) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    return subprocess.run([tool, *options, path, "-"] if tool == "pdftotext" else [tool, path], check=True,
                          capture_output=True, text=True).stdout  # fmt: skip


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("root:x:0:0")
    return path.as_uri()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">a</a>',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        "<style>@import url({url});</style>",
        "<style>body {{ background: url({url}) }}</style>",
        "<style>@font-face {{ font-family: X; src: url({url}) }} body {{ font-family: X }}</style>x",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
        f'<img src="{DRAWING}">',
    ],
)
@pytest.mark.parametrize("place", ["file:///etc/passwd", "own file", "http://127.0.0.1:9/x", "ftp://127.0.0.1/x"])
def test_a_template_that_asks_for_a_file_or_an_address_makes_no_paper(html, place, secret):
    with pytest.raises(DocumentError, match="may not fetch"):
        pdf(html.format(url=secret if place == "own file" else place))


@pytest.mark.parametrize("name", ["font:../../config/settings.py", "font:%2e%2e/secret.woff2", "font:/etc/passwd"])
def test_the_font_scheme_leads_nowhere_else(name):
    with pytest.raises(DocumentError):
        pdf(f"<style>@font-face {{ font-family: X; src: url('{name}') }} body {{ font-family: X }}</style>x")


def test_a_font_that_is_not_installed_is_named():
    with pytest.raises(DocumentError, match="make setup"):
        pdf("<style>@font-face { font-family: X; src: url(font:none-400.woff2) } body { font-family: X }</style>x")


def test_what_stands_in_the_document_itself_is_drawn():
    drawing = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%229%22 height=%229%22/%3E"
    assert pdf(f'<img src="{drawing}">').startswith(b"%PDF")


@pytest.fixture
def letters(tmp_path, settings):
    """A paper with every letter of Vietnamese, in the four cuts of the font."""
    marks = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
    vowels = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]
    text = " ".join(unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in marks) + " đ"
    both = f"{text} {text.upper()}"
    body = f"<p>{both}</p><p><b>{both}</b></p><p><i>{both}</i></p><p><b><i>{both}</i></b></p>"
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "letters.html").write_text(STYLED + body)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}]
    return both, render_pdf("letters.html", {})


@needs_poppler
def test_every_letter_of_vietnamese_can_be_read_back_in_all_cuts(letters, tmp_path):
    text, paper = letters
    assert "".join(poppler("pdftotext", paper, tmp_path).split()) == "".join(text.split()) * 4


@needs_poppler
def test_fonts_are_embedded_and_none_steps_in(letters, tmp_path):
    lines = poppler("pdffonts", letters[1], tmp_path).splitlines()[2:]
    assert {"Tinos-latin", "Tinos-vietnamese"} <= {
        re.sub(r"^\w+\+|-(Bold|Italic).*", "", line.split()[0]) for line in lines
    }
    assert all("Tinos" in line and re.search(r"Identity-H\s+yes yes yes", line) for line in lines)


@needs_poppler
def test_a_paper_is_a4(letters, tmp_path):
    assert "(A4)" in poppler("pdfinfo", letters[1], tmp_path)


def test_what_the_office_gives_stays_blank_until_it_is_entered():
    with translation.override("en"):
        head = Letterhead("Sở Công Thương", "Trung tâm", "BC-TTXTTM", place="Sóc Trăng")
        assert head.number_line.split() == ["No.:", "/BC-TTXTTM"]
        assert not re.search(r"\d", head.number_line + head.dated)


@pytest.mark.parametrize(
    ("day", "said"), [("2026-02-03", "day 03 month 02 year 2026"), ("2026-11-27", "day 27 month 11 year 2026"),
                      ("2026-03-09", "day 09 month 3 year 2026")],
)  # fmt: skip
def test_small_days_and_months_carry_a_zero_in_front(day, said):
    with translation.override("en"):
        head = Letterhead("", "Trung tâm", "BC", place="Sóc Trăng", number="118", day=datetime.date.fromisoformat(day))
        assert head.dated == f"Sóc Trăng, {said}"
        assert head.number_line == "No.: 118/BC"


@pytest.mark.django_db
def test_a_paper_cites_what_is_in_force_on_its_day():
    with translation.override("vi"):
        on_2019 = citations(used_for="results_report", on=datetime.date(2019, 12, 31))
        on_2025 = citations(used_for="results_report", on=datetime.date(2025, 1, 1))
    assert [text.split(" của")[0].split(" ngày")[0] for text in on_2019] == [
        "Luật Thương mại số 36/2005/QH11 (Điều 129)",
        "Nghị định số 81/2018/NĐ-CP",
    ]
    assert any("128/2024" in text for text in on_2025)
    assert not any("239/2026" in text for text in on_2025)


@pytest.mark.django_db
def test_an_act_that_has_ended_is_cited_no_longer():
    LegalBasis.objects.filter(code="decree-81-2018").update(valid_to=datetime.date(2026, 6, 30))
    with translation.override("en"):
        cited = citations(used_for="results_report", on=datetime.date(2026, 7, 1))
    assert not any(text.startswith("Decree No. 81/2018") for text in cited)


def test_web_processes_do_not_load_what_lays_papers_out():
    code = "import django; django.setup(); import config.urls, sys; sys.exit('weasyprint' in sys.modules)"
    env = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": "/usr/bin:/bin"}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False, capture_output=True).returncode == 0
