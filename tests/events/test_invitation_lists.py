"""Lists of firms to invite: read however they are written, held against what is known, written whole or not at all."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.spreadsheets import SheetSpec, write_workbook
from events.actions.invitations import invite
from events.invitations.comparing import chosen, compare
from events.invitations.reading import MOST_LINES, lines_of_file, read_list
from events.models import OptOut
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CardLinkFactory,
    EnterpriseFactory,
    FairFactory,
    InvitationFactory,
    ParticipationFactory,
    UserFactory,
)


def read(text: str) -> list[tuple[str, ...]]:
    return [(r.name, r.contact_name, r.phone, r.email, r.tax_code) for r in read_list(text).rows]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("HTX Phú Hòa; 0912 345 678; a@b.vn; 9900300027", ("HTX Phú Hòa", "", "0912345678", "a@b.vn", "9900300027")),
        ("a@b.vn\t0912345678\tHTX Phú Hòa\tThạch Phúc", ("HTX Phú Hòa", "Thạch Phúc", "0912345678", "a@b.vn", "")),
        ("1. HTX Phú Hòa - Thạch Phúc - ĐT: 0912.345.678", ("HTX Phú Hòa", "Thạch Phúc", "0912345678", "", "")),
        ("HTX Phú Hòa, +84 (0)912 345 678", ("HTX Phú Hòa", "", "0912345678", "", "")),
        ("ABC Co., Ltd; +81 3 1234 5678; A@JP.co", ("ABC Co., Ltd", "", "+81312345678", "a@jp.co", "")),
        ("HTX Gạo 2025 | 079123456789 | 0912345670", ("HTX Gạo 2025", "", "0912345670", "", "079123456789")),
        ("HTX Phú Hòa; MST 0312345678; 0398765432", ("HTX Phú Hòa", "", "0398765432", "", "0312345678")),
        ("Siêu thị, Quận 1; 0300588569; 0908123456", ("Siêu thị, Quận 1", "", "0908123456", "", "0300588569")),
        ("HTX Phú Hòa; 0398765432", ("HTX Phú Hòa", "", "0398765432", "", "")),
        ("HTX Phú Hòa; 02993 822 123", ("HTX Phú Hòa", "", "02993822123", "", "")),
    ],
)
def test_a_line_without_headings_is_read_by_the_shape_of_its_parts(line, found):
    assert read(line) == [found]


def test_headings_decide_in_either_language_and_in_any_order():
    vietnamese = (
        "DANH SÁCH MỜI\n\nSTT\tSố điện thoại\tTên doanh nghiệp\tMST\tĐịa chỉ\n1\t912345678\tHTX A\t312345678\tẤp 4"
    )
    english = "Email,Company,Contact person\na@b.vn,HTX A,Thạch Phúc"
    assert read(vietnamese) == [("HTX A", "", "0912345678", "", "0312345678")]
    assert read(english) == [("HTX A", "Thạch Phúc", "", "a@b.vn", "")]


def test_each_fault_names_its_line_and_a_remedy():
    found = read_list("HTX A; 0912345678\n\nHTX B\n; 0977111222\nTên doanh nghiệp")
    assert [(fault.line, fault.problem) for fault in found.faults] == [
        (3, "Neither phone nor email"),
        (4, "No name of a firm"),
        (5, "Neither phone nor email"),
    ]
    assert all(fault.remedy for fault in found.faults)


def test_a_cell_under_a_heading_that_cannot_be_what_it_says_is_a_fault():
    text = "Tên doanh nghiệp;Điện thoại;Email;MST\nHTX A;12;x@y;123"
    assert [fault.value for fault in read_list(text).faults] == ["12", "123", "x@y"]


def test_a_list_longer_than_can_be_looked_at_is_refused_whole():
    found = read_list("\n".join(f"HTX {n}; 09{n:08}" for n in range(MOST_LINES + 1)))
    assert (found.rows, len(found.faults)) == ([], 1)


def workbook(rows) -> io.BytesIO:
    target = io.BytesIO()
    cover = SheetSpec("Bìa", ["Kế hoạch"], [["Mời hội chợ"]])
    write_workbook(target, [cover, SheetSpec("Khách mời", rows[0], rows[1:])])
    target.seek(0)
    return target


def test_a_spreadsheet_is_read_as_the_lines_it_holds_whatever_its_form():
    rows = [
        ["Tên đơn vị", "Điện thoại", "Ghi chú"],
        ["HTX A; chi nhánh", "0912345678", "x"],
        ["HTX B", "0977111222", ""],
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    expected = [("HTX A; chi nhánh", "", "0912345678", "", ""), ("HTX B", "", "0977111222", "", "")]
    assert read(lines_of_file(workbook(rows), "khach.xlsx")) == expected
    assert read(lines_of_file(io.BytesIO(text.getvalue().encode("utf-8-sig")), "khach.csv")) == expected


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK\x03\x04 broken"), ("a.csv", "Đơn vị".encode("utf-16")), ("a.csv", b"a\x00b")]
)
def test_a_file_that_is_no_list_is_refused_in_words(name, content):
    with pytest.raises(ValidationError):
        lines_of_file(io.BytesIO(content), name)


@pytest.fixture
def fair(organizer):
    return FairFactory(organizer=organizer)


def groups(fair, text: str) -> dict[str, list[str]]:
    preview = compare(fair, read_list(text).rows)
    names = ("new", "invited", "opted_out", "applied", "twice")
    return {name: [one.row.name for one in getattr(preview, name)] for name in names if getattr(preview, name)}


@pytest.mark.django_db
def test_a_list_is_parted_into_new_invited_opted_out_and_applied(fair):
    InvitationFactory(fair=fair, name="HTX A", phone="0912000001", email="")
    InvitationFactory(fair=fair, name="HTX B", phone="0912000002", state="withdrawn")
    InvitationFactory(name="HTX F", phone="0912000006")  # another fair's
    OptOut.objects.create(organizer=fair.organizer, address="c@c.vn")
    OptOut.objects.create(organizer=FairFactory().organizer, address="f@f.vn")
    account = AccountFactory(tax_code="9900300034")
    ApplicationFactory(fair=fair, enterprise=account, state="submitted", submitted_at=timezone.now())
    card = ParticipationFactory(fair=fair, enterprise__tax_code="9900300041").enterprise
    text = f"""HTX A đổi tên; 0912000001
        HTX B; 0912000002
        HTX C; c@c.vn
        HTX D; 0912000004; 9900300034
        HTX E; 0912000005; {card.tax_code}
        HTX F; 0912000006; f@f.vn
        HTX F; 0912000006"""
    assert groups(fair, text) == {
        "new": ["HTX F"],
        "invited": ["HTX A đổi tên", "HTX B"],
        "opted_out": ["HTX C"],
        "applied": ["HTX D", "HTX E"],
        "twice": ["HTX F"],
    }


@pytest.mark.django_db
def test_a_draft_of_the_enterprise_is_not_told_to_the_organizer(fair):
    ApplicationFactory(fair=fair, enterprise__tax_code="9900300034")
    assert groups(fair, "HTX D; 0912000004; 9900300034") == {"new": ["HTX D"]}


@pytest.mark.django_db
def test_two_firms_with_one_number_are_a_fault_and_nothing_is_written(fair):
    rows = read_list("HTX A; 0912000001\nHTX B; 0912000001").rows
    assert [fault.line for fault in compare(fair, rows).faults] == [2]
    with pytest.raises(ValidationError):
        invite(fair=fair, rows=rows, origin="list", by=UserFactory())
    assert not fair.invitations.exists()


@pytest.mark.django_db
def test_the_same_list_twice_changes_nothing(fair):
    rows = read_list("HTX A; 0912000001\nHTX B; b@b.vn; 9900300027").rows
    first = invite(fair=fair, rows=rows, origin="list", by=UserFactory())
    second = invite(fair=fair, rows=rows, origin="list", by=UserFactory())
    assert (len(first), second, fair.invitations.count()) == (2, [], 2)
    assert all(row.history.count() == 1 for row in first)


@pytest.mark.django_db
def test_the_tax_code_finds_the_card_and_a_likeness_is_only_offered(fair):
    own, other = fair.organizer, FairFactory().organizer
    sure = EnterpriseFactory(kept_by=own, legal_name="HTX Khác Tên", tax_code="9900300027")
    named = EnterpriseFactory(kept_by=own, legal_name="Hợp tác xã PHÚ HÒA", tax_code="9900300034", phone="0912000009")
    EnterpriseFactory(kept_by=other, legal_name="HTX Xa", tax_code="9900300041")
    rows = read_list(
        "HTX A; 0912000001; 9900300027\nHợp tác xã Phú Hoà; 0912000002\nHTX Xa; 0912000003; 9900300041"
    ).rows
    preview = compare(fair, rows)
    assert [(new.card, new.offered) for new in preview.new] == [(sure, None), (None, named), (None, None)]
    kept = chosen(preview, left_out={3}, linked={2})
    assert [row.card for row in kept] == [sure.pk, named.pk]
    assert [row.card for row in chosen(preview, left_out=set(), linked=set())] == [sure.pk, None, None]


@pytest.mark.django_db
def test_a_number_together_with_the_name_is_sure_unless_the_tax_codes_differ(fair):
    card = EnterpriseFactory(
        kept_by=fair.organizer, legal_name="HTX Phú Hòa", tax_code="9900300027", phone="0912000001"
    )
    same, other = read_list("HTX Phú Hòa; 0912000001\nHTX Phú Hòa; 0912000001; 9900300034").rows
    assert compare(fair, [same]).new[0].card == card
    assert compare(fair, [other]).new[0].card is None


@pytest.mark.django_db
def test_one_card_is_offered_to_one_firm_alone(fair):
    card = EnterpriseFactory(kept_by=fair.organizer, legal_name="HTX Phú Hòa", tax_code="")
    preview = compare(fair, read_list("HTX Phú Hòa; 0912000001\nHTX Phú Hòa; a@b.vn").rows)
    made = invite(fair=fair, rows=chosen(preview, left_out=set(), linked={1, 2}), origin="list", by=UserFactory())
    assert [row.card for row in made] == [card, None]


@pytest.mark.django_db
def test_comparing_asks_as_often_for_many_rows_as_for_one(fair, django_assert_num_queries):
    CardLinkFactory(card__kept_by=fair.organizer)
    for n in (1, 200):
        rows = read_list("\n".join(f"HTX {k}; 09{k:08}" for k in range(n))).rows
        with django_assert_num_queries(6):
            compare(fair, rows)
