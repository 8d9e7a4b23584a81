"""The call list: who has no email is told by a person, who says so and may take it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.calls import record_call, undo_call
from common.models import Call, Letter
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(organizer):
    return reverse("calls", args=[organizer.slug])


def call(organizer, **fields) -> Letter:
    return outbox.post(
        **{"organizer": organizer, "mobile": "0912345678", "name": "Thạch Thị Phúc", "subject": "Hồ sơ được nhận",
           "body": "Dài", "short": "Hồ sơ của bà được nhận", "kind": "test"} | fields
    )  # fmt: skip


def rows(client, url, **query) -> list[Letter]:
    return [row.record for row in client.get(url, query).context["table"].rows]


def told(client, letter, **data):
    return client.post(reverse("call_told", args=[letter.organizer.slug, letter.pk]), data)


def test_a_row_holds_the_name_a_number_to_press_and_the_words(clerk, organizer, url):
    call(organizer)
    page = clerk.get(url).content.decode()
    for shown in ("Thạch Thị Phúc", 'href="tel:0912345678"', "Hồ sơ của bà được nhận", "Hồ sơ được nhận"):
        assert shown in page


def test_the_whole_letter_stands_where_no_short_text_was_written(clerk, organizer, url):
    call(organizer, short="")
    assert "Dài" in clerk.get(url).content.decode()
    assert "Dài" in clerk.get(url, {"export": "csv"}).content.decode()


def test_only_letters_by_hand_of_this_organizer_are_listed(clerk, organizer, url):
    mine = call(organizer)
    call(OrganizerFactory())
    outbox.post(organizer=organizer, to="a@example.com", subject="Thư", body="…", kind="test")
    assert rows(clerk, url) == [mine]


def test_nobody_is_told_of_what_can_still_be_taken_back(clerk, organizer, url):
    letter = call(organizer, not_before=timezone.now() + timedelta(minutes=10))
    assert rows(clerk, url) == []
    assert told(clerk, letter).status_code == 404
    Letter.objects.update(not_before=timezone.now())
    assert rows(clerk, url) == [letter]


def test_told_leaves_the_list_and_undo_brings_it_back(clerk, organizer, url):
    letter = call(organizer)
    told(clerk, letter)
    assert rows(clerk, url) == []
    assert rows(clerk, url, which="told") == [letter]
    told(clerk, letter, deed="undo")
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == (Letter.State.BY_HAND, None)
    assert rows(clerk, url) == [letter]


def test_with_scripts_the_row_stays_and_offers_undo(clerk, organizer):
    letter = call(organizer)
    address = reverse("call_told", args=[organizer.slug, letter.pk])
    piece = clerk.post(address, headers={"HX-Request": "true"}).content.decode()
    assert 'value="undo"' in piece
    assert "<html" not in piece


def test_a_letter_that_went_by_mail_cannot_be_called_told_or_untold(clerk, organizer):
    letter = outbox.post(organizer=organizer, to="a@example.com", subject="Thư", body="…", kind="test")
    for deed in ("told", "undo"):
        assert told(clerk, letter, deed=deed).status_code == 404
    letter.refresh_from_db()
    assert letter.state == Letter.State.WAITING


def test_names_and_numbers_are_searched_without_marks(clerk, organizer, url):
    letter = call(organizer)
    call(organizer, name="Lý Hoa", mobile="0987654321")
    assert rows(clerk, url, q="thach phuc") == [letter]
    assert rows(clerk, url, q="0912345") == [letter]


# What came of each try


def tried(client, letter, **data):
    return client.post(reverse("call", args=[letter.organizer.slug, letter.pk]), data)


def test_a_try_is_kept_with_who_when_and_what_was_said_and_the_person_stays_to_be_told(clerk, organizer, url):
    letter = call(organizer)
    assert tried(clerk, letter, outcome="not_reached", note=" Máy   bận ").status_code == 302
    kept = letter.calls.get()
    assert (kept.outcome, kept.note, kept.made_by) == ("not_reached", "Máy bận", clerk.user)
    assert kept.history.get().history_user == clerk.user
    assert rows(clerk, url) == [letter]
    page = clerk.get(url).content.decode()
    assert "Máy bận" in page
    assert str(clerk.user) in page


def test_reached_is_told_and_its_undoing_takes_the_try_back_and_leaves_it_in_the_history(clerk, organizer, url):
    letter = call(organizer)
    tried(clerk, letter, outcome="reached", note="Sẽ gửi giấy")
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at is None) == (Letter.State.TOLD, False)
    told(clerk, letter, deed="undo")
    assert rows(clerk, url) == [letter]
    assert not letter.calls.exists()
    assert [row.history_type for row in Call.history.filter(letter=letter)] == ["-", "+"]
    page = clerk.get(reverse("call", args=[organizer.slug, letter.pk])).content.decode()
    assert "Taken back" in page


def test_whom_to_call_again_has_a_turn_then(clerk, organizer, url):
    first, second = call(organizer), call(organizer)
    tried(clerk, first, outcome="call_again", again_at=timezone.localtime() + timedelta(hours=2))
    assert rows(clerk, url) == [second, first]
    assert rows(clerk, url, outcome="call_again") == [first]
    assert rows(clerk, url, outcome="untried") == [second]


@pytest.mark.parametrize("hours", [None, -1])
def test_calling_again_says_when_and_not_in_the_past(clerk, organizer, hours):
    letter = call(organizer)
    when = timezone.localtime() + timedelta(hours=hours) if hours else ""
    assert tried(clerk, letter, outcome="call_again", again_at=when).status_code == 422
    assert not letter.calls.exists()


def test_who_was_told_by_another_is_not_told_twice(clerk, organizer):
    letter = call(organizer)
    record_call(letter=letter, outcome="reached", by=clerk.user)
    with pytest.raises(ValidationError, match="already"):
        record_call(letter=letter, outcome="reached", by=clerk.user)
    undo_call(letter=letter, by=clerk.user)
    record_call(letter=letter, outcome="wrong_number", by=clerk.user)
    assert letter.calls.get().outcome == "wrong_number"


def test_a_number_opens_the_phone_and_zalo(clerk, organizer, url):
    call(organizer)
    page = clerk.get(url).content.decode()
    assert 'href="https://zalo.me/0912345678"' in page


def test_the_export_says_what_came_of_the_last_try(clerk, organizer, url):
    tried(clerk, call(organizer), outcome="wrong_number", note="Số của người khác")
    assert "wrong number Số của người khác" in clerk.get(url, {"export": "csv"}).content.decode()


def test_the_list_costs_the_same_for_many(
    clerk, organizer, url, django_assert_num_queries, django_assert_max_num_queries
):
    call(organizer)
    with django_assert_max_num_queries(8) as small:
        clerk.get(url)
    for _n in range(20):
        call(organizer)
    with django_assert_num_queries(len(small)):
        clerk.get(url)


def test_the_outbox_names_who_was_told_by_number(sign_in, organizer):
    call(organizer)
    page = sign_in("manager").get(reverse("outbox", args=[organizer.slug])).content.decode()
    assert "Thạch Thị Phúc 0912345678" in page
