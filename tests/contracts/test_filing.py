"""A filed report stays as it was filed, whatever is corrected since; a correction is a version with its differences."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Role
from accounts.reach import Reach
from common.jobs import run_job
from common.models import Job
from contracts.actions.agreements import move_agreement, save_agreement
from contracts.actions.filing import file_report, issue_report
from contracts.filing import differences
from contracts.filing.queries import paper_of, thawed, version_before
from contracts.filing.rows import behind, collect
from contracts.models import Agreement, FiledReport, Grade, Kind, RowSource, State
from contracts.results.forms import Paper
from contracts.results.layout import indicators, tables
from contracts.results.notes import notes
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope
from enterprises.models import LegalForm
from tests.factories import (
    EnterpriseFactory,
    FairFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    UserFactory,
    signed,
)

pytestmark = pytest.mark.django_db
YEAR = Period.of_year(2025)
DAY = datetime.date(2025, 6, 10)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def fair(organizer):
    return FairFactory(organizer=organizer, starts_on=DAY, ends_on=DAY, state="held")


@pytest.fixture
def year(organizer, fair):
    """A contract of twelve million with a scan, and a memorandum that one party stated; a firm at the fair."""
    cooperative = LegalForm.objects.filter(is_cooperative=True).first()
    firm = EnterpriseFactory(kept_by=organizer, legal_form=cooperative)
    ParticipationFactory(fair=fair, enterprise=firm, state="took_part")
    OcopCertificateFactory(product__enterprise=firm, issued_on=DAY, expires_on=datetime.date(2028, 6, 10))
    proven = {"signed_on": DAY, "fair": fair, "state": State.SIGNED, "grade": Grade.SCAN}
    signed(organizer, seller=firm, kind=Kind.SALES, value_basis="stated", value=12_000_000, **proven)
    signed(organizer, seller=firm, kind=Kind.MEMORANDUM, **proven | {"grade": Grade.ONE_PARTY})
    return Scope(Reach(organizer), YEAR)


def filed(scope, by, **fields) -> FiledReport:
    return file_report(scope=scope, by=by, paper=Paper(), **fields)


def test_what_was_filed_says_the_same_after_the_records_changed(year, by):
    before = make_report(year)
    report = filed(year, by)
    contract = Agreement.objects.get(kind=Kind.SALES)
    Agreement.objects.filter(pk=contract.pk).update(value=99_000_000)
    with translation.override("vi"):
        kept = thawed(FiledReport.objects.get(pk=report.pk))
        assert kept.now == before.now
        assert kept.check_code == before.check_code == report.check_code
        assert notes(kept) == notes(before)
        assert [line.cell.now for line in indicators(kept)] == [line.cell.now for line in indicators(before)]
    assert behind(report, "contracts").get().value == 12_000_000


def test_each_figure_has_as_many_frozen_rows_in_all_and_at_each_key(year, by):
    report = filed(year, by)
    seen = 0
    for line in indicators(thawed(report)):
        if not line.is_money:
            assert behind(report, line.figure).count() == line.cell.now, line.figure
            seen += line.cell.now
    for table in tables(thawed(report)):
        for line in table.lines:
            for cell, column in zip(line.cells, table.columns, strict=True):
                if not column.is_money:
                    key = dict(pair.split("=") for pair in cell.rows.split("&")).get("key", "")
                    rows = behind(report, column.figure, table.group, _decoded(key))
                    assert rows.count() == cell.now, (table.group, line.label, column.figure)
    assert seen > 5


def _decoded(key: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(key)


def test_a_second_report_of_the_same_days_needs_a_reason_and_is_the_next_version(year, by):
    first = filed(year, by)
    with pytest.raises(ValidationError, match="say why"):
        filed(year, by)
    second = filed(year, by, reason="Bổ sung hợp đồng")
    assert (first.number, second.number) == (1, 2)
    assert version_before(second) == first
    assert "Bổ sung hợp đồng" in paper_of(second).edition
    assert paper_of(first).edition == ""


def test_no_version_is_filed_twice_whatever_code_runs(year, by):
    report = filed(year, by)
    report.pk, report._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save()


def test_differences_name_what_came_what_went_and_what_changed(year, organizer, fair, by):
    first = filed(year, by)
    contract = Agreement.objects.get(kind=Kind.SALES)
    contract.value = 15_000_000
    contract = save_agreement(agreement=contract, parties=list(contract.parties.all()), lines=[], by=by)
    move_agreement(agreement=Agreement.objects.get(kind=Kind.MEMORANDUM), deed="void", by=by, reason="Nhập nhầm")
    signed(organizer, kind=Kind.FRAMEWORK, signed_on=DAY, fair=fair, state=State.SIGNED)
    second = filed(year, by, reason="Đối chiếu lại")
    rows = differences.of_rows(first.rows.all(), second.rows.all())
    of_papers = {(row.what, row.row.kind) for row in rows if row.row.source == RowSource.AGREEMENT}
    assert of_papers == {("added", Kind.FRAMEWORK), ("removed", Kind.MEMORANDUM), ("changed", Kind.SALES)}
    changed = next(row for row in rows if row.what == "changed")
    assert ("value", 12_000_000, 15_000_000) in changed.parts
    changes = differences.of_figures(thawed(first), thawed(second))
    figures = {change.label: (change.before, change.now) for change in changes}
    assert (12_000_000, 15_000_000) in figures.values()
    assert not differences.of_rows(second.rows.all(), collect(year))


def test_a_threshold_keeps_weaker_evidence_beside_the_figures(year, by):
    strict = Scope(year.reach, YEAR, least=Grade.SCAN)
    report = make_report(strict)
    assert (report.now.contracts.count, report.now.mous.count) == (1, 0)
    assert report.facts.weaker["mous"] == 1
    with translation.override("en"):
        assert any("0 contracts, 1 memoranda" in note for note in notes(report))
    frozen = filed(strict, by)
    assert frozen.least == Grade.SCAN
    assert behind(frozen, "mous").count() == 0
    assert make_report(year).now.mous.count == 1


def test_nothing_on_record_is_not_filed(organizer, by):
    with pytest.raises(ValidationError, match="nothing to file"):
        filed(Scope(Reach(organizer), Period.of_year(1999)), by)


def test_a_signed_scan_is_kept_once_and_never_replaced(year, by, pdf):
    report = issue_report(filed=filed(year, by), office_no="118", issued_on=DAY, by=by, scan=pdf())
    assert report.scan.sha256
    with pytest.raises(ValidationError, match="never replaced"):
        issue_report(filed=report, office_no="118", issued_on=DAY, by=by, scan=pdf())
    with pytest.raises(ValidationError, match="day to come"):
        issue_report(filed=report, office_no="118", issued_on=datetime.date(2999, 1, 1), by=by)


@pytest.fixture
def pdf():
    def make() -> SimpleUploadedFile:
        return SimpleUploadedFile(
            "bao-cao.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf"
        )

    return make


class TestPages:
    @pytest.fixture
    def client(self, sign_in):
        client = sign_in(Role.DEALS)
        client.user.language = "en"
        client.user.save()
        return client

    def test_filing_from_the_results_page_leads_to_the_frozen_report_and_its_rows(self, client, organizer, year):
        page = client.get(reverse("results", args=[organizer.slug]), {"from": "01/01/2025", "to": "31/12/2025"})
        assert page.context["file_url"] in page.content.decode().replace("&amp;", "&")
        response = client.post(page.context["file_url"], {"least": "1", "addressee": "Sở Công Thương"})
        job = Job.objects.get(kind="file_report")
        assert response.url == reverse("job", args=[organizer.slug, job.pk])
        run_job.call(str(job.pk))
        report = FiledReport.objects.get()
        page = client.get(reverse("filed_report", args=[organizer.slug, report.pk]))
        assert page.status_code == 200
        for tile in page.context["figures"]:
            rows = client.get(f"{page.request['PATH_INFO']}{tile['url']}")
            assert rows.context["table"].paginator.count == int(tile["value"])

    def test_the_second_time_the_form_asks_why(self, client, organizer, year, by):
        filed(year, by)
        url = reverse("report_file", args=[organizer.slug]) + "?from=2025-01-01&to=2025-12-31"
        assert client.post(url, {"least": "1"}).context["form"].errors.keys() == {"reason"}
        assert not Job.objects.exists()

    def test_differences_are_read_with_the_version_before_and_with_today(self, client, organizer, year, by):
        filed(year, by)
        second = filed(year, by, reason="Đính chính")
        url = reverse("filed_differences", args=[organizer.slug, second.pk])
        assert "Nothing differs" in client.get(url).content.decode()
        Agreement.objects.filter(kind=Kind.SALES).update(value=1_000)
        page = client.get(url, {"with": "today"}).content.decode()
        assert "12.000.000 → 1.000" in page

    def test_a_page_asks_as_often_for_many_rows_as_for_few(
        self, client, organizer, fair, year, by, django_assert_max_num_queries
    ):
        for _n in range(60):
            signed(organizer, kind=Kind.SALES, signed_on=DAY, fair=fair, state=State.SIGNED)
        report = filed(year, by)
        for name in ("filed_report", "filed_rows", "filed_differences"):
            query = "?figure=contracts" if name == "filed_rows" else "?with=today"
            with django_assert_max_num_queries(45):
                assert client.get(reverse(name, args=[organizer.slug, report.pk]) + query).status_code == 200

    def test_of_a_report_at_another_organizer_nothing_is_there(self, client, year, by, organizer):
        from tests.factories import OrganizerFactory

        elsewhere = OrganizerFactory()
        report = filed(year, by)
        report.organizer = elsewhere
        report.save()
        assert client.get(reverse("filed_report", args=[organizer.slug, report.pk])).status_code == 404
