"""Lists of this room ask the database as often for many rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import FairFactory, ParticipationFactory

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


@pytest.mark.parametrize(("name", "most"), [("fairs", 9), ("participations", 10), ("fair", 12)])
def test_a_page_keeps_to_its_budget(sign_in, organizer, name, most):
    fair = ParticipationFactory(fair__organizer=organizer).fair
    client = sign_in("manager")
    address = reverse(name, args=[organizer.slug, fair.slug] if name == "fair" else [organizer.slug])
    client.get(address)
    assert queries(client, address) <= most
