"""Records for tests. Each is complete and lawful by itself; a test names only what it is about."""

import datetime

import factory
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AccessLink, Organizer, Role, TeamInvitation, TeamMember, User
from accounts.reach import Reach
from common import files, history
from contracts.actions.filing import file_report
from contracts.models import (
    Agreement,
    AgreementLine,
    Evidence,
    FiledReport,
    FollowUp,
    Grade,
    Kind,
    Party,
    PartyRole,
    State,
)
from contracts.results.forms import Paper
from contracts.results.scope import Scope
from enterprises.models import (
    CardLink,
    Certificate,
    Enterprise,
    EnterpriseInvitation,
    EnterpriseMember,
    EnterpriseRole,
    LinkState,
    OcopCertificate,
    Product,
)
from events.models import (
    Application,
    Booth,
    BoothHolding,
    DecisionPaper,
    Delegate,
    Delegation,
    DelegationFirm,
    ExtraPrice,
    Fair,
    FairAmendment,
    FairDocument,
    FairLevel,
    FairNotice,
    FairPaper,
    FairTeam,
    FeeAccount,
    FeeTerms,
    Hall,
    Invitation,
    Package,
    PaperKind,
    Participation,
    ParticipationRole,
    ParticipationState,
    PlaceOffer,
    Question,
    Quota,
    RequiredPaper,
    ReviewNote,
    Submission,
    SupportRule,
)
from matching.models import Meeting, Place, Seat, Slot
from portal.models import DataRequest

PASSWORD = "ba con gà mái 2019"


class RecordFactory(factory.django.DjangoModelFactory):
    """Writes through history.save, as the actions do, so that derived keys and history are there."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        record = model_class(*args, **kwargs)
        history.save(record, by=None)
        return record


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"nguoi{n}@example.com")
    full_name = "Nguyễn Thị Bình"

    @factory.post_generation
    def password(user, create, extracted, **kwargs):  # noqa: N805 (factory_boy hands over the object)
        user.set_password(extracted or PASSWORD)
        user.save()


class VerifiedUserFactory(UserFactory):
    """A person who has opened the link of the letter, and so can sign in with PASSWORD."""

    @factory.post_generation
    def verified(user, create, extracted, **kwargs):  # noqa: N805 (factory_boy hands over the object)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


class OrganizerFactory(RecordFactory):
    class Meta:
        model = Organizer

    slug = factory.Sequence(lambda n: f"trung-tam-{n}")
    name = factory.Sequence(lambda n: f"Trung tâm Xúc tiến Thương mại {n}")


class TeamMemberFactory(RecordFactory):
    class Meta:
        model = TeamMember

    organizer = factory.SubFactory(OrganizerFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.MANAGER
    until = factory.LazyAttribute(
        lambda member: timezone.localdate() + datetime.timedelta(days=30) if member.role == Role.AUDITOR else None
    )


class TeamInvitationFactory(RecordFactory):
    class Meta:
        model = TeamInvitation

    organizer = factory.SubFactory(OrganizerFactory)
    email = factory.Sequence(lambda n: f"duoc-moi-{n}@example.com")
    role = Role.VIEWER
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


class AccessLinkFactory(RecordFactory):
    """A link for a new person with a mobile number, good for a day."""

    class Meta:
        model = AccessLink

    organizer = factory.SubFactory(OrganizerFactory)
    purpose = AccessLink.Purpose.BEGIN
    mobile = factory.Sequence(lambda n: f"09{n:08}")
    full_name = "Thạch Thị Phúc"
    made_by = factory.SubFactory(UserFactory)
    secret_hash = factory.Sequence(lambda n: f"{n:064}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=24))


class EnterpriseFactory(RecordFactory):
    class Meta:
        model = Enterprise

    kept_by = factory.SubFactory(OrganizerFactory)
    legal_name = factory.Sequence(lambda n: f"Hợp tác xã Phú Hòa {n}")
    tax_code = factory.Sequence(lambda n: f"{9_900_000_000 + n}")
    district_as_written = "Huyện Kế Sách"


class AccountFactory(EnterpriseFactory):
    """An enterprise's own account, which no organizer keeps."""

    kept_by = None


class EnterpriseMemberFactory(RecordFactory):
    class Meta:
        model = EnterpriseMember

    enterprise = factory.SubFactory(AccountFactory)
    user = factory.SubFactory(UserFactory)
    role = EnterpriseRole.OWNER


class EnterpriseInvitationFactory(RecordFactory):
    class Meta:
        model = EnterpriseInvitation

    enterprise = factory.SubFactory(AccountFactory)
    email = factory.Sequence(lambda n: f"duoc-moi-dn-{n}@example.com")
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


class CardLinkFactory(RecordFactory):
    """An organizer's card and an account that are linked."""

    class Meta:
        model = CardLink

    card = factory.SubFactory(EnterpriseFactory)
    account = factory.SubFactory(AccountFactory)
    state = LinkState.LINKED


class ProductFactory(RecordFactory):
    class Meta:
        model = Product

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"Gạo thơm {n}")


class OcopCertificateFactory(RecordFactory):
    class Meta:
        model = OcopCertificate

    product = factory.SubFactory(ProductFactory)
    stars = 4
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=100))
    expires_on = factory.LazyAttribute(lambda paper: paper.issued_on + datetime.timedelta(days=3 * 365))


class CertificateFactory(RecordFactory):
    class Meta:
        model = Certificate

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = Certificate.Kind.FOOD_SAFETY
    number = factory.Sequence(lambda n: f"{n}/2026/ATTP")
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=100))


class FairFactory(RecordFactory):
    class Meta:
        model = Fair

    organizer = factory.SubFactory(OrganizerFactory)
    code = factory.Sequence(lambda n: f"HC-{n}")
    slug = factory.LazyAttribute(lambda fair: fair.code.lower())
    name = factory.Sequence(lambda n: f"Hội chợ Oóc Om Bóc {n}")
    level = FairLevel.PROVINCIAL
    starts_on = datetime.date(2019, 3, 14)
    ends_on = datetime.date(2019, 3, 19)


class FairNoticeFactory(RecordFactory):
    """The fair was called off a moment ago."""

    class Meta:
        model = FairNotice

    fair = factory.SubFactory(FairFactory)
    kind = FairNotice.Kind.CANCEL
    reason = "Bão số 9"
    old_starts_on = factory.SelfAttribute("fair.starts_on")
    old_ends_on = factory.SelfAttribute("fair.ends_on")
    told_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(minutes=10))
    made_by = factory.SubFactory(UserFactory)


class FairAmendmentFactory(RecordFactory):
    """A change of the place that was filed and is not answered yet."""

    class Meta:
        model = FairAmendment

    fair = factory.SubFactory(FairFactory)
    what = "place"
    after = "Quảng trường Bạch Đằng"
    filed_on = datetime.date(2019, 2, 1)


class FairPaperFactory(RecordFactory):
    """The decision, as a scan in the fair's legal file."""

    class Meta:
        model = FairPaper

    fair = factory.SubFactory(FairFactory)
    kind = "decision"
    file = factory.LazyAttribute(
        lambda paper: files.store_bytes(
            b"%PDF-1.7\n%%EOF\n",
            name="quyet-dinh.pdf",
            kind=files.PDF,
            purpose="fair_paper",
            by=None,
            organizer=paper.fair.organizer,
        )
    )


class ParticipationFactory(RecordFactory):
    class Meta:
        model = Participation

    fair = factory.SubFactory(FairFactory)
    enterprise = factory.SubFactory(EnterpriseFactory, kept_by=factory.SelfAttribute("..fair.organizer"))
    state = ParticipationState.TOOK_PART


class ApplicationFactory(RecordFactory):
    """A draft of an enterprise's own account."""

    class Meta:
        model = Application

    fair = factory.SubFactory(FairFactory)
    enterprise = factory.SubFactory(EnterpriseFactory, kept_by=None)
    contact_name = "Thạch Thị Phúc"
    contact_phone = "0912345678"


class EnteredFactory(ApplicationFactory):
    """A draft that staff enter from a paper form, for a card of the fair's organizer."""

    enterprise = factory.SubFactory(EnterpriseFactory, kept_by=factory.SelfAttribute("..fair.organizer"))
    origin = "paper"
    received_on = factory.LazyFunction(timezone.localdate)
    entered_by = factory.SubFactory(UserFactory)


class SubmissionFactory(factory.django.DjangoModelFactory):
    """What was sent, with its PDF still to be made."""

    class Meta:
        model = Submission

    application = factory.SubFactory(ApplicationFactory)
    number = 1
    at = factory.LazyFunction(timezone.now)
    language = "vi"
    contents = factory.LazyFunction(lambda: [{"title": "Liên hệ", "rows": [["Điện thoại", "0912345678"]]}])


class DelegationFactory(RecordFactory):
    class Meta:
        model = Delegation

    fair = factory.SubFactory(FairFactory)
    name = factory.Sequence(lambda n: f"Trung tâm Khuyến công {n}")
    contact_name = "Trần Văn Út"
    contact_phone = "0912345670"


class DelegationFirmFactory(RecordFactory):
    class Meta:
        model = DelegationFirm

    delegation = factory.SubFactory(DelegationFactory)
    name = factory.Sequence(lambda n: f"Cơ sở Lạp xưởng {n}")


class InvitationFactory(RecordFactory):
    """A firm on the list that nobody has written to yet, with an email address."""

    class Meta:
        model = Invitation

    fair = factory.SubFactory(FairFactory)
    name = factory.Sequence(lambda n: f"Hợp tác xã Bến Đò {n}")
    contact_name = "Sơn Thị Lan"
    email = factory.Sequence(lambda n: f"khach{n}@ben-do.example")


class PackageFactory(RecordFactory):
    class Meta:
        model = Package

    fair = factory.SubFactory(FairFactory)
    name_vi = factory.Sequence(lambda n: f"Gian hàng tiêu chuẩn {n}")


class FeeAccountFactory(RecordFactory):
    class Meta:
        model = FeeAccount

    organizer = factory.SubFactory(OrganizerFactory)
    bank_bin = "970436"
    bank_name = "Vietcombank"
    number = factory.Sequence(lambda n: f"{1_012_345_000 + n}")
    holder = "TRUNG TAM XTTM SOC TRANG"


class FeeTermsFactory(RecordFactory):
    class Meta:
        model = FeeTerms

    fair = factory.SubFactory(FairFactory)
    account = factory.SubFactory(FeeAccountFactory, organizer=factory.SelfAttribute("..fair.organizer"))


class ExtraPriceFactory(RecordFactory):
    class Meta:
        model = ExtraPrice

    fair = factory.SubFactory(FairFactory)
    name_vi = factory.Sequence(lambda n: f"Vệ sinh môi trường {n}")
    price = 200_000


class SupportRuleFactory(RecordFactory):
    """Half of the rent, for everybody and at any time."""

    class Meta:
        model = SupportRule

    organizer = factory.SubFactory(OrganizerFactory)
    name = "Hỗ trợ gian hàng"
    legal_basis = "Nghị quyết số 05/2026/NQ-HĐND"
    share = 50


class QuotaFactory(RecordFactory):
    """A limit on the enterprises of the whole fair."""

    class Meta:
        model = Quota

    fair = factory.SubFactory(FairFactory)
    limit = 1


class FairDocumentFactory(RecordFactory):
    class Meta:
        model = FairDocument

    fair = factory.SubFactory(FairFactory)
    name_vi = factory.Sequence(lambda n: f"Sơ đồ {n}")

    @factory.lazy_attribute
    def file(self):
        content = ContentFile(b"%PDF-1.4", "so-do.pdf")
        return files.store(
            file=content, kind=files.PDF, purpose="fair_document", by=None, organizer=self.fair.organizer
        )


class RequiredPaperFactory(RecordFactory):
    class Meta:
        model = RequiredPaper

    fair = factory.SubFactory(FairFactory)
    kind = PaperKind.LICENCE


class QuestionFactory(RecordFactory):
    class Meta:
        model = Question

    fair = factory.SubFactory(FairFactory)
    text_vi = factory.Sequence(lambda n: f"Câu hỏi {n}")
    position = factory.Sequence(lambda n: n + 1)


class ReviewNoteFactory(RecordFactory):
    class Meta:
        model = ReviewNote

    application = factory.SubFactory(ApplicationFactory)
    text = "Đã gọi, hẹn gửi giấy mới trong tuần"
    written_by = factory.SubFactory(UserFactory)


class DecisionPaperFactory(RecordFactory):
    """Papers that are not issued yet."""

    class Meta:
        model = DecisionPaper

    fair = factory.SubFactory(FairFactory)
    title = "Phê duyệt danh sách đơn vị tham gia"


class PlaceOfferFactory(RecordFactory):
    """A place held for two days for an application on the waiting list."""

    class Meta:
        model = PlaceOffer

    application = factory.SubFactory(
        ApplicationFactory, state="waitlisted", submitted_at=factory.LazyFunction(timezone.now)
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=48))


class HallFactory(RecordFactory):
    class Meta:
        model = Hall

    fair = factory.SubFactory(FairFactory)
    name = factory.Sequence(lambda n: f"Nhà {n}")


class BoothFactory(RecordFactory):
    class Meta:
        model = Booth

    hall = factory.SubFactory(HallFactory)
    fair = factory.SelfAttribute("hall.fair")
    code = factory.Sequence(lambda n: f"A{n:02}")
    x = factory.Sequence(lambda n: 3.0 * n)
    y = 0.0


class BoothHoldingFactory(RecordFactory):
    class Meta:
        model = BoothHolding

    booth = factory.SubFactory(BoothFactory)
    participation = factory.SubFactory(
        ParticipationFactory, fair=factory.SelfAttribute("..booth.fair"), state=ParticipationState.EXPECTED
    )


class FairTeamFactory(RecordFactory):
    """A member who is narrowed to a fair; their role in the team is the same."""

    class Meta:
        model = FairTeam

    fair = factory.SubFactory(FairFactory)
    member = factory.SubFactory(
        TeamMemberFactory, organizer=factory.SelfAttribute("..fair.organizer"), role=Role.VIEWER
    )
    role = Role.VIEWER


class DelegateFactory(RecordFactory):
    class Meta:
        model = Delegate

    participation = factory.SubFactory(ParticipationFactory)
    name = "Lý Thị Hoa"


class SlotFactory(factory.django.DjangoModelFactory):
    """Twenty minutes of the fair's first morning, one after the other."""

    class Meta:
        model = Slot

    fair = factory.SubFactory(FairFactory)
    starts_at = factory.Sequence(
        lambda n: datetime.datetime(2019, 3, 14, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=20 * n)
    )
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + datetime.timedelta(minutes=20))


class PlaceFactory(RecordFactory):
    class Meta:
        model = Place

    fair = factory.SubFactory(FairFactory)
    name = factory.Sequence(lambda n: f"Bàn {n}")


class MeetingFactory(RecordFactory):
    """A scheduled meeting that takes neither its table nor anybody's seat yet."""

    class Meta:
        model = Meeting

    fair = factory.SubFactory(FairFactory)
    buyer = factory.SubFactory(ParticipationFactory, fair=factory.SelfAttribute("..fair"), role=ParticipationRole.BUYER)
    seller = factory.SubFactory(ParticipationFactory, fair=factory.SelfAttribute("..fair"))
    slot = factory.SubFactory(SlotFactory, fair=factory.SelfAttribute("..fair"))
    place = factory.SubFactory(PlaceFactory, fair=factory.SelfAttribute("..fair"))


class SeatFactory(factory.django.DjangoModelFactory):
    """A delegate of the seller's sits in the meeting."""

    class Meta:
        model = Seat

    meeting = factory.SubFactory(MeetingFactory)
    delegate = factory.SubFactory(DelegateFactory, participation=factory.SelfAttribute("..meeting.seller"))
    slot = factory.SelfAttribute("meeting.slot")


class AgreementFactory(RecordFactory):
    """A signed sales contract without parties; see `signed` for one with a seller and a buyer."""

    class Meta:
        model = Agreement

    organizer = factory.SubFactory(OrganizerFactory)
    kind = Kind.SALES
    state = State.SIGNED
    signed_on = datetime.date(2019, 3, 18)
    register_year = factory.LazyAttribute(lambda agreement: agreement.signed_on.year if agreement.signed_on else None)
    register_no = factory.Sequence(lambda n: f"{n}/HĐ-2019")
    grade = Grade.SCAN


class PartyFactory(RecordFactory):
    class Meta:
        model = Party

    agreement = factory.SubFactory(AgreementFactory)
    role = PartyRole.SELLER
    enterprise = factory.SubFactory(EnterpriseFactory, kept_by=factory.SelfAttribute("..agreement.organizer"))


class AgreementLineFactory(RecordFactory):
    class Meta:
        model = AgreementLine

    agreement = factory.SubFactory(AgreementFactory)
    product_as_written = "Gạo thơm"


class DataRequestFactory(RecordFactory):
    """Somebody whom staff know asks to see their data."""

    class Meta:
        model = DataRequest

    organizer = factory.SubFactory(OrganizerFactory)
    full_name = "Thạch Thị Phúc"
    email = factory.Sequence(lambda n: f"hoi-{n}@example.com")
    kind = "view"
    identity = "desk"
    state = "received"
    asked_at = factory.LazyFunction(timezone.now)
    answer_by = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=2))
    due_by = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))


class EvidenceFactory(RecordFactory):
    class Meta:
        model = Evidence

    agreement = factory.SubFactory(AgreementFactory)


def signed(organizer: Organizer, *, seller: Enterprise | None = None, buyer: Enterprise | None = None, **fields):
    """A signed agreement between a seller and a buyer."""
    agreement = AgreementFactory(organizer=organizer, **fields)
    PartyFactory(agreement=agreement, role=PartyRole.SELLER, enterprise=seller or EnterpriseFactory(kept_by=organizer))
    PartyFactory(
        agreement=agreement,
        role=PartyRole.BUYER,
        enterprise=buyer or EnterpriseFactory(kept_by=organizer, usual_role="buyer"),
    )
    return agreement


def filed_report(fair: Fair) -> FiledReport:
    """A fair's report, filed as it is counted now; something must be on record."""
    scope = Scope.of_fair(Reach(fair.organizer), fair)
    return file_report(scope=scope, by=UserFactory(), paper=Paper())


class FollowUpFactory(RecordFactory):
    class Meta:
        model = FollowUp

    party = factory.SubFactory(PartyFactory)
    agreement = factory.SelfAttribute("party.agreement")
    months = 3
    due_on = factory.LazyFunction(timezone.localdate)
    remind_on = factory.LazyAttribute(lambda row: row.due_on + datetime.timedelta(days=7))
