"""Products in the workspace."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Product, ProductGroup
from tests.factories import EnterpriseFactory, OcopCertificateFactory, OrganizerFactory, ProductFactory

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=365)


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def enterprise(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Ánh Dương")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].paginated_rows]


def certified(product, stars, *, days_ago, **fields):
    issued = timezone.localdate() - datetime.timedelta(days=days_ago)
    return OcopCertificateFactory(
        product=product, stars=stars, issued_on=issued, expires_on=issued + 3 * YEAR, **fields
    )


def test_the_stars_are_those_in_force_today(manager, enterprise, url):
    product = ProductFactory(enterprise=enterprise)
    certified(product, 3, days_ago=2000)
    assert manager.get(url("products")).context["table"].rows[0].record.stars is None
    certified(product, 3, days_ago=800)
    certified(product, 5, days_ago=400, revoked_on=timezone.localdate())
    certified(product, 4, days_ago=300)
    assert manager.get(url("products")).context["table"].rows[0].record.stars == 4


def test_the_filters_narrow_the_list(manager, organizer, enterprise, url):
    food = ProductGroup.objects.get(code="food")
    other = EnterpriseFactory(kept_by=organizer, legal_name="Công ty Khác")
    certified(ProductFactory(enterprise=enterprise, name="Bánh pía", group=food), 4, days_ago=10)
    ProductFactory(enterprise=other, name="Chiếu lác", group=None)

    def shown(**query):
        return names(manager.get(url("products", **query)))

    assert shown(stars="4") == ["Bánh pía"]
    assert shown(stars="null") == ["Chiếu lác"]
    assert shown(group=food.pk) == ["Bánh pía"]
    assert shown(enterprise=other.pk) == ["Chiếu lác"]
    assert shown(q="banh duong") == ["Bánh pía"]


def test_a_product_is_entered_for_the_enterprise_it_was_called_from(manager, enterprise, url):
    form = manager.get(url("product_new", enterprise=enterprise.pk)).context["form"]
    assert str(form["enterprise"].value()) == str(enterprise.pk)
    fields = {"enterprise": enterprise.pk, "name": "Lạp xưởng", "list_price": "1.376.000 đ"}
    response = manager.post(url("product_new"), fields)
    product = Product.objects.get()
    assert response.url == url("product", product.pk)
    assert product.list_price == 1_376_000


@pytest.mark.parametrize("price", ["-5", "12,5", "1.5", "một triệu", "9" * 17])
def test_a_price_that_is_no_amount_is_refused(manager, enterprise, url, price):
    response = manager.post(url("product_new"), {"enterprise": enterprise.pk, "name": "Lạp xưởng", "list_price": price})
    assert "list_price" in response.context["form"].errors


def test_the_price_is_shown_grouped_in_the_form_and_kept_when_saved_again(manager, enterprise, url):
    product = ProductFactory(enterprise=enterprise, name="Lạp xưởng", list_price=1_376_000)
    form = manager.get(url("product_edit", product.pk)).context["form"]
    assert "1.376.000" in str(form["list_price"])
    manager.post(
        url("product_edit", product.pk),
        {"name": "Lạp xưởng", "list_price": "1.376.000", "version": form["version"].value()},
    )
    product.refresh_from_db()
    assert product.list_price == 1_376_000


def test_the_same_name_past_marks_is_refused_for_one_enterprise_alone(manager, organizer, enterprise, url):
    ProductFactory(enterprise=enterprise, name="Bánh pía")
    response = manager.post(url("product_new"), {"enterprise": enterprise.pk, "name": "BANH PIA"})
    assert response.status_code == 422
    other = EnterpriseFactory(kept_by=organizer)
    assert manager.post(url("product_new"), {"enterprise": other.pk, "name": "BANH PIA"}).status_code == 302


def test_the_database_itself_refuses_a_second_product_of_a_name(enterprise):
    ProductFactory(enterprise=enterprise, name="Bánh pía")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductFactory(enterprise=enterprise, name="bánh pía")


def test_a_product_cannot_be_entered_for_another_organizers_enterprise(manager, url):
    foreign = EnterpriseFactory(kept_by=OrganizerFactory())
    response = manager.post(url("product_new"), {"enterprise": foreign.pk, "name": "Bánh pía"})
    assert "enterprise" in response.context["form"].errors
    assert not Product.objects.exists()


def test_a_product_stays_with_its_enterprise(manager, organizer, enterprise, url):
    product = ProductFactory(enterprise=enterprise, name="Bánh pía")
    other = EnterpriseFactory(kept_by=organizer)
    manager.post(
        url("product_edit", product.pk), {"enterprise": other.pk, "name": "Bánh in", "version": product.version}
    )
    product.refresh_from_db()
    assert (product.name, product.enterprise) == ("Bánh in", enterprise)


def test_a_product_with_a_certificate_is_not_removed(manager, enterprise, url):
    product = ProductFactory(enterprise=enterprise)
    certified(product, 4, days_ago=10)
    assert manager.post(url("product_remove", product.pk)).status_code == 409
    assert Product.objects.filter(pk=product.pk).exists()


def test_the_product_page_leads_to_its_certificates(manager, enterprise, url):
    certificate = certified(ProductFactory(enterprise=enterprise), 4, days_ago=10)
    page = manager.get(url("product", certificate.product_id)).content.decode()
    assert url("certificate", certificate.pk) in page
    assert url("certificate_new", product=certificate.product_id) in page
