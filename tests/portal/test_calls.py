"""The call list: who has no email is told by a person, who says so and may take it back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import Letter
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
