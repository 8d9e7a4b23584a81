"""Applications from a spreadsheet: checked whole, entered whole or not at all, under the rules of the fair."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from common.jobs import run_job
from common.models import Job, Letter
from enterprises.models import Enterprise
from events.models import Application, FullRule, LateRule, Registration
from portal.applications.checking import check
from portal.applications.writing import bring_in
from tests.factories import (
    ApplicationFactory,
    CardLinkFactory,
    EnterpriseFactory,
    FairFactory,
    PackageFactory,
    QuotaFactory,
    RequiredPaperFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HEADS = ["Tên đơn vị", "Mã số thuế", "Người liên hệ", "Điện thoại", "Gói tham gia", "Sản phẩm", "Đồng ý bằng văn bản"]
ONE = ["HTX Phú Hòa", "9900201918", "Lâm Thị Mai", "0912345678", "Tiêu chuẩn", "Gạo ST25; Mắm", "Có"]
TWO = ["Công ty Ánh Dương", "9900201925", "Sơn Lan", "0987654321", "Tiêu chuẩn", "", "Có"]


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, starts_on=first, ends_on=first, uses_floor=False)
    PackageFactory(fair=fair, name_vi="Tiêu chuẩn")
    return fair


def book(*rows, heads=HEADS) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Trang tính 1"
    for row in (heads, *rows):
        workbook.active.append(row)
    content = io.BytesIO()
    workbook.save(content)
    content.seek(0)
    return content


def faults(fair, *rows, **options) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in check(book(*rows, **options), fair=fair).faults]


def enter(fair, *rows):
    checked = check(book(*rows), fair=fair)
    assert [one.line() for one in checked.faults] == []
    bring_in(checked.plan, fair=fair, by=UserFactory(), source="so.xlsx")
    return checked


def test_a_list_is_entered_with_cards_products_and_receipts(fair):
    known = EnterpriseFactory(kept_by=fair.organizer, tax_code="9900201918", legal_name="Hợp tác xã Phú Hòa")
    enter(fair, ONE, TWO)
    first, second = Application.objects.order_by("pk")
    assert (first.enterprise, first.state, first.origin, str(first.package)) == (
        known,
        "submitted",
        "list",
        "Tiêu chuẩn",
    )
    assert sorted(map(str, first.products.all())) == ["Gạo ST25", "Mắm"]
    assert second.enterprise.kept_by == fair.organizer
    assert (second.enterprise.tax_code, second.contact_phone) == ("9900201925", "0987654321")
    assert first.history.count() == 1
    assert set(Letter.objects.values_list("mobile", "kind")) == {
        ("0912345678", "application_receipt"),
        ("0987654321", "application_receipt"),
    }


def test_the_same_list_twice_changes_nothing(fair):
    enter(fair, ONE, TWO)
    again = enter(fair, ONE, TWO)
    assert (again.plan.size, again.plan.unchanged) == (0, 2)
    assert Application.objects.count() == 2


def test_headings_stand_in_any_order_and_in_either_language(fair):
    heads = ["Agreed in writing", "Phone", "Contact", "Name", "Package", "Tax code"]
    assert faults(fair, ["yes", "0912345678", "Mai", "HTX Phú Hòa", "Tiêu chuẩn", ""], heads=heads) == []


def test_every_fault_is_said_in_one_pass_with_its_place_and_none_that_only_follows(fair):
    rows = [
        ["HTX A", "123", "", "không có", "Tiêu chuẩn", "", "Không"],
        ["HTX B", "", "Mai", "0912345678", "Gói lạ", "", "Có"],
        ["HTX C", "", "Lan", "0912345679", "gói  LẠ", "", "Có"],
        ["HTX B", "", "Mai", "0912345678", "", "", "Có"],
    ]
    assert sorted(faults(fair, *rows)) == [
        (2, "Mã số thuế", "tax_code_shape"),
        (2, "Người liên hệ", "empty"),
        (2, "Điện thoại", "phone_shape"),
        (2, "Đồng ý bằng văn bản", "no_consent"),
        (3, "Gói tham gia", "unknown_package"),
        (5, "Tên đơn vị", "twice_applicant"),
    ]
    unknown = next(one for one in check(book(*rows), fair=fair).faults if one.code == "unknown_package")
    assert (unknown.more, unknown.value) == (1, "Gói lạ")


def test_a_fault_keeps_all_rows_out(fair):
    assert check(book(ONE, ["HTX B", *TWO[1:4], "Gói lạ", "", "Có"]), fair=fair).plan is None


def test_a_changed_row_changes_the_application_that_was_entered(fair):
    enter(fair, ONE)
    changed = [*ONE[:3], "0911222333", *ONE[4:5], "Gạo ST25; Bánh pía", "Có"]
    assert enter(fair, changed).plan.changed
    row = Application.objects.get()
    assert row.contact_phone == "0911222333"
    assert sorted(map(str, row.products.all())) == ["Bánh pía", "Gạo ST25", "Mắm"]


def test_places_hold_and_the_last_rows_wait(fair):
    quota = QuotaFactory(fair=fair, limit=1)
    checked = enter(fair, ONE, TWO)
    assert [one.code for one in checked.warnings if one.code.startswith("places")] == ["places_waiting"]
    assert [row.state for row in Application.objects.order_by("pk")] == ["submitted", "waitlisted"]
    quota.refresh_from_db()
    assert quota.taken == 1


def test_where_the_fair_keeps_no_waiting_list_too_long_a_list_is_refused_once(fair):
    QuotaFactory(fair=fair, limit=1)
    Registration.objects.create(fair=fair, when_full=FullRule.REFUSED)
    assert faults(fair, ONE, TWO) == [(0, "", "places_refused")]


def test_rows_received_late_are_refused_or_marked(fair):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=3)
    fair.save()
    assert {code for _row, _column, code in faults(fair, ONE, TWO)} == {"received_late"}
    Registration.objects.create(fair=fair, late=LateRule.MARKED)
    enter(fair, ONE)
    assert Application.objects.get().is_late


def test_a_firm_that_applied_itself_is_left_as_it_is(fair):
    card = EnterpriseFactory(kept_by=fair.organizer, tax_code=ONE[1])
    own = ApplicationFactory(fair=fair, enterprise=CardLinkFactory(card=card).account, state="submitted")
    checked = enter(fair, ONE)
    assert [one.code for one in checked.warnings if one.column == "Tên đơn vị"] == ["applied_itself"]
    assert list(Application.objects.all()) == [own]


def test_a_card_that_may_be_of_the_same_firm_is_named(fair):
    EnterpriseFactory(kept_by=fair.organizer, legal_name="Hợp tác xã Phú Hoà", tax_code="")
    warned = [one.line() for one in check(book(ONE), fair=fair).warnings if one.code == "card_alike"]
    assert len(warned) == 1
    assert "Hợp tác xã Phú Hoà" in warned[0]


def test_what_a_list_cannot_hold_is_said_and_keeps_nothing_out(fair):
    RequiredPaperFactory(fair=fair)
    checked = enter(fair, ONE)
    assert "asked_later" in [one.code for one in checked.warnings]


def test_checking_asks_as_often_for_many_rows_as_for_one(fair, django_assert_max_num_queries):
    QuotaFactory(fair=fair, limit=500)
    Registration.objects.create(fair=fair)
    for n in (1, 120):
        rows = [[f"HTX {k}", "", "Mai", f"09{k:08}", "Tiêu chuẩn", "Gạo", "Có"] for k in range(n)]
        with django_assert_max_num_queries(24):
            checked = check(book(*rows), fair=fair)
    with django_assert_max_num_queries(44):
        bring_in(checked.plan, fair=fair, by=UserFactory(), source="so.xlsx")
    assert Application.objects.count() == 120


def test_a_list_goes_in_by_page_once_it_was_looked_at(sign_in, fair):
    staff = sign_in("registration")
    page = reverse("entered_list", args=[fair.organizer.slug, fair.slug])
    staff.post(page, {"file": SimpleUploadedFile("so.xlsx", book(ONE, TWO).getvalue())})
    look = Job.objects.get()
    run_job.call(str(look.pk))
    assert not Application.objects.exists()
    preview = reverse("entered_list_preview", args=[fair.organizer.slug, fair.slug, look.pk])
    assert staff.get(reverse("job", args=[fair.organizer.slug, look.pk])).url == preview
    assert "Enter 2 applications" in staff.get(preview).content.decode()
    confirm = reverse("entered_list_confirm", args=[fair.organizer.slug, fair.slug, look.pk])
    staff.post(confirm)
    staff.post(confirm)
    done = Job.objects.get(kind="applications_import")
    run_job.call(str(done.pk))
    assert Application.objects.count() == 2
    outcome = reverse("entered_list_preview", args=[fair.organizer.slug, fair.slug, done.pk])
    assert "2 applications were entered" in staff.get(outcome).content.decode()


def test_what_changed_since_the_look_is_looked_at_again(sign_in, fair):
    staff = sign_in("registration")
    page = reverse("entered_list", args=[fair.organizer.slug, fair.slug])
    staff.post(page, {"file": SimpleUploadedFile("so.xlsx", book(ONE).getvalue())})
    look = Job.objects.get()
    run_job.call(str(look.pk))
    EnterpriseFactory(kept_by=fair.organizer, tax_code=ONE[1])
    staff.post(reverse("entered_list_confirm", args=[fair.organizer.slug, fair.slug, look.pk]))
    done = Job.objects.get(kind="applications_import")
    run_job.call(str(done.pk))
    done.refresh_from_db()
    assert done.result["outdated"]
    assert not Application.objects.exists()


def test_the_command_checks_or_enters(fair, sign_in, tmp_path, capsys):
    path = tmp_path / "so.xlsx"
    path.write_bytes(book(ONE).getvalue())
    place = {"organizer": fair.organizer.slug, "fair": fair.slug}
    call_command("import_applications", str(path), check=True, **place)
    assert not Application.objects.exists()
    call_command("import_applications", str(path), by=sign_in("registration").user.email, **place)
    assert Application.objects.count() == 1
    path.write_bytes(book(["HTX B"]).getvalue())
    with pytest.raises(SystemExit):
        call_command("import_applications", str(path), check=True, **place)
    assert "fault" in capsys.readouterr().out


def test_the_blank_list_is_read_in_both_languages(sign_in, fair):
    for language in ("vi", "en"):
        with translation.override(language):
            from portal.applications.columns import blank_sheet

            heads = [str(head) for head in blank_sheet().headers]
        assert {code for _row, _column, code in faults(fair, heads=heads)} == set()


def test_a_narrowed_out_card_of_another_organizer_is_never_used(fair):
    other = EnterpriseFactory(tax_code=ONE[1])
    enter(fair, ONE)
    assert Application.objects.get().enterprise != other
    assert Enterprise.objects.of(fair.organizer).get() == Application.objects.get().enterprise
