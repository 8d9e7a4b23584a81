"""By when: working days over weekends, holidays and exchanged days, counted in Vietnam's days."""

import datetime

import pytest
from django.utils import timezone

from common import working_days
from common.models import SpecialDay
from portal.models import RequestKind, RequestTerm
from portal.privacy.deadlines import deadlines, longest_extension
from tests.portal.privacy.conftest import at

pytestmark = pytest.mark.django_db


def day(written: str) -> datetime.date:
    return datetime.datetime.strptime(written, "%d/%m/%Y").date()  # noqa: DTZ007


@pytest.mark.parametrize(
    ("asked", "answer_by"),
    [
        ("2026-11-25 08:00", "27/11/2026"),  # Wednesday: Thursday, Friday
        ("2026-11-26 23:59", "30/11/2026"),  # over a weekend
        ("2026-11-28 10:00", "01/12/2026"),  # asked on a Saturday
        ("2026-02-13 10:00", "24/02/2026"),  # over Tết and both its weekends
        ("2026-04-24 10:00", "29/04/2026"),  # the Hùng Kings' day off falls on the Monday
        ("2026-04-29 10:00", "05/05/2026"),  # 30 April, 1 May, a weekend
        ("2026-08-21 10:00", "24/08/2026"),  # the Saturday is worked in exchange
        ("2026-08-28 10:00", "04/09/2026"),  # the Monday is off in exchange, then National Day
        ("2026-12-31 10:00", "05/01/2027"),  # New Year
    ],
)
def test_an_answer_is_due_after_two_working_days(asked, answer_by):
    assert deadlines(RequestKind.VIEW, at(asked)).answer_by == day(answer_by)


@pytest.mark.parametrize(
    ("kind", "due_by"),
    [
        ("view", "05/12/2026"), ("provide", "05/12/2026"), ("correct", "05/12/2026"), ("withdraw", "10/12/2026"),
        ("restrict", "10/12/2026"), ("object", "10/12/2026"), ("erase", "15/12/2026"),
    ],
)  # fmt: skip
def test_each_kind_is_done_within_its_own_days(kind, due_by):
    assert deadlines(kind, at("2026-11-25 08:00")).due_by == day(due_by)


def test_the_day_is_vietnams_whatever_zone_the_person_is_in():
    late = datetime.datetime(2026, 11, 25, 17, 30, tzinfo=datetime.UTC)  # half past midnight on the 26th in Vietnam
    for zone in ("America/Los_Angeles", "Asia/Tokyo"):
        with timezone.override(zone):
            assert deadlines(RequestKind.VIEW, late).due_by == day("06/12/2026")


def test_a_changed_term_holds_for_what_is_asked_from_its_day():
    old = RequestTerm.objects.get(kind="view")
    old.valid_to = day("31/12/2026")
    old.save()
    RequestTerm.objects.create(
        kind="view", answer_working_days=1, done_days=5, extension_days=5, valid_from=day("01/01/2027")
    )
    assert deadlines(RequestKind.VIEW, at("2026-12-31 09:00")).due_by == day("10/01/2027")
    assert deadlines(RequestKind.VIEW, at("2027-01-04 09:00")).due_by == day("09/01/2027")


def test_an_extension_is_as_long_again_at_most():
    asked = at("2026-11-25 08:00")
    assert longest_extension(RequestKind.ERASE, asked, day("15/12/2026")) == day("04/01/2027")


def test_a_holiday_that_is_entered_counts_from_then_on():
    before = deadlines(RequestKind.VIEW, at("2027-02-05 09:00")).answer_by
    for number in (8, 9, 10, 11):
        tet = SpecialDay(day=datetime.date(2027, 2, number), name_vi="Tết", name_en="Tết")
        working_days.enter_day(day=tet)
    assert (before, deadlines(RequestKind.VIEW, at("2027-02-05 09:00")).answer_by) == (
        day("09/02/2027"), day("15/02/2027"),
    )  # fmt: skip


def test_terms_longer_than_a_quarter_are_counted_through(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert working_days.after_working_days(day("02/11/2026"), 120) > day("10/04/2027")
