"""What is held about a person, to take away: as data for a program, and as a page to read."""

import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer
from portal.privacy.findings import Part

Held = dict[Organizer | None, list[Part]]


def as_data(held: Held) -> dict[str, Any]:
    """Plain data; the labels are in today's language."""
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "holders": [
            {
                "holder": holder_name(holder),
                "parts": [{"title": part.title, "rows": [dict(f.facts) for f in part.findings]} for part in parts],
            }
            for holder, parts in held.items()
        ],
    }


def as_json(held: Held) -> bytes:
    return json.dumps(as_data(held), ensure_ascii=False, indent=1, default=_plain).encode()


def as_zip(held: Held) -> bytes:
    """The page and the data side by side; the page needs nothing else."""
    parts = [(holder_name(holder), parts) for holder, parts in held.items()]
    page = render_to_string("portal/privacy/copy.html", {"holders": parts, "made_at": timezone.now()})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", as_json(held))
    return content.getvalue()


FORMS = {"json": (as_json, "application/json"), "zip": (as_zip, "application/zip")}


def download(held: Held, form: str) -> HttpResponse:
    make, media_type = FORMS[form]
    response = HttpResponse(make(held), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def holder_name(holder: Organizer | None) -> str:
    return holder.name if holder else _("The administration of this site")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
