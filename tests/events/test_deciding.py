"""Deciding on many at once, with letters or without, and taking all of it back; the papers of a decision."""

import datetime
import shutil
import subprocess

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common import history, jobs
from common.models import Job, Letter, StoredFile
from events.actions import bulk, papers
from events.actions.review import decide, tell_now, undo_decision
from events.models import Application, BulkDecision, BulkRow, Participation, Quota, QuotaUse, Registration
from events.registration import quotas
from tests.factories import (
    ApplicationFactory,
    DecisionPaperFactory,
    FairFactory,
    QuotaFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def staff(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


def asked(fair, n=1, **fields):
    fields = {"state": "submitted", "submitted_at": timezone.now(), "contact_email": "a@example.com"} | fields
    rows = ApplicationFactory.create_batch(n, fair=fair, **fields)
    return rows if n > 1 else rows[0]


def work(job=None):
    jobs.run_job.call(str((job or Job.objects.latest("created_at")).pk))


def decided(fair, rows, deed, by, **more) -> BulkDecision:
    made = bulk.begin(fair=fair, deed=deed, applications=rows, by=by, **more)
    for row in made.rows.all():
        bulk.decide_row(row)
    return made


def outcomes(made) -> list[str]:
    return [row.outcome for row in made.rows.order_by("pk")]


def test_chosen_applications_are_looked_at_with_their_letters_then_decided_by_a_job(staff, fair, url):
    rows = asked(fair, 3)
    other = asked(fair, state="approved")
    look = staff.post(url("applications_decide"), {"deed": "decline", "row": [row.pk for row in (*rows, other)]})
    assert (len(look.context["able"]), look.context["unable"]) == (3, 1)
    assert len(look.context["samples"]) == 3
    assert not Letter.objects.exists()
    form = {"deed": "decline", "step": "do", "rows": look.context["form"]["rows"].value(), "answer": "Hết chỗ"}
    preview = staff.post(url("applications_decide"), form | {"preview": "1"}, headers={"HX-Request": "true"})
    assert "Hết chỗ" in preview.context["samples"][0][1].body
    response = staff.post(url("applications_decide"), form | {"sends_letters": "on"})
    job = Job.objects.get()
    assert response.url == reverse("job", args=[fair.organizer.slug, job.pk])
    work(job)
    made = BulkDecision.objects.get()
    assert outcomes(made) == ["done"] * 3
    assert Letter.objects.filter(kind="application_decision").count() == 3
    assert set(Application.objects.values_list("state", flat=True)) == {"declined", "approved"}
    page = staff.get(url("applications_bulk", made.pk))
    assert page.context["undo_until"]
    staff.post(url("applications_bulk_undo", made.pk))
    work()
    assert outcomes(made) == ["undone"] * 3
    assert not Letter.objects.exists()
    assert Application.objects.filter(state="submitted").count() == 3


def test_a_refusal_on_many_needs_words(staff, fair, url):
    row = asked(fair)
    response = staff.post(url("applications_decide"), {"deed": "decline", "step": "do", "rows": str(row.pk)})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["answer"])
    assert not BulkDecision.objects.exists()


def test_who_finds_no_place_is_left_as_it_was_and_named_with_the_reason(fair):
    QuotaFactory(fair=fair, limit=2)
    by = UserFactory()
    rows = asked(fair, 3, state="waitlisted")
    made = decided(fair, rows, "approve", by)
    assert outcomes(made) == ["done", "done", "refused"]
    left = made.rows.get(outcome="refused")
    assert "no more places" in left.why
    left.application.refresh_from_db()
    assert (left.application.state, Participation.objects.count(), QuotaUse.objects.count()) == ("waitlisted", 2, 2)


def test_a_job_that_is_run_again_decides_nothing_twice(fair):
    by = UserFactory()
    made = decided(fair, asked(fair, 2), "waitlist", by)
    for row in made.rows.all():
        row.outcome = "waiting"  # as a worker saw it that was thought dead
        bulk.decide_row(row)
    assert Letter.objects.count() == 2
    assert Application.history.filter(state="waitlisted").count() == 2


def test_without_letters_nobody_is_written_to_and_it_can_be_taken_back_all_the_same(fair):
    by, row = UserFactory(), asked(fair)
    made = decided(fair, [row], "approve", by, is_silent=True)
    row.refresh_from_db()
    assert (row.state, row.told_state, Letter.objects.count()) == ("approved", "submitted", 0)
    bulk.undo_row(made.rows.get(), by=by)
    row.refresh_from_db()
    assert (row.state, row.is_silent, Participation.objects.count()) == ("submitted", False, 0)


def test_a_silent_decision_is_shown_at_once_where_the_organizer_wants_it(fair):
    by, row = UserFactory(), asked(fair)
    decide(application=row, deed="waitlist", by=by, is_silent=True)
    tell_now(application=row, by=by)
    assert row.told_state == "waitlisted"
    with pytest.raises(ValidationError):
        undo_decision(application=row, by=by)


def test_what_was_decided_anew_since_is_not_taken_back_with_the_many(fair):
    by, rows = UserFactory(), asked(fair, 2)
    made = decided(fair, rows, "waitlist", by)
    again = Application.objects.get(pk=rows[0].pk)
    decide(application=again, deed="decline", by=by, answer="Hết chỗ")
    for row in made.rows.all():
        bulk.undo_row(row, by=by)
    assert outcomes(made) == ["done", "undone"]
    assert "since" in made.rows.first().why
    again.refresh_from_db()
    assert again.state == "declined"


def test_who_may_no_longer_review_decides_nothing_by_a_job_begun_before(staff, fair, url):
    row = asked(fair)
    form = {"deed": "waitlist", "step": "do", "rows": str(row.pk), "sends_letters": "on"}
    staff.post(url("applications_decide"), form)
    staff.user.memberships.all().delete()
    work()
    row.refresh_from_db()
    assert (Job.objects.get().state, row.state) == ("failed", "submitted")


def test_another_organizers_applications_are_not_chosen(staff, fair, url):
    foreign = asked(FairFactory())
    response = staff.post(url("applications_decide"), {"deed": "approve", "rows": str(foreign.pk)})
    assert response.url == url("applications")


# The papers


def test_papers_are_begun_for_the_chosen_and_the_approvals_cite_their_decision(staff, fair, url):
    rows = asked(fair, 2)
    response = staff.post(url("decision_paper_new"), {"row": [row.pk for row in rows]})
    paper = fair.decision_papers.get()
    assert response.url == url("decision_paper", paper.pk)
    assert set(paper.applications.all()) == set(rows)
    fields = {"version": paper.version, "title": paper.title, "number": "245/QĐ-SCT"}
    refused = staff.post(url("decision_paper_edit", paper.pk), fields)
    assert refused.status_code == 422, "a number needs its day"
    staff.post(url("decision_paper_edit", paper.pk), fields | {"day": "05/11/2026"})
    look = staff.get(url("decision_paper", paper.pk))
    form = {"deed": "approve", "rows": ",".join(map(str, look.context["to_approve"]))}
    preview = staff.post(url("applications_decide"), form)
    assert "245/QĐ-SCT" in preview.context["samples"][0][1].body
    decide(application=rows[0], deed="approve", by=staff.user)
    assert "Decision No. 245/QĐ-SCT of 05/11/2026" in Letter.objects.get().body
    assert "245/QĐ-SCT" in staff.get(url("application", rows[0].pk)).content.decode()


def test_the_list_of_an_issued_decision_stays_as_it_was_signed(fair):
    by, row = UserFactory(), asked(fair)
    paper = papers.make_paper(fair=fair, applications=[row], title="Đợt 1", by=by)
    paper.number, paper.day = "1/QĐ", timezone.localdate()
    papers.save_paper(paper=paper, by=by)
    for deed in (
        lambda: papers.take_off_paper(paper=paper, application=row, by=by),
        lambda: papers.add_to_paper(paper=paper, applications=[asked(fair)], by=by),
        lambda: papers.remove_paper(paper=paper, by=by),
    ):
        with pytest.raises(ValidationError):
            deed()
    assert list(paper.applications.all()) == [row]


def test_an_application_stands_on_one_list_alone(fair):
    by, row = UserFactory(), asked(fair)
    papers.make_paper(fair=fair, applications=[row], title="Đợt 1", by=by)
    with pytest.raises(ValidationError, match="already"):
        papers.make_paper(fair=fair, applications=[row], title="Đợt 2", by=by)


def test_where_the_rules_ask_for_a_decision_nothing_is_approved_without_one(fair):
    by, row = UserFactory(), asked(fair)
    Registration.objects.create(fair=fair, needs_decision=True)
    with pytest.raises(ValidationError, match="decision first"):
        decide(application=row, deed="approve", by=by)
    paper = papers.make_paper(fair=fair, applications=[row], title="Đợt 1", by=by)
    with pytest.raises(ValidationError, match="decision first"):
        decide(application=row, deed="approve", by=by)
    paper.number, paper.day = "1/QĐ", timezone.localdate()
    papers.save_paper(paper=paper, by=by)
    decide(application=row, deed="approve", by=by)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
@pytest.mark.parametrize("form", ["submission", "list", "decision"])
def test_a_paper_is_laid_out_with_room_for_what_the_office_has_not_issued(staff, fair, url, form):
    rows = asked(fair, 2)
    paper = papers.make_paper(fair=fair, applications=rows, title="Phê duyệt danh sách", by=staff.user)
    staff.post(url("decision_paper_make", paper.pk), {"form": form})
    work()
    output = Job.objects.get().output
    with output.content.open("rb") as file:
        text = subprocess.run(
            ["pdftotext", "-", "-"], input=file.read(), capture_output=True, check=True
        ).stdout.decode()
    assert "SOCIALIST REPUBLIC OF VIET NAM" in text
    if form != "decision":
        assert rows[0].enterprise.legal_name in " ".join(text.split())


def test_the_signed_scan_is_kept_and_opened_by_reviewers_of_this_fair_alone(staff, sign_in, fair, url):
    paper = DecisionPaperFactory(fair=fair)
    scan = SimpleUploadedFile("qd.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    staff.post(url("decision_paper_scan", paper.pk), {"file": scan})
    stored = StoredFile.objects.get(purpose="decision")
    address = reverse("file", args=[fair.organizer.slug, stored.pk])
    assert [client.get(address).status_code for client in (staff, sign_in("viewer"))] == [200, 404]
    lying = SimpleUploadedFile("qd.pdf", b"MZ\x90\x00")
    staff.post(url("decision_paper_scan", paper.pk), {"file": lying})
    paper.refresh_from_db()
    assert paper.scan == stored


def test_quotas_count_what_is_decided_on_many(fair):
    quota, by = QuotaFactory(fair=fair, limit=5), UserFactory()
    rows = asked(fair, 3)
    for row in rows:
        quotas.take(row)
    decided(fair, rows[:2], "decline", by, answer="Hết chỗ")
    assert Quota.objects.get(pk=quota.pk).taken == 1
    history.save(quota.fair, by=None)


def test_a_colleague_of_another_fair_does_not_see_what_was_decided_on_many(sign_in, fair, url):
    made = decided(fair, [asked(fair)], "waitlist", UserFactory())
    stranger = TeamMemberFactory()
    client = sign_in("registration", at=stranger.organizer)
    assert client.get(url("applications_bulk", made.pk)).status_code == 404
    assert BulkRow.objects.count() == 1
