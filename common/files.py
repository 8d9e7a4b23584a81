"""Files that come in: checked by content, size and name; kept under random names outside the web root."""

import hashlib
import logging
import re
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.models import Opening, StoredFile
from common.photos import as_jpeg, open_photo
from common.rounds import every_minute
from common.text import clean

logger = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileKind:
    media_type: str
    extensions: tuple[str, ...]


PDF = FileKind("application/pdf", ("pdf",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
PNG = FileKind("image/png", ("png",))
WEBP = FileKind("image/webp", ("webp",))
HEIC = FileKind("image/heic", ("heic", "heif"))
WORKBOOK = FileKind(XLSX, ("xlsx",))
CSV = FileKind("text/csv", ("csv",))
PICTURE_ENDS = {JPEG: b"\xff\xd9", PNG: b"IEND"}
SCANS = (PDF, JPEG, PNG, WEBP, HEIC)


def sniff(head: bytes) -> FileKind | None:
    """What the first bytes of a file say it is."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heif", b"mif1", b"msf1"):
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return WORKBOOK
    return None


def check(file: File, *, allowed: tuple[FileKind, ...]) -> FileKind:
    """The kind of an uploaded file, by its content. Raises ValidationError that says what to do."""
    if not file.size:
        raise ValidationError(_("The file is empty. Choose another one."), code="empty")
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1_000_000
        raise ValidationError(
            _("The file is larger than %(limit)s MB. Send a smaller one."), "too_large", {"limit": limit}
        )
    file.seek(0)
    kind = sniff(file.read(32))
    extension = PurePath(file.name).suffix.lower().lstrip(".")
    if kind not in allowed:
        raise ValidationError(
            _("This is not a file of the kind asked for. Accepted: %(kinds)s."),
            "wrong_kind",
            {"kinds": ", ".join(e for k in allowed for e in k.extensions)},
        )
    if extension not in kind.extensions:
        raise ValidationError(
            _("The name ends in “.%(extension)s” but the content is %(kind)s. Save it again in its own format."),
            "lying_name",
            {"extension": extension, "kind": kind.extensions[0].upper()},
        )
    if kind is PDF:
        _check_pdf(file)
    if kind in PICTURE_ENDS or kind is WEBP:
        _check_picture(file, kind)
    if kind is HEIC:
        open_photo(file).close()
        file.seek(0)
    return kind


def _check_pdf(file: File) -> None:
    file.seek(max(0, file.size - 2048))
    tail = file.read()
    if b"%%EOF" not in tail:
        raise ValidationError(_("The PDF is cut off. Scan or export it again."), code="broken")
    if b"/Encrypt" in tail:
        raise ValidationError(_("The PDF is locked with a password. Save it without one."), code="encrypted")


def _check_picture(file: File, kind: FileKind) -> None:
    """Whether it is there to its end; a phone may write more behind it."""
    file.seek(0)
    content = file.read()
    if kind is WEBP:
        is_whole = int.from_bytes(content[4:8], "little") + 8 <= len(content)
    else:
        is_whole = PICTURE_ENDS[kind] in content
    if not is_whole:
        raise ValidationError(_("The picture cannot be read. Save it again, or take it anew."), code="broken")


def store(*, file: File, kind: FileKind, purpose: str, by, organizer, name: str = "") -> StoredFile:
    """Keep a checked or self-made file; its SHA-256 is computed while it is copied. HEIC is kept as JPEG."""
    name = name or file.name
    if kind is HEIC:
        file, kind, name = as_jpeg(file), JPEG, f"{PurePath(name).stem}.jpg"
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    stored = StoredFile(
        organizer=organizer,
        purpose=purpose,
        name=clean(PurePath(name).name)[-200:],
        media_type=kind.media_type,
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    key = uuid.uuid4().hex
    stored.content.save(f"{key[:2]}/{key}.{kind.extensions[0]}", file, save=False)
    try:
        stored.save()
    except Exception:
        stored.content.delete(save=False)
        raise
    return stored


def remove(stored: StoredFile) -> None:
    """Take a file away, its content once the row is gone for good. Raises ProtectedError where a record needs it."""
    content = stored.content
    with transaction.atomic():
        stored.delete()
        transaction.on_commit(lambda: content.storage.delete(content.name))


FOLDERS = 256  # named by the first two letters of the random names in them
OURS = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")
ORPHANS_KEPT = timedelta(days=1)


@every_minute
def sweep_one_folder() -> None:
    """Each minute the next folder, so that all of them are looked through in a little over four hours."""
    sweep(f"{int(time.time()) // 60 % FOLDERS:02x}")


def sweep(folder: str) -> list[str]:
    """Remove the files of a folder that have no row: a process died between the two. Returns their names.

    A young one stays: its row may be on the way.
    """
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    long_ago = timezone.now() - ORPHANS_KEPT
    old = [
        path
        for path in (f"{folder}/{name}" for name in names if OURS.fullmatch(name))
        if default_storage.get_modified_time(path) < long_ago
    ]
    kept = set(StoredFile.objects.filter(content__in=old).values_list("content", flat=True))
    orphans = [path for path in old if path not in kept]
    for path in orphans:
        logger.warning("removed %s, which belonged to no record", path)
        default_storage.delete(path)
    return orphans


def store_bytes(content: bytes, *, name: str, kind: FileKind, purpose: str, by, organizer) -> StoredFile:
    """Keep a document that the product made."""
    return store(file=ContentFile(content, name), kind=kind, purpose=purpose, by=by, organizer=organizer)


FOR_ALL = ("picture", "fair_document")  # what anyone may open who was shown it


def serve(stored: StoredFile, *, by, inline: bool = False) -> FileResponse:
    """A download that a browser neither runs nor guesses at; who opened it is noted, where it is not for all.

    `inline` lets a page of ours show a scan in itself.
    """
    if stored.purpose not in FOR_ALL:
        who = by if by.is_authenticated else None
        Opening.objects.create(
            organizer=stored.organizer, what=Opening.What.FILE, name=stored.name, file=stored, by=who
        )
    response = FileResponse(
        stored.content.open("rb"), as_attachment=not inline, filename=stored.name, content_type=stored.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def note_list(*, organizer, name: str, by) -> None:
    """Somebody takes a list out as a file."""
    Opening.objects.create(organizer=organizer, what=Opening.What.LIST, name=clean(name)[:200], by=by)
