"""What proves an agreement: the file, its hash, the grade."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import StoredFile
from contracts.actions.evidence import add_evidence
from contracts.models import Evidence, Grade, State
from tests.factories import UserFactory, signed

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def agreement(organizer):
    return signed(organizer, grade=Grade.ONE_PARTY)


def scan(name="hop-dong.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def stored_files() -> list[str]:
    folders, _files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return [name for folder in folders for name in default_storage.listdir(folder)[1]]


def test_the_file_is_kept_with_its_hash_and_its_sender(agreement):
    by = UserFactory()
    evidence = add_evidence(agreement=agreement, file=scan(), grade=Grade.SCAN, by=by, note=" trang  1 ")
    stored = StoredFile.objects.get()
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.purpose, stored.organizer, stored.uploaded_by) == ("evidence", agreement.organizer, by)
    assert (evidence.note, evidence.history.get().history_user) == ("trang 1", by)


def test_evidence_raises_the_grade_and_says_so_in_the_history(agreement):
    add_evidence(agreement=agreement, file=scan(), grade=Grade.SCAN, by=UserFactory())
    agreement.refresh_from_db()
    assert agreement.grade == Grade.SCAN
    assert "hop-dong.pdf" in agreement.history.first().history_change_reason


def test_weaker_evidence_takes_no_grade_away(agreement):
    add_evidence(agreement=agreement, file=scan(), grade=Grade.PERFORMANCE, by=UserFactory())
    add_evidence(agreement=agreement, file=scan(content=PDF + b"%"), grade=Grade.ONE_PARTY, by=UserFactory())
    agreement.refresh_from_db()
    assert agreement.grade == Grade.PERFORMANCE


def test_a_better_scan_is_one_more_and_the_first_stays(agreement):
    first = add_evidence(agreement=agreement, file=scan(), grade=Grade.SCAN, by=UserFactory())
    add_evidence(agreement=agreement, file=scan("ro-hon.pdf", PDF + b"%"), grade=Grade.SCAN, by=UserFactory())
    assert agreement.evidence.count() == 2
    with first.file.content.open("rb") as kept:
        assert kept.read() == PDF


def test_the_very_same_file_is_refused_and_leaves_nothing_behind(agreement):
    add_evidence(agreement=agreement, file=scan(), grade=Grade.SCAN, by=UserFactory())
    with pytest.raises(ValidationError) as refusal:
        add_evidence(agreement=agreement, file=scan("ten-khac.pdf"), grade=Grade.SCAN, by=UserFactory())
    assert "file" in refusal.value.message_dict
    assert (StoredFile.objects.count(), len(stored_files())) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hop-dong.pdf", b"MZ\x90\x00 a program"),
        ("hop-dong.pdf", b"\xff\xd8\xff a photo under another name"),
        ("hop-dong.pdf", b"%PDF-1.7 cut off"),
        ("hop-dong.docx", b"PK\x03\x04 a document"),
        ("hop-dong.html", b"<script>alert(1)</script>"),
        ("hop-dong.pdf", b""),
    ],
)
def test_a_file_that_is_no_scan_or_lies_about_it_is_refused(sign_in, organizer, agreement, name, content):
    url = reverse("agreement_evidence", args=[organizer.slug, agreement.pk])
    response = sign_in("deals").post(url, {"file": scan(name, content), "grade": Grade.SCAN})
    assert response.status_code in (200, 422)
    assert "file" in response.context["form"].errors
    assert (Evidence.objects.count(), stored_files()) == (0, [])


def test_a_void_agreement_takes_no_evidence(agreement):
    agreement.state = State.VOID
    with pytest.raises(ValidationError):
        add_evidence(agreement=agreement, file=scan(), grade=Grade.SCAN, by=UserFactory())


def test_what_the_register_alone_says_is_no_evidence(sign_in, organizer, agreement):
    url = reverse("agreement_evidence", args=[organizer.slug, agreement.pk])
    response = sign_in("deals").post(url, {"file": scan(), "grade": Grade.REGISTER})
    assert "grade" in response.context["form"].errors


def test_the_page_shows_the_hash_and_hands_the_file_out_to_those_who_read_deals(sign_in, organizer, agreement):
    url = reverse("agreement_evidence", args=[organizer.slug, agreement.pk])
    sign_in("deals").post(url, {"file": scan(), "grade": Grade.SCAN})
    link = reverse("file", args=[organizer.slug, StoredFile.objects.get().pk])
    viewer = sign_in("viewer")
    page = viewer.get(reverse("agreement", args=[organizer.slug, agreement.pk])).content.decode()
    assert hashlib.sha256(PDF).hexdigest() in page
    assert link in page
    assert url not in page
    assert b"".join(viewer.get(link).streaming_content) == PDF
    assert sign_in("floor").get(link).status_code == 404
