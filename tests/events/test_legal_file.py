"""A hosted fair's legal file: days counted by the dated table, changes, values, papers; attended fairs have none."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import history
from common.models import SpecialDay
from common.working_days import last_working_day
from events.legal import actions
from events.legal.deadlines import deadlines
from events.legal.queries import file_of
from events.legal.values import values
from events.models import FairAmendment, FairPaper, FairTerm, LegalFile, RegistrationBasis
from tests.factories import (
    EnterpriseFactory,
    FairAmendmentFactory,
    FairFactory,
    FairPaperFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.7\n%%EOF\n"


def fair_in(days: int, organizer=None, **fields):
    first = timezone.localdate() + days * DAY
    fields |= {"organizer": organizer} if organizer else {}
    fields.setdefault("registration_basis", RegistrationBasis.REGISTERED)
    return FairFactory(starts_on=first, ends_on=first + 4 * DAY, **fields)


def owed(fair, file=None) -> dict:
    return {one.kind: one for one in deadlines(fair, file or LegalFile(fair=fair), FairTerm.objects.all())}


@pytest.fixture
def url(organizer):
    def build(fair, name, *args):
        return reverse(name, args=[organizer.slug, fair.slug, *args])

    return build


def test_registering_is_due_thirty_days_before_the_opening_and_the_report_thirty_days_after_the_end():
    fair = fair_in(100)
    found = owed(fair)
    assert found["register"].day == fair.starts_on - 30 * DAY
    assert found["register"].opens == fair.starts_on - 365 * DAY
    assert found["amend"].day == fair.starts_on - 30 * DAY
    assert found["report"].day == fair.ends_on + 30 * DAY


def test_registering_is_counted_from_the_planned_opening_where_the_fair_was_moved():
    fair = fair_in(100, planned_start=timezone.localdate() + 80 * DAY)
    assert owed(fair)["register"].day == fair.planned_start - 30 * DAY


def test_a_fair_that_is_exempt_owes_only_the_report():
    assert set(owed(fair_in(100, registration_basis="exempt"))) == {"report"}


def test_attended_and_cancelled_fairs_owe_nothing():
    assert owed(fair_in(100, role="attended")) == {}
    assert owed(fair_in(100, state="cancelled")) == {}


def test_before_the_first_term_in_force_nothing_is_counted():
    day = datetime.date(2018, 1, 10)
    assert owed(FairFactory(starts_on=day, ends_on=day, registration_basis="registered")) == {}


@pytest.mark.parametrize(
    ("days", "label"),
    [(400, "possible from"), (100, "due in"), (29, "overdue by")],
)
def test_the_countdown_says_since_when_how_long_still_and_how_long_overdue(days, label):
    assert label in str(owed(fair_in(days))["register"].status.label)


def test_what_was_done_says_when_and_how_late():
    fair = fair_in(20)
    in_time = owed(fair, LegalFile(fair=fair, receipt_on=fair.starts_on - 40 * DAY))["register"]
    late = owed(fair, LegalFile(fair=fair, receipt_on=fair.starts_on - 25 * DAY))["register"]
    assert "late" not in in_time.status.label
    assert "5 days late" in late.status.label


def test_a_last_day_of_rest_counts_down_to_the_day_of_work_before_it():
    sunday = datetime.date(2026, 3, 15)
    assert last_working_day(sunday) == datetime.date(2026, 3, 13)
    SpecialDay.objects.create(day=datetime.date(2026, 3, 13), name_vi="Nghỉ", name_en="Rest")
    assert last_working_day(sunday) == datetime.date(2026, 3, 12)
    SpecialDay.objects.create(day=datetime.date(2026, 3, 14), is_working=True, name_vi="Làm bù", name_en="Work")
    assert last_working_day(sunday) == datetime.date(2026, 3, 14)


def test_the_department_has_seven_days_of_work_to_answer_a_change(sign_in, organizer, url):
    fair = fair_in(100, organizer)
    FairAmendmentFactory(fair=fair, filed_on=datetime.date(2026, 3, 11))
    page = sign_in("viewer").get(url(fair, "legal_file"))
    assert page.context["amendments"][0].answer.day == datetime.date(2026, 3, 20)


def test_the_basis_is_kept_on_the_fair_and_the_rest_in_its_file(sign_in, organizer, url):
    fair = fair_in(100, organizer, registration_basis="")
    client = sign_in("manager")
    sent = {"registration_basis": "registered", "basis_no": "12/XN-SCT", "receipt_no": "5", "receipt_on": "01/02/2026"}
    assert client.post(url(fair, "legal_file_edit"), sent).status_code == 302
    fair.refresh_from_db()
    assert (fair.registration_basis, fair.basis_no) == ("registered", "12/XN-SCT")
    assert file_of(fair).receipt_on == datetime.date(2026, 2, 1)
    assert fair.history.count() == 2


def test_a_confirmation_before_the_filing_is_refused():
    file = LegalFile(fair=fair_in(100), receipt_on=datetime.date(2026, 2, 2), confirmed_on=datetime.date(2026, 2, 1))
    with pytest.raises(ValidationError, match="confirmed before"):
        actions.save_values(file=file, by=UserFactory())


def test_two_people_who_begin_the_file_at_once_do_not_overwrite_each_other():
    fair = fair_in(100)
    first, second = LegalFile(fair=fair, theme="A"), LegalFile(fair=fair, theme="B")
    actions.save_values(file=first, by=UserFactory())
    with pytest.raises(history.Stale):
        actions.save_values(file=second, by=UserFactory())


def test_a_number_of_visits_without_a_source_is_refused_by_form_and_database(sign_in, organizer, url):
    fair = fair_in(100, organizer)
    page = sign_in("manager").post(url(fair, "legal_values"), {"visits": "400.000"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["visits_source"])
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalFile.objects.create(fair=fair, visits=1)


def test_figures_are_read_as_people_write_them(sign_in, organizer, url):
    fair = fair_in(100, organizer)
    sent = {"planned_visits": "400.000", "on_site_sales": "1.500.000.000", "sales_source": "phiếu thu"}
    assert sign_in("manager").post(url(fair, "legal_values"), sent).status_code == 302
    file = file_of(fair)
    assert (file.planned_visits, file.on_site_sales, file.visits) == (400_000, 1_500_000_000, None)


def test_what_records_say_is_counted_and_what_nobody_entered_is_a_dash():
    from enterprises.models import Province

    here, there = Province.objects.order_by("pk")[:2]
    fair = FairFactory(state="held", province=here)
    for province, booths in ((here, 2), (here, None), (there, 1), (None, 1)):
        firm = EnterpriseFactory(kept_by=fair.organizer, province=province)
        ParticipationFactory(fair=fair, enterprise=firm, booths_as_reported=booths)
    ParticipationFactory(fair=fair, enterprise__province=here, state="no_show")
    reached = [value.actual for value in values(fair, LegalFile(fair=fair))]
    assert reached[1:] == ["4", "2", "1", "–", "–"]
    notes = [value.source for value in values(fair, LegalFile(fair=fair))]
    assert "1 without a number" in notes[1]
    assert "1 without a province" in notes[2]


def test_before_a_fair_is_held_nothing_is_reached():
    assert {value.actual for value in values(fair_in(30), LegalFile())} == {"–"}


def test_a_change_is_filed_answered_and_kept_with_its_history(sign_in, organizer, url):
    fair, client = fair_in(100, organizer), sign_in("manager")
    sent = {"what": "days", "before": "18/11", "after": "20/11", "filed_on": "01/10/2026"}
    assert client.post(url(fair, "fair_amendment_new"), sent).url.endswith("#changes")
    change = fair.amendments.get()
    refused = client.post(url(fair, "fair_amendment_edit", change.pk), sent | {"answer_no": "9/SCT"})
    assert refused.status_code == 422
    sent |= {"answered_on": "05/10/2026", "answer_no": "9/SCT"}
    assert client.post(url(fair, "fair_amendment_edit", change.pk), sent).status_code == 302
    assert [row.answer_no for row in change.history.all()] == ["9/SCT", ""]


def test_a_scan_is_kept_once_opened_by_readers_of_the_fair_alone_and_removed_with_its_file(sign_in, organizer, url):
    fair, client = fair_in(100, organizer), sign_in("manager")

    def attach():
        scan = SimpleUploadedFile("quyet-dinh.pdf", PDF)
        return client.post(url(fair, "legal_paper_new"), {"kind": "decision", "upload": scan})

    assert attach().status_code == 302
    assert attach().status_code == 422
    paper = FairPaper.objects.get()
    address = reverse("file", args=[organizer.slug, paper.file_id])
    assert sign_in("viewer").get(address).status_code == 200
    assert sign_in("door").get(address).status_code == 404
    client.post(url(fair, "legal_paper_remove", paper.pk))
    assert client.get(address).status_code == 404


def test_a_change_that_goes_leaves_its_scans():
    paper = FairPaperFactory()
    paper.amendment = FairAmendmentFactory(fair=paper.fair)
    history.save(paper, by=None)
    history.delete(paper.amendment, by=None)
    paper.refresh_from_db()
    assert paper.amendment is None


def test_an_attended_fair_has_no_legal_file(sign_in, organizer, url):
    fair = fair_in(100, organizer, role="attended")
    client = sign_in("manager")
    assert client.get(url(fair, "legal_file")).status_code == 404
    assert url(fair, "legal_file") not in client.get(url(fair, "fair")).content.decode()
    with pytest.raises(ValidationError):
        actions.save_amendment(amendment=FairAmendment(fair=fair), by=UserFactory())


def test_the_page_asks_no_more_for_many_changes_and_papers(sign_in, organizer, url):
    fair, client = fair_in(100, organizer), sign_in("manager")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(fair, "legal_file"))
        return len([q for q in queries if "special" not in q["sql"]])

    FairPaperFactory(fair=fair, amendment=FairAmendmentFactory(fair=fair))
    count()
    before = count()
    for _n in range(4):
        FairPaperFactory(fair=fair, amendment=FairAmendmentFactory(fair=fair))
    assert count() == before


def next_step(client, organizer):
    return client.get(reverse("overview", args=[organizer.slug])).context["step"]


def test_the_nearest_day_of_the_law_is_a_next_step_until_it_is_done(sign_in, organizer, url):
    client = sign_in("manager")
    fair_in(200, organizer)
    fair = fair_in(50, organizer)
    step = next_step(client, organizer)
    assert step.url == url(fair, "legal_file")
    assert f"{owed(fair)['register'].by:%d/%m/%Y}" in step.why
    actions.save_values(file=LegalFile(fair=fair, receipt_on=timezone.localdate()), by=UserFactory())
    step = next_step(client, organizer)
    assert step is None or "legal" not in step.url


def test_the_fairs_overview_names_what_is_due(sign_in, organizer, url):
    fair = fair_in(50, organizer)
    page = sign_in("manager").get(url(fair, "fair"))
    assert url(fair, "legal_file") in [figure["url"] for figure in page.context["waiting"]]
