"""Applying, on the enterprise's side and on the organizer's."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent
from common import history
from common.models import Letter
from events.models import Application, Participation
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothFactory,
    BoothHoldingFactory,
    CertificateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def own():
    return AccountFactory(
        legal_name="HTX Hành tím Biển Bạc", contact_name="Thạch Thị Phúc", phone="0912345678", email="phuc@example.com"
    )


@pytest.fixture
def clerk(own):
    client = Client()
    client.user = EnterpriseMemberFactory(enterprise=own, role="member", user__language="vi").user
    client.force_login(client.user)
    return client


@pytest.fixture
def staff(sign_in):
    return sign_in("registration")


@pytest.fixture
def mine(own):
    def build(name, *args):
        return reverse(name, args=[own.pk, *args])

    return build


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


@pytest.fixture
def asked(fair, own):
    """A submitted application."""
    return ApplicationFactory(
        fair=fair, enterprise=own, state="submitted", submitted_at=timezone.now(), fascia_name="Hành tím Biển Bạc",
        contact_email="phuc@example.com", submitted_by=UserFactory(),
    )  # fmt: skip


def errors(response) -> dict:
    return response.context["form"].errors


def test_a_clerk_applies_from_the_list_to_the_receipt(clerk, own, fair, mine):
    onions = ProductFactory(enterprise=own, name="Hành tím")
    page = clerk.get(mine("my_applications"))
    new = mine("my_application_new", fair.organizer.slug, fair.slug)
    assert new in page.content.decode()
    form = clerk.get(new).context["form"]
    assert (form["contact_name"].value(), form["contact_phone"].value()) == ("Thạch Thị Phúc", "0912345678")
    contact = {
        "contact_name": "Thạch Thị Phúc", "contact_phone": "0912345678", "contact_email": "phuc@example.com",
    }  # fmt: skip
    first = clerk.post(new, contact)
    row = Application.objects.get()
    assert first.url == mine("my_application_booth", row.pk)
    assert row.fascia_name == "HTX Hành tím Biển Bạc"
    booth = {"fascia_name": "Hành tím Biển Bạc", "booths": 2, "power_kw": "1,5", "version": row.version}
    second = clerk.post(mine("my_application_booth", row.pk), booth)
    assert second.url == mine("my_application_products", row.pk)
    row.refresh_from_db()
    clerk.post(second.url, {"products": [onions.pk], "version": row.version})
    row.refresh_from_db()
    assert (row.state, row.booths, row.power_kw, list(row.products.all())) == ("draft", 2, 1.5, [onions])
    response = clerk.get(mine("my_application_people", row.pk))
    check = clerk.get(response.context["next_url"])
    assert (check.context["missing"], "consent" in check.context["form"].fields) == ([], True)
    submit = mine("my_application_submit", row.pk)
    refused = clerk.post(submit, {"version": row.version})
    assert (refused.status_code, list(errors(refused))) == (422, ["consent"])
    clerk.post(submit, {"version": row.version, "consent": "on"})
    row.refresh_from_db()
    assert (row.state, Letter.objects.count(), Consent.objects.get().user) == ("submitted", 1, clerk.user)
    assert new not in clerk.get(mine("my_applications")).content.decode()


def test_what_is_missing_hides_the_button_and_is_refused_anyway(clerk, fair, own, mine):
    row = ApplicationFactory(fair=fair, enterprise=own)
    page = clerk.get(mine("my_application_submit", row.pk))
    assert len(page.context["missing"]) == 1
    assert "id_consent" not in page.content.decode()
    assert clerk.post(mine("my_application_submit", row.pk), {"version": 1, "consent": "on"}).status_code == 422
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_second_application_leads_to_the_one_under_way(clerk, asked, fair, mine):
    response = clerk.get(mine("my_application_new", fair.organizer.slug, fair.slug))
    assert response.url == mine("my_application", asked.pk)


def test_a_closed_fair_says_the_day_and_takes_nothing(clerk, fair, own, mine):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=2)
    history.save(fair, by=None)
    new = mine("my_application_new", fair.organizer.slug, fair.slug)
    response = clerk.get(new, follow=True)
    assert f"{fair.applications_until:%d/%m/%Y}" in str(next(iter(response.context["messages"])))
    fields = {"contact_name": "Thạch Thị Phúc", "contact_phone": "0912345678", "booths": 1}
    assert clerk.post(new, fields).status_code == 422
    assert not Application.objects.exists()


def test_a_fair_without_a_public_page_is_not_there_to_apply_to(clerk, fair, mine):
    fair.is_public = False
    history.save(fair, by=None)
    assert clerk.get(mine("my_application_new", fair.organizer.slug, fair.slug)).status_code == 404
    assert fair.name not in clerk.get(mine("my_applications")).content.decode()


def test_a_name_longer_than_the_board_is_told_at_its_field(clerk, fair, own, mine):
    row = ApplicationFactory(fair=fair, enterprise=own)
    fields = {"booths": 1, "fascia_name": "A" * 61, "power_kw": "0", "version": row.version}
    response = clerk.post(mine("my_application_booth", row.pk), fields)
    assert list(errors(response)) == ["fascia_name"]


def test_a_fair_without_booths_asks_for_none(clerk, fair, own, mine):
    fair.uses_floor = False
    history.save(fair, by=None)
    row = ApplicationFactory(fair=fair, enterprise=own)
    steps = clerk.get(mine("my_application_contact", row.pk)).context["steps"]
    assert len(steps) == 3
    assert clerk.get(mine("my_application_booth", row.pk)).status_code == 404


def test_a_returned_application_is_changed_and_submitted_again(clerk, staff, asked, mine, url):
    words = "Giấy ATTP hết hạn, xin gửi bản mới."
    staff.post(url("application_decide", asked.pk, deed="return"), {"version": asked.version, "answer": words})
    Application.objects.update(told_at=timezone.now())
    assert words in clerk.get(mine("my_application", asked.pk)).content.decode()
    asked.refresh_from_db()
    assert clerk.get(mine("my_application_edit", asked.pk)).url == mine("my_application_contact", asked.pk)
    fields = {"booths": 3, "fascia_name": "Hành tím", "power_kw": "0", "version": asked.version}
    clerk.post(mine("my_application_booth", asked.pk), fields)
    asked.refresh_from_db()
    clerk.post(mine("my_application_submit", asked.pk), {"version": asked.version, "consent": "on"})
    asked.refresh_from_db()
    assert (asked.state, asked.booths) == ("submitted", 3)


def test_withdrawing_is_asked_for_and_done_once(clerk, asked, mine):
    page = clerk.get(mine("my_application_withdraw", asked.pk))
    assert page.context["form"]["version"].value() == asked.version
    clerk.post(mine("my_application_withdraw", asked.pk), {"version": asked.version})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert clerk.post(mine("my_application_withdraw", asked.pk), {"version": asked.version}).status_code == 422


def test_the_enterprise_sees_its_booth_on_the_plan_and_nobody_elses_name(clerk, asked, fair, mine):
    part = ParticipationFactory(fair=fair, state="expected", application=asked)
    asked.state = "approved"
    history.save(asked, by=None)
    held = BoothHoldingFactory(booth__hall__fair=fair, booth__code="A05", participation=part)
    other = BoothHoldingFactory(
        booth__hall=held.booth.hall, booth__code="A06", participation__enterprise__legal_name="Hải sản Cù Lao Tròn"
    )
    BoothFactory(hall=held.booth.hall, code="A07")
    page = clerk.get(mine("my_application", asked.pk)).content.decode()
    for said in ("A05: your booth", "A06: taken", "A07: free"):
        assert said in page
    assert str(other.participation.enterprise) not in page


def test_the_enterprise_reads_no_name_of_the_organizers_people(clerk, staff, asked, mine, url):
    staff.user.full_name = "Lâm Thị Mỹ Hạnh"
    staff.user.save()
    staff.post(url("application_decide", asked.pk, deed="waitlist"), {"version": asked.version})
    page = clerk.get(mine("my_application", asked.pk)).content.decode()
    assert "Lâm Thị Mỹ Hạnh" not in page
    assert str(asked.fair.organizer) in page


@pytest.mark.parametrize("name", ["my_application", "my_application_edit", "my_application_submit"])
def test_another_enterprises_application_is_not_found(clerk, fair, mine, name):
    foreign = ApplicationFactory(fair=fair)
    assert clerk.get(mine(name, foreign.pk)).status_code == 404


# The organizer's side


def test_the_queue_counts_by_state_is_narrowed_and_holds_no_drafts(staff, fair, asked, url):
    ApplicationFactory(fair=fair, state="declined", answer="Hết chỗ", submitted_at=timezone.now())
    ApplicationFactory(fair=fair, state="draft")
    ApplicationFactory(state="submitted", submitted_at=timezone.now())
    page = staff.get(url("applications"))
    assert {chip["state"]: chip["n"] for chip in page.context["chips"]} == {"submitted": 1, "declined": 1}
    for query in ({"state": "submitted"}, {"q": "hanh tim"}):
        rows = [row.record for row in staff.get(url("applications", **query)).context["table"].paginated_rows]
        assert rows == [asked]


def test_a_draft_is_the_enterprises_own_affair(staff, fair, url):
    row = ApplicationFactory(fair=fair, state="draft")
    assert staff.get(url("application", row.pk)).status_code == 404


def test_the_page_shows_the_firms_record_papers_that_end_too_soon_and_earlier_fairs_here_alone(
    staff, organizer, fair, asked, own, url
):
    soon = fair.ends_on - datetime.timedelta(days=1)
    OcopCertificateFactory(product__enterprise=own, expires_on=soon)
    CertificateFactory(enterprise=own, expires_on=fair.ends_on)
    here = ParticipationFactory(fair__organizer=organizer, enterprise__tax_code=own.tax_code)
    ParticipationFactory(enterprise__tax_code=own.tax_code)
    context = staff.get(url("application", asked.pk)).context
    assert [paper.ends_too_soon for paper in context["papers"]] == [True, False]
    assert [line.title for line in context["known"][0].lines] == [str(here.fair)]
    assert own.legal_name in [fact.value for fact in context["firm"]]
    assert [deed for deed, *_ in context["deeds"]] == ["approve", "return", "waitlist", "decline"]


def test_the_letter_is_shown_before_it_is_sent_word_for_word(staff, asked, url):
    decide = url("application_decide", asked.pk, deed="decline")
    preview = staff.post(decide + "&preview=1", {"answer": "Hết chỗ rồi"}, headers={"HX-Request": "true"})
    shown = preview.context["letter"]
    assert "Hết chỗ rồi" in shown.body
    asked.refresh_from_db()
    assert (asked.state, Letter.objects.count()) == ("submitted", 0)
    staff.post(decide, {"version": asked.version, "answer": "Hết chỗ rồi"})
    letter = Letter.objects.get()
    assert (letter.subject, letter.body) == (shown.subject, shown.body)


def test_a_refusal_without_words_is_told_at_the_field(staff, asked, url):
    response = staff.post(url("application_decide", asked.pk, deed="return"), {"version": asked.version})
    assert (response.status_code, list(errors(response))) == (422, ["answer"])


def test_the_second_of_two_desks_is_told_of_the_first(staff, asked, url):
    staff.post(url("application_decide", asked.pk, deed="waitlist"), {"version": asked.version})
    response = staff.post(url("application_decide", asked.pk, deed="approve"), {"version": asked.version})
    assert response.status_code == 422
    assert not Participation.objects.exists()
    response = staff.post(url("application_decide", asked.pk, deed="waitlist"), {"version": asked.version})
    assert response.url == url("application", asked.pk)
    assert Letter.objects.count() == 1


def test_a_decision_is_taken_back_from_the_page(staff, asked, url):
    staff.post(url("application_decide", asked.pk, deed="approve"), {"version": asked.version})
    page = staff.get(url("application", asked.pk))
    assert page.context["undo_until"]
    staff.post(url("application_undo", asked.pk), {"version": page.context["object"].version})
    asked.refresh_from_db()
    assert (asked.state, Participation.objects.count(), Letter.objects.count()) == ("submitted", 0, 0)


def test_an_application_of_another_fair_or_organizer_is_not_found(staff, fair, url):
    for row in (
        ApplicationFactory(state="submitted", submitted_at=timezone.now()),
        ApplicationFactory(fair__organizer=fair.organizer, state="submitted", submitted_at=timezone.now()),
    ):
        assert staff.get(url("application", row.pk)).status_code == 404
        assert staff.post(url("application_decide", row.pk, deed="approve"), {"version": 1}).status_code == 404
        assert staff.post(url("application_undo", row.pk)).status_code == 404


def test_a_fair_that_takes_no_applications_has_no_queue(staff, fair, url):
    fair.uses_applications = False
    history.save(fair, by=None)
    assert staff.get(url("applications")).status_code == 404
