"""Papers: HTML of our own templates becomes PDF; nothing is fetched but our own fonts (design.md rule 8).

Workers and commands alone import this module: WeasyPrint is large, and web processes do without it.
"""

import logging
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONT_SCHEME = re.compile(r"font:([a-z0-9-]+\.woff2)")
for noisy in ("fontTools", "weasyprint", "weasyprint.progress"):
    logging.getLogger(noisy).setLevel(logging.WARNING)  # both report every step of every page

UNFILLED = "\u2002"  # a space as wide as a figure: an office fills it in by hand


class DocumentError(Exception):
    """A paper that cannot be made; the message says what its template asked for."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes, and what the office gives a paper: its number and day stay blank until someone enters them."""

    superior: str
    agency: str
    symbol: str
    place: str = ""
    number: str = ""
    day: date | None = None

    @property
    def number_line(self) -> str:
        return _("No.: %(number)s/%(symbol)s") % {"number": self.number or UNFILLED * 6, "symbol": self.symbol}

    @property
    def dated(self) -> str:
        """A day below 10, a January and a February get their zero, so that nothing can be written before them."""
        return _("%(place)s, day %(day)s month %(month)s year %(year)s") % {
            "place": self.place or UNFILLED * 8,
            "day": f"{self.day:%d}" if self.day else UNFILLED * 3,
            "month": (f"{self.day:%m}" if self.day.month <= 2 else self.day.month) if self.day else UNFILLED * 3,
            "year": self.day.year if self.day else UNFILLED * 4,
        }


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """A template of documents/ as a PDF, in today's language."""
    return pdf(render_to_string(template, context))


def pdf(html: str) -> bytes:
    """HTML as a PDF. DocumentError where it asks for anything that lies outside of it."""
    fetcher = ClosedFetcher()
    try:
        content = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_tags=True)
    except FatalURLFetchingError as error:
        raise DocumentError(str(error)) from None
    if fetcher.refused:  # in a drawing it only leaves a gap
        raise DocumentError(fetcher.refused)
    return content


class ClosedFetcher(URLFetcher):
    """Answers our fonts and what stands in the document itself; neither files nor the network can be reached."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self.refused = ""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if match := FONT_SCHEME.fullmatch(url):
            return URLFetcherResponse(url, _font(match[1]), {"Content-Type": "font/woff2"})
        if not url.lower().startswith("data:"):
            self.refused = f"a document may not fetch {url}"
            raise FatalURLFetchingError(self.refused)
        return super().fetch(url, headers)


def _font(name: str) -> bytes:
    path = finders.find(f"vendor/fonts/{name}")
    if path is None:
        raise FatalURLFetchingError(f"the font {name} is not installed; run `make setup`")
    return Path(path).read_bytes()
