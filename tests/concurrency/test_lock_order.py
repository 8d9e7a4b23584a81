"""Deeds that want the same rows take them in one order (CONTRIBUTING.md): each waits for the other, none is broken off.

Each pair here met head-on once, for its two deeds took the same rows the other way round.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Organizer
from common import history
from common.models import Letter
from contracts.actions.agreements import remove_agreement, save_agreement, supersede
from contracts.models import Agreement, Kind, Party, PartyRole, State
from enterprises.actions.links import accept, offer, vouch
from enterprises.models import CardLink, Enterprise, LinkState
from events.actions.applications import save_application, withdraw_application
from events.actions.floor import assign_booth, swap_booths
from events.actions.review import decide, undo_decision
from events.models import Application, Booth, BoothHolding, Fair
from matching.actions.meetings import cancel_meeting, move_meeting, schedule_meeting
from matching.models import Meeting, Seat
from portal.workbook.writing import import_workbook
from tests.at_once import shared_database
from tests.concurrency.ground import crossing
from tests.factories import (
    AccountFactory,
    AgreementFactory,
    ApplicationFactory,
    BoothFactory,
    CardLinkFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    FairFactory,
    HallFactory,
    ParticipationFactory,
    PartyFactory,
    PlaceFactory,
    SlotFactory,
    UserFactory,
    signed,
)
from tests.portal.workbook.books import COMPANY, ENTERPRISES, looked_at, put, small, spoiled

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = {"contact_name": "Lý Thị Hoa", "contact_email": "hoa@example.com", "contact_phone": "+84912345678"}


@pytest.fixture
def cross(tmp_path):
    """Lets deeds cross: one at least is done, the other too or refused in words; the database breaks none off."""

    def run(*deeds) -> None:
        with shared_database(tmp_path):
            outcomes = crossing(*deeds)
        broken_off = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert {type(error) for error in broken_off} <= {ValidationError, history.Stale}, outcomes
        assert len(broken_off) < len(outcomes), outcomes

    return run


@pytest.fixture
def by():
    return UserFactory()


def test_an_offer_renewed_while_it_is_taken(organizer, by, cross):
    card = EnterpriseFactory(kept_by=organizer, email="htx@example.com")
    link = offer(card=card, by=by)
    owner = EnterpriseMemberFactory(enterprise=AccountFactory())

    def take() -> CardLink:
        return accept(link=link, account=owner.enterprise, by=owner.user, despite_tax_code=True)

    cross((lambda: offer(card=card, by=by), Enterprise), (take, CardLink))


def test_an_offer_taken_while_the_card_is_vouched_for_another_account(organizer, by, cross):
    card = EnterpriseFactory(kept_by=organizer)
    offered = CardLinkFactory(organizer=organizer, card=card, account=None, state=LinkState.OFFERED)
    asked = CardLinkFactory(organizer=organizer, card=None, account=AccountFactory(), state=LinkState.ASKED)
    owner = EnterpriseMemberFactory(enterprise=AccountFactory())

    def take() -> CardLink:
        return accept(link=offered, account=owner.enterprise, by=owner.user, despite_tax_code=True)

    cross((take, CardLink), (lambda: vouch(link=asked, by=by, card=card), Enterprise, 2))


def test_an_ask_granted_while_an_application_of_the_same_firm_is_approved(organizer, by, cross):
    account = AccountFactory()
    asked = CardLinkFactory(organizer=organizer, card=None, account=account, state=LinkState.ASKED)
    application = ApplicationFactory(
        fair=FairFactory(organizer=organizer), enterprise=account, state="submitted", contact_name="Lý Thị Hoa"
    )

    def approve() -> Application:
        return decide(application=application, deed="approve", by=by)

    cross((lambda: vouch(link=asked, by=by), CardLink), (approve, Enterprise))


def test_a_memorandum_corrected_while_it_is_replaced(organizer, by, cross):
    memorandum = signed(organizer, kind=Kind.MEMORANDUM, state=State.SIGNED)
    sides = {party.role: party.enterprise for party in memorandum.parties.all()}

    def parties() -> list[Party]:
        return [Party(role=role, enterprise=firm) for role, firm in sides.items()]

    def replace() -> Agreement:
        contract = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
        return supersede(memorandum=memorandum, contract=contract, parties=parties(), lines=[], by=by)

    def correct() -> Agreement:
        paper = Agreement.objects.get(pk=memorandum.pk)
        paper.signed_on -= datetime.timedelta(days=1)
        return save_agreement(agreement=paper, parties=parties(), lines=[], by=by)

    cross((replace, Agreement), (correct, Organizer))


def test_a_draft_corrected_while_it_is_removed(organizer, by, cross):
    draft = AgreementFactory(organizer=organizer, state=State.DRAFT, register_no="", register_year=None, signed_on=None)
    party = PartyFactory(agreement=draft, role=PartyRole.SELLER, enterprise=EnterpriseFactory(kept_by=organizer))

    def correct() -> Agreement:
        sides = [Party(role=party.role, enterprise=party.enterprise, signatory="Lý Thị Hoa")]
        return save_agreement(agreement=Agreement.objects.get(), parties=sides, lines=[], by=by)

    cross((lambda: remove_agreement(agreement=Agreement.objects.get(), by=by), Party), (correct, Agreement))


def test_a_meeting_moved_while_it_is_cancelled(organizer, by, cross):
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, uses_matching=True, starts_on=first, ends_on=first)
    start = timezone.now() + datetime.timedelta(days=30)
    slots = [SlotFactory(fair=fair, starts_at=start + n * datetime.timedelta(minutes=20)) for n in range(2)]
    place = PlaceFactory(fair=fair)
    buyer, seller = ParticipationFactory(fair=fair, role="buyer"), ParticipationFactory(fair=fair)
    schedule_meeting(fair=fair, buyer=buyer, seller=seller, slot=slots[0], place=place, by=by)

    def cancel() -> Meeting:
        return cancel_meeting(meeting=Meeting.objects.get(), reason="Đổi lịch", by=by)

    def move() -> Meeting:
        return move_meeting(meeting=Meeting.objects.get(), slot=slots[1], place=place, by=by)

    cross((cancel, Meeting), (move, Seat))


def test_booths_exchanged_while_their_holders_place_is_cancelled(organizer, by, cross):
    fair = FairFactory(organizer=organizer)
    booths = BoothFactory.create_batch(2, hall=HallFactory(fair=fair))
    application = ApplicationFactory(fair=fair, state="approved", contact_name="Lý Thị Hoa")
    firm = ParticipationFactory(fair=fair, application=application, state="expected")
    for booth in reversed(booths):
        assign_booth(booth=booth, participation=firm, by=by)

    def cancel() -> Application:
        return decide(application=application, deed="cancel", answer="Hết chỗ", by=by)

    cross((cancel, BoothHolding), (lambda: swap_booths(first=booths[0], second=booths[1], by=by), Booth))


def test_an_approval_taken_back_while_the_enterprise_withdraws(organizer, by, cross):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, starts_on=coming, ends_on=coming)
    ApplicationFactory(fair=fair, enterprise=AccountFactory(), state="submitted", **CONTACT)
    decide(application=Application.objects.get(), deed="approve", by=by)

    def withdraw() -> Application:
        return withdraw_application(application=Application.objects.get(), by=by)

    cross((withdraw, Letter), (lambda: undo_decision(application=Application.objects.get(), by=by), Application))


def test_an_application_changed_while_it_is_approved(organizer, by, cross):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, starts_on=coming, ends_on=coming)
    account = EnterpriseMemberFactory(enterprise=AccountFactory()).enterprise
    ApplicationFactory(fair=fair, enterprise=account, state="submitted", fascia_name="HTX", **CONTACT)

    def change() -> Application:
        return save_application(application=Application.objects.get(), by=by)

    def approve() -> Application:
        return decide(application=Application.objects.get(), deed="approve", by=by)

    cross((change, Application), (approve, Fair))


def test_two_exchanges_between_the_same_two_firms(organizer, by, cross):
    fair = FairFactory(organizer=organizer)
    booths = BoothFactory.create_batch(4, hall=HallFactory(fair=fair))
    one, other = ParticipationFactory.create_batch(2, fair=fair, enterprise__email="htx@example.com")
    for booth, firm in zip(booths, (one, other, other, one), strict=True):
        assign_booth(booth=booth, participation=firm, by=by)

    def swap(first: int, second: int) -> list[BoothHolding]:
        return swap_booths(first=booths[first], second=booths[second], by=by)

    cross((lambda: swap(0, 1), Letter), (lambda: swap(2, 3), Letter))


def test_a_card_offered_while_a_workbook_changes_it(organizer, by, cross):
    card = EnterpriseFactory(kept_by=organizer, tax_code=COMPANY, email="htx@example.com")
    sheets = {title: rows[:1] for title, rows in small().items()}
    sheets[ENTERPRISES].append(spoiled(ENTERPRISES, 3, "Loại hình", None)[ENTERPRISES][2])
    put(sheets, ENTERPRISES, 2, "Địa chỉ", "Ấp 9")
    checked = looked_at(sheets, organizer)

    def bring_in() -> None:
        import_workbook(organizer=organizer, by=by, plan=checked.plan, source="so.xlsx")

    cross((bring_in, Organizer), (lambda: offer(card=card, by=by), Enterprise))
