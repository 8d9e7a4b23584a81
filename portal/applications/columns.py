"""The one sheet of such a list, and how its cells are read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from common.phones import PhoneError, read_phone
from common.spreadsheets import SheetSpec
from events.models.participations import MOST_POWER
from portal.workbook import readers
from portal.workbook.columns import TAX_CODE_NAMES, Column, SheetKind
from portal.workbook.readers import Desk, Refused
from portal.workbook.rows import SOUND

MOST_ROWS = 2_000
MOST_PRODUCTS = 50


@dataclass(slots=True)
class Row:
    """A firm that applies. `key` is by what it is known again; `package_pk` is found while checking."""

    row: int
    tax_code: str | None = None
    name: str | None = None
    legal_form: int | None = None
    address: str | None = None
    province: str | None = None
    contact_name: str | None = None
    contact_position: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    package: str | None = None
    booths: int | None = None
    area: int | None = None
    group: int | None = None
    fascia_name: str | None = None
    power_kw: Decimal | None = None
    needs_water: bool | None = None
    needs_cooling: bool | None = None
    products: tuple[str, ...] | None = None
    wishes: str | None = None
    received_on: date | None = None
    consent: bool | None = None
    faulty: frozenset[str] = field(default=SOUND)
    key: str = ""
    package_pk: int | None = None


def phone(value: Any, desk: Desk) -> str:
    """A number that can be called: the fair has nothing else where there is no email."""
    written = readers.text(30)(value, desk)
    if isinstance(value, int | float) and len(written) == 9:
        written = f"0{written}"  # a number loses its zero
    try:
        return read_phone(written)
    except PhoneError:
        raise Refused("phone_shape") from None


def products(value: Any, desk: Desk) -> tuple[str, ...]:
    """Names, parted by semicolons or line ends."""
    parts = str(value).replace("\n", ";").split(";")
    names = [readers.text(255)(part, desk) for part in parts if part.strip()]
    if len(names) > MOST_PRODUCTS:
        raise Refused("too_many_products", limit=MOST_PRODUCTS)
    return tuple(dict.fromkeys(names))


def power(value: Any, desk: Desk) -> Decimal:
    wanted = readers.quantity(value, desk)
    if wanted > MOST_POWER:
        raise Refused("number_too_large", limit=MOST_POWER)
    return wanted


def area(value: Any, desk: Desk) -> int:
    wanted = readers.whole(value, desk)
    if not 1 <= wanted <= 10_000:
        raise Refused("number_too_large", limit="10.000")
    return wanted


def consent(value: Any, desk: Desk) -> bool:
    if not readers.yes_no(value, desk):
        raise Refused("no_consent")
    return True


LIST = SheetKind(
    "applications", "Hồ sơ tham gia", "Applications", Row,
    (
        Column("tax_code", "Mã số thuế", "Tax code", readers.own_tax_code, TAX_CODE_NAMES),
        Column("name", "Tên đơn vị", "Name", readers.text(255),
               ("Tên", "Tên doanh nghiệp", "Đơn vị", "Doanh nghiệp", "Legal name", "Enterprise", "Enterprise name",
                "Company"), filled=True),
        Column("legal_form", "Loại hình", "Legal form", readers.legal_form,
               ("Loại hình doanh nghiệp", "Hình thức pháp lý"), wanted=False),
        Column("address", "Địa chỉ", "Address", readers.text(255), (), wanted=False),
        Column("province", "Tỉnh", "Province", readers.province,
               ("Tỉnh, thành phố", "Tỉnh/thành", "Tỉnh thành phố", "Province or city", "City"), wanted=False),
        Column("contact_name", "Người liên hệ", "Contact", readers.text(120),
               ("Liên hệ", "Họ tên", "Họ và tên", "Người đại diện", "Contact person", "Contact name"), filled=True),
        Column("contact_position", "Chức vụ", "Position", readers.text(120), (), wanted=False),
        Column("contact_phone", "Điện thoại", "Phone", phone,
               ("Số điện thoại", "ĐT", "SĐT", "Di động", "Zalo", "Telephone", "Tel", "Mobile"), filled=True),
        Column("contact_email", "Email", "E-mail", readers.email,
               ("Thư điện tử", "E mail", "Mail", "Email address"), wanted=False),
        Column("package", "Gói tham gia", "Package", readers.text(120),
               ("Gói", "Loại gian hàng", "Booth type"), wanted=False),
        Column("booths", "Số gian hàng", "Booths", readers.booths,
               ("Gian hàng", "Số gian", "Number of booths"), wanted=False),
        Column("area", "Diện tích (m²)", "Area (m²)", area, ("Diện tích m2",), wanted=False),
        Column("group", "Ngành hàng", "Sector", readers.group,
               ("Nhóm", "Nhóm sản phẩm", "Ngành", "Group", "Product group"), wanted=False),
        Column("fascia_name", "Tên bảng hiệu", "Fascia name", readers.text(60), ("Bảng hiệu", "Fascia"), wanted=False),
        Column("power_kw", "Điện (kW)", "Power (kW)", power, ("Công suất điện",), wanted=False),
        Column("needs_water", "Cần nước", "Needs water", readers.yes_no, ("Nước", "Water"), wanted=False),
        Column("needs_cooling", "Tủ lạnh, tủ đông", "Refrigerator or freezer", readers.yes_no,
               ("Tủ lạnh", "Tủ đông", "Refrigerator", "Freezer"), wanted=False),
        Column("products", "Sản phẩm", "Products", products,
               ("Sản phẩm trưng bày", "Mặt hàng", "Tên sản phẩm", "Product", "Goods"), wanted=False),
        Column("wishes", "Nguyện vọng", "Wishes", readers.text(1000), ("Ghi chú", "Note", "Notes"), wanted=False),
        Column("received_on", "Ngày nhận", "Received on", readers.day, ("Ngày nộp", "Ngày đăng ký", "Date"),
               wanted=False),
        Column("consent", "Đồng ý bằng văn bản", "Agreed in writing", consent,
               ("Đồng ý", "Agreed", "Consent"), filled=True),
    ),
    ("Danh sách đăng ký", "Đăng ký", "Danh sách", "List"),
)  # fmt: skip


def blank_sheet() -> SheetSpec:
    """The headings with nothing below, in the language of today's reader."""
    return SheetSpec(LIST.title, [column.title for column in LIST.columns], [])
