"""Why the takings have unique keys: two who look first and write then both take, unless the database itself refuses."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, models

from contracts.models import Agreement, Kind, RegisterCounter
from enterprises.models import CardLink, LinkState
from events.models import Application, BoothHolding
from matching.models import PlaceUse, Seat
from tests.at_once import at_once, shared_database
from tests.concurrency.ground import seen, without
from tests.factories import (
    BoothFactory,
    CardLinkFactory,
    DelegateFactory,
    EnterpriseFactory,
    FairFactory,
    MeetingFactory,
    OrganizerFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Taking:
    """What is taken once: the key by which one looks whether it is free, and the two rows that want it."""

    model: type[models.Model]
    constraint: str
    prepare: Callable[[], tuple[dict, list[dict]]]


def booth() -> tuple[dict, list[dict]]:
    booth = BoothFactory()
    firms = ParticipationFactory.create_batch(2, fair=booth.fair)
    return {"booth": booth, "released_at": None}, [{"participation": firm} for firm in firms]


def person() -> tuple[dict, list[dict]]:
    first = MeetingFactory()
    second = MeetingFactory(fair=first.fair, buyer=first.buyer, slot=first.slot)
    delegate = DelegateFactory(participation=first.buyer)
    return {"delegate": delegate, "slot": first.slot}, [{"meeting": first}, {"meeting": second}]


def table() -> tuple[dict, list[dict]]:
    first = MeetingFactory()
    second = MeetingFactory(fair=first.fair, slot=first.slot, place=first.place)
    return {"place": first.place, "slot": first.slot}, [{"meeting": first}, {"meeting": second}]


def number() -> tuple[dict, list[dict]]:
    key = {"organizer": OrganizerFactory(), "register_year": 2026, "kind": Kind.SALES, "register_no": "01/HĐ-2026"}
    return key, [{}, {}]


def counter() -> tuple[dict, list[dict]]:
    return {"organizer": OrganizerFactory(), "year": 2026, "kind": Kind.SALES}, [{}, {}]


def application() -> tuple[dict, list[dict]]:
    return {"fair": FairFactory(), "enterprise": EnterpriseFactory(kept_by=None)}, [{}, {}]


def application_of_account() -> tuple[dict, list[dict]]:
    """One firm: by its account, and on paper for the card that is linked with it."""
    link = CardLinkFactory()
    entered = {"enterprise": link.card, "origin": "paper", "entered_by": UserFactory()}
    return {"fair": FairFactory(), "account": link.account}, [{"enterprise": link.account}, entered]


def card() -> tuple[dict, list[dict]]:
    firms = EnterpriseFactory.create_batch(2, kept_by=None)
    kept = EnterpriseFactory()
    key = {"organizer": kept.kept_by, "card": kept, "state": LinkState.LINKED}
    return key, [{"account": firm} for firm in firms]


TAKINGS = [
    Taking(BoothHolding, "booth_held_once", booth),
    Taking(Seat, "delegate_in_one_meeting_a_slot", person),
    Taking(PlaceUse, "table_holds_one_meeting_a_slot", table),
    Taking(Agreement, "register_number_given_once", number),
    Taking(RegisterCounter, "one_counter_a_register", counter),
    Taking(Application, "one_open_application_per_fair", application),
    Taking(Application, "one_open_application_per_fair_and_account", application_of_account),
    Taking(CardLink, "card_linked_once", card),
]
every_taking = pytest.mark.parametrize("taking", TAKINGS, ids=lambda taking: taking.constraint)


def look_then_write(taking: Taking, key: dict, rows: list[dict]) -> tuple[list, int]:
    """Both look, both find it free, both write. What came of it, and how many hold it now."""
    both_looked = threading.Barrier(len(rows), timeout=20)

    def take(row: dict) -> bool:
        free = not taking.model._base_manager.filter(**key).exists()
        both_looked.wait()
        if free:
            taking.model(**key, **row).save()
        return free

    outcomes = at_once(*[lambda row=row: take(row) for row in rows])
    return outcomes, seen(taking.model._base_manager.filter(**key).count)


@every_taking
def test_without_its_unique_key_two_who_looked_both_take(taking, tmp_path):
    key, rows = taking.prepare()
    with shared_database(tmp_path), without(taking.model, taking.constraint):
        outcomes, holders = look_then_write(taking, key, rows)
    assert outcomes == [True, True]
    assert holders == 2


@every_taking
def test_with_its_unique_key_the_second_is_refused(taking, tmp_path):
    key, rows = taking.prepare()
    with shared_database(tmp_path):
        outcomes, holders = look_then_write(taking, key, rows)
    assert {type(outcome) for outcome in outcomes} == {bool, IntegrityError}
    assert holders == 1
