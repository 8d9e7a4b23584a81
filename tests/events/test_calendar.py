"""The fair's days as a calendar file, read with a reader of our own that follows RFC 5545 line by line."""

import datetime

import pytest
from django.urls import reverse

from events.actions.fairs import move_fair, save_fair
from tests.factories import FairFactory, UserFactory

pytestmark = pytest.mark.django_db


def parsed(content: bytes) -> dict[str, str]:
    """The properties of the one event, unfolded and unescaped, by name without parameters."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = content.replace(b"\r\n ", b"").decode().split("\r\n")
    inside = unfolded[unfolded.index("BEGIN:VEVENT") + 1 : unfolded.index("END:VEVENT")]
    properties = {}
    for line in inside:
        name, _, value = line.partition(":")
        properties[name.partition(";")[0]] = value.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return properties


@pytest.fixture
def event(sign_in, organizer):
    client = sign_in("viewer")

    def read(fair):
        response = client.get(reverse("fair_calendar", args=[organizer.slug, fair.slug]))
        assert response["Content-Type"].startswith("text/calendar")
        return parsed(response.content)

    return read


def test_the_days_are_the_fairs_and_the_end_is_the_day_after(event, organizer):
    fair = FairFactory(organizer=organizer, starts_on=datetime.date(2019, 3, 14), ends_on=datetime.date(2019, 3, 19))
    assert (event(fair)["DTSTART"], event(fair)["DTEND"]) == ("20190314", "20190320")


def test_a_long_vietnamese_name_and_a_place_with_commas_survive(event, organizer):
    name = "Hội chợ Nông nghiệp, Thủy sản và Sản phẩm OCOP đồng bằng sông Cửu Long; Sóc Trăng mở rộng lần thứ mười"
    fair = FairFactory(organizer=organizer, name=name, place="Quảng trường Bạch Đằng", province_as_written="Sóc Trăng")
    assert event(fair)["SUMMARY"] == name
    assert event(fair)["LOCATION"] == "Quảng trường Bạch Đằng, Sóc Trăng"


def test_a_changed_fair_replaces_the_entry_and_a_cancelled_one_says_so(event, organizer):
    fair, by = FairFactory(organizer=organizer), UserFactory()
    first = event(fair)
    fair.ends_on += datetime.timedelta(days=2)
    save_fair(fair=fair, by=by)
    later = event(fair)
    assert later["UID"] == first["UID"]
    assert int(later["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    move_fair(fair=fair, deed="cancel", by=by)
    assert (first["STATUS"], event(fair)["STATUS"]) == ("CONFIRMED", "CANCELLED")
