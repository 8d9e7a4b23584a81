"""An enterprise's overview: the next step, papers that will not do, figures, open fairs."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothHoldingFactory,
    CardLinkFactory,
    CertificateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    MeetingFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return AccountFactory(address_as_written="Ấp 1", contact_name="Hạnh", phone="0912345678")


@pytest.fixture
def owner(account):
    client = Client()
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    return client


@pytest.fixture
def look(owner, account):
    return lambda: owner.get(reverse("my_enterprise", args=[account.pk])).context


def day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def fair_in(days: int, **fields):
    return FairFactory(starts_on=day(days), ends_on=day(days + 3), is_public=True, **fields)


def test_an_account_with_nothing_before_it_has_no_next_step(look):
    assert look()["step"] is None


def test_details_come_before_applying(look, account):
    fair_in(20)
    account.contact_name = ""
    account.save()
    assert look()["step"].url == reverse("my_details", args=[account.pk])


def test_an_open_fair_is_applied_to_by_its_last_day(look, account):
    fair_in(40)
    fair = fair_in(30, applications_until=day(5))
    step = look()["step"]
    assert step.url == reverse("my_application_new", args=[account.pk, fair.organizer.slug, fair.slug])
    assert day(5).strftime("%d/%m/%Y") in step.why
    assert len(look()["fairs"]) == 2


def test_a_returned_application_says_what_to_change_and_by_when(look, account):
    fair_in(20)
    returned = ApplicationFactory(enterprise=account, fair=fair_in(10), state="returned", answer="Thiếu ảnh sản phẩm")
    step = look()["step"]
    assert step.url == reverse("my_application", args=[account.pk, returned.pk])
    assert "Thiếu ảnh sản phẩm" in step.why
    assert day(9).strftime("%d/%m/%Y") in step.why


def test_a_draft_is_sent_before_anything_new(look, account):
    fair_in(20)
    draft = ApplicationFactory(enterprise=account, fair=fair_in(10), state="draft")
    assert look()["step"].url == reverse("my_application", args=[account.pk, draft.pk])


def test_a_draft_whose_last_day_is_over_is_no_step(look, account):
    ApplicationFactory(enterprise=account, fair=fair_in(10, applications_until=day(-1)), state="draft")
    assert look()["step"] is None


def test_a_booth_is_shown_once_it_is_assigned(look, account):
    approved = ApplicationFactory(enterprise=account, fair=fair_in(10), state="approved")
    card = CardLinkFactory(account=account, card__kept_by=approved.fair.organizer).card
    participation = ParticipationFactory(fair=approved.fair, enterprise=card, application=approved, state="expected")
    assert look()["step"] is None
    holding = BoothHoldingFactory(participation=participation, booth__hall__fair=approved.fair)
    step = look()["step"]
    assert str(holding.booth) in step.title
    assert step.url == reverse("my_application", args=[account.pk, approved.pk])


def test_todays_meetings_come_first(look, account):
    ApplicationFactory(enterprise=account, fair=fair_in(10), state="returned", answer="Thiếu")
    card = CardLinkFactory(account=account).card
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    meeting = MeetingFactory(seller__enterprise=card, slot__starts_at=noon, fair__organizer=card.kept_by)
    step = look()["step"]
    assert step.url == reverse("my_meetings", args=[account.pk])
    assert "12:00" in step.why
    assert str(meeting.place) in step.why


def test_an_agreement_is_read_where_nothing_else_waits(look, account):
    card = CardLinkFactory(account=account).card
    agreement = signed(card.kept_by, seller=card)
    assert look()["step"].url == reverse("my_agreement", args=[account.pk, agreement.pk])


def test_papers_that_end_before_the_fair_does_are_named_with_it(look, account):
    fair = fair_in(200)
    soon = OcopCertificateFactory(product__enterprise=account, issued_on=day(-900), expires_on=day(201))
    CertificateFactory(enterprise=account, expires_on=day(400))
    assert look()["papers"] == []
    ApplicationFactory(enterprise=account, fair=fair, state="submitted")
    (paper,) = look()["papers"]
    assert (paper["name"], paper["fair"], paper["is_over"]) == (soon.product.name, fair, False)


def test_a_paper_that_ends_on_the_fairs_last_day_will_do(look, account):
    CertificateFactory(enterprise=account, expires_on=day(203))
    ApplicationFactory(enterprise=account, fair=fair_in(200), state="submitted")
    assert look()["papers"] == []


def test_a_paper_replaced_by_a_newer_one_is_not_renewed_again(look, account):
    CertificateFactory(enterprise=account, issued_on=day(-400), expires_on=day(-30))
    assert look()["papers"][0]["is_over"]
    CertificateFactory(enterprise=account, issued_on=day(-20), expires_on=day(700))
    assert look()["papers"] == []


def test_figures_count_this_enterprises_records_alone(look, account):
    ProductFactory(enterprise=account)
    ProductFactory(enterprise=AccountFactory())
    ApplicationFactory(enterprise=account)
    ApplicationFactory()
    signed(CardLinkFactory().card.kept_by)
    assert [figure["value"] for figure in look()["figures"]] == ["1", "0", "0", "1"]


def test_the_page_costs_as_much_with_many_records_as_with_few(owner, account):
    def cost() -> int:
        application = ApplicationFactory(enterprise=account, fair=fair_in(20), state="submitted")
        fair_in(25)
        card = CardLinkFactory(account=account, card__kept_by=application.fair.organizer).card
        signed(card.kept_by, seller=card)
        OcopCertificateFactory(product__enterprise=account, expires_on=day(10))
        with CaptureQueriesContext(connection) as queries:
            owner.get(reverse("my_enterprise", args=[account.pk]))
        return len(queries)

    first = cost()
    assert [cost() for _n in range(3)][-1] == first <= 20


def test_whoever_acts_for_one_enterprise_alone_comes_to_its_overview(owner, account):
    assert owner.get(reverse("home")).url == reverse("my_enterprise", args=[account.pk])
