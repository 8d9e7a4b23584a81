"""The forms in which the report leaves the house say what the page says."""

import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.reach import Reach
from common.jobs import run_job, start
from common.models import Job
from contracts.results.document import as_pdf, context
from contracts.results.forms import Paper, read_scope
from contracts.results.papers import file_name, render
from contracts.results.report import make_report
from contracts.results.scope import Scope
from events.models import Fair, FairState, RegistrationBasis
from tests.contracts.results.conftest import year_of
from tests.factories import FairFactory, ParticipationFactory, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def read_back(paper: bytes, *options: str) -> str:
    """The text of a PDF as one line, so that line breaks do not matter; `-layout` reads across columns."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=paper, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def book(report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")))


# --- Text ---------------------------------------------------------------------------------------------------


def test_text_names_every_figure_with_its_number(province):
    lines = render(year_of(province), "text").decode().splitlines()
    said = {line.split("  ")[0]: line.split()[-1] for line in lines if line}
    assert (said["Fairs"], said["Participations"], said["OCOP holders"]) == ("6", "83", "21")
    assert any(line.startswith("Contracts, stated value") and "1.376.000.000" in line for line in lines)
    assert any(line.startswith("Memoranda, stated value") and "0 of 25 with a stated value" in line for line in lines)


def test_text_puts_the_period_before_in_brackets(province):
    lines = render(year_of(province, 2020), "text").decode().splitlines()
    assert any(re.match(r"Contracts +0 +20 +−20", line) for line in lines)


# --- Spreadsheet --------------------------------------------------------------------------------------------


def test_spreadsheet_has_a_sheet_per_table_and_numbers_as_numbers(province):
    sheets = book(year_of(province))
    assert sheets.sheetnames == [
        "Results", "By fair", "By level", "By buyer", "By district", "By stars", "Notes on method",
    ]  # fmt: skip
    by_buyer = [row for row in sheets["By buyer"].iter_rows(values_only=True) if row[0] == "Big C"]
    assert by_buyer[0][1:5] == ("9900202301", 6, 547_500_000, 8)


def test_what_begins_like_a_formula_stays_text(organizer):
    name = '=HYPERLINK("http://example.com";"x")'
    fair = FairFactory(organizer=organizer, state=FairState.HELD, name=name, code="+1")
    ParticipationFactory(fair=fair)
    cells = [cell for row in book(year_of(organizer))["By fair"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value in (name, "+1")} == {"s"}
    assert not any(cell.data_type == "f" for cell in cells)


# --- PDF ----------------------------------------------------------------------------------------------------


@needs_poppler
def test_pdf_says_what_the_page_says(province):
    said = read_back(as_pdf(year_of(province)), "-layout")
    for words in ("Participations participation 83", "Contracts paper 20", "1.376.000.000", "OCOP holders holder 21",
                  "Phiên chợ hàng Việt về huyện Kế Sách", "Pursuant to Decree No. 81/2018/NĐ-CP"):  # fmt: skip
        assert words in said


@needs_poppler
def test_pdf_has_vietnamese_letters_right(province):
    with translation.override("vi"):
        said = read_back(as_pdf(year_of(province)))
    assert "TRUNG TÂM XÚC TIẾN THƯƠNG MẠI TỈNH SÓC TRĂNG" in said
    assert "Luật Thương mại số 36/2005/QH11 (Điều 129)" in said
    assert "(Bằng chữ: Một tỷ ba trăm bảy mươi sáu triệu đồng chẵn)" in said


@needs_poppler
def test_number_and_day_stay_blank_until_the_office_gives_them(province):
    report = year_of(province)
    assert "No.: /BC-TTXTTM" in read_back(as_pdf(report))
    entered = Paper(number="118", addressee="Sở Công Thương", signer_title="Giám đốc", signer_name="Lý Thị Hạnh",
                    proposals="Mở thêm một phiên chợ.\nTheo dõi hợp đồng.")  # fmt: skip
    said = read_back(as_pdf(report, entered))
    for words in ("No.: 118/BC-TTXTTM", "To: Sở Công Thương", "GIÁM ĐỐC", "Lý Thị Hạnh", "Theo dõi hợp đồng."):
        assert words in said


def test_names_cannot_bring_markup_into_a_paper(organizer):
    fair = FairFactory(organizer=organizer, state=FairState.HELD, name="<img src=file:///etc/passwd>")
    ParticipationFactory(fair=fair)
    assert as_pdf(year_of(organizer)).startswith(b"%PDF")


def test_a_fairs_paper_cites_its_own_decision(organizer):
    fair = FairFactory(
        organizer=organizer, state=FairState.HELD, registration_basis=RegistrationBasis.EXEMPT, basis_no="55/QĐ-UBND"
    )
    assert (
        context(make_report(Scope.of_fair(Reach(organizer), fair)), Paper())["bases"][-1] == "Decision No. 55/QĐ-UBND"
    )


def test_a_value_stands_without_a_number_below_its_papers(province):
    rows = list(context(year_of(province), Paper())["indicators"])
    assert [number for number, _row in rows] == ["1", "2", "3", "4", "5", "", "6", "", "7", "8", "9"]


def test_the_job_keeps_the_paper_as_a_file(province, sign_in):
    person = sign_in("viewer", at=province).user
    params = {"scope": {"from": "2019-01-01", "to": "2019-12-31"}, "paper": Paper(number="7").as_params()}
    job = start(kind="report_pdf", organizer=province, by=person, params=params)
    run_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert job.output.purpose == "report"
    assert job.output.name.endswith(".pdf")
    assert job.output.content.read(5) == b"%PDF-"


# --- Scope --------------------------------------------------------------------------------------------------


def test_a_scope_is_read_back_as_it_was_written(province):
    fair = Fair.objects.get(organizer=province, code="HC19-01")
    assert read_scope(Reach(province), {"fair": fair.slug}).fair == fair
    assert read_scope(Reach(province), {"from": "01/01/2019", "to": "2019-12-31"}) == year_of(province).scope


def test_no_scope_reaches_another_organizers_fair(organizer, province):
    with pytest.raises(ValidationError):
        read_scope(Reach(organizer), {"fair": "hc19-01"})


# --- Command ------------------------------------------------------------------------------------------------


class Output:
    """A standard output that takes bytes, as a terminal's does."""

    def __init__(self):
        self.buffer = io.BytesIO()

    def write(self, text: str) -> None:
        self.buffer.write(text.encode())

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def results(organizer, *options: str, out: Output | None = None) -> str:
    out = out or Output()
    period = ["--from", "2019-01-01", "--to", "31/12/2019"]
    call_command("results", "--organizer", organizer.slug, *period, *options, stdout=out)
    return out.buffer.getvalue().decode()


def test_command_prints_text_and_json(province):
    assert "83" in results(province, "--language", "en")
    assert '"participations": 83' in results(province, "--format", "json")


@pytest.mark.parametrize(("form", "head"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("json", b"{"), ("text", b"Trung")])
def test_command_writes_whole_files(province, tmp_path, form, head):
    path = tmp_path / f"report.{form}"
    path.write_text("what was there before")
    assert results(province, "--format", form, "--out", str(path)) == ""
    assert path.read_bytes().startswith(head)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--organizer", "nobody"], "nobody"),
        (["--to", "2018-01-01"], "The last day comes before the first."),
        (["--from", "31/02/2019"], "31/02/2019"),
        (["--format", "pdf"], "--out"),
        (["--out", "/nowhere/report.txt"], "/nowhere/report.txt"),
    ],
)
def test_command_says_what_is_wrong(province, options, said):
    with pytest.raises(CommandError, match=re.escape(said)):
        results(province, "--language", "en", *options)


def test_file_names_are_plain(province):
    assert re.fullmatch(r"results-year-2019-tinh-mau-\d{4}-\d\d-\d\d\.pdf", file_name(year_of(province), "pdf"))


def test_making_the_paper_twice_says_the_same(organizer):
    signed(organizer)
    first, second = year_of(organizer), year_of(organizer)
    assert first.check_code == second.check_code
