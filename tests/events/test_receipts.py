"""The receipt of an application: what was sent as it was sent, its PDF by a worker, a letter that goes in any case."""

import datetime
import shutil
import subprocess

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common import jobs, outbox
from common.models import Job, Letter
from common.rounds import run_due_rules
from enterprises.models import EnterpriseRole
from events.actions.applications import save_application, submit_application
from events.models import Application, Submission
from events.receipts import tasks
from events.receipts.actions import LATEST, PATIENCE
from tests.factories import (
    ApplicationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    ProductFactory,
    SubmissionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant():
    return EnterpriseMemberFactory(role=EnterpriseRole.OWNER, user=UserFactory(language="vi"))


@pytest.fixture
def draft(organizer, applicant):
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, is_public=True, starts_on=first, ends_on=first)
    row = ApplicationFactory(
        fair=fair, enterprise=applicant.enterprise, contact_email="phuc@phu-hoa.example", fascia_name="HTX PHÚ HÒA"
    )
    row.products.set([ProductFactory(enterprise=applicant.enterprise, name="Gạo ST25")])
    return row


def submitted(draft: Application, applicant) -> Submission:
    submit_application(application=draft, by=applicant.user, consent=True)
    return draft.submissions.first()


def work() -> Job:
    job = Job.objects.filter(kind="receipt_pdf").latest("created_at")
    jobs.run_job.call(str(job.pk))
    job.refresh_from_db()
    return job


def words(submission: Submission) -> str:
    return "\n".join(f"{label}: {value}" for part in submission.contents for label, value in part["rows"])


def test_a_submission_keeps_what_was_sent_whatever_is_changed_later(draft, applicant):
    sent = submitted(draft, applicant)
    draft.contact_name = "Người Khác"
    save_application(application=draft, by=applicant.user)
    sent.refresh_from_db()
    for part in (draft.enterprise.legal_name, "Thạch Thị Phúc", "0912345678", "Gạo ST25", "HTX PHÚ HÒA"):
        assert part in words(sent)
    assert "Người Khác" not in words(sent)
    assert "handling of applications" in words(sent)


def test_a_personal_number_is_masked(draft, applicant):
    draft.enterprise.tax_code = "079123456789"
    assert "079123456789" not in words(submitted(draft, applicant))


def test_the_letter_waits_for_its_pdf_and_takes_it_along(draft, applicant):
    sent = submitted(draft, applicant)
    assert not outbox.due().filter(pk=sent.letter_id).exists()
    assert work().state == Job.State.DONE
    assert outbox.deliver_due() == 1
    (message,) = mail.outbox
    name, content, kind = message.attachments[0]
    assert (name, kind, content[:5]) == (f"{sent.reference.replace('/', '-')}.pdf", "application/pdf", b"%PDF-")
    assert sent.reference in message.body


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_the_pdf_says_what_was_sent(draft, applicant, tmp_path):
    (tmp_path / "a.pdf").write_bytes(tasks.render(submitted(draft, applicant)))
    command = ["pdftotext", tmp_path / "a.pdf", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Gạo ST25" in text
    assert draft.submissions.get().reference in text


def test_without_a_pdf_the_letter_goes_and_says_so(draft, applicant, monkeypatch):
    tries = []

    def broken(submission):
        tries.append(submission)
        raise RuntimeError("no fonts")

    monkeypatch.setattr(tasks, "render", broken)
    submitted(draft, applicant)
    assert work().state == Job.State.FAILED
    assert len(tries) == tasks.TRIES
    assert outbox.deliver_due() == 1
    assert mail.outbox[0].attachments == []
    assert "could not be attached" in mail.outbox[0].body


def test_a_worker_that_died_keeps_no_letter_back(draft, applicant):
    sent = submitted(draft, applicant)
    run_due_rules()
    assert not outbox.due().filter(pk=sent.letter_id).exists()
    Submission.objects.update(at=timezone.now() - PATIENCE - datetime.timedelta(seconds=1))
    run_due_rules()
    assert outbox.due().filter(pk=sent.letter_id).exists()
    assert PATIENCE < LATEST, "the rule speaks before the letter would go by itself"


def test_a_job_that_runs_twice_makes_one_pdf(draft, applicant):
    sent = submitted(draft, applicant)
    first = work()
    Job.objects.filter(pk=first.pk).update(state=Job.State.WAITING)
    second = work()
    sent.refresh_from_db()
    assert (second.state, sent.pdf_id) == (Job.State.DONE, first.output_id)


def test_a_file_that_is_gone_keeps_no_letter_back(draft, applicant):
    sent = submitted(draft, applicant)
    work()
    sent.refresh_from_db()
    sent.pdf.content.storage.delete(sent.pdf.content.name)
    assert outbox.deliver_due() == 1
    assert Letter.objects.get(pk=sent.letter_id).state == Letter.State.SENT


def test_who_has_no_address_is_told_at_once_and_finds_the_pdf_on_the_page(draft, applicant):
    draft.contact_email = ""
    letter = submitted(draft, applicant).letter
    assert letter.state == Letter.State.BY_HAND
    assert letter.not_before <= timezone.now()


@pytest.fixture
def url():
    def build(submission: Submission, *, own: bool) -> str:
        row = submission.application
        if own:
            return reverse("my_application_receipt", args=[row.enterprise_id, row.pk, submission.number])
        return reverse("application_receipt", args=[row.fair.organizer.slug, row.fair.slug, row.pk, submission.number])

    return build


def test_both_sides_open_the_pdf_from_the_application(draft, applicant, sign_in, client, url):
    sent = submitted(draft, applicant)
    work()
    client.force_login(applicant.user)
    for person, own in ((client, True), (sign_in("registration"), False)):
        response = person.get(url(sent, own=own))
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
    page = client.get(reverse("my_application", args=[draft.enterprise_id, draft.pk]))
    assert url(sent, own=True) in page.content.decode()


def test_a_pdf_that_is_not_there_is_made_once_at_a_time(draft, applicant, client, url):
    sent = SubmissionFactory(application=draft)
    client.force_login(applicant.user)
    for _press in range(2):
        assert client.get(url(sent, own=True)).status_code == 302
    assert Job.objects.filter(kind="receipt_pdf").count() == 1
    work()
    assert client.get(url(sent, own=True)).status_code == 200


def test_another_firms_receipt_is_not_there(draft, applicant, client, url):
    sent = SubmissionFactory()
    client.force_login(applicant.user)
    assert client.get(url(sent, own=True)).status_code == 404
