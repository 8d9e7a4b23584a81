"""History: who changed what, from what to what; two tabs never overwrite each other."""

import pytest

from common import history
from enterprises.models import Enterprise, Product
from tests.factories import EnterpriseFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def deeds(record) -> list[tuple]:
    return [(e.deed, e.who, [(c.old, c.new) for c in e.changes]) for e in history.entries(record)]


def test_entering_and_changing_are_kept_with_who_and_what():
    binh = UserFactory(full_name="Nguyễn Thị Bình")
    card = EnterpriseFactory.build(kept_by=None, legal_name="Hợp tác xã Phú Hoà")
    history.save(card, by=binh)
    card.legal_name = "Hợp tác xã Phú Hòa"
    history.save(card, by=binh, reason="spelling")

    changed, entered = history.entries(card)
    assert (entered.deed, entered.who, entered.changes) == (history.DEEDS["+"], "Nguyễn Thị Bình", [])
    assert [(c.old, c.new) for c in changed.changes] == [("Hợp tác xã Phú Hoà", "Hợp tác xã Phú Hòa")]
    assert changed.reason == "spelling"


def test_what_the_program_does_by_itself_is_said_to_be_the_systems():
    assert history.entries(EnterpriseFactory())[0].who == "the system"


def test_a_second_tab_is_told_that_the_record_changed():
    card = EnterpriseFactory(legal_name="Cũ")
    other_tab = Enterprise.objects.get(pk=card.pk)
    card.legal_name = "Mới"
    history.save(card, by=None)

    other_tab.legal_name = "Khác"
    with pytest.raises(history.Stale):
        history.save(other_tab, by=None)

    kept = Enterprise.objects.get(pk=card.pk)
    assert (kept.legal_name, kept.version) == ("Mới", 2)
    assert kept.history.count() == 2


def test_derived_keys_follow_every_way_of_writing():
    card = EnterpriseFactory(legal_name="Cũ")
    card.legal_name = "Đông Hải"
    history.save(card, by=None)
    assert "dong hai" in card.search_key
    card.legal_name = "Tây Đô"
    history.bulk_update([card], ["legal_name"], by=None, reason="list")
    card.refresh_from_db()
    assert "tay do" in card.search_key


def test_a_bulk_write_leaves_the_history_of_each_record():
    binh = UserFactory(full_name="Nguyễn Thị Bình")
    owner = EnterpriseFactory()
    products = [Product(enterprise=owner, name=name) for name in ("Gạo", "Muối")]
    history.bulk_create(products, by=binh, reason="Workbook a.xlsx")
    for product in products:
        product.name += " sạch"
    before = products[0].updated_at
    history.bulk_update(products, ["name"], by=binh, reason="Workbook b.xlsx")

    changed, entered = history.entries(Product.objects.get(name="Gạo sạch"))
    assert (entered.reason, changed.reason) == ("Workbook a.xlsx", "Workbook b.xlsx")
    assert [(c.old, c.new) for c in changed.changes] == [("Gạo", "Gạo sạch")]
    kept = Product.objects.get(name="Muối sạch")
    assert kept.version == 2
    assert kept.updated_at > before


def test_a_removed_record_keeps_its_history():
    product = ProductFactory()
    key = product.pk
    history.delete(product, by=UserFactory(), reason="entered twice")
    assert list(Product.history.filter(id=key).values_list("history_type", "history_change_reason")) == [
        ("-", "entered twice"),
        ("+", None),
    ]


def test_a_record_is_removed_once_in_its_history():
    product = ProductFactory()
    other_tab = Product.objects.get(pk=product.pk)
    key = product.pk
    history.delete(product, by=None)
    history.delete(other_tab, by=None)
    assert Product.history.filter(id=key, history_type="-").count() == 1


def test_a_change_names_the_other_record_and_the_word_of_a_choice():
    old, new = EnterpriseFactory(legal_name="Bên bán A"), EnterpriseFactory(legal_name="Bên bán B")
    product = ProductFactory(enterprise=old)
    product.enterprise = new
    history.save(product, by=None)
    assert deeds(product)[0][2] == [(old, new)]
