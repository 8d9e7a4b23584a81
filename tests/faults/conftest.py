"""One fair with everything on the way: an applicant, a submitted application, booths, a free table, a meeting held."""

import datetime
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organizer, Role, User
from enterprises.models import Enterprise
from events.actions.floor import assign_booth
from events.models import Application, ApplicationState, Booth, Fair, Participation, ParticipationRole
from matching.models import Meeting, MeetingState, Place, Slot
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothFactory,
    EnterpriseMemberFactory,
    FairFactory,
    HallFactory,
    MeetingFactory,
    ParticipationFactory,
    PlaceFactory,
    SlotFactory,
    TeamMemberFactory,
    UserFactory,
)


@dataclass
class World:
    organizer: Organizer
    fair: Fair
    manager: User
    applicant: User
    firm: Enterprise
    booths: list[Booth]
    seller: Participation
    buyer: Participation
    slot: Slot
    place: Place
    held: Meeting
    submitted: Application
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, user: User) -> Client:
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def at_fair(self, name: str, *args, **query) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, *args], query=query)

    def at_firm(self, name: str, *args) -> str:
        return reverse(name, args=[self.firm.pk, *args])


CONTACT = {"contact_name": "Thạch Thị Phúc", "contact_phone": "0912345678", "fascia_name": "HTX PHÚ HÒA"}


@pytest.fixture
def world(organizer) -> World:
    """The fair opens in a month, for applications it is open now; one meeting of an earlier day was held already."""
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, starts_on=first, ends_on=first, is_public=True, uses_matching=True)
    manager = TeamMemberFactory(organizer=organizer, role=Role.MANAGER, user=UserFactory(language="en")).user
    firm = AccountFactory()
    applicant = EnterpriseMemberFactory(enterprise=firm, user=UserFactory(language="en")).user
    hall = HallFactory(fair=fair)
    booths = BoothFactory.create_batch(3, hall=hall)
    seller = ParticipationFactory(fair=fair, state="expected")
    buyer = ParticipationFactory(fair=fair, role=ParticipationRole.BUYER, state="expected")
    assign_booth(booth=booths[0], participation=seller, by=manager)
    slot = SlotFactory(fair=fair, starts_at=timezone.now() + datetime.timedelta(days=30))
    past = SlotFactory(fair=fair, starts_at=timezone.now() - datetime.timedelta(days=1))
    place = PlaceFactory(fair=fair)
    held = MeetingFactory(fair=fair, buyer=buyer, seller=seller, slot=past, place=place, state=MeetingState.HELD)
    submitted = ApplicationFactory(
        fair=fair, state=ApplicationState.SUBMITTED, submitted_at=timezone.now(), submitted_by=applicant, **CONTACT
    )
    return World(
        organizer, fair, manager, applicant, firm, booths, seller, buyer, slot, place, held, submitted
    )  # fmt: skip
