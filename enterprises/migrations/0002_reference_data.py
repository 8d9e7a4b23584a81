"""The words of the field: legal forms, product groups, provinces, and the decisions on OCOP certificates.

Aliases are older or shorter names. Matching looks past marks, case and punctuation, and past "Tỉnh", "TP." and
the like; see enterprises.vocabulary.
"""

import datetime

from django.db import migrations, transaction
from django.db.models import ProtectedError

LEGAL_FORMS = [
    # code, Vietnamese, English, aliases, flags
    ("cooperative", "Hợp tác xã", "cooperative", ["HTX", "Hợp tác xã nông nghiệp", "HTX nông nghiệp", "HTX NN"],
     {"is_cooperative": True}),
    ("cooperative-union", "Liên hiệp hợp tác xã", "cooperative union", ["Liên hiệp HTX", "LHHTX", "LH HTX"],
     {"is_cooperative": True}),
    ("cooperative-group", "Tổ hợp tác", "cooperative group", ["THT", "Tổ hợp tác sản xuất"],
     {"may_lack_tax_code": True}),
    ("household-business", "Hộ kinh doanh", "household business",
     ["Hộ sản xuất kinh doanh", "Hộ kinh doanh cá thể", "Hộ KD", "HKD", "Hộ SXKD", "Hộ sản xuất", "Hộ cá thể",
      "Hộ gia đình", "Cơ sở sản xuất", "Cơ sở sản xuất kinh doanh", "Cơ sở SX", "CSSX", "Cơ sở"], {}),
    ("llc-one-member", "Công ty trách nhiệm hữu hạn một thành viên", "one-member limited liability company",
     ["Công ty TNHH một thành viên", "Công ty TNHH 1 thành viên", "Công ty TNHH MTV", "Công ty TNHH 1TV",
      "Cty TNHH một thành viên", "Cty TNHH MTV", "TNHH một thành viên", "TNHH MTV"], {}),
    ("llc-several-members", "Công ty trách nhiệm hữu hạn hai thành viên trở lên",
     "limited liability company of two or more members",
     ["Công ty TNHH hai thành viên trở lên", "Công ty TNHH 2 thành viên trở lên", "Công ty TNHH hai thành viên",
      "Công ty TNHH 2TV", "Cty TNHH hai thành viên trở lên", "TNHH hai thành viên trở lên", "TNHH 2TV"], {}),
    ("llc", "Công ty trách nhiệm hữu hạn", "limited liability company",
     ["Công ty TNHH", "Cty TNHH", "TNHH", "limited company"], {}),
    ("joint-stock", "Công ty cổ phần", "joint-stock company", ["CTCP", "Công ty CP", "Cty cổ phần", "Cty CP", "Cổ phần"], {}),
    ("private", "Doanh nghiệp tư nhân", "private enterprise", ["DNTN", "DN tư nhân"], {}),
    ("partnership", "Công ty hợp danh", "partnership", ["Cty hợp danh", "Hợp danh"], {}),
    ("state-enterprise", "Doanh nghiệp nhà nước", "state-owned enterprise", ["DNNN", "DN nhà nước"], {}),
    ("enterprise", "Doanh nghiệp", "enterprise", ["DN", "Công ty", "Cty", "Doanh nghiệp khác"], {}),
    ("foreign", "Công ty nước ngoài", "foreign company", ["Cty nước ngoài", "Doanh nghiệp nước ngoài", "Thương nhân nước ngoài"],
     {"may_lack_tax_code": True}),
    ("association", "Hội, hiệp hội", "association",
     ["Hội", "Hiệp hội", "Liên minh hợp tác xã", "Liên minh HTX", "Hội ngành nghề"], {"may_lack_tax_code": True}),
    ("state-body", "Cơ quan nhà nước", "state agency",
     ["Cơ quan", "Sở", "UBND", "Ủy ban nhân dân", "Đơn vị sự nghiệp", "Đơn vị sự nghiệp công lập", "state body", "agency"],
     {"may_lack_tax_code": True}),
]  # fmt: skip

PRODUCT_GROUPS = [
    ("food", "Thực phẩm", "food", ["Nông sản, thực phẩm"]),
    ("drink", "Đồ uống", "drinks", ["Nước uống", "beverages"]),
    ("herbal", "Dược liệu và sản phẩm từ dược liệu", "medicinal herbs and products of them",
     ["Thảo dược", "Dược liệu", "Thảo dược và sản phẩm từ thảo dược"]),
    ("handicraft", "Thủ công mỹ nghệ", "handicrafts",
     ["Hàng thủ công mỹ nghệ", "Thủ công mỹ nghệ, trang trí", "Vải và may mặc", "Vải, may mặc",
      "Lưu niệm - nội thất - trang trí", "Lưu niệm, nội thất và trang trí", "Đồ lưu niệm, nội thất, trang trí"]),
    ("ornamental", "Sinh vật cảnh", "ornamental plants and animals", ["Hoa, cây cảnh", "Cây cảnh"]),
    ("tourism", "Dịch vụ du lịch cộng đồng", "community tourism services",
     ["Dịch vụ du lịch cộng đồng và điểm du lịch", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
      "Dịch vụ du lịch nông thôn và bán hàng", "Dịch vụ du lịch nông thôn", "Dịch vụ du lịch", "Du lịch cộng đồng",
      "Du lịch"]),
]  # fmt: skip

# Codes: QĐ 19/2025/QĐ-TTg. Merged: NQ 202/2025/QH15. In force since 1/7/2025.
PROVINCES = [
    ("01", "Hà Nội", "Hanoi", ["Ha Noi", "HN", "Hà Tây"]),
    ("04", "Cao Bằng", "Cao Bang", []),
    ("08", "Tuyên Quang", "Tuyen Quang", ["Hà Giang"]),
    ("11", "Điện Biên", "Dien Bien", []),
    ("12", "Lai Châu", "Lai Chau", []),
    ("14", "Sơn La", "Son La", []),
    ("15", "Lào Cai", "Lao Cai", ["Lao Kay", "Yên Bái"]),
    ("19", "Thái Nguyên", "Thai Nguyen", ["Bắc Kạn", "Bắc Cạn"]),
    ("20", "Lạng Sơn", "Lang Son", []),
    ("22", "Quảng Ninh", "Quang Ninh", []),
    ("24", "Bắc Ninh", "Bac Ninh", ["Bắc Giang"]),
    ("25", "Phú Thọ", "Phu Tho", ["Vĩnh Phúc", "Hòa Bình"]),
    ("31", "Hải Phòng", "Hai Phong", ["Haiphong", "Hải Dương"]),
    ("33", "Hưng Yên", "Hung Yen", ["Thái Bình"]),
    ("37", "Ninh Bình", "Ninh Binh", ["Hà Nam", "Nam Định"]),
    ("38", "Thanh Hóa", "Thanh Hoa", []),
    ("40", "Nghệ An", "Nghe An", []),
    ("42", "Hà Tĩnh", "Ha Tinh", []),
    ("44", "Quảng Trị", "Quang Tri", ["Quảng Bình"]),
    ("46", "Huế", "Hue", ["Thừa Thiên Huế", "TT Huế"]),
    ("48", "Đà Nẵng", "Da Nang", ["Danang", "Quảng Nam"]),
    ("51", "Quảng Ngãi", "Quang Ngai", ["Kon Tum", "Kontum"]),
    ("52", "Gia Lai", "Gia Lai", ["Bình Định"]),
    ("56", "Khánh Hòa", "Khanh Hoa", ["Ninh Thuận"]),
    ("66", "Đắk Lắk", "Dak Lak", ["Đắc Lắc", "Đắk Lắc", "Daklak", "Phú Yên"]),
    ("68", "Lâm Đồng", "Lam Dong", ["Đắk Nông", "Đắc Nông", "Daknong", "Bình Thuận"]),
    ("75", "Đồng Nai", "Dong Nai", ["Bình Phước"]),
    ("79", "TP. Hồ Chí Minh", "Ho Chi Minh City",
     ["TP.HCM", "TPHCM", "TP. HCM", "HCM", "HCMC", "Sài Gòn", "Saigon", "Bình Dương", "Bà Rịa - Vũng Tàu", "BR-VT",
      "Bà Rịa", "Vũng Tàu"]),
    ("80", "Tây Ninh", "Tay Ninh", ["Long An"]),
    ("82", "Đồng Tháp", "Dong Thap", ["Tiền Giang"]),
    ("86", "Vĩnh Long", "Vinh Long", ["Bến Tre", "Trà Vinh"]),
    ("91", "An Giang", "An Giang", ["Kiên Giang"]),
    ("92", "Cần Thơ", "Can Tho", ["Cantho", "Sóc Trăng", "Hậu Giang"]),
    ("96", "Cà Mau", "Ca Mau", ["Bạc Liêu"]),
]  # fmt: skip
PROVINCES_SINCE = datetime.date(2025, 7, 1)

# Each holds until the day before the next: 148 replaced 1048, 1489 changed the procedure of 148, 26/2026 replaced both.
OCOP_RULE_SETS = [
    ("1048-2019", "1048/QĐ-TTg (2019)", datetime.date(2019, 8, 21), datetime.date(2023, 2, 23)),
    ("148-2023", "148/QĐ-TTg (2023)", datetime.date(2023, 2, 24), datetime.date(2025, 7, 5)),
    ("1489-2025", "1489/QĐ-TTg (2025)", datetime.date(2025, 7, 6), datetime.date(2026, 5, 21)),
    ("26-2026", "26/2026/QĐ-TTg", datetime.date(2026, 5, 22), None),
]
VALIDITY_MONTHS = 36


def reference_rows() -> dict[str, list[dict]]:
    """The rows of each table by model name; `code` is their key."""
    return {
        "LegalForm": [
            _term(code, vi, en, aliases, rank) | {"is_cooperative": False, "may_lack_tax_code": False} | flags
            for rank, (code, vi, en, aliases, flags) in enumerate(LEGAL_FORMS, start=1)
        ],
        "ProductGroup": [_term(*group, rank) for rank, group in enumerate(PRODUCT_GROUPS, start=1)],
        "Province": [
            _term(*province, rank) | {"valid_from": PROVINCES_SINCE} for rank, province in enumerate(PROVINCES, start=1)
        ],
        "OcopRuleSet": [
            {"code": code, "title": title, "validity_months": VALIDITY_MONTHS, "valid_from": first, "valid_to": last}
            for code, title, first, last in OCOP_RULE_SETS
        ],
    }


def _term(code: str, name_vi: str, name_en: str, aliases: list[str], rank: int) -> dict:
    return {"code": code, "name_vi": name_vi, "name_en": name_en, "aliases": aliases, "rank": rank}


def load(apps, schema_editor=None) -> None:
    """Enter the rows, or set those that stand to what is written here."""
    for model_name, rows in reference_rows().items():
        model = apps.get_model("enterprises", model_name)
        for row in rows:
            model.objects.update_or_create(code=row["code"], defaults=row)


def unload(apps, schema_editor=None) -> None:
    """Take the rows out; those that a record uses stay."""
    for model_name, rows in reference_rows().items():
        for row in apps.get_model("enterprises", model_name).objects.filter(code__in=[row["code"] for row in rows]):
            try:
                with transaction.atomic():
                    row.delete()
            except ProtectedError:
                continue


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
