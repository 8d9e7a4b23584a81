"""Files that come in: only what they say they are, kept where nobody can guess."""

import hashlib
import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import register_heif_opener

from common import files, photos
from common.models import StoredFile
from common.rounds import run_due_rules
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MAKER = 0x010F
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"


def heic(size=(40, 20), **options) -> bytes:
    """A photo as an iPhone takes it."""
    register_heif_opener()
    out = BytesIO()
    Image.new("RGB", size).save(out, "HEIF", **options)
    return out.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes, allowed=files.SCANS) -> str:
    with pytest.raises(ValidationError) as refused:
        files.check(upload(name, content), allowed=allowed)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("hợp đồng.PDF", PDF, files.PDF),
        ("anh.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9 behind it", files.JPEG),
        ("anh.png", PNG, files.PNG),
        ("anh.webp", b"RIFF\x2c\0\0\0WEBP" + b"\0" * 40, files.WEBP),
        ("anh.heic", heic(), files.HEIC),
    ],
)
def test_a_scan_is_known_by_its_content(name, content, kind):
    assert files.check(upload(name, content), allowed=files.SCANS) is kind


def test_what_is_no_scan_is_refused():
    assert refusal("trang.pdf", b"<html><script>alert(1)</script></html>") == "wrong_kind"
    assert refusal("so.xlsx", b"PK\x03\x04" + b"\0" * 40) == "wrong_kind"
    assert refusal("hop-dong.pdf", PDF, allowed=(files.WORKBOOK,)) == "wrong_kind"


def test_a_name_that_lies_about_the_content_is_refused():
    assert refusal("hop-dong.pdf", PNG) == "lying_name"
    assert refusal("hop-dong", PDF) == "lying_name"


def test_an_empty_file_is_refused():
    assert refusal("trong.pdf", b"") == "empty"


def test_a_file_over_the_limit_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = len(PDF) - 1
    assert refusal("to.pdf", PDF) == "too_large"


def test_a_pdf_that_is_cut_off_or_locked_is_refused():
    assert refusal("cut.pdf", PDF[:20]) == "broken"
    assert refusal("khoa.pdf", PDF.replace(b"trailer\n<<>>", b"trailer\n<</Encrypt 5 0 R>>")) == "encrypted"


def test_a_picture_that_is_cut_off_is_refused():
    assert refusal("anh.png", PNG[:20]) == "broken"
    assert refusal("anh.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40) == "broken"
    assert refusal("anh.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40) == "broken"
    assert refusal("anh.heic", heic()[:200]) == "broken"
    assert refusal("anh.webp", b"RIFF\xff\0\0\0WEBP" + b"\0" * 40) == "broken"


def test_heic_is_kept_as_jpeg_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[MAKER] = "Máy ảnh của Hạnh"
    file = upload("Giấy phép.HEIC", heic(exif=exif))
    stored = files.store(
        file=file, kind=files.check(file, allowed=files.SCANS), purpose="evidence", by=UserFactory(), organizer=None
    )
    with stored.content.open() as content:
        kept = Image.open(content)
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (40, 20), {})
    assert (stored.name, stored.media_type) == ("Giấy phép.jpg", "image/jpeg")
    assert stored.content.name.endswith(".jpg")
    assert files.sniff(stored.content.open().read(32)) is files.JPEG


def test_a_heic_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 700)
    assert refusal("anh.heic", heic()) == "too_large"


def test_a_file_is_kept_under_a_random_name_with_its_hash():
    person = UserFactory()
    stored = files.store(
        file=upload("../../Hợp đồng số 1.pdf", PDF), kind=files.PDF, purpose="evidence", by=person, organizer=None
    )
    assert stored.name == "Hợp đồng số 1.pdf"
    assert "ng" not in stored.content.name.split("/")[-1].removesuffix(".pdf")
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size, stored.uploaded_by) == (len(PDF), person)
    assert stored.content.open().read() == PDF


def test_two_files_of_one_name_do_not_meet():
    first, second = (
        files.store_bytes(content, name="a.pdf", kind=files.PDF, purpose="report", by=None, organizer=None)
        for content in (PDF, PDF + b"2")
    )
    assert first.content.name != second.content.name
    assert second.content.open().read() == PDF + b"2"


def test_a_file_whose_row_cannot_be_written_leaves_nothing_behind(settings, tmp_path):
    with pytest.raises(ValueError, match="User"):
        files.store(file=upload("a.pdf", PDF), kind=files.PDF, purpose="evidence", by="nobody", organizer=None)
    assert not list((tmp_path / "uploads").rglob("*.pdf"))


@pytest.fixture
def left(tmp_path):
    """`left(name, age)`: a file in the uploads' folder ab that a process left so long ago."""
    folder = tmp_path / "uploads" / "ab"
    folder.mkdir(parents=True)

    def leave(name: str, age: timedelta = timedelta(days=2)) -> Path:
        path = folder / name
        path.write_bytes(PDF)
        made_old(path, age)
        return path

    return leave


def made_old(path: Path, age: timedelta) -> None:
    moment = time.time() - age.total_seconds()
    os.utime(path, (moment, moment))


def test_a_file_without_a_row_is_swept_away_after_a_day(left):
    orphan = left(f"ab{'0' * 30}.pdf")
    assert files.sweep("ab") == [f"ab/{orphan.name}"]
    assert not orphan.exists()


def test_a_file_whose_row_may_be_on_the_way_stays(left):
    young = left(f"ab{'0' * 30}.pdf", files.ORPHANS_KEPT - timedelta(minutes=1))
    assert files.sweep("ab") == []
    assert young.exists()


def test_a_file_with_a_row_stays_however_old_it_is(tmp_path):
    stored = files.store_bytes(PDF, name="a.pdf", kind=files.PDF, purpose="report", by=None, organizer=None)
    path = tmp_path / "uploads" / stored.content.name
    made_old(path, timedelta(days=400))
    assert files.sweep(path.parent.name) == []
    assert path.exists()


def test_a_file_that_is_not_ours_stays(left):
    foreign = left("ghi-chu.pdf")
    assert files.sweep("ab") == []
    assert foreign.exists()


def test_a_folder_that_is_not_there_is_no_fault():
    assert files.sweep("cd") == []


def test_the_worker_sweeps_every_folder_in_its_turn(monkeypatch):
    swept, minutes = set(), iter(range(files.FOLDERS))
    monkeypatch.setattr(files, "sweep", swept.add)
    monkeypatch.setattr(files.time, "time", lambda: 60 * next(minutes))
    monkeypatch.setattr("common.rounds._rules", [files.sweep_one_folder])
    for _minute in range(files.FOLDERS):
        run_due_rules()
    assert swept == {f"{n:02x}" for n in range(256)}


def test_a_removed_file_is_gone_once_the_removal_is_certain(django_capture_on_commit_callbacks):
    stored = files.store_bytes(PDF, name="a.pdf", kind=files.PDF, purpose="export", by=None, organizer=None)
    name = stored.content.name
    with django_capture_on_commit_callbacks(execute=True):
        files.remove(stored)
        assert default_storage.exists(name)
    assert not default_storage.exists(name)
    assert not StoredFile.objects.exists()


def test_a_download_is_neither_run_nor_guessed_at_nor_kept():
    stored = files.store_bytes(PDF, name="Hợp đồng.pdf", kind=files.PDF, purpose="report", by=None, organizer=None)
    response = files.serve(stored, by=AnonymousUser())
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == PDF
