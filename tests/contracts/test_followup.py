"""Both sides of a deal are asked at their months, once; what they say adds up to a rate that names its denominator."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reach import Reach
from common.models import Letter
from contracts.actions.followup import answer, ask_due, months_before, remind_due
from contracts.followup.queries import rates
from contracts.models import Agreement, Channel, FollowUp, Kind, PartyRole, State
from tests.factories import EnterpriseFactory, FairFactory, FollowUpFactory, UserFactory, signed

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)
SAID = {"deliveries": "partly", "realised": 4_000_000, "difficulties": "", "help_wanted": "", "new_deal": ""}


def deal(organizer, day: datetime.date, **fields) -> Agreement:
    seller = EnterpriseFactory(kept_by=organizer, email="ban@example.com")
    buyer = EnterpriseFactory(kept_by=organizer, usual_role="buyer", email="", phone="+84912345678")
    known = {"kind": Kind.SALES, "state": State.SIGNED, "value_basis": "stated", "value": 10_000_000, "signed_on": day}
    return signed(organizer, seller=seller, buyer=buyer, **known | fields)


def test_each_side_is_asked_once_when_its_months_are_over(organizer):
    deal(organizer, months_before(TODAY, 3))
    assert ask_due(TODAY) == 2
    assert ask_due(TODAY) == 0
    assert set(FollowUp.objects.values_list("months", flat=True)) == {3}
    assert {letter.state for letter in Letter.objects.all()} == {"waiting", "by_hand"}  # one has no address
    assert all("/follow-up/" in letter.body for letter in Letter.objects.all())


@pytest.mark.parametrize(
    ("day", "fields"),
    [
        (datetime.date(2026, 9, 30), {}),
        (datetime.date(2019, 8, 25), {}),
        (datetime.date(2026, 8, 25), {"state": State.VOID}),
        (datetime.date(2026, 8, 25), {"state": State.SUPERSEDED}),
    ],
    ids=["too early", "long ago", "void", "replaced"],
)
def test_nobody_is_asked_where_there_is_nothing_to_ask(organizer, day, fields):
    deal(organizer, day, **fields)
    assert ask_due(TODAY) == 0


def test_the_last_of_a_month_stands_for_a_day_that_it_lacks():
    assert months_before(datetime.date(2026, 5, 31), 3) == datetime.date(2026, 2, 28)


def test_who_has_not_answered_is_reminded_once(organizer):
    deal(organizer, months_before(TODAY, 3))
    ask_due(TODAY)
    row = FollowUp.objects.first()
    answer(row=row, said=SAID, channel=Channel.LINK, by=None)
    assert remind_due(TODAY + datetime.timedelta(days=6)) == 0
    assert remind_due(TODAY + datetime.timedelta(days=7)) == 1
    assert remind_due(TODAY + datetime.timedelta(days=8)) == 0


def test_an_answer_by_link_needs_no_sign_in_and_may_be_corrected(organizer, client):
    row = FollowUpFactory(party=deal(organizer, TODAY).parties.first())
    url = reverse("follow_up_by_link", args=[row.token])
    page = client.get(url)
    form = {"deliveries": "partly", "realised": "4.000.000", "version": page.context["form"]["version"].value()}
    assert client.post(url, form).status_code == 302
    row.refresh_from_db()
    assert (row.realised, row.channel, row.answered_by) == (4_000_000, "link", None)
    form |= {"realised": "5.000.000", "version": row.version}
    client.post(url, form)
    row.refresh_from_db()
    assert row.realised == 5_000_000
    assert row.history.count() == 3


def test_an_amount_where_nothing_was_delivered_is_refused(organizer):
    row = FollowUpFactory(party=deal(organizer, TODAY).parties.first())
    with pytest.raises(ValidationError, match="Nothing was delivered"):
        answer(row=row, said=SAID | {"deliveries": "none"}, channel=Channel.LINK, by=None)


def test_what_was_signed_anew_becomes_one_draft_that_counts_nothing(organizer):
    fair = FairFactory(organizer=organizer)
    row = FollowUpFactory(party=deal(organizer, TODAY, fair=fair).parties.get(role=PartyRole.SELLER))
    for words in ("Ký thêm với Siêu thị Đại Phát", "Ký thêm với Siêu thị Đại Phát, 2 tấn"):
        row = answer(row=row, said=SAID | {"new_deal": words}, channel=Channel.PHONE, by=UserFactory())
    draft = Agreement.objects.get(state=State.DRAFT)
    assert row.draft == draft
    assert (draft.fair, draft.parties.get().enterprise) == (fair, row.party.enterprise)


def test_the_rate_counts_the_lower_amount_of_the_latest_round_and_names_who_is_missing(organizer):
    known, silent = deal(organizer, TODAY), deal(organizer, TODAY)
    for months, amounts in ((3, (1_000_000, 1_000_000)), (6, (6_000_000, 4_000_000))):
        for party, amount in zip(known.parties.all(), amounts, strict=True):
            row = FollowUpFactory(party=party, months=months)
            answer(row=row, said=SAID | {"realised": amount}, channel=Channel.PHONE, by=UserFactory())
    FollowUpFactory(party=silent.parties.first())
    rows, total = rates(Reach(organizer), "year")
    assert (total.asked, total.answered, total.unanswered) == (2, 1, 1)
    assert (total.agreed, total.realised, total.percent) == (10_000_000, 4_000_000, 40.0)
    assert [rate.label for rate in rows] == ["2026"]


def test_unknown_is_not_zero_in_the_rate(organizer):
    row = FollowUpFactory(party=deal(organizer, TODAY).parties.first())
    answer(row=row, said=SAID | {"realised": None}, channel=Channel.PHONE, by=UserFactory())
    total = rates(Reach(organizer), "fair")[1]
    assert (total.answered, total.with_amount, total.realised, total.percent) == (1, 0, None, None)


def test_staff_enter_what_was_said_on_the_telephone(sign_in, organizer):
    row = FollowUpFactory(party=deal(organizer, TODAY).parties.first())
    client = sign_in(Role.DEALS)
    url = reverse("follow_up_answer", args=[organizer.slug, row.pk])
    assert client.post(url, {"deliveries": "all", "realised": "", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert (row.deliveries, row.channel, row.answered_by) == ("all", "phone", client.user)


def test_lists_and_rates_ask_as_often_for_many_as_for_few(sign_in, organizer, django_assert_max_num_queries):
    client = sign_in(Role.MANAGER)
    for _n in range(20):
        for party in deal(organizer, timezone.localdate()).parties.all():
            FollowUpFactory(party=party)
    for name in ("follow_ups", "realisation"):
        with django_assert_max_num_queries(25):
            assert client.get(reverse(name, args=[organizer.slug])).status_code == 200
