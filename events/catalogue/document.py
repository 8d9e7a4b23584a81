"""The catalogue to print. Workers alone import this: it lays out with WeasyPrint."""

import base64
from collections import defaultdict
from typing import Any

from django.template.loader import render_to_string

from common.documents import pdf
from common.models import StoredFile
from common.tables import day_range
from enterprises.pictures import small_picture
from events.catalogue.queries import Entry
from events.models import Fair

MOST_PICTURES = 6  # of one firm; a book that nobody can open for its weight helps nobody


def catalogue_pdf(fair: Fair, entries: list[Entry]) -> bytes:
    """Cover, index by name and by sector, the entries: in today's language."""
    return pdf(render_to_string("documents/catalogue.html", context(fair, entries)))


def context(fair: Fair, entries: list[Entry]) -> dict[str, Any]:
    sectors = defaultdict(list)
    for entry in entries:
        for group in entry.groups:
            sectors[group].append(entry)
    return {
        "fair": fair,
        "days": day_range(fair.starts_on, fair.ends_on),
        "place": ", ".join(filter(None, [fair.place, fair.province_as_written])),
        "entries": [(entry, _pictures(entry)) for entry in entries],
        "sectors": sorted(sectors.items(), key=lambda sector: sector[0].rank),
    }


def _pictures(entry: Entry) -> list[tuple]:
    """Each product with its picture, which stands in the document itself: nothing is fetched."""
    found, left = [], MOST_PICTURES
    for product in entry.products:
        picture = ""
        if product.picture_id and left:
            picture, left = _embedded(product.picture), left - 1
        found.append((product, picture))
    return found


def _embedded(stored: StoredFile) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(small_picture(stored)).decode()
