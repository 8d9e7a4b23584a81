"""The five sheets and their columns: every heading that is understood, and how its cells are read."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from common.spreadsheets import SheetSpec
from common.text import fold
from portal.workbook import readers, rows
from portal.workbook.readers import Reader


@dataclass(frozen=True)
class Column:
    """`field` of the row; its headings; whether the sheet, and whether each row, must have it."""

    field: str
    vi: str
    en: str
    read: Reader
    aliases: tuple[str, ...] = ()
    wanted: bool = True
    filled: bool = False

    @property
    def title(self) -> str:
        return self.en if get_language() == "en" else self.vi

    @property
    def keys(self) -> set[str]:
        return {heading_key(name) for name in (self.vi, self.en, *self.aliases)}


@dataclass(frozen=True)
class SheetKind:
    name: str
    vi: str
    en: str
    row_type: type
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.en if get_language() == "en" else self.vi

    @property
    def filled_titles(self) -> str:
        """Headings of what every row must say."""
        return ", ".join(column.title for column in self.columns if column.filled)

    @property
    def wanted_titles(self) -> str:
        """Headings of what the sheet must have and a row may leave blank."""
        return ", ".join(column.title for column in self.columns if column.wanted and not column.filled)

    @property
    def other_titles(self) -> str:
        """Headings of what the sheet may lack."""
        return ", ".join(column.title for column in self.columns if not column.wanted)

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        return {key: column for column in self.columns for key in column.keys}

    @cached_property
    def keys(self) -> set[str]:
        return {heading_key(name) for name in (self.vi, self.en, *self.aliases)}


def heading_key(text: str) -> str:
    """A heading without marks, case, punctuation and what stands in brackets: “Giá trị (đồng)” → “gia tri”."""
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", fold(text))
    return " ".join(re.findall(r"[^\W_]+", outside))


TAX_CODE_NAMES = ("MST", "Mã số doanh nghiệp", "Mã số thuế doanh nghiệp", "Mã DN", "Tax ID", "Tax number", "TIN")
FAIR_CODE_NAMES = ("Mã HC", "Mã phiên chợ", "Mã hội chợ, phiên chợ", "Hội chợ", "Fair", "Code of fair")
PRODUCT_NAMES = ("Sản phẩm", "Tên hàng", "Tên sản phẩm OCOP", "Mặt hàng", "Product name", "Goods")
UNIT_NAMES = ("ĐVT", "Đơn vị", "Unit of measure", "UoM")

FAIRS = SheetKind(
    "fairs", "Hội chợ", "Fairs", rows.FairRow,
    (
        Column("code", "Mã hội chợ", "Fair code", readers.fair_code, (*FAIR_CODE_NAMES[:3], "Mã", "Code"), filled=True),
        Column("name", "Tên hội chợ", "Fair name", readers.text(255), ("Tên", "Tên phiên chợ", "Name"), filled=True),
        Column("level", "Cấp", "Level", readers.level, ("Cấp hội chợ", "Quy mô"), filled=True),
        Column("place", "Địa điểm", "Place", readers.text(255), ("Nơi tổ chức", "Venue", "Location"), wanted=False),
        Column("province", "Tỉnh", "Province", readers.province,
               ("Tỉnh, thành phố", "Tỉnh/thành", "Tỉnh thành phố", "Province or city", "City"), wanted=False),
        Column("starts_on", "Từ ngày", "From", readers.day,
               ("Ngày bắt đầu", "Ngày khai mạc", "Bắt đầu", "First day", "Start date", "From date", "Starts on"), filled=True),
        Column("ends_on", "Đến ngày", "To", readers.day,
               ("Ngày kết thúc", "Ngày bế mạc", "Kết thúc", "Last day", "End date", "To date", "Ends on"), filled=True),
    ),
    ("Danh sách hội chợ", "Hội chợ, phiên chợ", "Fair"),
)  # fmt: skip

ENTERPRISES = SheetKind(
    "enterprises", "Doanh nghiệp", "Enterprises", rows.EnterpriseRow,
    (
        Column("tax_code", "Mã số thuế", "Tax code", readers.own_tax_code, TAX_CODE_NAMES),
        Column("name", "Tên đơn vị", "Name", readers.text(255),
               ("Tên", "Tên doanh nghiệp", "Đơn vị", "Doanh nghiệp", "Legal name", "Enterprise", "Enterprise name", "Company"),
               filled=True),
        Column("legal_form", "Loại hình", "Legal form", readers.legal_form, ("Loại hình doanh nghiệp", "Hình thức pháp lý")),
        Column("address", "Địa chỉ", "Address", readers.text(255), (), wanted=False),
        Column("district", "Huyện", "District", readers.text(120),
               ("Quận", "Quận/huyện", "Huyện/thị xã/thành phố", "Huyện, thị xã, thành phố", "Quận huyện")),
        Column("province", "Tỉnh", "Province", readers.province,
               ("Tỉnh, thành phố", "Tỉnh/thành", "Tỉnh thành phố", "Province or city", "City"), wanted=False),
        Column("contact", "Người liên hệ", "Contact", readers.text(120),
               ("Liên hệ", "Người đại diện", "Contact person", "Contact name"), wanted=False),
        Column("phone", "Điện thoại", "Phone", readers.phone, ("Số điện thoại", "ĐT", "SĐT", "Telephone", "Tel"), wanted=False),
        Column("email", "Email", "E-mail", readers.email, ("Thư điện tử", "E mail", "Mail", "Email address"), wanted=False),
        Column("role", "Vai trò", "Role", readers.role, ("Vai trò thường", "Usual role"), filled=True),
    ),
    ("Đơn vị", "Danh sách doanh nghiệp", "Enterprise", "Companies"),
)  # fmt: skip

PRODUCTS = SheetKind(
    "products", "Sản phẩm OCOP", "OCOP products", rows.ProductRow,
    (
        Column("enterprise", "Mã số thuế", "Tax code", readers.enterprise, (*TAX_CODE_NAMES, "MST chủ thể", "Chủ thể"), filled=True),
        Column("name", "Tên sản phẩm", "Product", readers.text(255), PRODUCT_NAMES, filled=True),
        Column("group", "Nhóm", "Group", readers.group, ("Nhóm sản phẩm", "Ngành", "Ngành hàng", "Product group", "Category")),
        Column("stars", "Số sao", "Stars", readers.stars, ("Sao", "Hạng sao", "Xếp hạng", "OCOP stars")),
        Column("issued_on", "Ngày chứng nhận", "Certified on", readers.day,
               ("Ngày công nhận", "Ngày cấp", "Certificate date", "Date of certificate", "Issued on")),
        Column("unit", "Đơn vị tính", "Unit", readers.text(40), UNIT_NAMES, wanted=False),
        Column("list_price", "Giá niêm yết (đồng)", "List price (đồng)", readers.dong, ("Giá", "Giá bán", "Price"), wanted=False),
    ),
    ("Sản phẩm", "Products", "OCOP", "Product"),
)  # fmt: skip

PARTICIPATIONS = SheetKind(
    "participations", "Tham gia", "Participations", rows.ParticipationRow,
    (
        Column("fair", "Mã hội chợ", "Fair code", readers.fair_code, (*FAIR_CODE_NAMES, "Mã", "Code"), filled=True),
        Column("enterprise", "Mã số thuế", "Tax code", readers.enterprise, TAX_CODE_NAMES, filled=True),
        Column("booths", "Số gian hàng", "Booths", readers.booths, ("Gian hàng", "Số gian", "Number of booths"), wanted=False),
        Column("needs_power", "Cần điện", "Needs power", readers.yes_no, ("Điện", "Power", "Electricity"), wanted=False),
    ),
    ("Lượt tham gia", "Danh sách tham gia", "Participation", "Participants"),
)  # fmt: skip

AGREEMENTS = SheetKind(
    "agreements", "Thỏa thuận", "Agreements", rows.AgreementRow,
    (
        Column("number", "Số", "Number", readers.text(60),
               ("Số hiệu", "Số thỏa thuận", "Số hợp đồng", "Số văn bản", "No", "No.", "Register number", "Agreement number"), filled=True),
        Column("kind", "Loại", "Kind", readers.kind, ("Loại thỏa thuận", "Loại văn bản", "Type"), filled=True),
        Column("signed_on", "Ngày ký", "Signed on", readers.day, ("Ngày ký kết", "Date signed", "Signing date", "Date"), filled=True),
        Column("seller", "MST bên bán", "Seller's tax code", readers.party,
               ("Mã số thuế bên bán", "Bên bán", "MST người bán", "Seller tax code", "Seller"), filled=True),
        Column("buyer", "MST bên mua", "Buyer's tax code", readers.party,
               ("Mã số thuế bên mua", "Bên mua", "MST người mua", "Buyer tax code", "Buyer"), filled=True),
        Column("fair", "Mã hội chợ", "Fair code", readers.fair_code, FAIR_CODE_NAMES),
        Column("product", "Sản phẩm", "Product", readers.text(255), ("Tên sản phẩm", *PRODUCT_NAMES[1:])),
        Column("quantity", "Số lượng", "Quantity", readers.quantity, ("SL", "Khối lượng", "Qty")),
        Column("unit", "Đơn vị tính", "Unit", readers.text(40), UNIT_NAMES, wanted=False),
        Column("unit_price", "Đơn giá (đồng)", "Unit price (đồng)", readers.dong, ("Giá", "Price")),
        Column("value", "Giá trị (đồng)", "Value (đồng)", readers.dong, ("Thành tiền", "Giá trị hợp đồng", "Amount")),
    ),
    ("Thoả thuận", "Hợp đồng", "Ký kết", "Hợp đồng, ghi nhớ", "Deals", "Agreement"),
)  # fmt: skip

SHEETS = (FAIRS, ENTERPRISES, PRODUCTS, PARTICIPATIONS, AGREEMENTS)


def blank_sheets() -> list[SheetSpec]:
    """The five sheets with nothing below their headings, in the language of today's reader."""
    return [SheetSpec(kind.title, [column.title for column in kind.columns], []) for kind in SHEETS]


BY_TITLE = {key: sheet for sheet in SHEETS for key in sheet.keys}
