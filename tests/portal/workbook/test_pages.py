"""Bringing a workbook in by page: upload, look, confirm, see the records."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from common.jobs import run_job
from common.models import Job
from contracts.models import Agreement
from enterprises.models import Enterprise
from events.models import Fair
from tests.factories import EnterpriseFactory, OrganizerFactory
from tests.portal.workbook.books import COOPERATIVE, ENTERPRISES, FAIRS, PRODUCTS, put, saved, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(sign_in):
    return sign_in(Role.MANAGER)


@pytest.fixture
def place(organizer):
    """The address of a page of the import."""
    return lambda name, *args: reverse(name, args=[organizer.slug, *args])


def uploaded(client, place, sheets, name="so.xlsx"):
    return client.post(place("import"), {"file": SimpleUploadedFile(name, saved(sheets).getvalue())})


@pytest.fixture
def look(manager, place):
    """Uploads a workbook and has it checked; gives the job."""

    def at(sheets) -> Job:
        uploaded(manager, place, sheets)
        job = Job.objects.latest("created_at")
        run_job.call(str(job.pk))
        job.refresh_from_db()
        return job

    return at


def confirm(client, place, job) -> Job:
    client.post(place("import_confirm", job.pk))
    started = Job.objects.filter(kind="workbook_import").latest("created_at")
    run_job.call(str(started.pk))
    started.refresh_from_db()
    return started


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_manager_uploads_looks_confirms_and_finds_the_records(manager, place):
    response = uploaded(manager, place, small())
    job = Job.objects.get()
    assert response.url == place("job", job.pk)

    run_job.call(str(job.pk))
    page = text(manager.get(place("import_preview", job.pk)))
    assert place("import_confirm", job.pk) in page
    assert not Fair.objects.exists()

    response = manager.post(place("import_confirm", job.pk))
    started = Job.objects.get(kind="workbook_import")
    assert response.url == place("import_preview", started.pk)
    run_job.call(str(started.pk))

    page = text(manager.get(place("import_preview", started.pk)))
    for address in (place("fairs"), place("enterprises"), place("agreements"), place("results")):
        assert address in page
    assert Agreement.objects.count() == 2
    assert Enterprise.history.filter(history_user=manager.user).count() == 4


def test_the_button_names_how_many_rows_come_in(manager, place, look):
    job = look(small())
    assert job.result["size"] == 14
    button = text(manager.get(place("import_preview", job.pk))).partition('<button class="btn btn-primary"')[2]
    assert "14" in button.partition("</button>")[0]


def test_faults_are_shown_with_place_value_and_remedy_and_nothing_can_be_confirmed(manager, place, look):
    sheets = put(small(), FAIRS, 2, "Cấp", "Cấp <trời>")
    job = look(put(sheets, PRODUCTS, 2, "Số sao", 7))
    page = text(manager.get(place("import_preview", job.pk)))
    assert "Cấp &lt;trời&gt;" in page
    assert "Số sao" in page
    assert place("import_confirm", job.pk) not in page
    assert manager.post(place("import_confirm", job.pk)).status_code == 404
    assert not Fair.objects.exists()


def test_faults_can_be_taken_home_as_a_workbook_or_csv(manager, place, look):
    job = look(put(small(), FAIRS, 2, "Cấp", "=cmd"))
    response = manager.get(place("import_faults", job.pk) + "?type=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[1][1:4] == (FAIRS, 2, "Cấp")
    job = look(put(small(), FAIRS, 2, "Cấp", "+trời"))
    response = manager.get(place("import_faults", job.pk) + "?type=csv")
    assert "'+trời" in response.content.decode()
    assert manager.get(place("import_faults", job.pk) + "?type=exe").status_code == 404


def test_changed_rows_are_shown_field_by_field(manager, place, look):
    confirm(manager, place, look(small()))
    job = look(put(small(), ENTERPRISES, 2, "Địa chỉ", "Ấp Mười"))
    page = text(manager.get(place("import_preview", job.pk)))
    assert "<del>Ấp 3</del>" in page
    assert "<ins>Ấp Mười</ins>" in page


def test_what_the_file_lacks_is_listed(organizer, manager, place, look):
    EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Vắng Mặt")
    assert "Hợp tác xã Vắng Mặt" in text(manager.get(place("import_preview", look(small()).pk)))


def test_the_same_file_again_offers_nothing_to_bring_in(manager, place, look):
    confirm(manager, place, look(small()))
    job = look(small())
    assert place("import_confirm", job.pk) not in text(manager.get(place("import_preview", job.pk)))
    assert manager.post(place("import_confirm", job.pk)).status_code == 404


def test_confirming_twice_starts_one_import(manager, place, look):
    job = look(small())
    first, second = (manager.post(place("import_confirm", job.pk)).url for _ in range(2))
    assert first == second
    confirm(manager, place, job)
    assert manager.post(place("import_confirm", job.pk)).url == first
    assert Job.objects.filter(kind="workbook_import").count() == 1


def test_records_that_changed_after_the_look_stop_the_import_and_are_shown(organizer, manager, place, look):
    job = look(small())
    EnterpriseFactory(kept_by=organizer, tax_code=COOPERATIVE, legal_name="Phú Hòa")
    started = confirm(manager, place, job)
    assert started.result["outdated"]
    assert not Fair.objects.exists()
    page = text(manager.get(place("import_preview", started.pk)))
    assert place("import_confirm", started.pk) in page
    confirm(manager, place, started)
    assert Agreement.objects.count() == 2


def test_a_check_that_failed_says_so(manager, place, look):
    job = look(small())
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="Ổ đĩa đầy", result=None)
    assert "Ổ đĩa đầy" in text(manager.get(place("import_preview", job.pk)))


def test_what_is_no_workbook_is_refused_at_once(manager, place):
    for name, content in (("so.xlsx", b"%PDF-1.7"), ("so.pdf", saved(small()).getvalue()), ("so.xlsx", b"")):
        response = manager.post(place("import"), {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 422
    assert not Job.objects.exists()


def test_earlier_checks_are_listed(manager, place, look):
    job = look(put(small(), FAIRS, 2, "Cấp", "Cấp trời"))
    page = text(manager.get(place("import")))
    assert place("import_preview", job.pk) in page


def test_the_blank_workbook_has_the_headings(manager, place):
    response = manager.get(place("import_template"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == list(small())
    for title, rows in small().items():
        assert [cell.value for cell in book[title][1]] == rows[0]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_other_roles_are_refused(sign_in, place, look, role):
    job, client = look(small()), sign_in(role)
    for name in ("import_preview", "import_faults"):
        assert client.get(place(name, job.pk)).status_code == 403
    for name in ("import", "import_template"):
        assert client.get(place(name)).status_code == 403
    assert client.post(place("import_confirm", job.pk)).status_code == 403
    assert not Fair.objects.exists()


def test_another_organizers_manager_finds_nothing(sign_in, place, look):
    job, other = look(small()), OrganizerFactory()
    client = sign_in(Role.MANAGER, at=other)
    assert client.get(place("import_preview", job.pk)).status_code == 404
    assert client.get(reverse("import_preview", args=[other.slug, job.pk])).status_code == 404
