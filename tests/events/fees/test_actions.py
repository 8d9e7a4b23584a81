"""Asking, cancelling, recording money: rows that add up, numbers that run, letters that wait."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from common.models import Letter
from events.actions import fees
from events.actions.review import decide
from events.fees import queries
from events.fees.bank_list import read_statement
from events.fees.matching import Fit, match_statement
from events.fees.queries import Standing
from events.fees.references import references_in
from events.models import FeeLine, Payment, PaymentRequest
from tests.events.fees.conftest import PRICE, change
from tests.factories import (
    AccountFactory,
    EnterpriseFactory,
    ExtraPriceFactory,
    FairFactory,
    FeeTermsFactory,
    PackageFactory,
    UserFactory,
)
from tests.factories import SupportRuleFactory as Rule

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def standing(request):
    return queries.requests(request.fair).get(pk=request.pk).standing


def test_a_request_says_line_by_line_what_is_paid_and_why(fair, approved, ask):
    ExtraPriceFactory(fair=fair, name_vi="Điện", counted_by="power", price=300_000)
    rule = Rule(organizer=fair.organizer, most_booths=1)
    request = ask(approved(booths=2, power_kw=1.5))
    lines = [(line.kind, line.what_vi, str(line.quantity), line.amount) for line in request.lines.all()]
    assert lines == [
        ("price", "Gian hàng tiêu chuẩn", "2.00", 2 * PRICE),
        ("price", "Điện", "1.50", 450_000),
        ("support", f"{rule.name} ({rule.legal_basis})", "None", PRICE // 2),
    ]
    assert (request.price, request.support, request.total) == (10_450_000, 2_500_000, 7_950_000)
    assert (request.support_rule, request.support_year) == (rule, fair.starts_on.year)
    assert request.lines.last().why_en.startswith("50% of the rent")


def test_numbers_run_on_within_a_year_and_references_name_them(ask):
    first, second = ask(), ask()
    assert (first.number, second.number) == (1, 2)
    assert references_in(second.reference) == [second.reference]
    assert first.reference != second.reference


def test_raw_space_is_paid_by_the_square_metre(fair, approved, ask):
    space = PackageFactory(fair=fair, kind="raw", price=100_000)
    assert ask(approved(package=space, area=36)).total == 3_600_000


def test_nobody_is_asked_before_the_letter_of_the_approval_has_gone_out(approved, by):
    waits = approved(told_at=timezone.now() + datetime.timedelta(minutes=5), state_before="submitted")
    with pytest.raises(ValidationError, match="can still be taken back"):
        fees.make_request(application=waits, by=by)
    assert waits not in queries.to_ask(waits.fair)
    with pytest.raises(ValidationError, match="Only an approved"):
        fees.make_request(application=approved(state="submitted"), by=by)


def test_nobody_is_asked_for_nothing_or_without_an_account(fair, package, approved, by):
    with pytest.raises(ValidationError, match="Nothing is charged"):
        fees.make_request(application=approved(package=None), by=by)
    fair.fee_terms.delete()
    with pytest.raises(ValidationError, match="into which account"):
        fees.make_request(application=approved(), by=by)
    assert not PaymentRequest.objects.exists()


def test_the_year_s_ceiling_counts_what_was_granted_at_other_fairs(fair, approved, ask):
    Rule(organizer=fair.organizer, most_each_year=3_000_000)
    firm = AccountFactory()
    other = FairFactory(organizer=fair.organizer, starts_on=fair.starts_on, ends_on=fair.ends_on)
    FeeTermsFactory(fair=other, account=fair.fee_terms.account)
    first = ask(approved(enterprise=firm, fair=other, package=PackageFactory(fair=other, price=PRICE)))
    assert first.support == 2_500_000
    second = approved(enterprise=firm)
    request = ask(second)
    assert request.support == 500_000
    assert "2.500.000 đ were granted already" in request.lines.last().why_en
    fees.cancel_request(request=first, reason="Nhầm", by=first.made_by)
    request.refresh_from_db()
    assert ask(second, replaces=request.pk).support == 2_500_000  # what is cancelled was not granted


def test_the_ceiling_of_a_year_knows_a_firm_again_that_applied_on_paper(fair, approved, ask):
    Rule(organizer=fair.organizer, most_each_year=3_000_000)
    firm, other = (
        AccountFactory(),
        FairFactory(organizer=fair.organizer, starts_on=fair.starts_on, ends_on=fair.ends_on),
    )
    FeeTermsFactory(fair=other, account=fair.fee_terms.account)
    ask(approved(enterprise=firm, fair=other, package=PackageFactory(fair=other, price=PRICE)))
    card = EnterpriseFactory(kept_by=fair.organizer, tax_code=firm.tax_code)
    assert ask(entered(approved, card)).support == 500_000


def entered(approved, card):
    """What staff entered for a firm that has no account."""
    return approved(enterprise=card, origin="paper", entered_by=UserFactory(), consent_in_writing=True)


def test_a_firm_without_an_account_reads_how_to_pay_in_the_letter_itself(fair, approved, by):
    card = EnterpriseFactory(kept_by=fair.organizer)
    request = fees.make_request(application=entered(approved, card), by=by)
    letter = Letter.objects.get(kind="fee_request")
    assert "1012345678" in letter.body
    assert "/e/" not in letter.body + letter.short
    assert request.total == PRICE


def test_a_foreign_organizers_support_counts_nothing(fair, approved, ask, by):
    Rule(organizer=fair.organizer, most_each_year=2_500_000)
    firm, other = AccountFactory(), FairFactory(starts_on=fair.starts_on, ends_on=fair.ends_on)
    FeeTermsFactory(fair=other)
    Rule(organizer=other.organizer)
    assert ask(approved(enterprise=firm, fair=other, package=PackageFactory(fair=other, price=PRICE))).support
    assert ask(approved(enterprise=firm)).support == 2_500_000


def test_the_rules_of_the_fairs_first_day_hold(fair, ask):
    Rule(organizer=fair.organizer, valid_to=fair.starts_on - datetime.timedelta(days=1), share=90)
    Rule(organizer=fair.organizer, valid_from=fair.starts_on, share=30)
    assert ask().support == PRICE * 30 // 100


def test_what_another_programme_bears_is_written_down_and_not_supported(fair, ask):
    Rule(organizer=fair.organizer)
    request = ask(funded_elsewhere="XTTM quốc gia")
    assert (request.support, request.funded_elsewhere) == (0, "XTTM quốc gia")
    assert "XTTM quốc gia" in request.lines.last().why_vi


def test_the_letter_waits_ten_minutes_and_a_cancelled_request_was_never_heard_of(approved, by):
    application = approved()
    request = fees.make_request(application=application, by=by)
    letter = Letter.objects.get(kind="fee_request")
    assert letter.not_before == request.told_at > timezone.now()
    assert request.reference[:2] in letter.body
    assert not queries.told_to(application).exists()
    fees.cancel_request(request=request, reason="Nhầm gian hàng", by=by)
    assert not Letter.objects.exists()
    PaymentRequest.objects.update(told_at=timezone.now() + datetime.timedelta(seconds=1))
    assert not queries.told_to(application).exists()


def test_a_request_that_was_told_is_cancelled_by_letter_with_the_reason(ask, by):
    request = ask()
    Letter.objects.update(state="sent", not_before=timezone.now())
    fees.cancel_request(request=request, reason="Đổi gian hàng", by=by)
    assert "Đổi gian hàng" in Letter.objects.get(kind="fee_cancelled").body
    with pytest.raises(ValidationError):
        fees.cancel_request(request=PaymentRequest.objects.get(pk=request.pk), reason="Lần nữa", by=by)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], Standing.UNPAID),
        ([PRICE - 1], Standing.PART),
        ([PRICE - 1, 1], Standing.PAID),
        ([PRICE, 1], Standing.OVER),
    ],
)
def test_how_a_request_stands_follows_from_what_came(ask, pay, amounts, expected):
    request = ask()
    for amount in amounts:
        pay(request, amount)
    request.refresh_from_db()
    assert (standing(request), request.received) == (expected, sum(amounts))


def test_an_unpaid_request_is_overdue_after_its_day(ask, pay):
    request = ask()
    yesterday = TODAY() - datetime.timedelta(days=1)
    PaymentRequest.objects.filter(pk=request.pk).update(due_on=yesterday)
    assert standing(request) == Standing.OVERDUE
    pay(request, PRICE)
    assert standing(request) == Standing.PAID


def test_every_payment_has_a_receipt_of_its_own_whose_letter_waits(ask, pay):
    request = ask()
    one, two = pay(request, 1_000), pay(request, 2_000)
    assert (one.receipt_number, two.receipt_number) == (1, 2)
    letters = Letter.objects.filter(kind="fee_receipt")
    assert letters.count() == 2
    assert all(letter.not_before > timezone.now() for letter in letters)


def test_a_wrong_entry_is_reversed_by_a_row_and_its_receipt_never_leaves(ask, pay, by):
    request = ask()
    payment = pay(request, 1_000, bank_ref="FT1")
    row = fees.reverse_payment(payment=payment, reason="Nhầm doanh nghiệp", by=by)
    request.refresh_from_db()
    assert (row.kind, row.is_in, row.amount, request.received) == ("reversal", False, 1_000, 0)
    assert not Letter.objects.filter(kind__startswith="fee_receipt").exists()
    assert Payment.objects.count() == 2
    with pytest.raises(ValidationError, match="already"):
        fees.reverse_payment(payment=payment, reason="Lần nữa", by=by)
    with pytest.raises(ValidationError):
        fees.reverse_payment(payment=row, reason="Hủy của hủy", by=by)
    assert pay(ask(), 1_000, bank_ref="FT1")  # its transaction may be recorded where it belongs


def test_a_receipt_that_went_out_is_declared_void(ask, pay, by):
    payment = pay(ask(), 1_000)
    Letter.objects.filter(kind="fee_receipt").update(state="sent", not_before=timezone.now())
    fees.reverse_payment(payment=payment, reason="Nhầm", by=by)
    assert payment.receipt_code in Letter.objects.get(kind="fee_receipt_void").subject


def test_no_more_is_given_back_than_came(ask, pay, by):
    request = ask()
    pay(request, 1_000)
    request.refresh_from_db()
    with pytest.raises(ValidationError, match=r"Only 1\.000 đ"):
        fees.refund(request=request, money=fees.Money(1_001, TODAY()), by=by)
    fees.refund(request=request, money=fees.Money(400, TODAY()), by=by)
    request.refresh_from_db()
    assert request.received == 600
    with pytest.raises(ValidationError, match="given back since"):
        fees.reverse_payment(payment=Payment.objects.get(kind="received"), reason="Nhầm", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.update(received=-1)


def test_an_entry_that_is_sent_twice_is_made_once(ask, by):
    request = ask()
    money = fees.Money(1_000, TODAY())
    fees.record_payment(request=PaymentRequest.objects.get(pk=request.pk), money=money, by=by)
    with pytest.raises(ValidationError, match="meanwhile"):
        fees.record_payment(request=request, money=money, by=by)


def test_a_bank_transaction_is_recorded_once_and_tomorrow_s_money_not_at_all(ask, pay):
    request = ask()
    pay(request, 1_000, bank_ref="FT26330001")
    with pytest.raises(ValidationError, match="FT26330001"):
        pay(ask(), 1_000, bank_ref="FT26330001")
    tomorrow = TODAY() + datetime.timedelta(days=2)
    with pytest.raises(ValidationError, match="not come yet"):
        fees.record_payment(request=ask(), money=fees.Money(1, tomorrow), by=request.made_by)
    assert Payment.objects.count() == 1


def test_a_cancelled_place_cancels_its_request_and_shows_the_money_to_give_back(ask, pay, by):
    request = ask()
    pay(request, 1_000)
    decide(application=request.application, deed="cancel", by=by, answer="Hội chợ thiếu chỗ")
    request.refresh_from_db()
    assert (request.state, standing(request), request.owed) == ("cancelled", Standing.TO_REFUND, -1_000)
    fees.refund(request=request, money=fees.Money(1_000, TODAY()), by=by)
    assert standing(request) == Standing.CANCELLED


def test_a_new_request_replaces_the_old_one_and_carries_over_what_was_paid(approved, ask, pay, by):
    application = approved()
    old = ask(application)
    pay(old, 3_000_000)
    change(application, booths=2)
    with pytest.raises(ValidationError, match="meanwhile"):
        fees.make_request(application=application, by=by)
    new = fees.make_request(application=application, by=by, replaces=old.pk)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.received, new.total, new.received, new.owed) == (
        "cancelled",
        0,
        2 * PRICE,
        3_000_000,
        7_000_000,
    )
    assert Payment.objects.filter(method="carried").count() == 2
    assert Payment.objects.aggregate(n=Sum("amount", filter=~queries.Q(method="carried")))["n"] == 3_000_000


def test_there_is_one_open_request_whatever_code_runs(ask):
    request = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.create(
            **{
                field.name: getattr(request, field.name)
                for field in PaymentRequest._meta.concrete_fields
                if field.name not in ("id", "number", "reference")
            },
            number=99,
            reference="CP2600999",
        )


def lines(*rows):
    return read_statement("\n".join("\t".join(map(str, row)) for row in rows))


def fits(fair, statement):
    return [match.fit for match in match_statement(fair, statement).matches]


def test_each_line_of_a_bank_s_list_says_what_it_does(fair, ask, pay, by):
    exact, under, over, ended = ask(), ask(), ask(), ask()
    fees.cancel_request(request=ended, reason="Hủy", by=by)
    day = f"{TODAY():%d/%m/%Y}"
    statement = lines(
        (day, "5.000.000", f"NOP PHI {exact.reference}"),
        (day, "1.000.000", under.reference.lower()),
        (day, "6.000.000", over.reference),
        (day, "5.000.000", ended.reference),
        (day, "5.000.000", "Chuyen tien khong ro"),
        (day, "5.000.000", f"NOP PHI {exact.reference}"),
    )
    assert fits(fair, statement) == [Fit.EXACT, Fit.UNDER, Fit.OVER, Fit.ENDED, Fit.UNKNOWN, Fit.RECORDED]
    ticked = [(m.request.pk, m.line) for m in match_statement(fair, statement).matches if m.is_ticked]
    assert fees.record_lines(fair=fair, found=ticked, by=by) == 3
    assert fees.record_lines(fair=fair, found=ticked, by=by) == 0  # pasted again
    assert fits(fair, statement)[:3] == [Fit.RECORDED] * 3
    assert [standing(row) for row in (exact, under, over)] == [Standing.PAID, Standing.PART, Standing.OVER]
    assert Payment.objects.count() == len(set(Payment.objects.values_list("receipt_number"))) == 3


def test_the_old_reference_pays_the_request_that_replaced_it(fair, approved, ask):
    application = approved()
    old = ask(application)
    new = ask(application, replaces=old.pk)
    (match,) = match_statement(fair, lines((f"{TODAY():%d/%m/%Y}", PRICE, old.reference))).matches
    assert (match.fit, match.request) == (Fit.EXACT, new)


def test_a_transfer_without_reference_is_offered_where_name_and_amount_fit_but_not_ticked(fair, approved, ask):
    request = ask(approved(enterprise=AccountFactory(legal_name="HTX Bến Đò")))
    day = f"{TODAY():%d/%m/%Y}"
    likely, other = match_statement(
        fair, lines((day, PRICE, "HTX BEN DO nop tien gian hang"), (day, PRICE + 1, "HTX BEN DO nop tien"))
    ).matches
    assert (likely.fit, likely.request, likely.is_ticked) == (Fit.LIKELY, request, False)
    assert other.fit == Fit.UNKNOWN


def test_only_who_owes_and_heard_nothing_for_three_days_is_reminded(fair, ask, pay, by):
    owes, paid, fresh = ask(), ask(), ask()
    pay(paid, PRICE)
    PaymentRequest.objects.exclude(pk=fresh.pk).update(told_at=timezone.now() - datetime.timedelta(days=4))
    rows = PaymentRequest.objects.values_list("pk", flat=True)
    assert fees.remind(fair=fair, requests=rows, by=by) == 1
    assert fees.remind(fair=fair, requests=rows, by=by) == 0
    assert owes.reference[2:4] in Letter.objects.get(kind="fee_reminder").body


def test_lines_are_rows_that_add_up_to_the_request(fair, ask):
    Rule(organizer=fair.organizer)
    request = ask()
    sums = {kind: FeeLine.objects.filter(kind=kind).aggregate(n=Sum("amount"))["n"] for kind in ("price", "support")}
    assert (sums["price"], sums["support"]) == (request.price, request.support)
