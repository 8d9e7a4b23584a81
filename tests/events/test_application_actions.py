"""What an enterprise may do with its application, when, and what each deed leaves behind."""

import datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import Consent
from common import history
from common.models import Letter
from events import window
from events.actions.applications import save_application, submit_application, withdraw_application
from events.models import Application, ApplicationState
from events.registration.steps import missing
from events.states import APPLICATION
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LAST = datetime.date(2026, 11, 1)


@pytest.fixture
def fair():
    return FairFactory(
        is_public=True,
        applications_until=LAST,
        starts_on=datetime.date(2026, 11, 18),
        ends_on=datetime.date(2026, 11, 22),
    )


@pytest.fixture
def by():
    return EnterpriseMemberFactory().user


@pytest.fixture
def at():
    """Stand at a moment, told in UTC."""

    def stand(*moment: int):
        now = datetime.datetime(*moment, tzinfo=datetime.UTC)
        return patch("django.utils.timezone.now", return_value=now)

    return stand


def draft(fair, **fields) -> Application:
    return ApplicationFactory(fair=fair, fascia_name="HTX Hành tím", **fields)


def test_a_draft_is_kept_with_its_products_and_history(fair, by, at):
    own = AccountFactory()
    onions = ProductFactory(enterprise=own, name="Hành tím")
    row = Application(fair=fair, enterprise=own, contact_name="Thạch Thị Phúc", contact_phone="+84 912 345 678")
    with at(2026, 10, 1):
        save_application(application=row, products=[onions], by=by)
    assert (row.state, row.contact_phone, list(row.products.all())) == ("draft", "0912345678", [onions])
    entry = row.history.get()
    assert (entry.history_user, "Hành tím" in entry.history_change_reason) == (by, True)


def test_another_enterprises_product_is_never_shown(fair, by, at):
    with at(2026, 10, 1), pytest.raises(ValidationError, match="own products"):
        save_application(application=draft(fair), products=[ProductFactory()], by=by)


def test_an_enterprise_applies_once_unless_its_application_ended(fair, by, at):
    first = draft(fair)
    again = Application(
        fair=fair, enterprise=first.enterprise, contact_name="Thạch Thị Phúc", contact_phone="0912345678"
    )
    with at(2026, 10, 1):
        with pytest.raises(ValidationError, match="already applied"):
            save_application(application=again, products=[], by=by)
        withdraw_application(application=first, by=by)
        assert save_application(application=again, products=[], by=by).pk


def test_the_constraint_lets_no_second_application_through(fair):
    first = draft(fair)
    with pytest.raises(IntegrityError):
        draft(fair, enterprise=first.enterprise)


@pytest.mark.parametrize("moment", [(2026, 11, 1, 16, 59), (2026, 10, 31, 17, 1)])
def test_the_last_day_is_counted_in_the_fairs_zone(fair, by, at, moment):
    """In Vietnam it is the first of November until 17:00 UTC."""
    with at(*moment):
        assert submit_application(application=draft(fair), by=by, consent=True).state == "submitted"


def test_a_submission_a_minute_late_is_refused_with_the_date(fair, by, at):
    row = draft(fair)
    with at(2026, 11, 1, 17, 1), pytest.raises(ValidationError, match="01/11/2026"):
        submit_application(application=row, by=by, consent=True)
    row.refresh_from_db()
    assert (row.state, Letter.objects.count(), Consent.objects.count()) == ("draft", 0, 0)


def test_nothing_is_taken_before_the_first_day_or_for_a_fair_that_takes_none(fair, by, at):
    fair.applications_from = datetime.date(2026, 10, 5)
    with at(2026, 10, 4), pytest.raises(ValidationError, match="05/10/2026"):
        submit_application(application=draft(fair), by=by, consent=True)
    for change in ({"state": "cancelled"}, {"uses_applications": False}):
        closed = FairFactory(applications_until=LAST, starts_on=fair.starts_on, ends_on=fair.ends_on, **change)
        with at(2026, 10, 6), pytest.raises(ValidationError, match="takes no applications"):
            submit_application(application=draft(closed), by=by, consent=True)


def test_without_a_last_day_applications_close_the_day_before_the_fair(fair):
    fair.applications_until = None
    assert window.last_day(fair) == datetime.date(2026, 11, 17)


def test_a_submission_leaves_history_a_consent_and_a_receipt(fair, by, at):
    row = draft(fair, contact_email="phuc@example.com")
    with at(2026, 10, 1):
        submit_application(application=row, by=by, consent=True)
    assert (row.state, row.submitted_by) == ("submitted", by)
    assert row.history.get(state="submitted").history_user == by
    assert Consent.objects.get().user == by
    letter = Letter.objects.get()
    assert (letter.to, letter.thread, letter.state) == ("phuc@example.com", f"application-{row.pk}", "waiting")
    assert letter.organizer == fair.organizer
    assert letter.short.endswith(f"/e/{row.enterprise_id}/applications/{row.pk}/")


def test_who_has_no_email_is_told_by_hand(fair, by, at):
    with at(2026, 10, 1):
        submit_application(application=draft(fair), by=by, consent=True)
    letter = Letter.objects.get()
    assert (letter.to, letter.mobile, letter.name, letter.state) == ("", "0912345678", "Thạch Thị Phúc", "by_hand")


def test_without_consent_nothing_is_submitted_and_given_once_it_is_not_asked_again(fair, by, at):
    row = draft(fair)
    with at(2026, 10, 1):
        with pytest.raises(ValidationError, match="consent"):
            submit_application(application=row, by=by)
        submit_application(application=row, by=by, consent=True)
        other = draft(FairFactory(starts_on=fair.starts_on, ends_on=fair.ends_on), enterprise=row.enterprise)
        submit_application(application=other, by=by)
    assert Consent.objects.count() == 1


def test_what_is_missing_is_named_and_a_fair_without_booths_asks_for_no_fascia_name(fair, by, at):
    row = draft(fair, contact_phone="")
    row.fascia_name = ""
    assert [one.step for one in missing(row)] == ["contact", "booth"]
    with at(2026, 10, 1), pytest.raises(ValidationError) as refused:
        submit_application(application=row, by=by, consent=True)
    assert len(refused.value.messages) == 2
    fair.uses_floor = False
    assert [one.step for one in missing(row)] == ["contact"]


def test_a_returned_application_may_be_answered_until_the_fair_begins(fair, by, at):
    row = draft(fair, state="returned", answer="Giấy ATTP hết hạn")
    with at(2026, 11, 10):
        save_application(application=row, products=[], by=by)
        submit_application(application=row, by=by, consent=True)
    assert row.state == "submitted"
    late = draft(fair, state="returned", answer="Giấy ATTP hết hạn")
    with at(2026, 11, 18), pytest.raises(ValidationError, match="has begun"):
        submit_application(application=late, by=by, consent=True)


@pytest.mark.parametrize("state", sorted(set(ApplicationState) - {"draft", "returned", "submitted"}))
def test_what_is_decided_is_not_edited(fair, by, at, state):
    row = draft(fair, state=state, answer="vì thế")
    with at(2026, 10, 1), pytest.raises(ValidationError, match="has decided"):
        save_application(application=row, products=[], by=by)


def test_what_is_submitted_is_edited_until_applications_close(fair, by, at):
    row = draft(fair, state="submitted")
    with at(2026, 10, 1):
        save_application(application=row, products=[], by=by)
    with at(2026, 11, 10), pytest.raises(ValidationError, match="Ask the organizer whether you may still change it"):
        save_application(application=row, products=[], by=by)


@pytest.mark.parametrize("state", ApplicationState.values)
def test_an_application_is_withdrawn_as_its_table_says_or_not_at_all(fair, by, state):
    row = draft(fair, state=state, answer="vì thế")
    if (state, "withdraw") in APPLICATION:
        withdraw_application(application=row, by=by)
        row.refresh_from_db()
        assert (row.state, row.history.first().history_user) == ("withdrawn", by)
        assert Letter.objects.count() == (state != "draft")
    else:
        with pytest.raises(ValidationError):
            withdraw_application(application=row, by=by)
        assert row.history.count() == 1


@pytest.mark.parametrize("state", ApplicationState.values)
def test_an_application_is_submitted_as_its_table_says_or_not_at_all(fair, by, at, state):
    row = draft(fair, state=state, answer="vì thế")
    with at(2026, 10, 1):
        if (state, "submit") in APPLICATION:
            assert submit_application(application=row, by=by, consent=True).state == "submitted"
        else:
            with pytest.raises(ValidationError):
                submit_application(application=row, by=by, consent=True)
            assert row.history.count() == 1


def test_of_two_tabs_only_one_submits(fair, by, at):
    row = draft(fair)
    stale = Application.objects.get(pk=row.pk)
    with at(2026, 10, 1):
        submit_application(application=row, by=by, consent=True)
        with pytest.raises(history.Stale):
            submit_application(application=stale, by=UserFactory(), consent=True)
    assert Letter.objects.count() == 1
