"""One person who stands in every room of an organizer, and what they ask."""

import datetime

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.models import AccessLink, User
from common import files, history, outbox
from common.models import Job
from contracts.models import Party
from events.models import Answer, Attendee, Delegate, Invitation, OptOut, Question
from portal.models import DataRequest, RequestKind
from portal.privacy import actions
from tests.factories import (
    AccessLinkFactory,
    ApplicationFactory,
    CardLinkFactory,
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    EvidenceFactory,
    FairFactory,
    MeetingFactory,
    ParticipationFactory,
    SeatFactory,
    TeamInvitationFactory,
    TeamMemberFactory,
    VerifiedUserFactory,
    signed,
)

NAME, EMAIL, MOBILE = "Quách Thị Ánh Nguyệt", "anh.nguyet@example.vn", "0987650123"
REACH = {"email": EMAIL, "phone": MOBILE}


@pytest.fixture
def manager(organizer) -> User:
    return TeamMemberFactory(organizer=organizer).user


@pytest.fixture
def person() -> User:
    user = VerifiedUserFactory(email=EMAIL, full_name=NAME, mobile=MOBILE, mobile_vouched=True)
    people.give_consent(user=user, purpose="registration", language="vi")
    return user


@pytest.fixture
def everywhere(organizer, manager, person) -> User:
    """The person in every room, each record changed once so that its history holds them too."""
    fair = FairFactory(organizer=organizer, is_public=True)
    account = EnterpriseMemberFactory(user=person).enterprise
    card = EnterpriseFactory(kept_by=organizer)
    CardLinkFactory(card=card, account=account, answer=f"{NAME} hỏi qua số 0987 650 123")
    row = ParticipationFactory(fair=fair, enterprise=card)
    application = ApplicationFactory(
        fair=fair, enterprise=account, contact_name=NAME, contact_phone=MOBILE, contact_email=EMAIL,
        contact_position="Giám đốc", wishes=f"Gọi {NAME} trước 8 giờ", submitted_by=person, state="submitted",
        submitted_at=timezone.now(),
    )  # fmt: skip
    delegate = Delegate(participation=row, name=NAME, position="Giám đốc", **REACH)
    invitation = Invitation(fair=fair, name="Hợp tác xã Phú Hòa", contact_name=NAME, **REACH)
    for record, fields in ((account, {"contact_name": NAME, **REACH}), (card, {"contact_name": NAME, **REACH})):
        for name, value in fields.items():
            setattr(record, name, value)
    for record in (account, card, application, delegate, invitation):
        history.save(record, by=manager, reason=f"Theo lời {NAME}")
        history.save(record, by=manager)
    attendee = Attendee(application=application, name=NAME, badge_name=NAME, phone=MOBILE)
    question = Question(fair=fair, asked_of="delegate", text_vi="Ăn chay?")
    reply = Answer(application=application, question=question, attendee=attendee, value=f"{NAME}: có")
    for record in (attendee, question, reply):
        history.save(record, by=manager)
    TeamMemberFactory(organizer=organizer, user=person, role="viewer")
    TeamInvitationFactory(organizer=organizer, email=EMAIL)
    EnterpriseInvitationFactory(email=EMAIL, accepted_at=timezone.now())
    AccessLinkFactory(
        organizer=organizer, user=person, mobile=MOBILE, full_name=NAME, purpose=AccessLink.Purpose.RECOVER
    )
    history.save(OptOut(organizer=organizer, address=EMAIL), by=None)
    meeting = MeetingFactory(fair=fair, seller=row, note=f"Hẹn {NAME}, {EMAIL}")
    SeatFactory(meeting=meeting, delegate=delegate)
    _deal(organizer, fair, card, manager)
    _letters(organizer)
    Job.objects.create(
        kind="workbook_check", organizer=organizer, by=manager, params={}, note="",
        result={"faults": [{"text": f"Dòng 4: {NAME}"}], "phones": ["+84 987.650.123"]},
    )  # fmt: skip
    files.store_bytes(b"a;b", name=f"{NAME}.csv", kind=files.CSV, purpose="export", by=person, organizer=organizer)
    return person


def _deal(organizer, fair, card, manager) -> None:
    agreement = signed(organizer, seller=card, fair=fair, signed_on=fair.starts_on, note=f"{NAME} giữ bản gốc")
    party = Party.objects.get(agreement=agreement, role="seller")
    party.signatory, party.signatory_title = NAME, "Giám đốc"
    history.save(party, by=manager)
    scan = files.store_bytes(
        b"%PDF-1.7\n%%EOF\n", name="hop-dong.pdf", kind=files.PDF, purpose="evidence", by=manager, organizer=organizer
    )
    EvidenceFactory(agreement=agreement, file=scan)


def _letters(organizer) -> None:
    said = {"subject": f"Gửi {NAME}", "body": f"Kính gửi {NAME}, số {MOBILE}", "kind": "test", "organizer": organizer}
    outbox.post(to=EMAIL, name=NAME, short=f"{NAME} ơi", **said)
    outbox.post(mobile=MOBILE, name=NAME, **said)
    outbox.post(to="quan-ly@example.vn", name="Quản lý", **said)
    outbox.post(to=EMAIL, name=NAME, subject="Mật khẩu", body=f"{EMAIL}", kind="reset", organizer=None)


@pytest.fixture
def ask(person):
    """A request of the person to an organizer, or to the platform where none is given."""

    def made(kind: str = RequestKind.VIEW, holder=None, **fields) -> DataRequest:
        return actions.ask(user=person, kind=kind, holders=[holder], language="vi", **fields)[0]

    return made


def at(written: str) -> datetime.datetime:
    """A moment in Vietnam, such as 2026-11-25 08:00."""
    return datetime.datetime.fromisoformat(written).replace(tzinfo=timezone.get_default_timezone())
