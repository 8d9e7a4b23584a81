"""A delegation gets one bill, for its pavilion and all its firms; they are never asked singly."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import jobs
from common.models import Job, Letter
from events.actions import delegation_fees, fees
from events.actions.review import decide
from events.delegations import actions as delegations
from events.fees import document, queries
from events.fees.bank_list import read_statement
from events.fees.matching import Fit, match_statement
from events.fees.payers import payer_of
from events.fees.queries import Standing
from events.models import Application, PaymentRequest
from tests.events.fees.conftest import PRICE, change
from tests.factories import (
    AccountFactory,
    DelegationFactory,
    DelegationFirmFactory,
    EnterpriseMemberFactory,
    ExtraPriceFactory,
    FairFactory,
    PackageFactory,
    SupportRuleFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def comes(fair, package, by):
    """Makes delegations whose firms are taken in."""

    def make(firms=2, **fields):
        given = {"fair": fair, "package": package, "booths": 3, "contact_email": "ut@example.com"}
        delegation = DelegationFactory(**given | fields)
        DelegationFirmFactory.create_batch(firms, delegation=delegation)
        delegations.approve(delegation=delegation, by=by)
        delegation.refresh_from_db()
        return delegation

    return make


@pytest.fixture
def bill(comes, by):
    """Makes a payment request of which the delegation was told."""

    def make(delegation=None, **fields):
        made = delegation_fees.make_request(delegation=delegation or comes(), by=by, **fields)
        PaymentRequest.objects.filter(pk=made.pk).update(told_at=timezone.now())
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def url(fair):
    return lambda name, *args, **query: reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


def standing(request):
    return queries.requests(request.fair).get(pk=request.pk).standing


def test_one_bill_covers_the_pavilion_its_firms_and_their_power(fair, comes, bill, by):
    for name, counted_by, price in (
        ("Vệ sinh", "booth", 100_000),
        ("Hồ sơ", "firm", 50_000),
        ("Điện", "power", 200_000),
    ):
        ExtraPriceFactory(fair=fair, name_vi=name, counted_by=counted_by, price=price)
    SupportRuleFactory(organizer=fair.organizer)
    delegation = comes(firms=3)
    one, two, out = Application.objects.order_by("pk")
    change(one, power_kw=1.5)
    change(two, power_kw=2)
    change(out, power_kw=9)
    decide(application=out, deed="cancel", by=by, answer="Không đến")
    request = bill(delegation)
    assert [(line.what_vi, str(line.quantity), line.amount) for line in request.lines.all()] == [
        ("Gian hàng tiêu chuẩn", "3.00", 3 * PRICE),
        ("Vệ sinh", "3.00", 300_000),
        ("Hồ sơ", "2.00", 100_000),
        ("Điện", "3.50", 700_000),
        ("", "None", 0),
    ]
    assert (request.total, request.support) == (16_100_000, 0)
    assert request.lines.last().why_en.startswith("Support is granted to single enterprises")


def test_raw_space_is_billed_by_the_pavilion_s_area_and_not_before_it_is_known(fair, comes, bill):
    space = PackageFactory(fair=fair, kind="raw", price=100_000)
    delegation = comes(package=space, area=None)
    with pytest.raises(ValidationError, match="area of the pavilion is not known"):
        bill(delegation)
    assert delegation_fees.make_requests(fair=fair, delegations=[delegation.pk], by=None) == 0
    change(delegation, area=108)
    assert bill(delegation).total == 10_800_000


def test_a_firm_of_a_delegation_is_never_asked_singly(fair, comes, by, clerk, url):
    delegation = comes()
    firm = Application.objects.first()
    assert not queries.to_ask(fair).exists()
    with pytest.raises(ValidationError, match="stands on the bill of its delegation"):
        fees.make_request(application=firm, by=by)
    assert fees.make_requests(fair=fair, applications=[firm.pk], by=by) == 0
    page = clerk.get(url("fee_ask", firm.pk), follow=True)
    assert page.redirect_chain[0][0] == url("delegation", delegation.pk)
    assert b"stands on the bill of its delegation" in page.content
    assert b"It stands on the bill of the delegation" in clerk.get(url("application", firm.pk)).content
    assert not PaymentRequest.objects.exists()


def test_a_firm_of_a_delegation_reads_that_its_centre_pays(comes):
    delegation = comes()
    firm = Application.objects.first()
    account = AccountFactory()
    change(firm, account=account)
    client = Client()
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    page = client.get(reverse("my_application", args=[account.pk, firm.pk])).content.decode()
    assert f"The fee stands on the bill of your delegation, {delegation}" in page
    assert "5.000.000 đ" not in page


def test_a_delegation_that_is_not_approved_or_has_nothing_to_pay_is_not_asked(fair, comes, by):
    with pytest.raises(ValidationError, match="Only an approved delegation"):
        delegation_fees.make_request(delegation=DelegationFactory(fair=fair), by=by)
    with pytest.raises(ValidationError, match="Nothing is charged for this delegation"):
        delegation_fees.make_request(delegation=comes(package=None), by=by)


def test_a_delegation_has_one_open_bill_and_a_request_one_payer(bill, approved):
    request = bill()
    with pytest.raises(ValidationError, match="made meanwhile"):
        bill(request.delegation)
    row = PaymentRequest.objects.get()
    row.pk, row.number, row.reference = None, 99, "CP2600999"
    for given in ({}, {"application": approved()}, {"application": None, "delegation": None}):
        for name, value in given.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentRequest.objects.bulk_create([row])


def test_what_came_is_carried_over_to_the_bill_of_a_larger_pavilion(bill, pay, by, clerk, url):
    request = bill()
    pay(request, 3 * PRICE)
    assert not clerk.get(url("fee_request", request.pk)).context["no_longer_agrees"]
    change(request.delegation, booths=4)
    page = clerk.get(url("fee_request", request.pk))
    assert page.context["no_longer_agrees"]
    assert page.context["ask_url"] == url("fee_ask_delegation", request.delegation_id)
    made = bill(request.delegation, replaces=request.pk)
    assert (made.received, made.owed) == (3 * PRICE, PRICE)


def test_the_one_contact_reads_of_the_bill_and_where_to_see_it(bill, pay):
    request = bill()
    pay(request, PRICE)
    asks, receipt = Letter.objects.filter(kind__startswith="fee_").order_by("pk")
    assert asks.to == receipt.to == "ut@example.com"
    assert "15.000.000" in asks.subject
    assert reverse("delegation_by_link", args=[request.delegation.token]) in asks.body


def test_a_contact_without_email_stands_in_the_call_list(comes, bill, clerk, url):
    request = bill(comes(contact_email=""))
    letter = Letter.objects.get(kind="fee_request")
    assert (letter.to, letter.mobile) == ("", request.delegation.contact_phone)
    PaymentRequest.objects.update(told_at=timezone.now() - datetime.timedelta(days=4))
    page = clerk.get(url("fee_remind"))
    assert (page.context["by_email"], page.context["by_phone"]) == (0, 1)


def test_papers_name_whom_the_bill_is_made_out_to(comes, bill):
    request = bill(comes(bill_to="Sở Công Thương An Giang", tax_code="1600123456", address="10 Lê Triệu Kiết"))
    payer = payer_of(request)
    assert (payer.legal_name, payer.tax_code, payer.address) == (
        "Sở Công Thương An Giang", "1600123456", "10 Lê Triệu Kiết",
    )  # fmt: skip
    assert document.request_pdf(request).startswith(b"%PDF")


def test_a_transfer_is_found_by_reference_or_by_the_name_on_the_bill(fair, comes, bill):
    one, two = bill(), bill(comes(booths=1, bill_to="Sở Công Thương An Giang"))
    day = f"{TODAY():%d/%m/%Y}"
    text = f"{day}\t15.000.000\t{one.reference}\n{day}\t5.000.000\tSO CONG THUONG AN GIANG nop tien"
    found = match_statement(fair, read_statement(text)).matches
    assert [(match.fit, match.request) for match in found] == [(Fit.EXACT, one), (Fit.LIKELY, two)]


def test_a_declined_delegation_owes_nothing_and_gets_back_what_came(bill, pay, by):
    request = bill()
    pay(request, PRICE)
    Letter.objects.update(state="sent", not_before=timezone.now())
    for firm in Application.objects.filter(delegation=request.delegation):
        decide(application=firm, deed="cancel", by=by, answer="Hội chợ hết chỗ")
    request.delegation.refresh_from_db()
    delegations.decline(delegation=request.delegation, answer="Hết chỗ", by=by)
    assert standing(request) == Standing.TO_REFUND
    assert Letter.objects.filter(kind="fee_cancelled", to="ut@example.com").count() == 1


def test_staff_ask_delegations_and_enterprises_together_after_a_look(comes, approved, clerk, url, fair):
    delegation, left_out, firm = comes(), comes(), approved()
    unknown = comes(package=PackageFactory(fair=fair, kind="raw", price=1_000))
    page = clerk.get(url("fee_ask_many"))
    assert {row.pk for row, _cost in page.context["delegations"]} == {delegation.pk, left_out.pk}
    assert page.context["unmeasured"] == [unknown]
    assert page.context["sum_total"] == 7 * PRICE
    due = f"{TODAY() + datetime.timedelta(days=5):%d/%m/%Y}"
    clerk.post(url("fee_ask_many"), {"due_on": due, "out_delegation": [left_out.pk]})
    assert {row.billed for row in PaymentRequest.objects.all()} == {delegation, firm}
    listed = clerk.get(url("fees", q=delegation.name)).content.decode()
    assert delegation.name in listed
    assert str(firm.enterprise) not in listed


def test_many_are_asked_as_a_job_with_the_delegations_among_them(comes, approved, clerk, url, monkeypatch):
    delegation, firm = comes(), approved()
    monkeypatch.setattr(fees, "AT_ONCE", 1)
    due = f"{TODAY() + datetime.timedelta(days=5):%d/%m/%Y}"
    clerk.post(url("fee_ask_many"), {"due_on": due})
    job = Job.objects.get(kind="fee_requests")
    jobs.run_job.func(str(job.pk))
    assert {row.billed for row in PaymentRequest.objects.all()} == {delegation, firm}


def test_staff_ask_from_the_delegation_s_page(comes, clerk, url):
    delegation = comes()
    assert url("fee_ask_delegation", delegation.pk) in clerk.get(url("delegation", delegation.pk)).content.decode()
    form = clerk.get(url("fee_ask_delegation", delegation.pk)).context["form"]
    made = clerk.post(url("fee_ask_delegation", delegation.pk), {"due_on": f"{form.initial['due_on']:%d/%m/%Y}"})
    request = PaymentRequest.objects.get(delegation=delegation)
    assert made.url == url("fee_request", request.pk)
    assert f"Payment request {request.code}" in clerk.get(url("delegation", delegation.pk)).content.decode()
    again = clerk.post(url("fee_ask_delegation", delegation.pk), {"due_on": f"{form.initial['due_on']:%d/%m/%Y}"})
    assert again.status_code == 422


def test_a_fair_without_prices_says_nothing_of_a_bill(organizer, clerk):
    delegation = DelegationFactory(fair=FairFactory(organizer=organizer))
    page = reverse("delegation", args=[organizer.slug, delegation.fair.slug, delegation.pk])
    assert b"bill-h" not in clerk.get(page).content


def test_the_centre_sees_by_its_link_what_to_pay_what_came_and_the_receipt(bill, pay):
    request = bill()
    payment = pay(request, PRICE)
    token = request.delegation.token
    page = Client().get(reverse("delegation_by_link", args=[token])).content.decode()
    receipt = reverse("fee_receipt_by_link", args=[token, request.pk, payment.pk])
    assert request.reference in page
    assert "10.000.000 đ" in page
    assert "fe-qr" in page
    assert receipt in page
    assert reverse("fee_paper_by_link", args=[token, request.pk]) in page


def test_a_link_opens_the_papers_of_its_own_delegation_alone(comes, bill, pay, by):
    request, other = bill(), comes()
    payment = pay(request, PRICE)
    for name, args in (("fee_paper_by_link", []), ("fee_receipt_by_link", [payment.pk])):
        own = reverse(name, args=[request.delegation.token, request.pk, *args])
        assert Client().get(own).status_code == 302  # still being made
        assert Client().get(reverse(name, args=[other.token, request.pk, *args])).status_code == 404
        stale = own
    delegations.renew_link(delegation=request.delegation, by=by)
    assert Client().get(stale).status_code == 410


def test_queries_do_not_grow_with_delegations(comes, bill, clerk, url):
    def count(page):
        with CaptureQueriesContext(
            connection,
        ) as done:
            assert clerk.get(url(page)).status_code == 200
        return len(done)

    bill(), comes()
    clerk.get(url("fees"))
    before = [count("fees"), count("fee_ask_many"), count("fee_ledger")]
    for _n in range(3):
        bill(), comes()
    assert [count("fees"), count("fee_ask_many"), count("fee_ledger")] == before
