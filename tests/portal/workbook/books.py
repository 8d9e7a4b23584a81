"""Small workbooks made in tests: a lawful one to spoil, and what checking says of it."""

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import openpyxl
from django.db import transaction

from accounts.models import Organizer
from contracts.models import Agreement, AgreementLine, Party
from enterprises.models import Enterprise, OcopCertificate, Product
from events.models import Fair, Participation
from portal.workbook.importing import Checked, check
from portal.workbook.writing import import_workbook

FAIRS, ENTERPRISES, PRODUCTS = "Hội chợ", "Doanh nghiệp", "Sản phẩm OCOP"
PARTICIPATIONS, AGREEMENTS = "Tham gia", "Thỏa thuận"
COOPERATIVE, COMPANY, BUYER = "9900201918", "9900201925", "9900202301"
GROUP = "Tổ hợp tác Mỹ Lộc"
TODAY = datetime.date(2020, 5, 8)

_DAY = datetime.date
_SMALL = {
    FAIRS: [
        ["Mã hội chợ", "Tên hội chợ", "Cấp", "Địa điểm", "Tỉnh", "Từ ngày", "Đến ngày"],
        ["HC19-01", "Hội chợ Sóc Trăng", "Cấp tỉnh", "Phường 3", "Sóc Trăng", _DAY(2019, 3, 14), _DAY(2019, 3, 19)],
        ["HC19-02", "Hội chợ Cần Thơ", "Tỉnh bạn", "Ninh Kiều", "Cần Thơ", _DAY(2019, 6, 1), _DAY(2019, 6, 5)],
    ],
    ENTERPRISES: [
        [
            "Mã số thuế", "Tên đơn vị", "Loại hình", "Địa chỉ", "Huyện", "Tỉnh",
            "Người liên hệ", "Điện thoại", "Email", "Vai trò",
        ],
        [
            COOPERATIVE, "Hợp tác xã Phú Hòa", "Hợp tác xã", "Ấp 3", "Huyện Kế Sách", "Sóc Trăng",
            "Thạch Phúc", "0900 100 871", "phuhoa@example.com", "Người bán",
        ],
        [
            COMPANY, "Công ty TNHH Hưng Phước", "Công ty TNHH", "Ấp 4", "Huyện Long Phú", "Sóc Trăng",
            "Phạm Chi", "0900 101 967", "hungphuoc@example.com", "Người bán",
        ],
        [None, GROUP, "Tổ hợp tác", None, "Huyện Mỹ Xuyên", "Sóc Trăng", None, None, None, "Người bán"],
        [
            BUYER, "Siêu thị Miền Tây", "Công ty TNHH", None, "Quận Ninh Kiều", "Cần Thơ",
            None, None, None, "Người mua",
        ],
    ],
    PRODUCTS: [
        [
            "Mã số thuế", "Tên sản phẩm", "Nhóm", "Số sao", "Ngày chứng nhận", "Đơn vị tính", "Giá niêm yết (đồng)",
        ],
        [COOPERATIVE, "Gạo thơm", "Thực phẩm", 4, _DAY(2019, 12, 20), "kg", 40000],
        [COMPANY, "Bánh pía", "Thực phẩm", 3, _DAY(2019, 12, 21), "hộp", 90000],
        [GROUP, "Mắm bò hóc", "Thực phẩm", None, None, "hũ", None],
    ],
    PARTICIPATIONS: [
        ["Mã hội chợ", "Mã số thuế", "Số gian hàng", "Cần điện"],
        ["HC19-01", COOPERATIVE, 1, "Có"],
        ["HC19-01", COMPANY, 2, "Không"],
        ["HC19-02", COOPERATIVE, 1, None],
    ],
    AGREEMENTS: [
        [
            "Số", "Loại", "Ngày ký", "MST bên bán", "MST bên mua", "Mã hội chợ", "Sản phẩm",
            "Số lượng", "Đơn vị tính", "Đơn giá (đồng)", "Giá trị (đồng)",
        ],
        [
            "20/HĐ-2019", "Hợp đồng tiêu thụ", _DAY(2019, 3, 18), COOPERATIVE, BUYER, "HC19-01", "Gạo thơm",
            200, "kg", 40000, 8000000,
        ],
        ["21/BBGN-2019", "Biên bản ghi nhớ", _DAY(2019, 3, 19), COMPANY, BUYER, "HC19-01", "Bánh pía", *[None] * 4],
    ],
}  # fmt: skip

Sheets = dict[str, list[list]]


def small() -> Sheets:
    """Two fairs, four enterprises, three products, three participations and two agreements; row 1 has the headings."""
    return deepcopy(_SMALL)


def put(sheets: Sheets, sheet: str, row: int, heading: str, value: Any) -> Sheets:
    """Write one cell; `row` as the spreadsheet numbers it."""
    sheets[sheet][row - 1][sheets[sheet][0].index(heading)] = value
    return sheets


def spoiled(sheet: str, row: int, heading: str, value: Any) -> Sheets:
    """The small workbook with one cell changed."""
    return put(small(), sheet, row, heading, value)


def saved(sheets: Sheets) -> io.BytesIO:
    """The sheets as an .xlsx file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def looked_at(source: Sheets | io.BytesIO, organizer: Organizer, **options) -> Checked:
    file = saved(source) if isinstance(source, dict) else source
    return check(file, organizer=organizer, **{"today": TODAY} | options)


def brought_in(source: Sheets | io.BytesIO, organizer: Organizer, by=None, **options) -> Checked:
    checked = looked_at(source, organizer, **options)
    assert checked.plan is not None, [fault.line() for fault in checked.faults]
    import_workbook(organizer=organizer, by=by, plan=checked.plan, source="so.xlsx")
    return checked


def codes(findings: list) -> list[str]:
    return [finding.code for finding in findings]


def counted(checked: Checked) -> dict[str, tuple[int, ...]]:
    """New, changed, unchanged and missing rows of each sheet that has any."""
    return {name: tuple(part.counts.values()) for name, part in checked.plan.parts.items()}


def written(organizer: Organizer) -> dict[str, list[tuple]]:
    """All that an import writes, by keys and words, so that two imports can be held against each other."""
    fairs = Fair.objects.filter(organizer=organizer)
    parties = Party.objects.filter(agreement__organizer=organizer)
    lines = AgreementLine.objects.filter(agreement__organizer=organizer)
    certificates = OcopCertificate.objects.filter(product__enterprise__kept_by=organizer)
    columns = {
        "fairs": (
            fairs, "code slug name role level place province_as_written province__code starts_on ends_on state"
        ),
        "enterprises": (
            Enterprise.objects.of(organizer),
            "tax_code legal_name legal_form__code usual_role address_as_written district_as_written province__code",
        ),
        "products": (
            Product.objects.filter(enterprise__kept_by=organizer),
            "enterprise__legal_name name name_key group__code unit list_price search_key",
        ),
        "certificates": (
            certificates, "product__enterprise__legal_name product__name stars issued_on expires_on rule_set__code"
        ),
        "participations": (
            Participation.objects.filter(fair__organizer=organizer),
            "fair__code enterprise__legal_name role booths_as_reported needs_power origin state",
        ),
        "agreements": (
            Agreement.objects.filter(organizer=organizer),
            "register_no register_year kind state grade signed_on signed_when fair__code value_basis value search_key",
        ),
        "parties": (
            parties, "agreement__register_no agreement__kind role position enterprise__legal_name agency_name"
        ),
        "lines": (
            lines,
            "agreement__register_no agreement__kind position product__name quantity unit unit_price amount",
        ),
    }  # fmt: skip
    return {name: sorted(rows.values_list(*fields.split()), key=repr) for name, (rows, fields) in columns.items()}


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that one test can write many times."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
