"""The export of a long list: just the rows that its page shows, for the person who asked, and not for ever."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Role, TeamMember
from common.lists import ListPage
from common.models import Job, StoredFile
from portal.tasks import remove_old_exports
from tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(organizer, sign_in, monkeypatch):
    """Ask for an export that is too long for the page, and let the worker do it."""
    monkeypatch.setattr(ListPage, "export_inline_limit", 1)
    client = sign_in(Role.MANAGER)

    def export(query: str, before=lambda: None) -> Job:
        response = client.get(reverse("enterprises", args=[organizer.slug]) + query)
        job = Job.objects.get()
        assert response.url == reverse("job", args=[organizer.slug, job.pk])
        before()
        call_command("work", once=True)
        job.refresh_from_db()
        return job

    export.client = client
    return export


@pytest.fixture
def cards(organizer):
    for name in ("Hợp tác xã Phú Hòa", "Hợp tác xã Đông Hải", "Công ty Tây Đô"):
        EnterpriseFactory(kept_by=organizer, legal_name=name)
    EnterpriseFactory(legal_name="Hợp tác xã của nơi khác")


def test_the_file_holds_the_rows_and_order_of_the_page(exported, cards):
    job = exported("?q=hop+tac&sort=-legal_name&export=xlsx")
    assert (job.state, job.result) == (Job.State.DONE, {"rows": 2})
    with job.output.content.open() as file:
        heads, *rows = load_workbook(file, read_only=True).active.values
    assert [row[0] for row in rows] == ["Hợp tác xã Phú Hòa", "Hợp tác xã Đông Hải"]
    assert len(heads) == len(rows[0])
    assert (job.done, job.total) == (2, 2)


def test_an_export_as_text_holds_the_same(exported, cards):
    job = exported("?q=hop+tac&export=csv")
    text = job.output.content.read().decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "Tây Đô" not in text


def test_an_export_is_its_makers_alone(exported, cards, organizer, sign_in):
    job = exported("?export=csv")
    address = reverse("file", args=[organizer.slug, job.output_id])
    assert exported.client.get(address).status_code == 200
    assert sign_in(Role.MANAGER).get(address).status_code == 404


def test_who_left_the_team_meanwhile_gets_no_rows(exported, cards):
    job = exported("?export=csv", before=TeamMember.objects.filter(user=exported.client.user).delete)
    assert (job.state, job.output) == (Job.State.FAILED, None)
    assert job.error


def test_an_export_is_removed_after_a_week(exported, cards, django_capture_on_commit_callbacks):
    job = exported("?export=csv")
    kept_at = job.output.content.name
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        remove_old_exports()
    job.refresh_from_db()
    assert job.output is None
    assert not default_storage.exists(kept_at)
