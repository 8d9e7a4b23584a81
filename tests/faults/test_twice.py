"""The same button pressed twice, one after the other and at the same moment: it is done once, and nothing breaks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.messages import DEFAULT_LEVELS, get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import Letter
from contracts.models import Agreement, Evidence
from events.actions.floor import assign_booth
from events.actions.review import decide
from events.letters import DECISION
from events.models import Application, BoothHolding, Hall, Participation
from matching.actions.meetings import schedule_meeting
from matching.models import Meeting, PlaceUse
from tests.at_once import in_processes, shared_database
from tests.concurrency.ground import seen
from tests.factories import ApplicationFactory, MeetingFactory, PlaceFactory
from tests.faults.conftest import CONTACT, World

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Press:
    """A filled-in form about to be sent, and how often its deed was done; `rows` is read before and after."""

    client: Client
    url: str
    data: dict
    rows: Callable[[], int]


def applies(world: World) -> Press:
    url = world.at_firm("my_application_new", world.organizer.slug, world.fair.slug)
    data = CONTACT | {"booths": "1"}
    return Press(world.client(world.applicant), url, data, Application.objects.count)


def submits(world: World) -> Press:
    draft = ApplicationFactory(fair=world.fair, enterprise=world.firm, contact_email="phuc@example.com", **CONTACT)
    data = {"version": draft.version, "consent": "on"}
    receipts = Letter.objects.filter(kind="application_receipt")
    return Press(world.client(world.applicant), world.at_firm("my_application_submit", draft.pk), data, receipts.count)


def decides(deed: str, rows: Callable[[], int]) -> Callable[[World], Press]:
    def press(world: World) -> Press:
        application = world.submitted
        data = {"version": application.version, "answer": "Xin bổ sung giấy ATTP"}
        return Press(
            world.client(world.manager), world.at_fair("application_decide", application.pk, deed=deed), data, rows
        )

    return press


def withdraws(world: World) -> Press:
    waiting = ApplicationFactory(
        fair=world.fair, enterprise=world.firm, state="submitted", submitted_by=world.applicant,
        submitted_at=timezone.now(), contact_email="phuc@example.com", **CONTACT,
    )  # fmt: skip
    withdrawn = Application.history.filter(state="withdrawn")
    url = world.at_firm("my_application_withdraw", waiting.pk)
    return Press(world.client(world.applicant), url, {"version": waiting.version}, withdrawn.count)


def approved(world: World) -> Application:
    return decide(application=world.submitted, deed="approve", by=world.manager)


def takes_back(world: World) -> Press:
    url = world.at_fair("application_undo", approved(world).pk)
    return Press(world.client(world.manager), url, {}, Application.objects.filter(state="submitted").count)


def tells_now(world: World) -> Press:
    def told() -> int:
        return Application.objects.filter(told_at__lte=timezone.now()).count()

    return Press(world.client(world.manager), world.at_fair("application_tell_now", approved(world).pk), {}, told)


def makes_a_hall(world: World) -> Press:
    data = {
        "step": "make", "name": "Nhà B", "rows": "1", "columns": "2", "width": "3", "depth": "3", "aisle": "3",
        "first_code": "Z01", "kind": "standard",
    }  # fmt: skip
    return Press(world.client(world.manager), world.at_fair("hall_new"), data, Hall.objects.count)


def assigns(world: World) -> Press:
    data = {"booth": world.booths[1].pk, "participation": world.seller.pk}
    return Press(world.client(world.manager), world.at_fair("booth_assign"), data, BoothHolding.objects.count)


def releases(world: World) -> Press:
    held = BoothHolding.objects.get()
    ended = BoothHolding.objects.exclude(released_at=None)
    return Press(world.client(world.manager), world.at_fair("booth_release", held.pk), {}, ended.count)


def swaps(world: World) -> Press:
    """Both booths are held, so that a second exchange would undo the first."""
    assign_booth(booth=world.booths[1], participation=world.buyer, by=world.manager)
    page = world.client(world.manager).get(world.at_fair("floor", booth=world.booths[0].pk))
    fields = {"first": world.booths[0].pk, "second": world.booths[1].pk, "holding": page.context["holding"].pk}

    def moved() -> int:
        return BoothHolding.objects.filter(booth=world.booths[1], participation=world.seller, released_at=None).count()

    return Press(world.client(world.manager), world.at_fair("booth_swap"), fields, moved)


def schedules(world: World) -> Press:
    url = world.at_fair("meeting_new", buyer=world.buyer.pk, seller=world.seller.pk)
    return Press(
        world.client(world.manager), url, {"slot": world.slot.pk, "place": world.place.pk}, PlaceUse.objects.count
    )


def cancels(world: World) -> Press:
    meeting = scheduled(world)
    data = {"reason": "Đổi lịch", "version": meeting.version}
    cancelled = Meeting.history.filter(state="cancelled")
    return Press(world.client(world.manager), world.at_fair("meeting_cancel", meeting.pk), data, cancelled.count)


def scheduled(world: World) -> Meeting:
    return schedule_meeting(
        fair=world.fair, buyer=world.buyer, seller=world.seller, slot=world.slot, place=world.place, by=world.manager
    )


def moves(world: World) -> Press:
    meeting, place = scheduled(world), PlaceFactory(fair=world.fair)
    data = {"slot": world.slot.pk, "place": place.pk, "version": meeting.version}
    there = PlaceUse.objects.filter(place=place)
    return Press(world.client(world.manager), world.at_fair("meeting_move", meeting.pk), data, there.count)


def notes_the_outcome(world: World) -> Press:
    met = MeetingFactory(fair=world.fair, buyer=world.buyer, seller=world.seller, slot=world.held.slot)
    data = {"outcome": "held:memorandum", "version": met.version}
    held = Meeting.history.filter(id=met.pk, state="held")
    return Press(world.client(world.manager), world.at_fair("meeting_outcome", met.pk), data, held.count)


def takes_the_outcome_back(world: World) -> Press:
    url = world.at_fair("meeting_reset", world.held.pk)
    return Press(world.client(world.manager), url, {}, Meeting.objects.filter(state="scheduled").count)


def records(world: World) -> Press:
    """A memorandum, from the meeting at which it was agreed."""
    url = reverse("agreement_new", args=[world.organizer.slug], query={"meeting": world.held.pk, "kind": "memorandum"})
    rows = [("seller", world.seller.enterprise), ("buyer", world.buyer.enterprise)]
    data = {
        "kind": "memorandum", "signed_on": f"{timezone.localdate():%d/%m/%Y}", "value_basis": "not_stated",
        "fair": world.fair.pk, "sign": "1",
        "parties-TOTAL_FORMS": 2, "parties-INITIAL_FORMS": 2, "lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 1,
    }  # fmt: skip
    for n, (role, firm) in enumerate(rows):
        data |= {f"parties-{n}-role": role, f"parties-{n}-who": firm.tax_code}
    return Press(world.client(world.manager), url, data, Agreement.objects.count)


PRESSES = {
    "apply": applies,
    "submit": submits,
    "approve": decides("approve", Participation.objects.filter(origin="applied").count),
    "return": decides("return", Letter.objects.filter(kind=DECISION).count),
    "decline": decides("decline", Letter.objects.filter(kind=DECISION).count),
    "withdraw": withdraws,
    "take a decision back": takes_back,
    "tell a decision now": tells_now,
    "make a hall": makes_a_hall,
    "assign a booth": assigns,
    "free a booth": releases,
    "exchange booths": swaps,
    "arrange a meeting": schedules,
    "move a meeting": moves,
    "call a meeting off": cancels,
    "note an outcome": notes_the_outcome,
    "take an outcome back": takes_the_outcome_back,
    "record a memorandum": records,
}
every_press = pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
ANSWERS = {302, 409, 422}


def refused(response: HttpResponse) -> bool:
    """Whether the answer says in words that it was not done."""
    if response.status_code in (409, 422):
        return bool(response.context["form"].errors)
    return any(message.level >= DEFAULT_LEVELS["WARNING"] for message in get_messages(response.wsgi_request))


@every_press
def test_a_second_press_is_told_that_it_was_done_already(world, press):
    one = press(world)
    before = one.rows()
    first = one.client.post(one.url, one.data)
    assert first.status_code == 302
    assert not refused(first), [str(message) for message in get_messages(first.wsgi_request)]
    assert one.rows() == before + 1
    second = one.client.post(one.url, one.data)
    assert one.rows() == before + 1
    assert second.status_code in ANSWERS
    assert refused(second)


@every_press
def test_two_presses_at_the_same_moment_do_it_once(world, press, tmp_path):
    one = press(world)
    before = one.rows()

    def send() -> int:
        return one.client.post(one.url, one.data).status_code

    with shared_database(tmp_path):
        outcomes = in_processes(send, send)
        after = seen(one.rows)
    assert set(outcomes) <= ANSWERS, outcomes
    assert 302 in outcomes
    assert after == before + 1


def test_a_scan_sent_twice_is_kept_once(world):
    one = records(world)
    one.client.post(one.url, one.data)
    url = reverse("agreement_evidence", args=[world.organizer.slug, Agreement.objects.get().pk])
    answers = [
        one.client.post(url, {"file": SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7\n%%EOF\n"), "grade": "4"})
        for _press in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert Evidence.objects.count() == 1
