"""A fair with times, tables, a buyer and a seller."""

import datetime

import pytest
from django.utils import timezone

from matching.actions.meetings import schedule_meeting
from matching.actions.slots import Hours, add_tables, set_up_slots
from tests.factories import DelegateFactory, EnterpriseFactory, FairFactory, ParticipationFactory, UserFactory


@pytest.fixture
def clerk():
    return UserFactory(language="en")


@pytest.fixture
def fair(organizer):
    """It opens tomorrow."""
    day = timezone.localdate() + datetime.timedelta(days=1)
    return FairFactory(
        organizer=organizer, uses_matching=True, place="Nhà thi đấu", starts_on=day, ends_on=day, planned_start=day
    )


@pytest.fixture
def slots(fair, clerk):
    """08:00, 08:30, 09:00, 09:30 in Vietnam."""
    hours = Hours(fair.starts_on, datetime.time(8), datetime.time(10), minutes=25, buffer=5)
    return set_up_slots(fair=fair, hours=hours, by=clerk)


@pytest.fixture
def tables(fair, clerk):
    return add_tables(fair=fair, count=3, by=clerk)


@pytest.fixture
def side(fair, organizer):
    """A participant with one delegate, who has an address."""

    def build(name: str, role: str = "seller", **card):
        enterprise = EnterpriseFactory(kept_by=organizer, legal_name=name, **card)
        participation = ParticipationFactory(fair=fair, enterprise=enterprise, role=role)
        email = f"{participation.pk}@example.com"
        DelegateFactory(participation=participation, name=f"Người của {name}", email=email)
        return participation

    return build


@pytest.fixture
def buyer(side):
    return side("Siêu thị Đại Phát", "buyer")


@pytest.fixture
def seller(side):
    return side("Hợp tác xã Cồn Sen")


@pytest.fixture
def meeting(fair, buyer, seller, slots, tables, clerk):
    return schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[0], place=tables[0], by=clerk)
