"""What anyone may see of a fair's products: of whoever takes part, was told so, and agreed to publication."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import give_consent, withdraw_consent
from enterprises.models import ProductGroup
from events.models import Application
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothHoldingFactory,
    EnterpriseMemberFactory,
    FairFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def brings(fair):
    """A firm that takes part with products, and one of whose people agreed to publication."""

    def build(*names: str, fascia: str = "HTX Hành tím", **product):
        account = AccountFactory()
        person = EnterpriseMemberFactory(enterprise=account).user
        give_consent(user=person, purpose="catalogue", language="vi")
        row = ApplicationFactory(fair=fair, enterprise=account, state="approved", fascia_name=fascia)
        row.products.set([ProductFactory(enterprise=account, name=name, **product) for name in names])
        return row

    return build


@pytest.fixture
def shown(client, fair):
    def read(**query):
        page = client.get(reverse("public_fair", args=[fair.organizer.slug, fair.slug]), query)
        return [(str(product), fascia, booths) for product, fascia, booths in page.context["products"]]

    return read


def test_a_product_is_shown_with_price_stars_and_the_name_over_the_booth(client, fair, brings, shown):
    row = brings("Hành phi", list_price=45000, unit="hũ")
    OcopCertificateFactory(product=row.products.get(), stars=4)
    part = ParticipationFactory(fair=fair, application=row, state="expected")
    BoothHoldingFactory(booth__hall__fair=fair, booth__code="C03", participation=part)
    assert shown() == [("Hành phi", "HTX Hành tím", "C03")]
    page = client.get(reverse("public_fair", args=[fair.organizer.slug, fair.slug])).content.decode()
    for said in ("45.000", "/hũ", "OCOP", "C03"):
        assert said in page


def test_who_has_not_agreed_was_not_told_or_does_not_take_part_is_not_shown(brings, shown):
    row = brings("Hành phi")
    assert shown()
    person = row.enterprise.members.get().user
    withdraw_consent(user=person, purpose="catalogue")
    assert shown() == []
    give_consent(user=person, purpose="catalogue", language="vi")
    later = timezone.now() + datetime.timedelta(minutes=5)
    Application.objects.update(told_at=later, state_before="submitted")
    assert shown() == []
    Application.objects.update(told_at=None, state="waitlisted")
    assert shown() == []


def test_products_that_were_not_ticked_for_the_fair_are_not_shown(brings, shown):
    row = brings("Hành phi")
    ProductFactory(enterprise=row.enterprise, name="Củ giống")
    assert [name for name, *_rest in shown()] == ["Hành phi"]


def test_products_are_found_without_marks_and_by_group(brings, shown):
    food, craft = ProductGroup.objects.order_by("rank")[:2]
    brings("Bánh pía sầu riêng", group=food)
    brings("Giỏ tre", group=craft)
    assert [name for name, *_rest in shown(q="sau rieng")] == ["Bánh pía sầu riêng"]
    assert [name for name, *_rest in shown(group=craft.pk)] == ["Giỏ tre"]
    assert shown(q="0912") == []
    assert len(shown(group="x")) == 2


def test_a_page_holds_24_and_costs_the_same_for_many(
    client, fair, brings, shown, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("public_fair", args=[fair.organizer.slug, fair.slug])
    brings("Gạo 0")
    with django_assert_max_num_queries(14) as few:
        client.get(address)
    for n in range(30):
        brings(f"Gạo thơm {n:02}")
    with django_assert_num_queries(len(few)):
        client.get(address)
    assert (len(shown()), len(shown(page=2))) == (24, 7)
