"""What an organizer decides about an application, and how a decision is taken back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common import history, outbox
from common.models import Letter
from events import letters
from events.actions.floor import assign_booth
from events.actions.review import decide, undo_decision
from events.models import Application, ApplicationState, Participation
from events.states import APPLICATION, DECISIONS
from tests.factories import (
    ApplicationFactory,
    BoothFactory,
    EnterpriseFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def row():
    return ApplicationFactory(
        state="submitted",
        submitted_at=timezone.now(),
        submitted_by=UserFactory(language="vi"),
        contact_email="phuc@example.com",
        power_kw=2.5,
    )


def part_of(row) -> Participation | None:
    return Participation.objects.filter(application=row).first()


@pytest.mark.parametrize("deed", DECISIONS)
@pytest.mark.parametrize("state", ApplicationState.values)
def test_an_application_is_decided_as_its_table_says_or_not_at_all(row, by, state, deed):
    Application.objects.filter(pk=row.pk).update(state=state, answer="trước")
    row.refresh_from_db()
    if (state, deed) in APPLICATION:
        decide(application=row, deed=deed, by=by, answer="Xin gửi giấy mới")
        row.refresh_from_db()
        entry = row.history.first()
        assert row.state == entry.state == APPLICATION[state, deed]
        assert (row.decided_by, entry.history_user, entry.history_change_reason) == (by, by, "Xin gửi giấy mới")
        assert "Xin gửi giấy mới" in Letter.objects.get(kind="application_decision").body
    else:
        with pytest.raises(ValidationError):
            decide(application=row, deed=deed, by=by, answer="Xin gửi giấy mới")
        assert (row.history.count(), Letter.objects.count()) == (1, 0)


@pytest.mark.parametrize("deed", ["submit", "withdraw", "eat"])
def test_an_organizer_does_not_do_the_enterprises_deeds(row, by, deed):
    with pytest.raises(ValidationError):
        decide(application=row, deed=deed, by=by)


@pytest.mark.parametrize("deed", ["return", "decline"])
def test_a_refusal_says_why(row, by, deed):
    with pytest.raises(ValidationError, match="why"):
        decide(application=row, deed=deed, by=by, answer="   ")


def test_the_letter_waits_ten_minutes(row, by):
    decide(application=row, deed="waitlist", by=by)
    letter = Letter.objects.get()
    wait = letter.not_before - timezone.now()
    assert datetime.timedelta(minutes=9) < wait <= datetime.timedelta(minutes=10)
    assert not outbox.due().exists()


def test_an_approval_puts_the_organizers_card_on_the_list_with_the_contact_as_delegate(row, by):
    decide(application=row, deed="approve", by=by)
    part = part_of(row)
    assert (part.enterprise.kept_by, part.enterprise.tax_code) == (row.fair.organizer, row.enterprise.tax_code)
    assert (part.state, part.origin, part.needs_power) == ("expected", "applied", True)
    assert part.history.get().history_user == by
    delegate = part.delegates.get()
    assert (delegate.name, delegate.email) == (row.contact_name, row.contact_email)
    assert delegate.history.get().history_user == by


def test_a_firm_that_stands_in_the_list_already_is_not_listed_twice(row, by):
    card = EnterpriseFactory(kept_by=row.fair.organizer, tax_code=row.enterprise.tax_code)
    listed = ParticipationFactory(fair=row.fair, enterprise=card, state="expected")
    decide(application=row, deed="approve", by=by)
    assert list(row.fair.participations.all()) == [listed]
    assert part_of(row) == listed


def test_of_two_tabs_only_one_decides(row, by):
    stale = Application.objects.get(pk=row.pk)
    decide(application=row, deed="approve", by=by)
    with pytest.raises(history.Stale):
        decide(application=stale, deed="decline", by=by, answer="Hết chỗ")
    row.refresh_from_db()
    assert (row.state, Letter.objects.count(), Participation.objects.count()) == ("approved", 1, 1)


@pytest.mark.parametrize("deed", ["approve", "return", "waitlist", "decline"])
def test_a_decision_is_taken_back_with_its_letter_while_that_waits(row, by, deed):
    decide(application=row, deed=deed, by=by, answer="vì thế")
    undo_decision(application=row, by=by)
    row.refresh_from_db()
    assert (row.state, row.answer, row.decided_at) == ("submitted", "", None)
    assert (Letter.objects.count(), Participation.objects.count()) == (0, 0)
    assert row.history.first().history_user == by
    assert row.history.count() == 3


def test_an_approval_from_the_waiting_list_is_taken_back_to_the_waiting_list(row, by):
    decide(application=row, deed="waitlist", by=by, answer="Đợi nhé")
    Letter.objects.update(not_before=timezone.now(), state="sent")
    row.told_at = timezone.now()
    decide(application=row, deed="approve", by=by)
    undo_decision(application=row, by=by)
    row.refresh_from_db()
    assert (row.state, row.answer, Letter.objects.get().state) == ("waitlisted", "Đợi nhé", "sent")


def test_a_listing_that_was_there_before_an_approval_survives_its_undoing(row, by):
    card = EnterpriseFactory(kept_by=row.fair.organizer, tax_code=row.enterprise.tax_code)
    listed = ParticipationFactory(fair=row.fair, enterprise=card, state="expected")
    decide(application=row, deed="approve", by=by)
    undo_decision(application=row, by=by)
    listed.refresh_from_db()
    assert listed.application is None


@pytest.mark.parametrize("gone", [{"state": "sending"}, {"state": "sent"}])
def test_a_decision_stands_once_its_letter_is_on_the_way(row, by, gone):
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    Letter.objects.update(**gone)
    with pytest.raises(ValidationError, match="gone out"):
        undo_decision(application=row, by=by)
    row.refresh_from_db()
    assert row.state == "declined"


def test_a_decision_stands_after_ten_minutes(row, by):
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    row.told_at -= datetime.timedelta(minutes=10, seconds=1)
    with pytest.raises(ValidationError, match="gone out"):
        undo_decision(application=row, by=by)


def test_an_approval_on_which_a_booth_stands_is_not_taken_back(row, by):
    decide(application=row, deed="approve", by=by)
    assign_booth(booth=BoothFactory(hall__fair=row.fair), participation=part_of(row), by=by)
    with pytest.raises(ValidationError, match="booth"):
        undo_decision(application=row, by=by)
    row.refresh_from_db()
    assert (row.state, Letter.objects.filter(kind="application_decision").count()) == ("approved", 1)


def test_a_cancelled_place_frees_its_booths_and_counts_in_no_figure(row, by):
    decide(application=row, deed="approve", by=by)
    part = part_of(row)
    holding = assign_booth(booth=BoothFactory(hall__fair=row.fair), participation=part, by=by)
    decide(application=row, deed="cancel", by=by, answer="Không nộp phí")
    part.refresh_from_db()
    holding.refresh_from_db()
    assert (row.state, part.state, holding.released_at is None) == ("cancelled", "no_show", False)
    assert not Letter.objects.filter(kind="booth").exists()
    subjects = Letter.objects.filter(kind="application_decision", not_before__lte=timezone.now()).order_by("pk")
    assert [letter.subject.split(":")[0] for letter in subjects] == ["Application approved", "Place cancelled"]


def test_the_place_of_who_took_part_is_not_cancelled(row, by):
    decide(application=row, deed="approve", by=by)
    Participation.objects.update(state="took_part")
    with pytest.raises(ValidationError, match="took part"):
        decide(application=row, deed="cancel", by=by, answer="Nhầm")


def test_a_fair_without_booths_promises_none(row):
    assert "booth" in letters.written(row, "approve").body
    row.fair.uses_floor = False
    assert "booth" not in letters.written(row, "approve").body


def test_the_short_text_keeps_its_link_whole_however_long_the_words(row):
    text = letters.written(row, "decline", "Hết chỗ " * 300)
    assert len(text.short) <= 400
    assert text.short.endswith(f"/e/{row.enterprise_id}/applications/{row.pk}/")


def test_what_an_approval_linked_is_parted_again_when_it_is_taken_back(row, by):
    EnterpriseFactory(kept_by=row.fair.organizer, tax_code=row.enterprise.tax_code, email="htx@example.com")
    decide(application=row, deed="approve", by=by)
    assert row.enterprise.card_links.get().state == "linked"
    undo_decision(application=row, by=by)
    assert row.enterprise.card_links.get().state == "undone"
    assert not Letter.objects.exists()
