"""Every address as every role. An address that the matrix does not name fails the build."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import actions
from accounts.actions.consents import give_consent
from accounts.models import Organizer, Role, TeamInvitation, User
from common import files, history, outbox
from common.links import sign
from common.models import Job, SpecialDay, StoredFile
from contracts.models import State
from enterprises.actions.accounts import invite_member
from enterprises.models import Enterprise
from events.actions import delegation_fees, fees
from events.models import (
    ApplicationPaper,
    Attendee,
    BulkDecision,
    Catalogue,
    CatalogueCopy,
    ChangeRequest,
    Fair,
    LegalFile,
    LetterWords,
    Registration,
    Vehicle,
)
from matching.actions.links import renew_link
from tests.conftest import QUICK_HASHERS
from tests.factories import (
    AccessLinkFactory,
    AccountFactory,
    AgreementFactory,
    ApplicationFactory,
    BoothFactory,
    BoothHoldingFactory,
    CardLinkFactory,
    CertificateFactory,
    DataRequestFactory,
    DecisionPaperFactory,
    DelegationFactory,
    DelegationFirmFactory,
    EnteredFactory,
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    EvidenceFactory,
    ExtraPriceFactory,
    FairAmendmentFactory,
    FairDocumentFactory,
    FairFactory,
    FairNoticeFactory,
    FairPaperFactory,
    FairTeamFactory,
    FeeAccountFactory,
    FeeTermsFactory,
    FollowUpFactory,
    HallFactory,
    InvitationFactory,
    MeetingFactory,
    OcopCertificateFactory,
    OrganizerFactory,
    PackageFactory,
    ParticipationFactory,
    PlaceFactory,
    PlaceOfferFactory,
    ProductFactory,
    QuestionFactory,
    QuotaFactory,
    RequiredPaperFactory,
    ReviewNoteFactory,
    SeatFactory,
    SubmissionFactory,
    SupportRuleFactory,
    TeamMemberFactory,
    UserFactory,
    filed_report,
    signed,
)

pytestmark = pytest.mark.django_db

M, R, F, X, D, V, A = (
    Role.MANAGER, Role.REGISTRATION, Role.FLOOR, Role.MATCHMAKER, Role.DEALS, Role.VIEWER, Role.AUDITOR,
)  # fmt: skip
TEAM = frozenset(Role)
READERS = TEAM - {Role.DOOR}
DEAL_READERS = frozenset({M, D, X, V, A})
ANONYMOUS, STRANGER, FOREIGN_MANAGER, PLATFORM = "anonymous", "stranger", "foreign_manager", "platform_admin"
OWNER, MEMBER, FOREIGN_OWNER = "owner", "member", "foreign_owner"  # of an enterprise's own account
NARROWED = "narrowed"  # manages the fairs of the records here, and works nowhere else
ROLES = (*Role, NARROWED, ANONYMOUS, STRANGER, FOREIGN_MANAGER, PLATFORM, OWNER, MEMBER, FOREIGN_OWNER)

# Of the organizer's workspace: who may open it. To strangers and other organizers' people it is not there (404).
MAY_OPEN = [
    (TEAM, "overview"),
    ({M}, "import import_template import_preview import_confirm import_faults"),
    ({M}, "job job_cancel file"),  # each person's own; those here are the manager's
    ({M, A}, "outbox"),
    ({M}, "letter_resend"),
    ({M, R}, "data_requests data_request data_request_new data_request_held data_request_deed data_request_assign"),
    ({M}, "data_request_erase"),
    ({M, A}, "openings"),
    ({M, R, X}, "calls call call_told"),
    ({M, A}, "team"),
    ({M}, "team_invite invitation_withdraw invitation_renew member_edit member_remove"),
    ({M}, "organizer_settings organizer_history"),
    (TEAM, "second_factor"),
    ({M, R}, "access_links access_link_new access_link_withdraw lost_accounts lost_account"),
    (READERS, "enterprises enterprise enterprise_history products product product_history"),
    (READERS, "find_enterprises find_products"),
    ({M, R}, "enterprise_new enterprise_edit enterprise_remove product_new product_edit product_remove"),
    ({M, R}, "card_link link_asks link_answer link_end"),
    (READERS, "certificates certificate certificate_history"),
    ({M, R}, "certificate_new certificate_edit certificate_remove"),
    (READERS, "other_certificates other_certificate other_certificate_history"),
    ({M, R}, "other_certificate_new other_certificate_edit other_certificate_remove"),
    (TEAM, "fairs fair fair_history fair_calendar"),
    (READERS, "legal_file legal_file_history"),
    ({M}, "legal_file_edit legal_values fair_amendment_new fair_amendment_edit fair_amendment_remove"),
    ({M}, "legal_paper_new legal_paper_remove"),
    ({M, R}, "fair_letters fair_letter_words fair_letter_words_usual fair_letter_words_history"),
    ({M, R}, "fair_letter_list fair_letter_again fair_letters_again"),
    ({M}, "fair_call_off fair_days fair_notice_undo apply_link_renew"),
    ({M}, "fair_new fair_edit fair_move fair_remove fair_team fair_member_remove"),
    ({M, R}, "fair_invitations fair_invite_list fair_invite_past fair_invitations_send fair_invitations_do"),
    ({M, R}, "fair_invitation_words fair_invitation fair_invitation_edit fair_invitation_history"),
    ({M, R}, "fair_invitation_renew"),
    ({M, R}, "application_receipt"),
    ({M, R}, "applications application application_decide application_undo application_tell_now apply_link"),
    (
        {M, R},
        "entered_new entered_firm_new entered_form_new entered_form entered_contact entered_booth entered_products",
    ),
    ({M, R}, "entered_papers entered_people entered_questions entered_submit entered_receipt entered_withdraw"),
    ({M, R}, "delegations delegation delegation_new delegation_edit delegation_history delegation_list"),
    ({M, R}, "delegation_firm_edit delegation_firm_strike delegation_approve delegation_decline delegation_renew"),
    ({M, R}, "entered_list entered_list_template entered_list_preview entered_list_confirm entered_list_faults"),
    ({M, R}, "entered_page_back entered_paper_back entered_attendee_strike entered_vehicle_strike"),
    ({M, R}, "applications_assign applications_checklist application_check application_assign"),
    ({M, R}, "application_note application_note_remove application_offer application_change waiting_list"),
    ({M, R}, "applications_decide applications_bulk applications_bulk_undo"),
    ({M, R}, "decision_papers decision_paper_new decision_paper decision_paper_edit decision_paper_remove"),
    ({M, R}, "decision_paper_make decision_paper_scan decision_paper_off"),
    (READERS, "registration registration_history registration_preview"),
    ({M, R}, "registration_rules registration_terms registration_copy package_new package_edit package_up"),
    ({M, R}, "package_remove quota_new quota_edit quota_remove paper_new paper_edit paper_remove"),
    (READERS, "fees fee_ledger fee_setup fee_request fee_request_paper fee_payment_receipt"),
    (
        {M, R},
        "fee_ask_many fee_ask fee_ask_delegation fee_remind fee_bank_list fee_terms extra_price_new extra_price_edit",
    ),
    ({M, R}, "extra_price_remove fee_request_cancel fee_request_pay fee_request_refund fee_payment_reverse"),
    ({M}, "fee_rules fee_account_new fee_account_edit fee_account_history"),
    ({M}, "support_rule_new support_rule_edit support_rule_history support_rule_remove"),
    ({M, R}, "question_new question_edit question_up question_remove document_new document_remove"),
    (TEAM, "floor booths"),
    ({M, F}, "find_placeable booth_assign booth_release booth_swap booth_remove hall_new hall_remove"),
    (READERS, "fair_lists fair_list_participants fair_list_delegates fair_list_fascia fair_list_power"),
    (READERS, "fair_list_vehicles fair_list_columns fair_catalogue fair_catalogue_pdf"),
    ({M, R}, "fair_catalogue_publish fair_catalogue_make"),
    ({M, R}, "fair_list_papers fair_list_papers_remind"),
    (TEAM, "participations participation participation_history fair_participations"),
    ({M, R, F}, "participation_new participation_edit participation_move participations_move participation_remove"),
    (READERS, "meetings meeting_board meeting_sheets meeting meeting_history"),
    ({M, X}, "meeting_setup meeting_tables meeting_table_remove meeting_times_remove"),
    ({M, X}, "meeting_new meeting_move meeting_cancel meeting_outcome meeting_reset meeting_link meeting_person"),
    (DEAL_READERS, "agreements agreement agreement_history fair_agreements"),
    ({M, D}, "agreement_new agreement_edit agreement_move agreement_evidence agreement_replace agreement_remove"),
    (DEAL_READERS, "results results_rows results_paper fair_results"),
    (DEAL_READERS, "reports_filed filed_report filed_rows filed_differences filed_paper filed_history"),
    ({M, D}, "report_file filed_issue follow_up_answer"),
    (DEAL_READERS, "follow_ups realisation follow_up follow_up_history"),
]
# What is the whole workspace's, and so refused to whoever works at certain fairs alone
WHOLE = {
    "import", "import_template", "import_preview", "import_confirm", "import_faults", "job", "job_cancel", "file",
    "team", "team_invite", "invitation_withdraw", "invitation_renew", "member_edit", "member_remove",
    "organizer_settings", "organizer_history", "access_links", "access_link_new", "access_link_withdraw",
    "lost_accounts", "lost_account", "letter_resend", "link_asks", "link_answer",
    "data_requests", "data_request", "data_request_new", "data_request_held", "data_request_deed",
    "data_request_assign", "data_request_erase", "openings",
    "fair_new", "fair_team", "fair_member_remove", "report_file",
    "fee_rules", "fee_account_new", "fee_account_edit", "fee_account_history", "support_rule_new",
    "support_rule_edit", "support_rule_history", "support_rule_remove",
}  # fmt: skip
WORKSPACE = {
    name: roles | {NARROWED} if M in roles and name not in WHOLE else roles
    for roles, names in MAY_OPEN
    for name in names.split()
}
# Of an enterprise's own account: who may open it. To everyone else it is not there (404).
ENTERPRISE_MAY_OPEN = [
    ({OWNER, MEMBER}, "my_enterprise my_details my_details_history my_members my_links"),
    ({OWNER}, "my_member_invite my_member_edit my_member_remove my_invitation_withdraw my_invitation_renew"),
    ({OWNER}, "my_link_ask my_link_end"),
    ({OWNER, MEMBER}, "my_products my_product_new my_product_edit my_product_history my_product_no_picture"),
    ({OWNER, MEMBER}, "my_product_remove my_certificates my_ocop_new my_ocop_edit my_ocop_remove"),
    ({OWNER, MEMBER}, "my_paper_new my_paper_edit my_paper_remove"),
    ({OWNER, MEMBER}, "my_application_receipt"),
    ({OWNER, MEMBER}, "my_applications my_application my_application_new my_application_edit"),
    ({OWNER, MEMBER}, "my_application_submit my_application_withdraw my_application_by_link"),
    ({OWNER, MEMBER}, "my_application_contact my_application_booth my_application_products my_application_papers"),
    ({OWNER, MEMBER}, "my_application_people my_application_questions my_application_paper_back"),
    ({OWNER, MEMBER}, "my_application_attendee_strike my_application_vehicle_strike"),
    ({OWNER, MEMBER}, "my_fee_paper my_fee_receipt"),
    ({OWNER, MEMBER}, "my_application_offer my_application_change my_application_change_withdraw"),
    ({OWNER, MEMBER}, "my_application_hand_over"),
    ({OWNER, MEMBER}, "my_meetings my_meetings_link my_meetings_link_off my_meeting_calendar"),
    ({OWNER, MEMBER}, "my_agreements my_agreement my_agreement_file"),
]
OWN = {name: roles for roles, names in ENTERPRISE_MAY_OPEN for name in names.split()}
PLATFORM_ONLY = {
    "platform_organizers", "platform_organizer_new", "platform_organizer", "platform_organizer_edit",
    "platform_organizer_deactivate", "platform_organizer_reactivate", "platform_first_manager",
    "platform_people", "platform_person", "platform_link_withdraw",
    "platform_data_requests", "platform_data_request", "platform_data_request_held", "platform_data_request_deed",
    "platform_data_request_assign", "platform_data_request_erase", "platform_special_days",
    "platform_special_day_remove",
}  # fmt: skip
SIGNED_IN = {
    "preferences",
    "consents",
    "consent_change",
    "my_data",
    "my_data_ask",
    "my_data_download",
    "my_data_lift",
    "enterprise_create",
    "card_offer",
}
# tests/faults/test_links.py says what they answer whom
FOR_SOMEBODY_ELSE = {"accept_invitation", "enterprise_join", "enterprise_invited"}
PUBLIC = {
    "delegation_by_link", "delegation_firm_by_link", "delegation_strike_by_link",
    "fee_paper_by_link", "fee_receipt_by_link",
    "invited", "invited_stop", "place_offer", "follow_up_by_link",
    "account_reset_password_from_key", "account_confirm_email",
    "public_catalogue", "public_catalogue_firm", "public_catalogue_pdf",
    "home", "meetings_by_link", "meetings_feed", "public_fair", "fair_by_link", "access", "healthz", "readyz",
    "fair_document", "set_preferences", "data_form", "data_form_sent", "data_confirm", "data_copy",
}  # fmt: skip

OF_ITS_OWN = {"firm_file", "small_picture", "my_data_withdraw"}  # tests/portal say who opens them

QUERIES = {
    "application_decide": "deed=approve",
    "results_rows": "figure=fairs&from=01/01/2019&to=31/12/2019",
    "results_paper": "form=json&from=01/01/2019&to=31/12/2019",
    "report_file": "from=01/01/2019&to=31/12/2019",
    "filed_rows": "figure=fairs",
    "filed_differences": "with=today",
}
POST_ONLY = {
    "fair_invitations_do", "fair_invitation_renew", "fair_letter_again", "fair_letters_again",
    "fair_list_columns", "fair_list_papers_remind", "fair_catalogue_publish", "fair_catalogue_make",
    "data_request_assign", "platform_data_request_assign", "platform_special_day_remove", "my_data_lift",
    "link_end", "my_invitation_renew", "my_invitation_withdraw", "my_link_end", "my_product_no_picture",
    "meeting_link", "meeting_reset", "meeting_table_remove", "meeting_tables", "meeting_times_remove",
    "my_meetings_link", "my_meetings_link_off",
    "delegation_approve", "delegation_firm_strike", "delegation_renew", "delegation_strike_by_link",
    "entered_list_confirm", "entered_page_back", "entered_paper_back", "entered_attendee_strike",
    "entered_vehicle_strike",
    "package_up", "question_up", "my_application_paper_back", "my_application_attendee_strike",
    "my_application_vehicle_strike",
    "application_undo", "application_tell_now", "apply_link_renew", "fair_notice_undo",
    "booth_assign", "booth_release", "booth_swap", "filed_paper",
    "applications_bulk_undo", "application_offer", "decision_paper_new", "decision_paper_make", "decision_paper_scan",
    "decision_paper_off", "my_application_offer", "my_application_change_withdraw",
    "applications_assign", "application_check", "application_assign", "application_note", "application_note_remove",
    "access_link_withdraw", "platform_link_withdraw", "agreement_move", "call_told", "consent_change",
    "fair_move", "import_confirm", "invitation_renew", "invitation_withdraw", "job_cancel",
    "letter_resend", "participation_move", "participations_move", "platform_organizer_reactivate", "set_preferences",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    organizer: Organizer
    account: Enterprise
    clients: dict[str, Client]
    args: dict[str, Callable[[], list]]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    """The world and its uploads, built once for a module: each test begins with it and undoes what it did itself."""
    uploads = tmp_path_factory.mktemp("uploads")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": uploads}}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=settings.STORAGES | {"default": storage}, PASSWORD_HASHERS=QUICK_HASHERS):
            made = build_world()
        yield made, uploads
        transaction.set_rollback(True)


@pytest.fixture
def world(built, settings) -> World:
    made, uploads = built
    settings.STORAGES["default"]["OPTIONS"]["location"] = uploads
    clients = {}
    for role, client in made.clients.items():  # who was signed out by a test before is signed in again
        clients[role] = Client()
        clients[role].cookies.load(client.cookies.output(header="", sep=";"))
    return replace(made, clients=clients)


def build_world() -> World:
    """One organizer with a record of every kind, and a client for every role."""
    organizer = OrganizerFactory(slug="trung-tam", name="Trung tâm Xúc tiến Thương mại tỉnh Sóc Trăng")
    users = {role: UserFactory() for role in (*Role, NARROWED, STRANGER, FOREIGN_MANAGER)}
    account = AccountFactory()
    for role in (OWNER, MEMBER, FOREIGN_OWNER):
        at = AccountFactory() if role == FOREIGN_OWNER else account
        users[role] = EnterpriseMemberFactory(enterprise=at, role=MEMBER if role == MEMBER else OWNER).user
    users[PLATFORM] = UserFactory(is_platform_admin=True)
    members = {role: TeamMemberFactory(organizer=organizer, user=users[role], role=role) for role in Role}
    TeamMemberFactory(organizer=OrganizerFactory(), user=users[FOREIGN_MANAGER], role=M)
    clients = {ANONYMOUS: Client()}
    for role, user in users.items():
        clients[role] = Client(raise_request_exception=True)
        clients[role].force_login(user)
    args = _records(organizer, users[M], members, account)
    fair = Fair.objects.get(organizer=organizer, slug=args["fair"][0])
    narrowed = FairTeamFactory(fair=fair, member__user=users[NARROWED], role=M).member
    FairTeamFactory(fair=Fair.objects.get(slug=args["entered_new"][0]), member=narrowed, role=M)
    return World(organizer, account, clients, args)


def _records(organizer: Organizer, manager: User, members: dict, account: Enterprise) -> dict[str, list]:
    """The arguments after the organizer's own, by the prefix of the address's name."""
    fair = FairFactory(organizer=organizer, uses_matching=True)
    participation = ParticipationFactory(fair=fair)
    ocop = OcopCertificateFactory(product__enterprise=participation.enterprise)
    paper = CertificateFactory(enterprise=participation.enterprise)
    agreement = signed(organizer, fair=fair, kind="memorandum", state=State.SIGNED)
    draft = AgreementFactory(
        organizer=organizer, fair=fair, state=State.DRAFT, register_no="", register_year=None, signed_on=None
    )
    about = {"organizer": organizer, "about_fair": fair.pk, "subject": f"Thư về {fair}", "body": "Thư", "kind": "test"}
    letter = outbox.post(to="a@example.com", **about)
    call = outbox.post(mobile="0912000002", **about)
    stored = files.store_bytes(
        b"%PDF-1.7\n%%EOF\n", name="giay.pdf", kind=files.PDF, purpose="workbook", by=manager, organizer=organizer
    )
    EvidenceFactory(agreement=agreement, file=stored)
    job = Job.objects.create(
        kind="workbook_check", organizer=organizer, by=manager, state=Job.State.DONE, source=stored,
        result={"faults": [], "fault_count": 0, "warnings": [], "warning_count": 0},
    )  # fmt: skip
    invitation = TeamInvitation(
        organizer=organizer,
        email=f"moi-{fair.pk}@example.com",
        role=V,
        expires_at=timezone.now() + datetime.timedelta(days=3),
    )
    history.save(invitation, by=manager)
    access = actions.begin_account(organizer=organizer, by=manager, mobile="0912000001", full_name="Sơn Thị Lan")
    address = EmailAddress.objects.create(user=manager, email=manager.email)
    lost = AccessLinkFactory(organizer=None, purpose="recover", user=UserFactory())
    begun = AccessLinkFactory(organizer=organizer, used_at=timezone.now(), user=UserFactory())
    return {
        "access": [access.secret], "access_links": [], "access_link": [access.pk], "lost_account": [begun.user.pk],
        "consent_change": ["buyers"], "call_told": [call.pk], "call": [call.pk],
        "import_preview": [job.pk], "import_confirm": [job.pk], "import_faults": [job.pk],
        "job": [job.pk], "job_cancel": [job.pk], "file": [stored.pk], "letter_resend": [letter.pk],
        "invitation_withdraw": [invitation.pk], "invitation_renew": [invitation.pk],
        "account_reset_password_from_key": [user_pk_to_url_str(manager), default_token_generator.make_token(manager)],
        "account_confirm_email": [EmailConfirmationHMAC(address).key],
        "platform_person": [lost.user_id], "platform_link": [lost.pk],
        "platform_organizer": [organizer.pk], "platform_first_manager": [organizer.pk],
        "member_edit": [members[V].pk], "member_remove": [TeamMemberFactory(organizer=organizer, role=V).pk],
        "enterprise": [participation.enterprise.pk], "product": [ocop.product_id], "certificate": [ocop.pk],
        "other_certificate": [paper.pk], "participation": [participation.pk], "agreement": [agreement.pk],
        "agreement_remove": [draft.pk], "agreement_edit": [draft.pk],
        **_asked(organizer), **_firm(account, participation.enterprise),
        **_thread(fair, account, manager), **_meeting(fair, account, stored),
        "fair": [fair.slug], "fair_new": [], "accept_invitation": [sign("team-invitation", invitation.pk)],
    }  # fmt: skip


def _asked(organizer: Organizer) -> dict[str, list]:
    """What people ask about their data: of the organizer to erase them, of the platform, and two links of letters."""
    asked = DataRequestFactory(organizer=organizer, kind="erase")
    seen = DataRequestFactory(organizer=organizer, kind="view", state="done", settled_at=timezone.now())
    return {
        "data_request": [asked.pk], "data_request_new": [],
        "platform_data_request": [DataRequestFactory(organizer=None, kind="erase").pk],
        "platform_special_day": [SpecialDay.objects.first().pk],
        "my_data_lift": [organizer.slug], "my_data_download": ["json"], "my_data_ask": [],
        "data_confirm": [sign("data-request-confirm", asked.pk)], "data_copy": [sign("data-request-copy", seen.pk)],
    }  # fmt: skip


def _firm(account: Enterprise, card: Enterprise) -> dict[str, list]:
    """What stands in an enterprise's own account, and its links with an organizer's cards."""
    product = ProductFactory(enterprise=account)
    invitation = EnterpriseInvitationFactory(enterprise=account)
    handed = invite_member(enterprise=account, by=UserFactory(), mobile="0912000003", role=MEMBER)
    asked = CardLinkFactory(card=card, account=account, state="asked")
    offered = CardLinkFactory(card=card, account=None, state="offered")
    return {
        "my_member": [EnterpriseMemberFactory(enterprise=account).pk], "my_member_invite": [],
        "my_invitation": [invitation.pk], "enterprise_join": [sign("enterprise-invitation", invitation.pk)],
        "enterprise_invited": [handed.secret],
        "my_product": [product.pk], "my_product_no_picture": [product.pk],
        "my_ocop": [OcopCertificateFactory(product=product).pk],
        "my_paper": [CertificateFactory(enterprise=account).pk],
        "my_link_ask": [], "my_link_end": [asked.pk], "link_answer": [asked.pk], "link_end": [offered.pk],
        "enterprise_create": [], "card_link": [card.pk], "card_offer": [sign("card-offer", offered.pk)],
    }  # fmt: skip


def _thread(fair: Fair, account: Enterprise, manager: User) -> dict[str, list]:
    """The way of an application to its booth, at the fair and at one that is open to apply to."""
    coming = timezone.localdate() + datetime.timedelta(days=30)
    is_open = FairFactory(organizer=fair.organizer, is_public=True, starts_on=coming, ends_on=coming)
    invited = InvitationFactory(fair=fair)
    asked = ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now())
    note = ReviewNoteFactory(application=asked)
    offer = PlaceOfferFactory(application__fair=is_open)
    bulk = BulkDecision.objects.create(fair=fair, deed="approve", made_by=note.written_by)
    paper = DecisionPaperFactory(fair=fair)
    hall = HallFactory(fair=fair)
    holding = BoothHoldingFactory(booth__hall=hall)
    row = FairTeamFactory(fair=fair)
    return {
        "fair_lists": [fair.slug], "fair_list": [fair.slug], "fair_list_columns": [fair.slug, "participants"],
        "fair_list_papers_remind": [fair.slug], **_catalogue(fair, is_open),
        "fair_invitations": [fair.slug], "fair_invite": [fair.slug], "fair_invitation_words": [fair.slug],
        "fair_invitation": [fair.slug, invited.pk], "invited": [InvitationFactory(fair=is_open).token],
        "applications": [fair.slug], "application": [fair.slug, asked.pk],
        "application_receipt": [fair.slug, asked.pk, SubmissionFactory(application=asked).number],
        "application_note_remove": [fair.slug, asked.pk, note.pk], "waiting_list": [fair.slug],
        "applications_bulk": [fair.slug, bulk.pk], "applications_decide": [fair.slug],
        "applications_assign": [fair.slug], "applications_checklist": [fair.slug], "place_offer": [offer.token],
        "decision_papers": [fair.slug], "decision_paper_new": [fair.slug], "decision_paper": [fair.slug, paper.pk],
        "decision_paper_off": [fair.slug, paper.pk, asked.pk],
        "application_tell_now": [fair.slug, asked.pk], "apply_link": [fair.slug], "fair_call_off": [fair.slug],
        "fair_notice_undo": [fair.slug, FairNoticeFactory(fair=fair).pk],
        "fair_by_link": [is_open.apply_token], "my_application_by_link": [is_open.apply_token],
        "public_fair": [fair.organizer.slug, is_open.slug], "floor": [fair.slug], "booths": [fair.slug],
        "booth_assign": [fair.slug], "find_placeable": [fair.slug], "booth_swap": [fair.slug],
        "booth_release": [fair.slug, holding.pk], "booth": [fair.slug, BoothFactory(hall=hall).pk],
        "hall_new": [fair.slug], "hall": [fair.slug, HallFactory(fair=fair).pk],
        "fair_member_remove": [fair.slug, row.pk],
        "my_application_new": [fair.organizer.slug, is_open.slug],
        **_application(is_open, account),
        **_entered(is_open, manager), **_delegation(is_open),
        **_registration(fair),
        **_papers(fair),
        **_fees(fair, account),
    }  # fmt: skip


def _papers(fair: Fair) -> dict[str, list]:
    """A fair's legal file with a change and a scan, and its letters."""
    history.save(LetterWords(fair=fair, kind="return", body_vi="Xin sửa hồ sơ."), by=None)
    letter = outbox.post(
        organizer=fair.organizer, about_fair=fair.pk, to="a@b.vn", subject="Thư", body="Nội dung", kind="test"
    )
    history.save(LegalFile(fair=fair, theme="Hàng Việt về nông thôn"), by=None)
    paper, pages = FairPaperFactory(fair=fair), ("legal_file", "legal_values", "legal_paper_new", "fair_amendment_new")
    return {
        **{name: [fair.slug] for name in (*pages, "fair_letters", "fair_letter_list", "fair_letters_again")},
        "fair_letter_words": [fair.slug, "return"],
        "fair_letter_words_usual": [fair.slug, "return"],
        "fair_letter_words_history": [fair.slug, "return"],
        "fair_letter_again": [fair.slug, letter.pk],
        "fair_amendment": [fair.slug, FairAmendmentFactory(fair=fair).pk],
        "legal_paper": [fair.slug, paper.pk],
    }


def _catalogue(fair: Fair, is_public: Fair) -> dict[str, list]:
    """A catalogue with one firm on a public page, and copies to print there and at a fair without one."""
    Catalogue.objects.create(fair=is_public, is_published=True)
    firm = EnterpriseMemberFactory()
    give_consent(user=firm.user, purpose="catalogue", language="vi")
    asked = ApplicationFactory(
        fair=is_public, enterprise=firm.enterprise, state="approved", submitted_at=timezone.now()
    )
    row = ParticipationFactory(fair=is_public, application=asked, state="expected")
    for one in (fair, is_public):
        paper = files.store_bytes(
            b"%PDF-1.7\n%%EOF\n", name="danh-muc.pdf", kind=files.PDF, purpose="catalogue", by=firm.user,
            organizer=fair.organizer,
        )  # fmt: skip
        CatalogueCopy.objects.create(fair=one, language="vi", file=paper, firms=1, made_by=firm.user)
    where = [fair.organizer.slug, is_public.slug]
    return {
        "fair_catalogue": [fair.slug], "fair_catalogue_pdf": [fair.slug, "vi"],
        "public_catalogue": where, "public_catalogue_firm": [*where, row.pk], "public_catalogue_pdf": [*where, "vi"],
    }  # fmt: skip


def _registration(fair: Fair) -> dict[str, list]:
    """A fair's registration with one of each part."""
    parts = {
        "package": PackageFactory(fair=fair),
        "quota": QuotaFactory(fair=fair),
        "paper": RequiredPaperFactory(fair=fair),
        "question": QuestionFactory(fair=fair),
    }
    Registration.objects.create(fair=fair)
    document = FairDocumentFactory(fair=fair)
    pages = ("registration", "registration_history", "registration_preview", "registration_rules")
    return {
        **{name: [fair.slug] for name in (*pages, "registration_terms", "registration_copy")},
        **{f"{name}_new": [fair.slug] for name in (*parts, "document")},
        "document": [fair.slug, document.pk],
        "fair_document": [document.token],
        **{name: [fair.slug, part.pk] for name, part in parts.items()},
    }


def _fees(fair: Fair, account: Enterprise) -> dict[str, list]:
    """A fair that charges: a request of which the enterprise was told, a payment, and one that waits to be asked.

    Bank accounts and support rules are the workspace's: another fair has the same.
    """
    organizer = fair.organizer
    bank = organizer.fee_accounts.first() or FeeAccountFactory(organizer=organizer)
    rule = organizer.support_rules.first() or SupportRuleFactory(organizer=organizer, share=10)
    FeeTermsFactory(fair=fair, account=bank)
    by, package = UserFactory(), PackageFactory(fair=fair, price=1_000_000)
    approved = {"fair": fair, "package": package, "state": "approved", "submitted_at": timezone.now()}
    asked = ApplicationFactory(enterprise=account, **approved)
    request = fees.make_request(application=asked, by=by)
    type(request).objects.update(told_at=timezone.now())
    paid = fees.record_payment(request=request, money=fees.Money(400_000, request.issued_on), by=by)
    waiting = ApplicationFactory(**approved)
    comes = {"fair": fair, "package": package, "state": "approved"}
    bill = delegation_fees.make_request(delegation=DelegationFactory(**comes), by=by)
    type(bill).objects.update(told_at=timezone.now())
    on_bill = fees.record_payment(request=bill, money=fees.Money(400_000, bill.issued_on), by=by)
    one, record = [fair.slug], [fair.slug, request.pk]
    return {
        **dict.fromkeys(("fees", "fee_ledger", "fee_ask_many", "fee_remind", "fee_bank_list", "fee_terms"), one),
        "fee_setup": one, "extra_price_new": one, "extra_price": [fair.slug, ExtraPriceFactory(fair=fair).pk],
        "fee_ask": [fair.slug, waiting.pk], "fee_request": record, "fee_payment": [*record, paid.pk],
        "fee_account": [bank.pk], "support_rule": [rule.pk],
        "fee_ask_delegation": [fair.slug, DelegationFactory(**comes).pk],
        "fee_paper_by_link": [bill.delegation.token, bill.pk],
        "fee_receipt_by_link": [bill.delegation.token, bill.pk, on_bill.pk],
        "my_fee_paper": [asked.pk, request.pk], "my_fee_receipt": [asked.pk, request.pk, paid.pk],
    }  # fmt: skip


def _application(fair: Fair, account: Enterprise) -> dict[str, list]:
    """A draft that uses every step."""
    row = ApplicationFactory(fair=fair, enterprise=account)
    RequiredPaperFactory(fair=fair)
    QuestionFactory(fair=fair)
    scan = StoredFile.objects.create(purpose="application", name="giay.pdf", size=1, media_type="application/pdf")
    paper = ApplicationPaper.objects.create(application=row, kind="licence", file=scan)
    person = Attendee.objects.create(application=row, name="Lý Thị Hoa")
    vehicle = Vehicle.objects.create(application=row, plate="83C-123.45")
    change = ChangeRequest.objects.create(application=row, words="Thêm một gian", asked_by=UserFactory())
    steps = ("contact", "booth", "products", "papers", "people", "questions", "submit", "withdraw", "edit")
    return {
        "my_application": [row.pk],
        "my_application_receipt": [row.pk, SubmissionFactory(application=row).number],
        **{f"my_application_{step}": [row.pk] for step in steps},
        "my_application_paper_back": [row.pk, paper.pk],
        "my_application_change_withdraw": [row.pk, change.pk],
        "my_application_hand_over": [row.pk],
        "my_application_attendee_strike": [row.pk, person.pk],
        "my_application_vehicle_strike": [row.pk, vehicle.pk],
    }


def _entered(fair: Fair, by: User) -> dict[str, list]:
    """An application that staff enter from a paper form."""
    card = EnterpriseFactory(kept_by=fair.organizer)
    sent = StoredFile.objects.create(
        organizer=fair.organizer, purpose="applications", name="danh-sach.xlsx", size=1, media_type="text/csv"
    )
    looked = Job.objects.create(
        kind="applications_check", organizer=fair.organizer, by=by, state=Job.State.DONE, source=sent,
        params={"fair": fair.pk, "slug": fair.slug},
        result={"faults": [], "fault_count": 0, "warnings": [], "warning_count": 0, "size": 1, "fingerprint": "x"},
    )  # fmt: skip
    row = EnteredFactory(fair=fair, enterprise=EnterpriseFactory(kept_by=fair.organizer))
    scan = StoredFile.objects.create(purpose="application", name="phieu.pdf", size=1, media_type="application/pdf")
    page = ApplicationPaper.objects.create(application=row, kind="form", file=scan)
    person = Attendee.objects.create(application=row, name="Lý Thị Hoa")
    vehicle = Vehicle.objects.create(application=row, plate="83C-123.45")
    steps = ("form", "contact", "booth", "products", "papers", "people", "questions", "submit", "receipt", "withdraw")
    return {
        "entered_list": [fair.slug], "entered_list_template": [fair.slug],
        **{f"entered_list_{page}": [fair.slug, looked.pk] for page in ("preview", "confirm", "faults")},
        "entered_new": [fair.slug], "entered_firm_new": [fair.slug], "entered_form_new": [fair.slug, card.pk],
        **{f"entered_{step}": [fair.slug, row.pk] for step in steps},
        "entered_page_back": [fair.slug, row.pk, page.pk], "entered_paper_back": [fair.slug, row.pk, page.pk],
        "entered_attendee_strike": [fair.slug, row.pk, person.pk],
        "entered_vehicle_strike": [fair.slug, row.pk, vehicle.pk],
    }  # fmt: skip


def _delegation(fair: Fair) -> dict[str, list]:
    """A centre that comes with a firm."""
    firm = DelegationFirmFactory(delegation__fair=fair)
    row = firm.delegation
    pages = ("edit", "history", "list", "approve", "decline", "renew")
    return {
        "delegations": [fair.slug], "delegation_new": [fair.slug], "delegation": [fair.slug, row.pk],
        **{f"delegation_{page}": [fair.slug, row.pk] for page in pages},
        **{f"delegation_firm_{deed}": [fair.slug, row.pk, firm.pk] for deed in ("edit", "strike")},
        "delegation_by_link": [row.token], "delegation_firm_by_link": [row.token, firm.pk],
        "delegation_strike_by_link": [row.token, firm.pk],
    }  # fmt: skip


def _meeting(fair: Fair, account: Enterprise, stored: StoredFile) -> dict[str, list]:
    """A meeting of the enterprise and what was signed after it."""
    card = CardLinkFactory(card=EnterpriseFactory(kept_by=fair.organizer), account=account).card
    meeting = MeetingFactory(fair=fair, seller__enterprise=card)
    person = SeatFactory(meeting=meeting).delegate
    link = renew_link(delegate=person, by=None)
    filed = filed_report(fair)
    deal = signed(fair.organizer, seller=card, fair=fair)
    scan = EvidenceFactory(agreement=deal, file=stored)
    said = {"deliveries": "partly", "channel": "phone", "answered_at": timezone.now()}
    asked = FollowUpFactory(party=deal.parties.first(), **said)
    return {
        "meetings": [fair.slug], "meeting_board": [fair.slug], "meeting_sheets": [fair.slug],
        "meeting_setup": [fair.slug], "meeting_tables": [fair.slug], "meeting_new": [fair.slug],
        "meeting_table_remove": [fair.slug, PlaceFactory(fair=fair).pk], "meeting_times_remove": [fair.slug],
        "meeting": [fair.slug, meeting.pk], "meeting_link": [fair.slug, meeting.pk, person.pk],
        "meeting_person": [fair.slug, meeting.pk, person.pk],
        "meetings_by_link": [link.token], "meetings_feed": [link.token], "my_meetings_link": [],
        "follow_up": [asked.pk], "follow_ups": [], "follow_up_by_link": [asked.token],
        "filed": [filed.pk], "filed_report": [filed.pk], "report_file": [],
        "my_meeting_calendar": [meeting.pk], "my_agreement": [deal.pk], "my_agreement_file": [deal.pk, scan.pk],
    }  # fmt: skip


def address(world: World, name: str) -> str:
    args = world.args.get(name)
    if args is None:
        record = name.rsplit("_", 1)[0]
        lacks_record = name.endswith("_new") or name == "participations_move"
        args = world.args.get(record, []) if "_" in name and not lacks_record else []
    before = [world.organizer.slug] if name in WORKSPACE else [world.account.pk] if name in OWN else []
    return reverse(name, args=[*before, *args]) + (f"?{QUERIES[name]}" if name in QUERIES else "")


def ask(client: Client, url: str, method: str) -> int:
    """The status of a request whose effects are taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return 401
    return response.status_code


def names_of(resolver: URLResolver) -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.add(entry.name)
        elif "allauth" not in str(entry.urlconf_name):
            found |= names_of(entry)
    return found


def test_every_address_stands_in_the_matrix():
    known = {*WORKSPACE, *OWN, *OF_ITS_OWN, *PLATFORM_ONLY, *SIGNED_IN, *FOR_SOMEBODY_ELSE, *PUBLIC}
    assert names_of(get_resolver()) == known


@pytest.mark.parametrize("name", WORKSPACE)
def test_a_page_of_the_workspace_opens_for_those_who_may_and_for_nobody_else(world, name):
    url, allowed = address(world, name), WORKSPACE[name]
    for role in ROLES:
        for method in ("post",) if name in POST_ONLY else ("get", "post"):
            status = ask(world.clients[role], url, method)
            if role in allowed:
                assert status not in (401, 403, 500), (role, method, status)
                assert status != 404 or name == "import_confirm", (role, method, status)  # nothing here to confirm
                assert method == "post" or status in (200, 302), (role, method, status)
            elif role == ANONYMOUS:
                assert status == 401, (role, method, status)
            elif role in (*Role, NARROWED) and name not in ("job", "job_cancel", "file", "member_remove"):
                assert status == 403, (role, method, status)
            else:  # neither the page nor the record is there for them
                assert status in (404, 405), (role, method, status)


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_an_enterprise_opens_for_those_who_act_for_it_and_for_nobody_else(world, name):
    url, allowed = address(world, name), OWN[name]
    for role in ROLES:
        for method in ("post",) if name in POST_ONLY else ("get", "post"):
            status = ask(world.clients[role], url, method)
            if role in allowed:
                assert status not in (401, 403, 404, 500), (role, method, status)
                assert method == "post" or status in (200, 302), (role, method, status)
            else:
                owners_alone = 404 if name == "my_member_remove" else 403  # a member may leave, and sees nobody else's
                refused = {ANONYMOUS: 401, MEMBER: owners_alone}.get(role, 404)
                assert status == refused, (role, method, status)


@pytest.mark.parametrize("name", sorted(PLATFORM_ONLY))
def test_a_page_of_the_platform_opens_for_its_administrators_alone(world, name):
    method, opens = ("post", 302) if name in POST_ONLY else ("get", 200)
    for role in ROLES:
        status = ask(world.clients[role], address(world, name), method)
        assert status == {PLATFORM: opens, ANONYMOUS: 401}.get(role, 404), role


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_a_persons_own_page_asks_for_a_sign_in(world, name):
    method, opens = ("post", 302) if name in POST_ONLY else ("get", 200)
    for role in ROLES:
        status = ask(world.clients[role], address(world, name), method)
        assert status == (401 if role == ANONYMOUS else opens), role


@pytest.mark.parametrize("name", sorted(FOR_SOMEBODY_ELSE))
def test_a_link_to_one_person_is_refused_to_everyone_else(world, name):
    stranger = 200 if name == "enterprise_invited" else 401  # who has no account begins one there
    there_already = (
        {*Role, NARROWED} if name == "accept_invitation" else {OWNER, MEMBER}
    )  # they are led on to where they are
    for role in ROLES:
        status = ask(world.clients[role], address(world, name), "get")
        assert status == (stranger if role == ANONYMOUS else 302 if role in there_already else 403), role


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_page_opens_for_anyone(world, name):
    for role in ROLES:
        assert ask(world.clients[role], address(world, name), "post" if name in POST_ONLY else "get") in (200, 302), (
            role
        )


def test_no_record_answers_to_another_organizers_address(world):
    """A manager who puts a foreign record's number behind their own organizer's address finds nothing."""
    other = TeamMemberFactory(role=M)
    client = Client()
    client.force_login(other.user)
    for name in WORKSPACE:
        url = address(world, name).replace(f"/o/{world.organizer.slug}/", f"/o/{other.organizer.slug}/")
        takes_record = url.rstrip("/").count("/") > 3 or "fair" in name
        if takes_record and world.args.get(name.rsplit("_", 1)[0]) is not None and not name.endswith("_new"):
            method = "post" if name in POST_ONLY else "get"
            assert ask(client, url, method) in (404, 405), name


def test_an_unknown_record_is_not_found(world):
    client = world.clients[M]
    for name, pk in (("enterprise", 10**9), ("agreement", 10**9), ("job", uuid.uuid4()), ("file", uuid.uuid4())):
        assert client.get(reverse(name, args=[world.organizer.slug, pk])).status_code == 404


def test_the_rail_leads_only_to_pages_that_open(world):
    for role in (*Role, NARROWED):
        page = world.clients[role].get(reverse("overview", args=[world.organizer.slug]))
        for item in page.context["shell"].nav:
            assert world.clients[role].get(item.url).status_code in (200, 302), (role, item.url)


def test_anonymous_people_have_no_permission_at_all(world):
    assert not AnonymousUser().has_perm("accounts.enter_workspace", world.organizer)
