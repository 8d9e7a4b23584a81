"""The pages of fees on both sides: there where a fair charges, and nowhere else."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import jobs
from common.models import Job
from events.actions import fees
from events.fees import papers, work
from events.models import FeeAccount, Payment, PaymentRequest, SupportRule
from tests.events.fees.conftest import PRICE, change
from tests.factories import EnterpriseMemberFactory, FairFactory, SupportRuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


@pytest.fixture
def firm_of():
    """A client of the enterprise that applied, and the page of its application."""

    def build(application):
        client = Client()
        client.force_login(EnterpriseMemberFactory(enterprise=application.enterprise).user)
        return client, reverse("my_application", args=[application.enterprise_id, application.pk])

    return build


def done(job: Job) -> dict:
    """What came of a job once a worker did it."""
    jobs.run_job.func(str(job.pk))
    job.refresh_from_db()
    return job.result


def test_a_fair_without_prices_shows_nothing_of_fees(clerk, organizer):
    free = FairFactory(organizer=organizer)
    rail = clerk.get(reverse("fair", args=[organizer.slug, free.slug])).context["shell"].nav
    assert "Fees" not in [str(item.label) for item in rail]
    for name in ("fees", "fee_setup", "fee_ledger", "fee_ask_many", "fee_bank_list", "fee_remind"):
        assert clerk.get(reverse(name, args=[organizer.slug, free.slug])).status_code == 404


def test_a_fair_with_a_price_has_its_page_in_the_rail(clerk, package, url):
    rail = clerk.get(url("fair")).context["shell"].nav
    assert "Fees" in [str(item.label) for item in rail]


def test_all_approved_are_asked_at_once_after_a_look(clerk, fair, approved, url):
    SupportRuleFactory(organizer=fair.organizer)
    one, two, left_out, waits = (
        approved(),
        approved(booths=2),
        approved(),
        approved(told_at=timezone.now() + datetime.timedelta(minutes=5), state_before="submitted"),
    )
    page = clerk.get(url("fee_ask_many"))
    assert {row.pk for row, _cost in page.context["asked"]} == {one.pk, two.pk, left_out.pk}
    assert not PaymentRequest.objects.exists()
    due = timezone.localdate() + datetime.timedelta(days=5)
    done = clerk.post(url("fee_ask_many"), {"due_on": f"{due:%d/%m/%Y}", "out": [left_out.pk]})
    assert done.url == url("fees")
    assert sorted(PaymentRequest.objects.values_list("application", "total", "due_on")) == [
        (one.pk, PRICE // 2, due),
        (two.pk, PRICE, due),
    ]
    assert Job.objects.filter(kind=papers.PAPERS).exists()
    assert waits.pk not in PaymentRequest.objects.values_list("application", flat=True)


def test_many_are_asked_by_a_job_that_may_run_twice(clerk, fair, approved, url, monkeypatch):
    monkeypatch.setattr(fees, "AT_ONCE", 1)
    monkeypatch.setattr(work, "AT_ONCE", 1)
    approved(), approved()
    due = timezone.localdate() + datetime.timedelta(days=5)
    clerk.post(url("fee_ask_many"), {"due_on": f"{due:%d/%m/%Y}"})
    job = Job.objects.get(kind=work.ASK_MANY)
    assert done(job) == {"written": 2}
    assert done(jobs.start(kind=job.kind, organizer=job.organizer, by=job.by, params=job.params)) == {"written": 0}
    assert fair.payment_requests.count() == 2


def test_without_an_account_one_is_led_to_where_it_is_chosen(clerk, fair, approved, url):
    fair.fee_terms.delete()
    assert clerk.get(url("fee_ask_many")).url == url("fee_setup")
    assert clerk.get(url("fee_ask", approved().pk)).url == url("fee_setup")


def test_a_payment_is_recorded_by_hand_once_however_often_it_is_sent(clerk, ask, url):
    request = ask()
    page = clerk.get(url("fee_request_pay", request.pk))
    assert page.context["form"]["amount"].value() == "5.000.000"
    sent = {"amount": "5.000.000", "paid_on": f"{timezone.localdate():%d/%m/%Y}", "method": "cash", "received": 0}
    assert clerk.post(url("fee_request_pay", request.pk), sent).url == url("fee_request", request.pk)
    again = clerk.post(url("fee_request_pay", request.pk), sent)
    assert (again.status_code, Payment.objects.count()) == (422, 1)
    assert 'value="5.000.000"' in again.content.decode()


def test_a_bank_list_is_shown_first_and_recorded_where_it_is_ticked(clerk, ask, url):
    one, two = ask(), ask()
    day = f"{timezone.localdate():%d/%m/%Y}"
    text = f"{day}\t5.000.000\t{one.reference}\n{day}\t5.000.000\t{two.reference}\n{day}\t1,5,0\tx"
    page = clerk.post(url("fee_bank_list"), {"text": text})
    matches = page.context["preview"].offered
    assert (len(matches), len(page.context["preview"].faults), Payment.objects.count()) == (2, 1, 0)
    done = clerk.post(url("fee_bank_list"), {"text": text, "confirm": 1, "take": [matches[0].line.key]})
    assert done.url == url("fees")
    assert list(Payment.objects.values_list("request", "amount")) == [(one.pk, PRICE)]


def test_readers_see_and_change_nothing(sign_in, ask, url):
    request = ask()
    for role in ("viewer", "auditor"):
        reader = sign_in(role)
        page = reader.get(url("fee_request", request.pk)).content.decode()
        assert url("fee_request_pay", request.pk) not in page
        assert reader.get(url("fee_request_pay", request.pk)).status_code == 403
        assert reader.get(url("fees")).status_code == 200
    assert sign_in("registration").get(reverse("fee_rules", args=[request.organizer.slug])).status_code == 403


def test_a_request_that_no_longer_agrees_says_so(clerk, approved, ask, url):
    application = approved()
    request = ask(application)
    assert not clerk.get(url("fee_request", request.pk)).context["no_longer_agrees"]
    change(application, booths=3)
    assert clerk.get(url("fee_request", request.pk)).context["no_longer_agrees"]
    replaced = clerk.post(
        url("fee_ask", application.pk),
        {"due_on": f"{timezone.localdate():%d/%m/%Y}", "funded_elsewhere": "", "replaces": request.pk},
    )
    assert replaced.status_code == 302
    assert PaymentRequest.objects.get(state="asked").total == 3 * PRICE


def test_the_enterprise_sees_on_its_page_what_to_pay_and_how_once_it_was_told(approved, ask, pay, by, firm_of):
    application = approved()
    client, page = firm_of(application)
    request = fees.make_request(application=application, by=by)
    assert client.get(page).context["fees"] == []
    PaymentRequest.objects.update(told_at=timezone.now())
    (card,) = client.get(page).context["fees"]
    shown = client.get(page).content.decode()
    assert card.qr.startswith("<svg")
    assert request.reference in shown
    assert "1012345678" in shown
    pay(request, PRICE)
    (card,) = client.get(page).context["fees"]
    assert (card.owed, card.qr) == (0, "")


def test_a_bank_without_a_number_gets_no_code(fair, ask, firm_of):
    FeeAccount.objects.update(bank_bin="", bank_name="Kho bạc Nhà nước")
    request = ask()
    client, page = firm_of(request.application)
    (card,) = client.get(page).context["fees"]
    assert card.qr == ""
    assert "Kho bạc Nhà nước" in client.get(page).content.decode()


def test_no_other_enterprise_opens_its_papers(ask, pay, approved, firm_of):
    request = ask()
    payment = pay(request, 1_000)
    stranger, _page = firm_of(approved())
    own = [request.application.enterprise_id, request.application_id, request.pk]
    for address in (reverse("my_fee_paper", args=own), reverse("my_fee_receipt", args=[*own, payment.pk])):
        assert stranger.get(address).status_code == 404
        client, _page = firm_of(request.application)
        assert client.get(address).status_code == 302


def test_papers_are_made_once_and_handed_to_both_sides(clerk, ask, pay, url, firm_of):
    request = ask()
    payment = pay(request, 1_000)
    assert done(papers.start(request.organizer, by=clerk.user)) == {"made": 2}
    assert papers.start(request.organizer, by=clerk.user) is None
    client, _page = firm_of(request.application)
    own = [request.application.enterprise_id, request.application_id, request.pk]
    for who, address in (
        (clerk, url("fee_request_paper", request.pk)),
        (clerk, url("fee_payment_receipt", request.pk, payment.pk)),
        (client, reverse("my_fee_paper", args=own)),
        (client, reverse("my_fee_receipt", args=[*own, payment.pk])),
    ):
        answer = who.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_papers_that_nobody_began_are_made_all_the_same(ask):
    request = ask()
    PaymentRequest.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=5))
    work.make_late_papers()
    assert Job.objects.get(kind=papers.PAPERS).organizer == request.organizer


def test_the_books_hold_every_row_and_go_out_as_a_file(clerk, ask, pay, by, url):
    request = ask()
    payment = pay(request, 1_234_000, bank_ref="FT99")
    fees.reverse_payment(payment=payment, reason="Nhầm", by=by)
    pay(request, 5_000_000)
    exported = clerk.get(url("fee_ledger", export="csv")).content.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) == 4
    for word in ("1234000", "-1234000", "FT99", request.reference, str(payment.receipt_code)):
        assert word in exported
    listed = clerk.get(url("fees", export="csv")).content.decode("utf-8-sig")
    assert request.reference in listed
    assert "5000000" in listed


def test_the_lists_and_the_look_cost_as_many_queries_for_many_rows_as_for_few(clerk, fair, approved, ask, pay, url):
    SupportRuleFactory(organizer=fair.organizer, min_stars=3)

    def asked(name) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert clerk.get(url(name)).status_code == 200
        return len(queries)

    def grow(n: int) -> None:
        for _ in range(n):
            pay(ask(), 1_000)
            approved()

    grow(2)
    names = ("fees", "fee_ledger", "fee_ask_many", "fee_remind")
    few = [asked(name) for name in names]
    grow(6)
    assert [asked(name) for name in names] == few


def test_a_manager_keeps_accounts_and_dated_rules(sign_in, organizer):
    manager = sign_in("manager")
    account = {"bank": "970436", "number": "1012 345 678", "holder": "TRUNG TAM XTTM", "is_used": "on"}
    assert manager.post(reverse("fee_account_new", args=[organizer.slug]), account).status_code == 302
    kept = FeeAccount.objects.get()
    assert (kept.bank_bin, kept.bank_name, kept.number) == ("970436", "Vietcombank", "1012345678")
    other = manager.post(reverse("fee_account_new", args=[organizer.slug]), account | {"bank": "other"})
    assert "bank_name" in other.context["form"].errors
    rule = {
        "name": "Hỗ trợ HTX", "legal_basis": "NQ 05/2026", "share": 50, "position": 1, "valid_from": "01/01/2026",
        "valid_to": "31/12/2025", "most_each_time": "2.000.000",
    }  # fmt: skip
    wrong = manager.post(reverse("support_rule_new", args=[organizer.slug]), rule)
    assert "before the first" in wrong.content.decode()
    manager.post(reverse("support_rule_new", args=[organizer.slug]), rule | {"valid_to": "31/12/2026"})
    assert SupportRule.objects.get().most_each_time == 2_000_000
