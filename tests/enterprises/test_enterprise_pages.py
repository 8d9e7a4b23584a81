"""Cards in the workspace: list, card, forms, removal."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from common import history
from enterprises.models import Enterprise, LegalForm, Province
from tests.factories import (
    CardLinkFactory,
    EnterpriseFactory,
    FairFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
)

pytestmark = pytest.mark.django_db
FIELDS = {"legal_name": "Hợp tác xã Ánh Dương", "usual_role": "seller"}


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def names(response) -> list[str]:
    return [row.record.legal_name for row in response.context["table"].paginated_rows]


def test_cards_stand_in_vietnamese_order(manager, organizer, url):
    for name in ("Ung Hòa", "Ánh Dương", "Đại Phát", "Dũng Phát", "An Khang", "Ăn Ngon"):
        EnterpriseFactory(kept_by=organizer, legal_name=name)
    ordered = ["An Khang", "Ánh Dương", "Ăn Ngon", "Dũng Phát", "Đại Phát", "Ung Hòa"]
    assert names(manager.get(url("enterprises"))) == ordered
    assert names(manager.get(url("enterprises", sort="-legal_name"))) == ordered[::-1]


@pytest.mark.parametrize(
    "q", ["duong", "anh duong", "ĐỨC", "duc", "9900201918", "0201", "nguyen an", "0912345678", "Dương Đức"]
)
def test_the_search_looks_past_marks_through_names_tax_code_contact_and_phone(manager, organizer, url, q):
    EnterpriseFactory(kept_by=organizer, legal_name="Công ty khác", tax_code="", contact_name="", phone="")
    EnterpriseFactory(
        kept_by=organizer,
        legal_name="Cơ sở Ánh Dương Đức",
        tax_code="9900201918",
        contact_name="Nguyễn Thị An",
        phone="0912345678",
    )
    assert names(manager.get(url("enterprises", q=q))) == ["Cơ sở Ánh Dương Đức"]


def test_the_filters_narrow_the_list(manager, organizer, url):
    cooperative, firm = LegalForm.objects.get(code="cooperative"), LegalForm.objects.get(code="llc")
    can_tho = Province.objects.get(code="92")
    EnterpriseFactory(
        kept_by=organizer, legal_name="A", legal_form=cooperative, district_as_written="Huyện Kế Sách", province=can_tho
    )
    EnterpriseFactory(
        kept_by=organizer,
        legal_name="B",
        legal_form=firm,
        usual_role="buyer",
        district_as_written="Quận 7",
        province=None,
    )
    EnterpriseFactory(kept_by=organizer, legal_name="C", legal_form=None, district_as_written="", province=None)
    today, year = timezone.localdate(), datetime.timedelta(days=365)
    for name, issued in {"A": today - year, "B": today - 4 * year}.items():
        product = ProductFactory(enterprise=Enterprise.objects.get(legal_name=name))
        OcopCertificateFactory(product=product, issued_on=issued, expires_on=issued + 3 * year)

    def shown(**query):
        return names(manager.get(url("enterprises", **query)))

    assert shown(role="buyer") == ["B"]
    assert shown(legal_form=firm.pk) == ["B"]
    assert shown(cooperative="yes") == ["A"]
    assert shown(cooperative="no") == ["B", "C"]
    assert shown(ocop="yes") == ["A"]
    assert shown(ocop="no") == ["B", "C"]
    assert shown(district="Quận 7") == ["B"]
    assert shown(province=can_tho.pk) == ["A"]


def test_counts_of_products_and_fairs_do_not_multiply_each_other(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer)
    ProductFactory.create_batch(3, enterprise=card)
    for state in ("took_part", "took_part", "no_show"):
        ParticipationFactory(enterprise=card, fair=FairFactory(organizer=organizer), state=state)
    row = manager.get(url("enterprises")).context["table"].rows[0].record
    assert (row.product_count, row.took_part) == (3, 2)


def test_a_personal_id_is_masked_wherever_it_is_shown(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, tax_code="094085012345")
    for page in (url("enterprises"), url("enterprise", card.pk), url("enterprises", export="csv")):
        text = manager.get(page).content.decode()
        assert "094085012345" not in text
        assert "345" in text


def test_a_personal_id_is_masked_in_the_history(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, tax_code="094085012345")
    card.tax_code = "094085067890"
    history.save(card, by=manager.user)
    for page in (url("enterprise", card.pk), url("enterprise_history", card.pk)):
        text = manager.get(page).content.decode()
        assert "094085012345" not in text
        assert "094085067890" not in text
        assert "890" in text


def test_the_code_of_a_firm_is_shown_whole(manager, organizer, url):
    EnterpriseFactory(kept_by=organizer, tax_code="9900201918")
    assert "9900201918" in manager.get(url("enterprises")).content.decode()


def test_the_card_leads_to_its_agreements_only_those_who_may_read_them(sign_in, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, tax_code="9900201918")
    there = url("agreements", q="9900201918")
    assert there in sign_in("deals").get(url("enterprise", card.pk)).content.decode()
    assert there not in sign_in("registration").get(url("enterprise", card.pk)).content.decode()


def test_a_personal_id_never_stands_in_an_address(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, tax_code="094085012345", legal_name="Hộ Ba")
    assert "q=094085012345" not in manager.get(url("enterprise", card.pk)).content.decode()


def test_the_card_shows_what_belongs_to_it(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer)
    certificate = OcopCertificateFactory(product=ProductFactory(enterprise=card, name="Mắm cá linh"))
    part = ParticipationFactory(enterprise=card, fair=FairFactory(organizer=organizer, name="Hội chợ Oóc Om Bóc"))
    page = manager.get(url("enterprise", card.pk)).content.decode()
    for link in (
        url("product", certificate.product_id), url("certificate", certificate.pk), url("participation", part.pk),
        url("product_new", enterprise=card.pk),
    ):  # fmt: skip
        assert link in page
    assert "Hội chợ Oóc Om Bóc" in page


def test_a_card_is_entered(manager, organizer, url):
    response = manager.post(
        url("enterprise_new"),
        FIELDS | {"tax_code": "9900 201 918", "phone": "0912 345 678", "province_as_written": "Sóc Trăng"},
    )
    card = Enterprise.objects.of(organizer).get()
    assert response.url == url("enterprise", card.pk)
    assert (card.tax_code, card.province.code) == ("9900201918", "92")


def test_a_wrong_check_digit_is_said_after_saving(manager, url):
    response = manager.post(url("enterprise_new"), FIELDS | {"tax_code": "9900201917"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]


def test_a_wrong_shape_is_refused_at_its_field(manager, url):
    response = manager.post(url("enterprise_new"), FIELDS | {"tax_code": "99002"})
    assert response.status_code == 422
    assert "tax_code" in response.context["form"].errors
    assert not Enterprise.objects.exists()


def test_a_lookalike_is_shown_with_a_link_and_saved_only_when_said_to_be_another(manager, organizer, url):
    kept = EnterpriseFactory(kept_by=organizer, legal_name="HOP TAC XA ANH DUONG")
    response = manager.post(url("enterprise_new"), FIELDS)
    assert response.status_code == 422
    page = response.content.decode()
    assert url("enterprise", kept.pk) in page
    assert 'name="is_another"' in page
    assert Enterprise.objects.count() == 1
    assert manager.post(url("enterprise_new"), FIELDS | {"is_another": "on"}).status_code == 302
    assert Enterprise.objects.count() == 2


def test_a_change_elsewhere_on_the_card_does_not_ask_again(manager, organizer, url):
    EnterpriseFactory(kept_by=organizer, legal_name="HOP TAC XA ANH DUONG")
    card = EnterpriseFactory(kept_by=organizer, phone="", email="", tax_code="", **FIELDS)
    change = FIELDS | {"trade_name": "Ánh Dương", "version": card.version}
    assert manager.post(url("enterprise_edit", card.pk), change).status_code == 302


def test_the_second_of_two_tabs_is_told_of_the_first(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, phone="", email="", tax_code="", **FIELDS)
    version = card.version
    first = FIELDS | {"trade_name": "Thẻ một", "version": version}
    second = FIELDS | {"trade_name": "Thẻ hai", "version": version}
    assert manager.post(url("enterprise_edit", card.pk), first).status_code == 302
    response = manager.post(url("enterprise_edit", card.pk), second)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    card.refresh_from_db()
    assert card.trade_name == "Thẻ một"


def test_the_history_says_what_changed(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, phone="", email="", tax_code="", **FIELDS)
    manager.post(url("enterprise_edit", card.pk), FIELDS | {"trade_name": "Ánh Dương Mới", "version": card.version})
    assert "Ánh Dương Mới" in manager.get(url("enterprise_history", card.pk)).content.decode()


def test_a_card_that_others_stand_on_is_not_removed_and_the_page_says_why(manager, organizer, url):
    card = ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer)).enterprise
    response = manager.post(url("enterprise_remove", card.pk))
    assert response.status_code == 409
    assert response.context["blocked_count"] == 1
    assert Enterprise.objects.filter(pk=card.pk).exists()


def test_a_card_nothing_stands_on_is_removed_and_its_history_stays(manager, organizer, url):
    card = EnterpriseFactory(kept_by=organizer)
    assert manager.post(url("enterprise_remove", card.pk)).url == url("enterprises")
    assert not Enterprise.objects.exists()
    assert Enterprise.history.filter(id=card.pk, history_type="-").exists()


def test_who_only_reads_is_offered_no_change(sign_in, organizer, url):
    card = EnterpriseFactory(kept_by=organizer)
    viewer = sign_in("viewer")
    page = viewer.get(url("enterprise", card.pk)).content.decode()
    for name in ("enterprise_edit", "enterprise_remove"):
        assert url(name, card.pk) not in page
        assert viewer.get(url(name, card.pk)).status_code == 403
    assert url("product_new") not in page


def test_a_buyer_abroad_has_a_number_of_its_register(manager, organizer, url):
    abroad = FIELDS | {"country": "JP", "foreign_no": "0100-01-000001"}
    manager.post(url("enterprise_new"), abroad)
    card = Enterprise.objects.get()
    assert (card.country, card.foreign_no, card.tax_code) == ("JP", "0100-01-000001", "")
    assert "0100-01-000001" in manager.get(url("enterprise", card.pk)).content.decode()
    assert (
        manager.post(url("enterprise_new"), abroad | {"tax_code": "0100109106", "legal_name": "B"}).status_code == 422
    )


def test_the_card_says_whether_the_enterprise_sees_it(manager, organizer, url):
    link = CardLinkFactory(card__kept_by=organizer)
    facts = {fact.url: fact.value for fact in manager.get(url("enterprise", link.card_id)).context["facts"]}
    assert str(link.account) in facts[url("card_link", link.card_id)]
