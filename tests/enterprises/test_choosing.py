"""The field in which an enterprise or a product is found by a few letters: whom it finds, and what a form takes."""

import json

import pytest
from django.urls import reverse

from common.choosing import MOST
from enterprises.models import Certificate, Product
from events.models import Participation
from tests.factories import EnterpriseFactory, FairFactory, OrganizerFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


@pytest.fixture
def con_sen(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Cồn Sen", tax_code="9900201918")


def found(client, address: str) -> list[dict]:
    return json.loads(client.get(address).content)["options"]


# Whom it finds


def test_letters_without_marks_or_the_tax_code_bring_up_cards_of_this_organizer_alone(clerk, url, con_sen):
    EnterpriseFactory(kept_by=OrganizerFactory(), legal_name="Hợp tác xã Cồn Sen")
    EnterpriseFactory(kept_by=None, legal_name="Hợp tác xã Cồn Sen")
    for letters in ("con se", "CỒN SEN", "9900201918"):
        assert [one["pk"] for one in found(clerk, url("find_enterprises", q=letters))] == [con_sen.pk]


def test_another_organizers_products_are_not_brought_up(clerk, organizer, url):
    ours = ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer), name="Bánh pía")
    ProductFactory(enterprise=EnterpriseFactory(kept_by=OrganizerFactory()), name="Bánh pía")
    assert [one["pk"] for one in found(clerk, url("find_products", q="banh pia"))] == [ours.pk]


def test_a_product_is_found_by_its_enterprise_too(clerk, con_sen, url):
    product = ProductFactory(enterprise=con_sen, name="Khô cá kèo")
    assert [one["pk"] for one in found(clerk, url("find_products", q="keo con sen"))] == [product.pk]


def test_namesakes_are_told_apart_by_tax_code_and_district(clerk, organizer, url):
    for code, district in (("9900201911", "Huyện Kế Sách"), ("9900201922", "Huyện Mỹ Tú")):
        EnterpriseFactory(kept_by=organizer, legal_name="HTX Phú Hòa", tax_code=code, district_as_written=district)
    details = {one["detail"] for one in found(clerk, url("find_enterprises", q="phu hoa"))}
    assert details == {"9900201911 · Huyện Kế Sách", "9900201922 · Huyện Mỹ Tú"}


def test_a_personal_tax_code_is_masked(clerk, organizer, url):
    EnterpriseFactory(kept_by=organizer, legal_name="Hộ Lan Hưng", tax_code="079201012345", district_as_written="")
    assert [one["detail"] for one in found(clerk, url("find_enterprises", q="lan hung"))] == ["•••••••••345"]


def test_no_more_than_twenty_stand_in_the_list_and_it_says_so(clerk, organizer, url):
    EnterpriseFactory.create_batch(MOST + 1, kept_by=organizer)
    answer = json.loads(clerk.get(url("find_enterprises", q="hop tac")).content)
    assert (len(answer["options"]), answer["said"]) == (MOST, "The first 20 are shown. Write more letters.")


def test_nothing_found_is_said(clerk, url, con_sen):
    answer = json.loads(clerk.get(url("find_enterprises", q="khong ai")).content)
    assert answer == {"options": [], "said": "Nothing found. Write fewer letters, or the tax code."}


@pytest.mark.parametrize("name", ["find_enterprises", "find_products"])
def test_finding_takes_as_many_queries_for_many_as_for_one(
    clerk, organizer, url, name, django_assert_max_num_queries, django_assert_num_queries
):
    ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer))
    with django_assert_max_num_queries(8) as one:
        clerk.get(url(name, q=""))
    for card in EnterpriseFactory.create_batch(12, kept_by=organizer):
        ProductFactory(enterprise=card)
    with django_assert_num_queries(len(one)):
        clerk.get(url(name, q=""))


# What a form takes


@pytest.fixture
def enter(clerk, organizer, url):
    """Send the form of a participation as it is filled in."""
    fair = FairFactory(organizer=organizer)

    def send(**fields):
        return clerk.post(url("participation_new"), {"fair": fair.pk, "role": "seller", **fields})

    return send


def chosen() -> list[str]:
    return list(Participation.objects.values_list("enterprise__legal_name", flat=True))


def test_the_chosen_record_is_taken(enter, organizer, con_sen):
    EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Cồn Sen", tax_code="9900201999")
    enter(enterprise=con_sen.pk, enterprise_text="Hợp tác xã Cồn Sen")
    assert list(Participation.objects.values_list("enterprise", flat=True)) == [con_sen.pk]


def test_without_a_script_a_few_letters_that_mean_one_are_enough(enter, con_sen):
    enter(enterprise="", enterprise_text="con sen")
    assert chosen() == ["Hợp tác xã Cồn Sen"]


def test_an_exact_name_is_meant_before_longer_ones(enter, organizer, con_sen):
    EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Cồn Sen 2")
    enter(enterprise="", enterprise_text="hop tac xa con sen")
    assert chosen() == ["Hợp tác xã Cồn Sen"]


def test_several_that_can_be_meant_are_offered_and_one_of_them_is_taken(enter, organizer, con_sen):
    other = EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Cồn Sen 2")
    page = enter(enterprise="", enterprise_text="con sen")
    assert page.status_code == 422
    assert f'<option value="{other.pk}">' in page.content.decode()
    assert not chosen()
    enter(enterprise=other.pk, enterprise_text="con sen")
    assert chosen() == ["Hợp tác xã Cồn Sen 2"]


def test_a_name_written_over_the_chosen_one_counts(enter, organizer, con_sen):
    EnterpriseFactory(kept_by=organizer, legal_name="Công ty Mỹ Hạnh")
    enter(enterprise=con_sen.pk, enterprise_text="my hanh")
    assert chosen() == ["Công ty Mỹ Hạnh"]


@pytest.mark.parametrize("text", ["Cồn Sen", ""])
def test_another_organizers_card_is_never_taken(enter, text):
    foreign = EnterpriseFactory(kept_by=OrganizerFactory(), legal_name="Hợp tác xã Cồn Sen")
    page = enter(enterprise=foreign.pk, enterprise_text=text)
    assert page.status_code == 422
    assert "Hợp tác xã Cồn Sen" not in page.content.decode()
    assert not chosen()


def test_an_emptied_field_chooses_nobody(enter, con_sen):
    page = enter(enterprise=con_sen.pk, enterprise_text="")
    assert page.status_code == 422
    assert not chosen()


def test_a_form_opened_for_an_enterprise_names_it(clerk, url, con_sen):
    page = clerk.get(url("participation_new", enterprise=con_sen.pk)).content.decode()
    assert f'name="enterprise" value="{con_sen.pk}"' in page
    assert 'name="enterprise_text" value="Hợp tác xã Cồn Sen"' in page


def test_a_form_grows_no_longer_with_the_cards(clerk, organizer, url):
    EnterpriseFactory.create_batch(3, kept_by=organizer, legal_name="HTX Phú Hòa")
    for name in ("participation_new", "product_new", "other_certificate_new"):
        assert "HTX Phú Hòa" not in clerk.get(url(name)).content.decode()


def test_products_and_certificates_are_entered_by_the_same_field(clerk, url, con_sen):
    clerk.post(url("product_new"), {"enterprise": "", "enterprise_text": "con sen", "name": "Khô cá kèo"})
    assert Product.objects.get().enterprise == con_sen
    paper = {"kind": Certificate.Kind.FOOD_SAFETY, "number": "12/ATTP", "issued_on": "01/02/2026"}
    clerk.post(url("other_certificate_new"), paper | {"enterprise": con_sen.pk, "enterprise_text": con_sen.legal_name})
    assert Certificate.objects.get().enterprise == con_sen


# The filter of a list


def test_a_list_is_narrowed_to_the_enterprise_and_the_chip_names_it(clerk, organizer, url, con_sen):
    ProductFactory(enterprise=con_sen, name="Khô cá kèo")
    ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer), name="Bánh pía")
    for query in ({"enterprise": con_sen.pk}, {"enterprise_text": "con sen"}):
        page = clerk.get(url("products", **query))
        assert [row.record.name for row in page.context["table"].paginated_rows] == ["Khô cá kèo"]
    page = clerk.get(url("products", enterprise=con_sen.pk)).content.decode()
    assert "<span>Enterprise: <b>Hợp tác xã Cồn Sen</b></span>" in page
