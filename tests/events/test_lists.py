"""Lists of this room ask the database as often for many rows as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    ApplicationFactory,
    BoothFactory,
    BoothHoldingFactory,
    EnterpriseMemberFactory,
    FairFactory,
    HallFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["?per_page=50", "?export=csv"])
@pytest.mark.parametrize("name", ["fairs", "participations", "fair_participations", "fair"])
def test_a_list_asks_as_often_for_forty_rows_as_for_one(sign_in, organizer, name, query):
    fair = FairFactory(organizer=organizer)
    args = [organizer.slug, fair.slug] if name.startswith("fair_") or name == "fair" else [organizer.slug]
    client, address = sign_in("manager"), reverse(name, args=args) + query
    ParticipationFactory(fair=fair)
    client.get(address)
    with_one = queries(client, address)
    ParticipationFactory.create_batch(20, fair=fair)
    ParticipationFactory.create_batch(19, fair__organizer=organizer)
    assert queries(client, address) == with_one


@pytest.mark.parametrize(("name", "most"), [("fairs", 9), ("participations", 10), ("fair", 13)])
def test_a_page_keeps_to_its_budget(sign_in, organizer, name, most):
    fair = ParticipationFactory(fair__organizer=organizer).fair
    client = sign_in("manager")
    address = reverse(name, args=[organizer.slug, fair.slug] if name == "fair" else [organizer.slug])
    client.get(address)
    assert queries(client, address) <= most


def fill_thread(fair, n: int) -> None:
    """Applications, booths and holders of one fair."""
    hall = HallFactory(fair=fair)
    for _ in range(n):
        asked = ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now())
        part = ParticipationFactory(fair=fair, state="expected", application=asked)
        BoothHoldingFactory(booth__hall=hall, participation=part)
        BoothFactory(hall=hall)


@pytest.mark.parametrize("name", ["applications", "floor", "booths", "fair", "public_fair"])
def test_a_page_of_the_thread_asks_as_often_for_twenty_rows_as_for_two(sign_in, organizer, name):
    fair = FairFactory(organizer=organizer, is_public=True)
    client, address = sign_in("manager"), reverse(name, args=[organizer.slug, fair.slug])
    fill_thread(fair, 2)
    client.get(address)
    with_two = queries(client, address)
    fill_thread(fair, 20)
    assert queries(client, address) == with_two


def test_an_enterprises_list_asks_as_often_for_twenty_fairs_as_for_one(organizer):
    member = EnterpriseMemberFactory()
    client, address = Client(), reverse("my_applications", args=[member.enterprise.pk])
    client.force_login(member.user)
    coming = timezone.localdate() + timedelta(days=30)

    def fairs(n):
        FairFactory.create_batch(n, organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)
        for _ in range(n):
            ApplicationFactory(fair=FairFactory(organizer=organizer), enterprise=member.enterprise)

    fairs(1)
    client.get(address)
    with_one = queries(client, address)
    fairs(20)
    assert queries(client, address) == with_one
