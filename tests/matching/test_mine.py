"""Meetings as a side of them sees them."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.actions.links import renew_link
from matching.actions.meetings import cancel_meeting
from matching.letters import personal_page
from matching.models import PersonalLink
from matching.queries import meetings_of
from tests.factories import AccountFactory, CardLinkFactory, EnterpriseMemberFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(seller):
    """The seller's own account, linked to the organizer's card."""
    return CardLinkFactory(card=seller.enterprise, account=AccountFactory()).account


@pytest.fixture
def member(account):
    return EnterpriseMemberFactory(enterprise=account)


@pytest.fixture
def client_of(member):
    client = Client()
    client.force_login(member.user)
    return client


def test_an_enterprise_sees_its_meetings_and_nobody_elses(client_of, account, meeting):
    MeetingFactory(fair=meeting.fair, slot=meeting.slot)
    page = client_of.get(reverse("my_meetings", args=[account.pk]))
    [(_day, [mine])] = page.context["days"]
    assert (mine.meeting, mine.other, mine.is_next) == (meeting, meeting.buyer, True)
    assert mine.people == [meeting.seller.delegates.get().name]
    assert meeting.buyer.delegates.get().name not in page.content.decode()


@pytest.mark.parametrize("state", ["asked", "refused", "undone"])
def test_a_card_that_is_not_linked_shows_nothing(account, meeting, state):
    account.card_links.update(state=state)
    assert not meetings_of(account).exists()


def test_a_page_of_ones_meetings_costs_the_same_for_many(client_of, account, meeting, django_assert_max_num_queries):
    for _n in range(8):
        MeetingFactory(fair=meeting.fair, seller=meeting.seller)
    with django_assert_max_num_queries(14):
        client_of.get(reverse("my_meetings", args=[account.pk]))


def test_one_meeting_is_taken_along_as_a_file(client_of, account, meeting, clerk):
    url = reverse("my_meeting_calendar", args=[account.pk, meeting.pk])
    answer = client_of.get(url)
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"UID:{meeting.uid}" in answer.content.decode().replace("\r\n ", "")
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    assert client_of.get(url).status_code == 404


def test_a_strangers_meeting_is_no_file_of_mine(client_of, account):
    assert client_of.get(reverse("my_meeting_calendar", args=[account.pk, MeetingFactory().pk])).status_code == 404


def test_a_calendar_address_is_made_and_made_anew(client_of, account, member, meeting):
    url = reverse("my_meetings_link", args=[account.pk])
    client_of.post(url)
    first = reverse("meetings_feed", args=[member.personal_link.token])
    assert str(meeting.uid) in Client().get(first).content.decode().replace("\r\n ", "")
    assert first in client_of.get(reverse("my_meetings", args=[account.pk])).content.decode()
    client_of.post(url)
    assert Client().get(first).status_code == 410
    member.personal_link.refresh_from_db()
    assert Client().get(reverse("meetings_feed", args=[member.personal_link.token])).status_code == 200
    assert member.personal_link.history.count() == 2


def test_a_calendar_address_is_switched_off_with_none_in_its_place(client_of, account, member):
    feed = reverse("meetings_feed", args=[renew_link(member=member, by=None).token])
    for _press in range(2):
        client_of.post(reverse("my_meetings_link_off", args=[account.pk]))
    assert Client().get(feed).status_code == 410
    assert not PersonalLink.objects.filter(member=member).exists()
    assert PersonalLink.history.get(history_type="-").history_user == member.user


def test_an_address_older_than_a_year_is_made_anew_by_the_next_letter(meeting):
    person = meeting.buyer.delegates.get()
    old = person.personal_link.token
    PersonalLink.objects.update(expires_at=timezone.now())
    assert Client().get(reverse("meetings_by_link", args=[old])).status_code == 410
    assert old not in personal_page(person)
    assert Client().get(urlsplit(personal_page(person)).path).status_code == 200


def test_who_left_the_enterprise_reads_no_more(account, member, meeting):
    feed = reverse("meetings_feed", args=[renew_link(member=member, by=None).token])
    assert Client().get(feed).status_code == 200
    member.delete()
    assert Client().get(feed).status_code == 410


def test_a_delegate_reads_their_meetings_by_link_without_an_account(meeting):
    person = meeting.buyer.delegates.get()
    page = Client().get(reverse("meetings_by_link", args=[person.personal_link.token]))
    [(_day, [mine])] = page.context["days"]
    assert (mine.meeting, mine.other) == (meeting, meeting.seller)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert meeting.seller.delegates.get().email not in page.content.decode()


@pytest.mark.parametrize("name", ["meetings_by_link", "meetings_feed"])
def test_a_changed_link_opens_nothing(meeting, name):
    token = meeting.buyer.delegates.get().personal_link.token
    assert Client().get(reverse(name, args=[token[:-1] + ("A" if token[-1] != "A" else "B")])).status_code == 404
    assert Client().get(reverse(name, args=["x"])).status_code == 404


def test_a_feed_drops_what_was_called_off(meeting, clerk):
    feed = reverse("meetings_feed", args=[meeting.buyer.delegates.get().personal_link.token])
    assert b"BEGIN:VEVENT" in Client().get(feed).content
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    assert b"BEGIN:VEVENT" not in Client().get(feed).content


def test_a_feed_speaks_its_owners_language(meeting):
    person = meeting.buyer.delegates.get()
    feed = reverse("meetings_feed", args=[renew_link(delegate=person, by=None).token])
    person.participation.enterprise.country, person.participation.enterprise.tax_code = "JP", ""
    person.participation.enterprise.save()
    assert "SUMMARY:Meeting with" in Client().get(feed, HTTP_ACCEPT_LANGUAGE="vi").content.decode()
