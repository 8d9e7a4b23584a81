"""An enterprise sees what it was told: a decision and a booth show when their letter's time has come."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import Letter
from events import queries, told
from events.actions.applications import save_application, submit_application, withdraw_application
from events.actions.floor import assign_booth, release_booth, swap_booths
from events.actions.review import decide, tell_now, undo_decision
from events.models import Application, BoothHolding, Participation
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothFactory,
    EnterpriseMemberFactory,
    FairFactory,
    FairNoticeFactory,
    HallFactory,
    MeetingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DECISIONS = {"approve": "approved", "return": "returned", "waitlist": "waitlisted", "decline": "declined"}


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def person():
    account = AccountFactory(
        legal_name="HTX Hành tím", address_as_written="Vĩnh Châu", contact_name="Bà Phúc", phone="0912345678"
    )
    return EnterpriseMemberFactory(enterprise=account, role="owner").user


@pytest.fixture
def account(person):
    return person.enterprises.get().enterprise


@pytest.fixture
def fair():
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def row(fair, account, person):
    application = ApplicationFactory(fair=fair, enterprise=account, contact_email="htx@example.com", fascia_name="HTX")
    return submit_application(application=application, by=person, consent=True)


def ten_minutes_later() -> None:
    """All that waits has been written ten minutes ago."""
    ago = datetime.timedelta(minutes=10, seconds=1)
    for application in Application.objects.exclude(told_at=None):
        Application.objects.filter(pk=application.pk).update(told_at=application.told_at - ago)
    for letter in Letter.objects.all():
        times = {"not_before": letter.not_before - ago, "created_at": letter.created_at - ago}
        Letter.objects.filter(pk=letter.pk).update(**times)
    for holding in BoothHolding.objects.all():
        released = holding.released_at and holding.released_at - ago
        BoothHolding.objects.filter(pk=holding.pk).update(held_at=holding.held_at - ago, released_at=released)


def page_of(person, name: str, *args) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=[person.enterprises.get().enterprise_id, *args])).content.decode()


@pytest.mark.parametrize("deed", DECISIONS)
def test_a_decision_shows_to_the_enterprise_when_its_letter_goes(row, by, person, deed):
    decide(application=row, deed=deed, by=by, answer="Lời của ban tổ chức")
    words = str(row.get_state_display())
    pages = [("my_application", row.pk), ("my_applications",), ("my_enterprise",)]
    for name, *args in pages:
        assert "Lời của ban tổ chức" not in page_of(person, name, *args)
        assert words not in page_of(person, name, *args)
    assert "under review" in page_of(person, "my_applications")
    ten_minutes_later()
    assert words in page_of(person, "my_applications")
    assert "Lời của ban tổ chức" in page_of(person, "my_application", row.pk)


def test_a_decision_that_was_taken_back_stands_in_no_history_of_the_enterprise(row, by, person):
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    undo_decision(application=row, by=by)
    entries = told.entries(row)
    assert "Hết chỗ" not in page_of(person, "my_application", row.pk)
    assert {entry.who for entry in entries} == {str(person), "the system"}
    decide(application=row, deed="approve", by=by)
    assert len(told.entries(row)) == len(entries)
    ten_minutes_later()
    row.history.filter(pk=row.history.first().pk).update(told_at=timezone.now())
    assert len(told.entries(row)) > len(entries)


def test_a_letter_sent_at_once_shows_its_decision_at_once_and_ends_the_undoing(row, by, person):
    decide(application=row, deed="waitlist", by=by, answer="Đợi nhé")
    tell_now(application=row, by=by)
    Letter.objects.filter(kind="application_receipt").update(not_before=timezone.now())  # its PDF is made
    assert outbox.due().filter(kind="application_decision").count() == 0  # the receipt goes first
    outbox.deliver_due()
    assert outbox.due().get().kind == "application_decision"
    assert "Đợi nhé" in page_of(person, "my_application", row.pk)
    assert [change.new for change in told.entries(row)[0].changes if change.label == "state"] == [
        row.get_state_display()
    ]
    for deed in (undo_decision, tell_now):
        with pytest.raises(ValidationError, match="gone out"):
            deed(application=row, by=by)


def test_the_later_of_two_decisions_is_told_and_the_earlier_never(row, by, person):
    decide(application=row, deed="waitlist", by=by)
    decide(application=row, deed="approve", by=by)
    assert row.told_state == "submitted"
    assert Letter.objects.filter(kind="application_decision").count() == 1
    undo_decision(application=row, by=by)
    assert (row.state, row.told_at) == ("submitted", None)


def test_what_waits_to_be_told_can_be_withdrawn_and_leaves_nothing_behind(row, by, person):
    decide(application=row, deed="approve", by=by)
    withdraw_application(application=row, by=person)
    assert (row.state, row.told_state) == ("withdrawn", "withdrawn")
    assert not Participation.objects.exists()
    assert not Letter.objects.filter(kind="application_decision").exists()
    assert row.enterprise.card_links.get().state == "undone"


def test_who_withdraws_before_hearing_of_the_booth_frees_it(row, by, person):
    decide(application=row, deed="approve", by=by)
    holding = assign_booth(booth=BoothFactory(hall__fair=row.fair), participation=row.participation, by=by)
    withdraw_application(application=row, by=person)
    holding.refresh_from_db()
    part = Participation.objects.get()
    assert (row.state, part.state, holding.released_at is None) == ("withdrawn", "no_show", False)
    assert not Letter.objects.filter(kind="booth").exists()


def test_who_was_not_told_of_a_return_cannot_change_the_application_yet(row, by, person):
    decide(application=row, deed="return", by=by, answer="Thiếu giấy")
    for deed in (
        lambda: save_application(application=row, products=[], by=person),
        lambda: submit_application(application=row, by=person),
    ):
        with pytest.raises(ValidationError):
            deed()
    ten_minutes_later()
    row.refresh_from_db()
    save_application(application=row, products=[], by=person)
    submit_application(application=row, by=person)
    assert row.state == "submitted"


def test_who_was_not_told_of_a_refusal_does_not_see_the_fair_open_again(row, by, person, fair, account):
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    assert queries.open_fairs(account) == []
    again = Application(fair=fair, enterprise=account, contact_name="Bà Phúc", contact_phone="0912345678")
    with pytest.raises(ValidationError, match="already applied"):
        save_application(application=again, products=[], by=person)
    undo_decision(application=row, by=by)
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    ten_minutes_later()
    assert queries.open_fairs(account) == [fair]
    save_application(application=again, products=[], by=person)


# Booths


@pytest.fixture
def approved(row, by):
    decide(application=row, deed="approve", by=by)
    ten_minutes_later()
    return Application.objects.select_related("fair", "participation").get(pk=row.pk)


def codes(application) -> list[str]:
    return [held.booth.code for held in told.booths_of(Application.objects.get(pk=application.pk))]


def test_a_booth_shows_when_its_letter_goes_and_stays_until_the_next_letter(approved, by, person):
    hall = HallFactory(fair=approved.fair)
    first, second = BoothFactory(hall=hall, code="A01"), BoothFactory(hall=hall, code="A02")
    part = approved.participation
    assign_booth(booth=first, participation=part, by=by)
    assert codes(approved) == []
    for name, *args in [("my_application", approved.pk), ("my_enterprise",)]:
        assert "A01" not in page_of(person, name, *args)
    ten_minutes_later()
    assert codes(approved) == ["A01"]
    swap_booths(first=first, second=second, by=by)
    assert codes(approved) == ["A01"]
    ten_minutes_later()
    assert codes(approved) == ["A02"]
    assert "A02" in page_of(person, "my_enterprise")
    release_booth(holding=part.holdings.get(released_at=None), by=by)
    assert codes(approved) == ["A02"]
    ten_minutes_later()
    assert codes(approved) == []


def test_a_booth_given_twice_in_ten_minutes_shows_as_the_letter_says_it(approved, by):
    hall = HallFactory(fair=approved.fair)
    first, second = BoothFactory(hall=hall, code="A01"), BoothFactory(hall=hall, code="A02")
    assign_booth(booth=first, participation=approved.participation, by=by)
    swap_booths(first=first, second=second, by=by)
    assert codes(approved) == []
    ten_minutes_later()
    assert codes(approved) == ["A02"]


def test_a_mail_server_that_is_away_hides_no_booth_whose_time_has_come(approved, by):
    assign_booth(booth=BoothFactory(hall__fair=approved.fair, code="A01"), participation=approved.participation, by=by)
    ten_minutes_later()
    later = timezone.now() + datetime.timedelta(minutes=1)
    Letter.objects.filter(kind="booth").update(not_before=later, error="no connection")
    assert codes(approved) == ["A01"]


def test_a_booth_of_an_approval_that_waits_is_not_shown(row, by):
    decide(application=row, deed="approve", by=by)
    assign_booth(booth=BoothFactory(hall__fair=row.fair), participation=row.participation, by=by)
    Letter.objects.filter(kind="booth").update(not_before=timezone.now())
    assert codes(row) == []


def test_the_booths_of_many_are_read_at_once(approved, by, django_assert_num_queries):
    parts = [MeetingFactory(fair=approved.fair).seller for _n in range(5)]
    for part in parts:
        assign_booth(booth=BoothFactory(hall__fair=approved.fair), participation=part, by=by)
    with django_assert_num_queries(2):
        told.booths(parts)


def test_the_organizer_sends_the_letter_now_from_the_page(row, sign_in, by):
    staff = sign_in("registration", at=row.fair.organizer)
    args = [row.fair.organizer.slug, row.fair.slug, row.pk]
    decide(application=row, deed="approve", by=by)
    page = staff.get(reverse("application", args=args))
    assert page.context["undo_until"] == row.told_at
    assert reverse("application_tell_now", args=args) in page.content.decode()
    staff.post(reverse("application_tell_now", args=args), {"version": row.version})
    row.refresh_from_db()
    assert row.told_at <= timezone.now()
    assert row.history.first().history_user == staff.user
    assert staff.get(reverse("application", args=args)).context["undo_until"] is None


def test_a_fair_called_off_shows_with_its_reason_once_everyone_was_told(row, by, person, fair):
    notice = FairNoticeFactory(fair=fair, reason="Bão số 9")
    type(fair).objects.update(state="cancelled")
    assert "Bão số 9" not in page_of(person, "my_application", row.pk)
    type(notice).objects.update(told_at=timezone.now())
    page = page_of(person, "my_application", row.pk)
    assert "Bão số 9" in page
    assert "reviews your application" not in page
