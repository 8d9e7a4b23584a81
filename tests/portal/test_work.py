"""Jobs and the outbox as people see them."""

import pytest
from django.urls import reverse

from common import outbox
from common.models import Job, Letter
from tests.factories import OrganizerFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def job(organizer, manager):
    return Job.objects.create(kind="export_list", organizer=organizer, by=manager.user, state="running")


def address(job) -> str:
    return reverse("job", args=[job.organizer.slug, job.pk])


def test_a_running_job_shows_how_far_it_is_and_looks_again(manager, job):
    Job.objects.filter(pk=job.pk).update(done=1_500, total=6_000)
    page = manager.get(address(job)).content.decode()
    for shown in ('aria-valuenow="25"', 'hx-trigger="every 1s"', "1.500", "6.000"):
        assert shown in page


def test_what_is_looked_at_again_is_the_progress_alone(manager, job):
    piece = manager.get(address(job), headers=HTMX).content.decode()
    assert 'id="job"' in piece
    assert "<html" not in piece


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_that_is_over_is_not_looked_at_again(manager, job, state):
    Job.objects.filter(pk=job.pk).update(state=state)
    assert "hx-trigger" not in manager.get(address(job)).content.decode()


def test_a_failed_job_says_why(manager, job):
    Job.objects.filter(pk=job.pk).update(state="failed", error="Tệp không mở được")
    assert "Tệp không mở được" in manager.get(address(job)).content.decode()


def test_a_job_that_leads_on_does_so_when_it_is_done(manager, job, organizer):
    Job.objects.filter(pk=job.pk).update(kind="workbook_check")
    assert manager.get(address(job), headers=HTMX).status_code == 200
    Job.objects.filter(pk=job.pk).update(state="done", result={})
    there = reverse("import_preview", args=[organizer.slug, job.pk])
    assert manager.get(address(job), headers=HTMX)["HX-Redirect"] == there
    assert manager.get(address(job)).url == there


def test_a_waiting_job_is_stopped_at_once_and_a_running_one_is_asked_to_stop(manager, job, organizer):
    waiting = Job.objects.create(kind="export_list", organizer=organizer, by=manager.user)
    for each in (job, waiting):
        assert manager.post(reverse("job_cancel", args=[organizer.slug, each.pk])).url == address(each)
        each.refresh_from_db()
    assert (waiting.state, job.state, job.cancel_asked) == ("cancelled", "running", True)


def test_a_job_of_another_person_or_organizer_is_not_found(manager, job, organizer):
    Job.objects.filter(pk=job.pk).update(by=UserFactory())
    foreign = Job.objects.create(kind="export_list", organizer=OrganizerFactory(), by=manager.user)
    for pk in (job.pk, foreign.pk):
        assert manager.get(reverse("job", args=[organizer.slug, pk])).status_code == 404
        assert manager.post(reverse("job_cancel", args=[organizer.slug, pk])).status_code == 404


def letter(organizer, state: str, **fields) -> Letter:
    posted = outbox.post(to="a@example.com", subject="Thư mời", body="…", kind="test", organizer=organizer, **fields)
    Letter.objects.filter(pk=posted.pk).update(state=state)
    return posted


@pytest.mark.parametrize("state", sorted(set(Letter.State.values) - {"by_hand", "told"}))
def test_a_letter_that_failed_or_may_not_have_arrived_can_be_sent_again_and_no_other(manager, organizer, state):
    again = reverse("letter_resend", args=[organizer.slug, letter(organizer, state).pk])
    offered = again in manager.get(reverse("outbox", args=[organizer.slug])).content.decode()
    assert offered == (state in ("failed", "uncertain"))
    manager.post(again)
    assert Letter.objects.get().state == ("waiting" if offered else state)


def test_who_may_only_read_the_outbox_sends_nothing_again(sign_in, organizer):
    again = reverse("letter_resend", args=[organizer.slug, letter(organizer, "failed").pk])
    reader = sign_in("auditor")
    page = reader.get(reverse("outbox", args=[organizer.slug]))
    assert page.status_code == 200
    assert again not in page.content.decode()
    assert reader.post(again).status_code == 403


def test_the_outbox_is_searched_without_marks_and_shows_no_letter_of_another(manager, organizer):
    letter(organizer, "sent")
    letter(OrganizerFactory(), "sent")
    outbox_page = reverse("outbox", args=[organizer.slug])
    assert len(manager.get(outbox_page).context["table"].rows) == 1
    assert len(manager.get(outbox_page, {"q": "thu moi"}).context["table"].rows) == 1
    assert len(manager.get(outbox_page, {"q": "khong"}).context["table"].rows) == 0


def test_an_export_of_the_outbox_has_no_column_of_buttons(manager, organizer):
    letter(organizer, "failed")
    rows = manager.get(reverse("outbox", args=[organizer.slug]), {"export": "csv"}).content.decode()
    assert "<" not in rows
    assert len(rows.splitlines()[0].split(",")) == 5
