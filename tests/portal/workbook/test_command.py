"""import_workbook at the command line, and the sample that make run loads."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Organizer, Role, TeamMember
from contracts.models import Agreement
from events.models import Fair
from tests.portal.workbook.books import AGREEMENTS, FAIRS, PRODUCTS, put, saved, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Writes sheets to a file and gives its path."""

    def of(sheets):
        path = tmp_path / "so.xlsx"
        path.write_bytes(saved(sheets).getvalue())
        return str(path)

    return of


def run(*arguments, capsys) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("import_workbook", *arguments)
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out, err


def test_a_workbook_goes_in_whole(organizer, file, capsys):
    code, out, _err = run(file(small()), "--organizer", "soc-trang", capsys=capsys)
    assert code == 0
    assert Agreement.objects.filter(organizer=organizer).count() == 2
    assert FAIRS in out


def test_check_writes_nothing(organizer, file, capsys):
    code, _out, _err = run(file(small()), "--organizer", "soc-trang", "--check", capsys=capsys)
    assert code == 0
    assert not Fair.objects.exists()


def test_faults_end_with_code_1_one_line_each_and_nothing_written(organizer, file, capsys):
    sheets = put(small(), FAIRS, 2, "Cấp", "Cấp trời")
    put(sheets, PRODUCTS, 2, "Số sao", 7)
    put(sheets, AGREEMENTS, 3, "Ngày ký", "31/11/2019")
    for arguments in ([], ["--check"]):
        code, _out, err = run(file(sheets), "--organizer", "soc-trang", *arguments, capsys=capsys)
        assert code == 1
        lines = err.strip().split("\n")
        assert len(lines) == 3
        for line, sheet, value in zip(
            lines, (FAIRS, PRODUCTS, AGREEMENTS), ("Cấp trời", "7", "31/11/2019"), strict=True
        ):
            assert sheet in line
            assert f"“{value}”" in line
    assert not Fair.objects.exists()


def test_the_same_file_twice_says_that_nothing_was_changed(organizer, file, capsys):
    path = file(small())
    _code, first, _err = run(path, "--organizer", "soc-trang", capsys=capsys)
    code, second, _err = run(path, "--organizer", "soc-trang", capsys=capsys)
    assert code == 0
    assert first.splitlines()[-1] != second.splitlines()[-1]
    assert Fair.history.count() == 2


def test_rows_that_a_later_file_lacks_are_listed(organizer, file, capsys):
    run(file(small()), "--organizer", "soc-trang", capsys=capsys)
    sheets = small()
    del sheets[AGREEMENTS][2]
    _code, out, _err = run(file(sheets), "--organizer", "soc-trang", capsys=capsys)
    assert "21/BBGN-2019" in out
    assert Agreement.objects.count() == 2


def test_an_unknown_organizer_or_file_is_refused(organizer, file):
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_workbook", file(small()), "--organizer", "nobody")
    with pytest.raises(CommandError, match=r"missing\.xlsx"):
        call_command("import_workbook", "missing.xlsx", "--organizer", "soc-trang")


class TestLoadSample:
    @pytest.fixture(autouse=True)
    def _own_var(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path

    def test_gives_a_sign_in_for_each_role(self, capsys, tmp_path):
        call_command("load_sample")
        out = capsys.readouterr().out
        password = (tmp_path / "sample_password").read_text().strip()
        for role in Role:
            email = f"{role.value}@soc-trang.example"
            assert email in out
            assert Client().login(username=email, password=password)
            assert TeamMember.objects.get(user__email=email).role == role

    def test_a_second_time_changes_nothing(self, capsys):
        call_command("load_sample")
        first = capsys.readouterr().out
        before = Organizer.history.count(), Fair.history.count(), Agreement.history.count()
        call_command("load_sample")
        assert capsys.readouterr().out == first
        assert (Organizer.history.count(), Fair.history.count(), Agreement.history.count()) == before

    def test_the_two_organizers_have_each_their_own(self, capsys):
        call_command("load_sample")
        assert Fair.objects.filter(organizer__slug="soc-trang", state="held").count() == 6
        assert list(Fair.objects.filter(organizer__slug="can-tho").values_list("code", "state")) == [
            ("CT-01", "planned")
        ]

    def test_the_coming_fair_is_on_its_way_and_its_firms_may_sign_in(self, capsys, tmp_path):
        call_command("load_sample")
        password = (tmp_path / "sample_password").read_text().strip()
        fair = Fair.objects.get(code="CT-01")
        assert sorted(fair.applications.values_list("state", flat=True)) == [*["approved"] * 3, "submitted"]
        assert fair.booths.filter(holdings__released_at=None, holdings__isnull=False).count() == 1
        assert fair.meetings.get().seats.count() == 2
        assert Client().login(username="hop-tac-xa@can-tho.example", password=password)

    def test_what_people_changed_meanwhile_stays(self, capsys):
        call_command("load_sample")
        Organizer.objects.filter(slug="soc-trang").update(name="Trung tâm của chúng tôi")
        call_command("load_sample")
        assert Organizer.objects.get(slug="soc-trang").name == "Trung tâm của chúng tôi"

    def test_sign_ins_are_printed_again_once_there_are_any(self, capsys):
        with pytest.raises(CommandError):
            call_command("load_sample", "--sign-ins")
        call_command("load_sample")
        first = capsys.readouterr().out
        call_command("load_sample", "--sign-ins")
        assert capsys.readouterr().out == first
