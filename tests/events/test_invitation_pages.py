"""The organizer's pages of invitations: adding, looking, sending, deeds on many, the words."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.models import Job, Letter
from events.actions.invitations import AT_ONCE
from events.models import Invitation, InvitationText, OptOut
from tests.factories import (
    DelegateFactory,
    EnterpriseFactory,
    FairFactory,
    FairTeamFactory,
    InvitationFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first)


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(f"fair_{name}", args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


def test_a_pasted_list_is_shown_first_and_written_on_confirming(clerk, fair, url):
    text = "HTX A; 0912000001\nHTX B; 0912000002\nHTX C; c@c.vn"
    shown = clerk.post(url("invite_list"), {"text": text})
    assert [new.row.name for new in shown.context["preview"].new] == ["HTX A", "HTX B", "HTX C"]
    assert not fair.invitations.exists()
    done = clerk.post(url("invite_list"), {"text": text, "confirm": 1, "out": ["2"]})
    assert done.url == url("invitations")
    assert sorted(fair.invitations.values_list("name", flat=True)) == ["HTX A", "HTX C"]
    assert not Letter.objects.exists()


def test_a_list_with_a_fault_is_not_written_even_when_confirmed(clerk, fair, url):
    text = "HTX A; 0912000001\nHTX B"
    page = clerk.post(url("invite_list"), {"text": text, "confirm": 1})
    assert [fault.line for fault in page.context["preview"].faults] == [2]
    assert 'name="confirm"' not in page.content.decode()
    assert text in page.content.decode()
    assert not fair.invitations.exists()


def test_the_rows_of_a_spreadsheet_stand_in_the_field_to_be_put_right(clerk, fair, url):
    file = SimpleUploadedFile("khach.csv", "Tên đơn vị,Điện thoại\nHTX A,0912000001\nHTX B,12\n".encode())
    page = clerk.post(url("invite_list"), {"file": file})
    assert "HTX B\t12" in page.context["form"]["text"].value()
    assert [fault.line for fault in page.context["preview"].faults] == [3]
    mended = page.context["form"]["text"].value().replace("\t12", "\t0912000002")
    clerk.post(url("invite_list"), {"text": mended, "confirm": 1})
    assert fair.invitations.count() == 2


@pytest.mark.parametrize(
    "file", [SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing"), SimpleUploadedFile("a.csv", "x".encode("utf-16"))]
)
def test_a_file_that_is_no_list_is_refused_at_its_field(clerk, url, file):
    page = clerk.post(url("invite_list"), {"file": file})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


def test_nothing_pasted_and_nothing_chosen_is_said(clerk, url):
    assert clerk.post(url("invite_list"), {"text": " \n "}).status_code == 422


@pytest.fixture
def before(organizer):
    """Who took part before: a seller of rice with four stars, a buyer, and one who did not come."""
    fair = FairFactory(organizer=organizer)

    def took_part(name, phone="", **fields):
        card = EnterpriseFactory(
            kept_by=organizer, legal_name=name, phone=phone, district_as_written=fields.pop("at", "")
        )
        return ParticipationFactory(fair=fair, enterprise=card, **fields)

    rice = took_part("HTX Gạo", "0912000001", at="Huyện Mỹ Tú")
    OcopCertificateFactory(product=ProductFactory(enterprise=rice.enterprise), stars=4)
    took_part("Siêu thị", "0912000002", role="buyer")
    took_part("HTX Vắng", "0912000003", state="no_show")
    DelegateFactory(participation=took_part("HTX Chỉ Có Người"), name="Lý Hoa", phone="0912000004")
    took_part("HTX Mất Liên Lạc")
    return fair


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, {"HTX Gạo", "Siêu thị", "HTX Chỉ Có Người"}),
        ({"with_no_shows": "on"}, {"HTX Gạo", "Siêu thị", "HTX Chỉ Có Người", "HTX Vắng"}),
        ({"role": "buyer"}, {"Siêu thị"}),
        ({"stars": "4"}, {"HTX Gạo"}),
        ({"stars": "5"}, set()),
        ({"district": "Huyện Mỹ Tú"}, {"HTX Gạo"}),
    ],
)
def test_those_who_took_part_before_are_found_by_filter(clerk, url, before, wanted, names):
    preview = clerk.post(url("invite_past"), wanted).context["preview"]
    assert {new.row.name for new in preview.new} == names
    assert all(new.card for new in preview.new)


def test_past_participants_are_invited_with_their_card_and_the_last_known_contact(clerk, fair, url, before):
    page = clerk.post(url("invite_past"), {})
    assert [row.name for row in page.context["preview"].unreachable] == ["HTX Mất Liên Lạc"]
    clerk.post(url("invite_past"), {"confirm": 1})
    made = {row.name: row for row in fair.invitations.all()}
    assert len(made) == 3
    alone = made["HTX Chỉ Có Người"]
    assert (alone.contact_name, alone.phone, alone.origin, alone.card.legal_name) == (
        "Lý Hoa", "0912000004", "past", "HTX Chỉ Có Người",
    )  # fmt: skip
    again = clerk.post(url("invite_past"), {})
    assert (again.context["preview"].new, len(again.context["preview"].invited)) == ([], 3)


def test_a_member_of_one_fair_sees_nobody_of_the_others(sign_in, organizer, fair, before):
    client = sign_in("viewer")
    FairTeamFactory(fair=fair, member=client.user.memberships.get(), role="registration")
    address = reverse("fair_invite_past", args=[organizer.slug, fair.slug])
    page = client.post(address, {})
    assert (page.context["preview"].new, list(page.context["form"].fields["fair"].queryset)) == ([], [])


def test_few_letters_are_written_at_once_and_many_by_a_job(clerk, fair, url):
    InvitationFactory.create_batch(3, fair=fair)
    page = clerk.get(url("invitations_send"))
    assert (page.context["by_email"], page.context["by_phone"]) == (3, 0)
    assert clerk.post(url("invitations_send")).url == url("invitations")
    assert Letter.objects.count() == 3
    InvitationFactory.create_batch(AT_ONCE + 1, fair=fair)
    job = Job.objects.get(pk=clerk.post(url("invitations_send")).url.rstrip("/").rsplit("/", 1)[1])
    assert (len(job.params["rows"]), Letter.objects.count()) == (AT_ONCE + 1, 3)
    job.state = Job.State.DONE
    job.save()
    assert clerk.get(reverse("job", args=[fair.organizer.slug, job.pk])).url == url("invitations")


def test_a_second_press_starts_no_second_job(clerk, fair, url):
    InvitationFactory.create_batch(AT_ONCE + 1, fair=fair)
    assert clerk.post(url("invitations_send")).url == clerk.post(url("invitations_send")).url
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("deed", "state"), [("ask", "asked"), ("told", "asked"), ("decline", "declined"), ("withdraw", "withdrawn")]
)
def test_ticked_rows_are_dealt_with_and_those_left_are_counted(clerk, fair, url, deed, state):
    row, done = InvitationFactory(fair=fair), InvitationFactory(fair=fair, state="withdrawn")
    foreign = InvitationFactory()
    response = clerk.post(url("invitations_do"), {"deed": deed, "row": [row.pk, done.pk, foreign.pk]}, follow=True)
    states = [Invitation.objects.get(pk=one.pk).state for one in (row, done, foreign)]
    assert states == [state, "withdrawn", "listed"]
    assert [str(message)[:6] for message in response.context["messages"]] == ["1 row ", "2 rows"]


def test_a_figure_shows_its_rows(clerk, fair, url):
    InvitationFactory(fair=fair, name="HTX Ngại Thư", email="a@b.vn", state="asked")
    InvitationFactory(fair=fair)
    OptOut.objects.create(organizer=fair.organizer, address="a@b.vn")
    page = clerk.get(url("invitations"))
    figure = next(figure for figure in page.context["figures"] if figure["url"] == "?which=opted_out")
    rows = clerk.get(url("invitations") + figure["url"]).context["table"].rows
    assert (figure["value"], [row.record.name for row in rows]) == (1, ["HTX Ngại Thư"])


def test_the_export_holds_what_the_page_leaves_out_and_masks_a_persons_number(clerk, fair, url):
    InvitationFactory(fair=fair, name="Hộ Cốm", email="com@com.vn", tax_code="079123456789")
    text = clerk.get(url("invitations") + "?export=csv").content.decode()
    assert "com@com.vn" in text
    assert "079123456789" not in text
    assert "789" in text


def test_words_are_saved_and_an_unknown_name_is_said_at_its_field(clerk, fair, url):
    page = clerk.get(url("invitation_words"))
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    refused = clerk.post(url("invitation_words"), data | {"body_vi": "Kính mời {mật khẩu}"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["body_vi"])
    clerk.post(url("invitation_words"), data | {"body_vi": "Kính mời {doanh nghiệp}", "remind_days": 7})
    text = InvitationText.objects.get(fair=fair)
    assert (text.body_vi, text.body_en, text.remind_days) == ("Kính mời {doanh nghiệp}", "", 7)


def test_the_preview_of_the_words_is_escaped(clerk, url):
    said = {"subject_vi": "x", "short_vi": "x", "body_vi": "<b>{doanh nghiệp}</b>"}
    page = clerk.post(url("invitation_words") + "?preview=vi", said, headers={"HX-Request": "true"}).content.decode()
    assert "&lt;b&gt;" in page
    assert "<b>The" not in page


def test_a_change_made_meanwhile_is_not_overwritten(clerk, fair, url):
    row = InvitationFactory(fair=fair)
    data = {"name": "HTX Mới", "email": row.email, "language": "vi", "version": row.version}
    assert clerk.post(url("invitation_edit", row.pk), data).status_code == 302
    assert clerk.post(url("invitation_edit", row.pk), data).status_code == 422
    row.refresh_from_db()
    assert (row.name, row.history.count()) == ("HTX Mới", 2)


def test_two_invitations_cannot_be_given_one_number(clerk, fair, url):
    InvitationFactory(fair=fair, phone="0912000001")
    row = InvitationFactory(fair=fair)
    data = {"name": row.name, "phone": "0912 000 001", "language": "vi", "version": row.version}
    assert "already invited" in clerk.post(url("invitation_edit", row.pk), data).content.decode()


def test_a_link_that_was_made_anew_ends_the_old_one(clerk, client, fair, url):
    row = InvitationFactory(fair=fair)
    old = row.link
    assert client.get(old).status_code == 200
    clerk.post(url("invitation_renew", row.pk))
    row.refresh_from_db()
    assert [client.get(address).status_code for address in (old, row.link)] == [410, 200]


def test_invitations_are_there_only_where_the_fair_takes_applications(clerk, fair, url):
    fair.uses_applications = False
    fair.save()
    assert clerk.get(url("invitations")).status_code == 404


@pytest.mark.parametrize("query", ["", "?which=opted_out", "?export=csv"])
def test_the_list_asks_as_often_for_forty_rows_as_for_one(clerk, fair, url, query):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url("invitations") + query).status_code == 200
        return len(captured)

    OptOut.objects.create(organizer=fair.organizer, address="0912000000")
    InvitationFactory(fair=fair, phone="0912000000")
    clerk.get(url("invitations"))
    with_one = queries()
    InvitationFactory.create_batch(39, fair=fair)
    assert queries() == with_one
    assert with_one <= 17
