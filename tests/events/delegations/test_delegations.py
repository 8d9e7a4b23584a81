"""A delegation has one contact and one pavilion; each firm of its list is one participation, the delegation none."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from common.models import Letter
from events.actions.review import decide
from events.delegations import actions
from events.models import Application, Delegation, Participation
from tests.factories import (
    ApplicationFactory,
    CardLinkFactory,
    DelegationFactory,
    DelegationFirmFactory,
    EnterpriseFactory,
    FairFactory,
    QuotaFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first)


@pytest.fixture
def delegation(fair):
    return DelegationFactory(fair=fair, booths=3)


@pytest.fixture
def by():
    return UserFactory()


def test_each_firm_becomes_a_participation_with_its_own_fascia_people_and_products(delegation, by, fair):
    card = EnterpriseFactory(kept_by=fair.organizer, legal_name="Hợp tác xã Phú Hòa", tax_code="")
    firm = DelegationFirmFactory(
        delegation=delegation, name="HTX Phú Hoà", fascia_name="PHÚ HÒA", people="Lý Hoa\nSơn Lan", products="Mắm\nKhô"
    )
    other = DelegationFirmFactory(delegation=delegation, phone="0911111111", contact_name="Kim Sa")
    actions.approve(delegation=delegation, by=by)
    row, second = Application.objects.order_by("pk")
    assert (row.enterprise, row.fascia_name, row.state, row.delegation) == (card, "PHÚ HÒA", "approved", delegation)
    assert sorted(map(str, row.products.all())) == ["Khô", "Mắm"]
    people = Participation.objects.get(application=row).delegates.all()
    assert sorted(map(str, people)) == ["Lý Hoa", "Sơn Lan", "Trần Văn Út"]
    assert second.enterprise.legal_name == other.name
    assert Participation.objects.count() == 2
    firm.refresh_from_db()
    assert firm.application == row


def test_one_letter_goes_to_the_one_contact(delegation, by):
    DelegationFirmFactory.create_batch(2, delegation=delegation, phone="0911111111")
    actions.approve(delegation=delegation, by=by)
    letter = Letter.objects.get()
    assert letter.mobile == delegation.contact_phone
    assert delegation.token in letter.body
    decide(application=Application.objects.first(), deed="cancel", by=by, answer="Trùng")
    assert Letter.objects.latest("pk").mobile == delegation.contact_phone


def test_the_pavilion_takes_its_booths_once_and_each_firm_a_place(delegation, by, fair):
    booths, firms = QuotaFactory(fair=fair, unit="booths", limit=3), QuotaFactory(fair=fair, unit="firms", limit=5)
    DelegationFirmFactory.create_batch(4, delegation=delegation)
    actions.approve(delegation=delegation, by=by)
    booths.refresh_from_db()
    firms.refresh_from_db()
    assert (booths.taken, firms.taken) == (3, 4)
    delegation.refresh_from_db()
    delegation.booths = 4
    with pytest.raises(ValidationError, match="no more places"):
        actions.save_delegation(delegation=delegation, by=by)


def test_too_small_a_quota_lets_none_of_them_in(delegation, by, fair):
    QuotaFactory(fair=fair, unit="firms", limit=1)
    DelegationFirmFactory.create_batch(2, delegation=delegation)
    with pytest.raises(ValidationError, match="no more places"):
        actions.approve(delegation=delegation, by=by)
    assert not Application.objects.exists()
    assert Delegation.objects.get().state == "open"


def test_a_firm_that_applied_itself_is_named_and_nothing_is_written(delegation, by, fair):
    firm = DelegationFirmFactory(delegation=delegation, tax_code="9900201918")
    card = EnterpriseFactory(kept_by=fair.organizer, tax_code="9900201918")
    ApplicationFactory(fair=fair, enterprise=CardLinkFactory(card=card).account)
    with pytest.raises(ValidationError, match=firm.name):
        actions.approve(delegation=delegation, by=by)


def test_firms_listed_later_are_taken_in_by_approving_again(delegation, by):
    DelegationFirmFactory(delegation=delegation)
    actions.approve(delegation=delegation, by=by)
    DelegationFirmFactory(delegation=delegation)
    delegation.refresh_from_db()
    assert len(actions.approve(delegation=delegation, by=by)) == 1
    with pytest.raises(ValidationError, match="No firm waits"):
        actions.approve(delegation=Delegation.objects.get(), by=by)


def test_an_approved_delegation_is_declined_once_none_of_its_firms_comes(delegation, by, fair):
    quota = QuotaFactory(fair=fair, unit="booths", limit=3)
    DelegationFirmFactory(delegation=delegation)
    actions.approve(delegation=delegation, by=by)
    with pytest.raises(ValidationError, match="Cancel their places"):
        actions.decline(delegation=delegation, answer="Hết chỗ", by=by)
    decide(application=Application.objects.get(), deed="cancel", by=by, answer="Không đến")
    actions.decline(delegation=delegation, answer="Hết chỗ", by=by)
    quota.refresh_from_db()
    assert quota.taken == 0


def test_whoever_has_the_link_keeps_the_list_until_applications_close(client, delegation, fair):
    page = reverse("delegation_by_link", args=[delegation.token])
    text = "Tên đơn vị; Mã số thuế\nHTX Phú Hòa; 9900201918\nCơ sở Ánh Dương;"
    assert client.post(page, {"text": text, "consent": "on"}).status_code == 302
    first, second = delegation.firms.all()
    assert (first.name, first.tax_code, second.name) == ("HTX Phú Hòa", "9900201918", "Cơ sở Ánh Dương")
    typed = {"name": "HTX Phú Hòa", "fascia_name": "PHÚ HÒA", "people": "Lý Hoa", "version": first.version}
    client.post(reverse("delegation_firm_by_link", args=[delegation.token, first.pk]), typed)
    first.refresh_from_db()
    assert first.fascia_name == "PHÚ HÒA"
    client.post(reverse("delegation_strike_by_link", args=[delegation.token, second.pk]))
    assert delegation.firms.count() == 1
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=1)
    fair.save()
    assert client.post(page, {"text": "HTX Muộn; 0911111111", "consent": "on"}).status_code == 422
    assert "The list is closed" in client.get(page).content.decode()


def test_a_list_without_consent_or_with_a_fault_is_not_taken_and_stays_in_the_field(client, delegation):
    page = reverse("delegation_by_link", args=[delegation.token])
    assert client.post(page, {"text": "HTX Phú Hòa"}).status_code == 422
    response = client.post(page, {"text": "Tên đơn vị;Mã số thuế\nHTX Phú Hòa; 12", "consent": "on"})
    assert response.status_code == 422
    assert "HTX Phú Hòa; 12" in response.content.decode()
    assert not delegation.firms.exists()


def test_a_link_opens_no_other_delegations_firms_and_a_new_one_replaces_it(client, delegation, by):
    other = DelegationFirmFactory()
    strike = reverse("delegation_strike_by_link", args=[delegation.token, other.pk])
    assert client.post(strike).status_code == 404
    old = delegation.token
    actions.renew_link(delegation=delegation, by=by)
    assert client.get(reverse("delegation_by_link", args=[old])).status_code == 410
    assert client.get(reverse("delegation_by_link", args=["x"])).status_code in (404, 410)


def test_the_page_asks_as_often_for_many_firms_as_for_one(sign_in, delegation, django_assert_max_num_queries):
    staff = sign_in("registration")
    page = reverse("delegation", args=[delegation.fair.organizer.slug, delegation.fair.slug, delegation.pk])
    for n in (1, 20):
        DelegationFirmFactory.create_batch(n, delegation=delegation)
        with django_assert_max_num_queries(20):
            staff.get(page)
