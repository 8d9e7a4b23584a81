"""From a meeting to a memorandum, its scan, the contract and the report, through the pages."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role
from accounts.reach import Reach
from common.models import Letter
from contracts.actions.agreements import move_agreement, save_agreement, supersede
from contracts.models import Agreement, Grade, Kind, Party, PartyRole, State
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope
from contracts.results.tally import Deals
from events.models import FairState
from matching.models import MeetingState
from tests.contracts.test_agreement_pages import typed
from tests.factories import (
    AccountFactory,
    AgreementFactory,
    BoothFactory,
    BoothHoldingFactory,
    CardLinkFactory,
    EnterpriseFactory,
    FairFactory,
    MeetingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SCAN = b"\xff\xd8\xff\xe0 a photo of the paper\xff\xd9"


@pytest.fixture
def meeting(organizer):
    """A meeting that took place today, at a fair that was held, of a seller with a booth."""
    today = timezone.localdate()
    fair = FairFactory(organizer=organizer, uses_matching=True, starts_on=today, ends_on=today, state=FairState.HELD)
    at = timezone.now()
    meeting = MeetingFactory(
        fair=fair, state=MeetingState.HELD, next_step="memorandum", slot__starts_at=at,
        slot__ends_at=at + datetime.timedelta(minutes=20),
        seller__enterprise=EnterpriseFactory(kept_by=organizer, legal_name="HTX Cồn Sen", email="sen@example.com"),
        buyer__enterprise=EnterpriseFactory(
            kept_by=organizer, legal_name="Siêu thị Đại Phát", tax_code="", phone="02993822333", usual_role="buyer"
        ),
    )  # fmt: skip
    BoothHoldingFactory(booth=BoothFactory(hall__fair=fair, code="A05"), participation=meeting.seller)
    return meeting


@pytest.fixture
def manager(sign_in):
    return sign_in(Role.MANAGER)


def new_from(meeting, kind="memorandum"):
    query = {"meeting": meeting.pk, "kind": kind}
    return reverse("agreement_new", args=[meeting.fair.organizer.slug], query=query)


def sides_of(meeting) -> list[dict]:
    return [
        {"role": "seller", "who": meeting.seller.enterprise.legal_name},
        {"role": "buyer", "who": meeting.buyer.enterprise.legal_name},
    ]


def parties_of(meeting) -> list[Party]:
    return [
        Party(role=PartyRole.SELLER, enterprise=meeting.seller.enterprise),
        Party(role=PartyRole.BUYER, enterprise=meeting.buyer.enterprise),
    ]


def test_the_form_begins_with_what_the_meeting_says(manager, meeting):
    form = manager.get(new_from(meeting)).context["form"]
    assert [row.initial["who"] for row in form.parties.initial_forms] == ["HTX Cồn Sen", "Siêu thị Đại Phát"]
    assert form.initial["kind"] == Kind.MEMORANDUM
    assert (form.initial["fair"], form.initial["signed_on"]) == (meeting.fair_id, timezone.localdate())
    assert manager.get(new_from(meeting, "sales")).context["form"].initial["kind"] == Kind.SALES


@pytest.mark.parametrize("state", [MeetingState.SCHEDULED, MeetingState.NOT_HELD, MeetingState.CANCELLED])
def test_a_meeting_that_did_not_take_place_fills_no_form(manager, meeting, state):
    type(meeting).objects.filter(pk=meeting.pk).update(state=state)
    form = manager.get(new_from(meeting)).context["form"]
    assert "signed_on" not in form.initial
    meeting.refresh_from_db()
    agreement = Agreement(organizer=meeting.fair.organizer, kind=Kind.MEMORANDUM, meeting=meeting)
    with pytest.raises(ValidationError, match=r"."):
        save_agreement(agreement=agreement, parties=parties_of(meeting), lines=[], by=UserFactory())
    assert not Agreement.objects.exists()


def test_another_organizers_meeting_fills_no_form(manager, organizer):
    other = MeetingFactory(state=MeetingState.HELD)
    page = reverse("agreement_new", args=[organizer.slug], query={"meeting": other.pk})
    assert "signed_on" not in manager.get(page).context["form"].initial


def test_a_deal_goes_all_the_way_and_the_report_counts_it_once(manager, meeting, organizer):
    day = f"{timezone.localdate():%d/%m/%Y}"
    fields = {"kind": "memorandum", "signed_on": day, "fair": meeting.fair_id, "value_basis": "stated"}
    manager.post(new_from(meeting), typed(*sides_of(meeting), sign="1", **fields, value="500.000.000"))
    memorandum = Agreement.objects.get()
    assert (memorandum.meeting, memorandum.state, memorandum.signed_when) == (meeting, State.SIGNED, "at")

    photo = SimpleUploadedFile("anh.jpg", SCAN, "image/jpeg")
    evidence = reverse("agreement_evidence", args=[organizer.slug, memorandum.pk])
    manager.post(evidence, {"photo": photo, "grade": Grade.SCAN})
    memorandum.refresh_from_db()
    assert (memorandum.grade, memorandum.evidence.count()) == (Grade.SCAN, 1)

    lines = [{"product_as_written": "Gạo thơm", "quantity": "1000", "unit": "kg", "unit_price": "450000"}]
    manager.post(
        reverse("agreement_replace", args=[organizer.slug, memorandum.pk]),
        typed(*sides_of(meeting), lines=lines, sign="1", **fields | {"kind": "sales"}),
    )
    contract = Agreement.objects.get(supersedes=memorandum)
    assert (contract.meeting, contract.value) == (meeting, 450_000_000)

    now = make_report(Scope(Reach(organizer), Period.of_year(timezone.localdate().year))).now
    assert now.mous == Deals(1, None, 0)
    assert now.contracts == Deals(1, 450_000_000, 1)


def test_the_same_paper_from_the_same_meeting_is_asked_about(manager, meeting):
    fields = {"kind": "memorandum", "signed_on": f"{timezone.localdate():%d/%m/%Y}", "fair": meeting.fair_id}
    for _twice in range(2):
        answer = manager.post(new_from(meeting), typed(*sides_of(meeting), sign="1", **fields))
    assert answer.status_code == 422
    assert answer.context["form"].lookalikes
    assert Agreement.objects.count() == 1


def test_the_chain_leads_from_booth_over_meeting_to_the_papers(manager, meeting, organizer):
    with translation.override("en"):
        clerk = UserFactory()
        memorandum = Agreement(
            organizer=organizer,
            kind=Kind.MEMORANDUM,
            fair=meeting.fair,
            meeting=meeting,
            signed_on=timezone.localdate(),
        )
        save_agreement(agreement=memorandum, parties=parties_of(meeting), lines=[], by=clerk, sign=True)
        contract = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
        supersede(memorandum=memorandum, contract=contract, parties=parties_of(meeting), lines=[], by=clerk)
    manager.user.language = "en"
    manager.user.save()
    page = manager.get(reverse("agreement", args=[organizer.slug, contract.pk]))
    titles = [step.title for step in page.context["chain"]]
    assert titles == ["Booth A05", "Meeting", memorandum.register_no, contract.register_no, "Performance"]
    own = reverse("meeting", args=[organizer.slug, meeting.fair.slug, meeting.pk])
    assert page.context["chain"][1].url == own
    met = manager.get(own)
    assert [step.title for step in met.context["chain"]] == titles[:-1]
    assert met.context["agreements"] == [memorandum, contract]


# Who is told


@pytest.fixture
def signed_memorandum(meeting, organizer):
    memorandum = Agreement(
        organizer=organizer, kind=Kind.MEMORANDUM, fair=meeting.fair, meeting=meeting, signed_on=timezone.localdate()
    )
    return save_agreement(agreement=memorandum, parties=parties_of(meeting), lines=[], by=UserFactory(), sign=True)


def test_both_parties_are_told_by_mail_or_by_phone(signed_memorandum):
    by_mail, by_hand = Letter.objects.get(to="sen@example.com"), Letter.objects.get(to="")
    assert "Siêu thị Đại Phát" in by_mail.subject
    assert signed_memorandum.register_no in by_mail.body
    assert (by_hand.mobile, by_hand.state) == ("02993822333", Letter.State.BY_HAND)
    assert "HTX Cồn Sen" in by_hand.short


def test_a_party_with_an_account_gets_the_way_to_its_own_page(meeting, organizer):
    account = CardLinkFactory(card=meeting.seller.enterprise, account=AccountFactory()).account
    agreement = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
    save_agreement(agreement=agreement, parties=parties_of(meeting), lines=[], by=UserFactory(), sign=True)
    page = reverse("my_agreement", args=[account.pk, agreement.pk])
    assert page in Letter.objects.get(to="sen@example.com").body
    assert page not in Letter.objects.get(to="").short


def test_nobody_is_told_of_a_draft_and_both_once_it_is_signed(meeting, organizer):
    draft = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
    save_agreement(agreement=draft, parties=parties_of(meeting), lines=[], by=UserFactory())
    assert not Letter.objects.exists()
    move_agreement(agreement=draft, deed="sign", by=UserFactory())
    assert Letter.objects.count() == 2
    save_agreement(agreement=draft, parties=parties_of(meeting), lines=[], by=UserFactory())
    assert Letter.objects.count() == 2


def test_a_memorandum_that_became_a_contract_is_told_of_as_such(signed_memorandum, meeting, organizer):
    contract = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
    supersede(memorandum=signed_memorandum, contract=contract, parties=parties_of(meeting), lines=[], by=UserFactory())
    told = Letter.objects.filter(thread=f"agreement-{contract.pk}")
    assert told.count() == 2
    assert all(signed_memorandum.register_no in letter.body and contract.register_no in letter.body for letter in told)


def test_a_witness_and_whoever_has_no_address_are_not_told(meeting, organizer):
    card = meeting.seller.enterprise
    card.email = ""
    card.save()
    witness = Party(
        role=PartyRole.WITNESS, enterprise=EnterpriseFactory(kept_by=organizer, email="chung-kien@example.com")
    )
    agreement = Agreement(organizer=organizer, kind=Kind.SALES, signed_on=timezone.localdate())
    save_agreement(agreement=agreement, parties=[*parties_of(meeting), witness], lines=[], by=UserFactory(), sign=True)
    assert list(Letter.objects.values_list("mobile", flat=True)) == ["02993822333"]


# The photo of the paper


def test_the_camera_is_asked_for_and_a_file_may_come_instead(manager, signed_memorandum, organizer):
    page = reverse("agreement_evidence", args=[organizer.slug, signed_memorandum.pk])
    html = manager.get(page).content.decode()
    assert 'capture="environment"' in html
    assert 'accept="image/*"' in html


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({}, "file"),
        ({"photo": ("anh.jpg", SCAN), "file": ("ban.jpg", SCAN)}, "file"),
        ({"photo": ("anh.jpg", b"MZ not a picture")}, "photo"),
        ({"file": ("ban.pdf", SCAN)}, "file"),
    ],
)
def test_what_is_no_single_scan_is_refused_at_its_field(manager, signed_memorandum, organizer, files, field):
    page = reverse("agreement_evidence", args=[organizer.slug, signed_memorandum.pk])
    sent = {name: SimpleUploadedFile(*file) for name, file in files.items()}
    answer = manager.post(page, sent | {"grade": Grade.SCAN})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not signed_memorandum.evidence.exists()


def test_an_outcome_on_which_a_paper_stands_is_not_taken_back_and_the_paper_is_one_press_away(manager, meeting):
    paper = AgreementFactory(organizer=meeting.fair.organizer, meeting=meeting, kind="memorandum")
    args = [meeting.fair.organizer.slug, meeting.fair.slug, meeting.pk]
    page = manager.get(reverse("meeting", args=args))
    assert not page.context["may_reset"]
    answer = manager.post(reverse("meeting_reset", args=args), follow=True).content.decode()
    assert f'<a href="{reverse("agreement", args=[meeting.fair.organizer.slug, paper.pk])}">Open it</a>' in answer
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    type(paper).objects.update(state=State.VOID)
    manager.post(reverse("meeting_reset", args=args))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SCHEDULED
