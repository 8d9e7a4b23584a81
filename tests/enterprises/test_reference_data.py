"""The words of the field in the database, and finding them as people write them."""

import datetime
import importlib
import itertools
from collections import defaultdict

import pytest
from django.apps import apps

from enterprises.models import Enterprise, LegalForm, OcopRuleSet, Province
from enterprises.validity import add_months
from enterprises.vocabulary import Vocabulary

pytestmark = pytest.mark.django_db
reference_data = importlib.import_module("enterprises.migrations.0002_reference_data")


@pytest.fixture
def vocabulary():
    return Vocabulary()


@pytest.mark.parametrize("table", ["legal_forms", "product_groups", "provinces"])
def test_each_name_and_alias_means_exactly_one_term(vocabulary, table):
    terms = getattr(vocabulary, table)
    meant = defaultdict(set)
    for term in terms.all:
        for name in (term.name_vi, term.name_en, term.code, *term.aliases):
            assert terms.find(name) == term
            for key in terms.keys(name):
                meant[key].add(term.code)
    assert meant
    assert {key: codes for key, codes in meant.items() if len(codes) > 1} == {}


def test_there_are_the_34_provinces_of_2025_with_string_codes():
    assert Province.objects.count() == 34
    assert Province.objects.get(name_vi="Hà Nội").code == "01"
    assert set(Province.objects.values_list("valid_from", flat=True)) == {datetime.date(2025, 7, 1)}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Sóc Trăng", "92"), ("Tỉnh Sóc Trăng", "92"), ("SOC TRANG", "92"), ("Hậu Giang", "92"),
        ("TP. Cần Thơ", "92"), ("Can Tho City", "92"),
        ("TP.HCM", "79"), ("TPHCM", "79"), ("T.P Hồ Chí Minh", "79"), ("Hồ Chí Minh", "79"), ("Bình Dương", "79"),
        ("Bà Rịa – Vũng Tàu", "79"), ("Thừa Thiên - Huế", "46"), ("Đắc Lắc", "66"), ("Đăk Nông", "68"),
        ("Tha\u0300nh phô\u0301 Đa\u0300 Nă\u0303ng", "48"),
    ],
)  # fmt: skip
def test_a_province_is_found_as_it_is_written(vocabulary, written, code):
    assert vocabulary.province(written).code == code


def test_all_63_former_provinces_lead_to_one_of_today(vocabulary):
    former = [
        "An Giang",
        "Bà Rịa - Vũng Tàu",
        "Bạc Liêu",
        "Bắc Giang",
        "Bắc Kạn",
        "Bắc Ninh",
        "Bến Tre",
        "Bình Dương",
        "Bình Định",
        "Bình Phước",
        "Bình Thuận",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
        "Đắk Lắk",
        "Đắk Nông",
        "Điện Biên",
        "Đồng Nai",
        "Đồng Tháp",
        "Gia Lai",
        "Hà Giang",
        "Hà Nam",
        "Hà Nội",
        "Hà Tĩnh",
        "Hải Dương",
        "Hải Phòng",
        "Hậu Giang",
        "Hòa Bình",
        "Hồ Chí Minh",
        "Hưng Yên",
        "Khánh Hòa",
        "Kiên Giang",
        "Kon Tum",
        "Lai Châu",
        "Lạng Sơn",
        "Lào Cai",
        "Lâm Đồng",
        "Long An",
        "Nam Định",
        "Nghệ An",
        "Ninh Bình",
        "Ninh Thuận",
        "Phú Thọ",
        "Phú Yên",
        "Quảng Bình",
        "Quảng Nam",
        "Quảng Ngãi",
        "Quảng Ninh",
        "Quảng Trị",
        "Sóc Trăng",
        "Sơn La",
        "Tây Ninh",
        "Thái Bình",
        "Thái Nguyên",
        "Thanh Hóa",
        "Thừa Thiên Huế",
        "Tiền Giang",
        "Trà Vinh",
        "Tuyên Quang",
        "Vĩnh Long",
        "Vĩnh Phúc",
        "Yên Bái",
    ]
    assert len(former) == 63
    assert {vocabulary.province(f"Tỉnh {name}").code for name in former} == set(
        Province.objects.values_list("code", flat=True)
    )


@pytest.mark.parametrize("written", ["", "Tỉnh", "Sóc", "Trung ương", "Giang"])
def test_what_is_no_province_is_not_guessed(vocabulary, written):
    assert vocabulary.province(written) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("HTX", "cooperative"), ("hợp tác xã", "cooperative"), ("THT", "cooperative-group"),
        ("Hộ sản xuất, kinh doanh", "household-business"), ("Cơ sở", "household-business"),
        ("Công ty TNHH", "llc"), ("CÔNG TY TNHH MTV", "llc-one-member"), ("CTCP", "joint-stock"),
        ("DNTN", "private"), ("Doanh nghiệp", "enterprise"), ("UBND", "state-body"),
    ],
)  # fmt: skip
def test_a_legal_form_is_found_under_its_older_and_shorter_names(vocabulary, written, code):
    assert vocabulary.legal_form(written).code == code


def test_cooperatives_and_their_unions_count_as_such_and_groups_do_not():
    counted = set(LegalForm.objects.filter(is_cooperative=True).values_list("code", flat=True))
    assert counted == {"cooperative", "cooperative-union"}
    assert LegalForm.objects.get(code="cooperative-group").may_lack_tax_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hàng thủ công mỹ nghệ", "handicraft"), ("Vải và may mặc", "handicraft"),
        ("Lưu niệm – Nội thất – Trang trí", "handicraft"), ("Thảo dược", "herbal"), ("Ngành thực phẩm", "food"),
        ("Nhóm đồ uống", "drink"), ("Dịch vụ du lịch cộng đồng và điểm du lịch", "tourism"),
    ],
)  # fmt: skip
def test_an_older_product_group_means_one_of_todays_six(vocabulary, written, code):
    assert vocabulary.product_group(written).code == code


@pytest.mark.parametrize(
    ("issued", "rules", "expires"),
    [
        ("2018-05-01", None, "2021-05-01"),
        ("2019-12-20", "1048-2019", "2022-12-20"),
        ("2023-02-23", "1048-2019", "2026-02-23"),
        ("2023-02-24", "148-2023", "2026-02-24"),
        ("2024-02-29", "148-2023", "2027-02-28"),
        ("2025-07-06", "1489-2025", "2028-07-06"),
        ("2026-05-22", "26-2026", "2029-05-22"),
    ],
)
def test_a_certificate_follows_the_rules_of_its_day_of_issue(vocabulary, issued, rules, expires):
    rule_set, expires_on = vocabulary.ocop_expiry(datetime.date.fromisoformat(issued))
    assert (rule_set and rule_set.code) == rules
    assert expires_on == datetime.date.fromisoformat(expires)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2019-08-31", 36, "2022-08-31"), ("2019-08-31", 6, "2020-02-29"), ("2020-08-31", 6, "2021-02-28"),
        ("2019-12-31", 1, "2020-01-31"), ("2019-11-30", 3, "2020-02-29"), ("2019-01-15", 0, "2019-01-15"),
    ],
)  # fmt: skip
def test_months_end_on_the_same_day_or_on_the_months_last(day, months, later):
    assert add_months(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(later)


def test_the_decisions_follow_each_other_without_gap_or_overlap():
    rules = list(OcopRuleSet.objects.order_by("valid_from"))
    for earlier, later in itertools.pairwise(rules):
        assert earlier.valid_to + datetime.timedelta(days=1) == later.valid_from
    assert rules[-1].valid_to is None


def test_many_look_ups_read_each_table_once(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(4):
        for _ in range(20):
            vocabulary.province("Sóc Trăng")
            vocabulary.legal_form("HTX")
            vocabulary.product_group("Thực phẩm")
            vocabulary.ocop_expiry(datetime.date(2019, 12, 20))


def test_loading_twice_changes_nothing():
    before = list(Province.objects.values()), list(LegalForm.objects.values())
    reference_data.load(apps)
    assert (list(Province.objects.values()), list(LegalForm.objects.values())) == before


def test_unloading_keeps_the_terms_that_a_card_uses(vocabulary):
    Enterprise.objects.create(legal_name="HTX Phú Hòa", legal_form=vocabulary.legal_form("HTX"))
    reference_data.unload(apps)
    assert list(LegalForm.objects.values_list("code", flat=True)) == ["cooperative"]
    assert Province.objects.count() == 0
