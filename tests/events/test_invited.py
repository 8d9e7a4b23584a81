"""A firm's personal link: what a stranger sees, what counts as opening it, its answers, no more letters."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Application, Invitation, OptOut
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    InvitationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first, place="Công viên Lưu Hữu Phước")


@pytest.fixture
def invitation(fair):
    return InvitationFactory(
        fair=fair, state="asked", asked_at=timezone.now(), name="HTX Bến Đò", phone="0912000001", tax_code="9900300027"
    )


@pytest.fixture
def firm():
    """A client of a person who acts for an enterprise."""
    client = Client()
    member = EnterpriseMemberFactory(user__language="vi")
    client.force_login(member.user)
    client.account = member.enterprise
    return client


def test_a_stranger_reads_who_invites_whom_to_what_and_until_when(client, invitation, fair):
    response = client.get(invitation.link)
    page = response.content.decode()
    for part in (fair.organizer.name, "HTX Bến Đò", fair.name, fair.place, "Apply to take part"):
        assert part in page
    assert invitation.email not in page
    assert ("no-store" in response["Cache-Control"], 'content="noindex"' in page) == (True, True)


def test_opening_the_address_alone_does_not_count(client, invitation):
    """Mail scanners open every link of a letter before its reader does."""
    client.get(invitation.link)
    client.head(invitation.link)
    client.get(invitation.stop_link)
    invitation.refresh_from_db()
    assert (invitation.followed_at, OptOut.objects.count()) == (None, 0)


@pytest.mark.parametrize("deed", ["seen", "apply", "decline"])
def test_a_persons_first_move_on_the_page_counts_once(client, invitation, deed):
    client.post(invitation.link, {"deed": deed})
    invitation.refresh_from_db()
    first = invitation.followed_at
    assert first is not None
    client.post(invitation.link, {"deed": "seen"})
    invitation.refresh_from_db()
    assert invitation.followed_at == first


def test_a_stranger_who_applies_signs_up_and_comes_back(client, invitation):
    assert client.post(invitation.link, {"deed": "apply"}).url == f"{reverse('account_signup')}?next={invitation.link}"
    client.force_login(UserFactory())  # signed up and confirmed the address, in the same browser
    assert client.get(reverse("home")).url == invitation.link
    opening = client.post(invitation.link, {"deed": "apply"}).url
    form = client.get(opening).context["form"]
    assert (form["legal_name"].value(), form["tax_code"].value()) == ("HTX Bến Đò", "9900300027")
    sent = {"country": "VN", "legal_name": "HTX Bến Đò", "tax_code": "9900300027", "usual_role": "seller"}
    assert client.post(opening, sent).url == invitation.link


def test_the_way_back_never_leads_off_the_site(client):
    client.force_login(UserFactory())
    sent = {"country": "VN", "legal_name": "HTX A", "tax_code": "9900300027", "usual_role": "seller"}
    assert client.post(reverse("enterprise_create") + "?next=https://evil.example/", sent).url.startswith("/e/")


def test_an_enterprise_applies_through_the_link_though_the_fair_has_no_public_page(firm, invitation, fair):
    fair.invitation_only = True
    fair.save()
    address = firm.post(invitation.link, {"deed": "apply"}).url
    form = firm.get(address).context["form"]
    assert (form["contact_name"].value(), form["contact_phone"].value()) == ("Sơn Thị Lan", "0912000001")
    firm.post(address, {name: form[name].value() or "" for name in form.fields})
    draft = Application.objects.get()
    submit = reverse("my_application_submit", args=[firm.account.pk, draft.pk])
    firm.post(submit, {"version": draft.version, "consent": "on"})
    invitation.refresh_from_db()
    assert (invitation.application, invitation.application.state) == (draft, "submitted")
    page = firm.get(invitation.link).content.decode()
    assert reverse("my_application", args=[firm.account.pk, invitation.application_id]) in page


def test_who_acts_for_several_enterprises_chooses_one(firm, invitation):
    other = EnterpriseMemberFactory(user=firm.account.members.get().user).enterprise
    assert firm.post(invitation.link, {"deed": "apply"}).url == invitation.link
    foreign = AccountFactory()
    assert firm.post(invitation.link, {"deed": "apply", "account": foreign.pk}).url == invitation.link
    assert f"/e/{other.pk}/" in firm.post(invitation.link, {"deed": "apply", "account": other.pk}).url
    invitation.refresh_from_db()
    assert invitation.account == other


def test_a_fair_for_the_invited_alone_is_not_there_for_others(firm, fair):
    fair.invitation_only = fair.is_public = True
    fair.save()
    address = reverse("my_application_new", args=[firm.account.pk, fair.organizer.slug, fair.slug])
    assert firm.get(address).status_code == 404
    public = firm.get(reverse("public_fair", args=[fair.organizer.slug, fair.slug])).content.decode()
    assert address not in public
    assert "Only invited enterprises may apply" in public
    InvitationFactory(fair=fair, account=firm.account)
    assert firm.get(address).status_code == 200


def test_an_application_is_shown_to_nobody_but_its_own_people(client, firm, invitation, fair):
    row = ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now(), contact_name="Lâm Thị Kín")
    Invitation.objects.filter(pk=invitation.pk).update(application=row)
    for reader in (client, firm):
        page = reader.get(invitation.link).content.decode()
        assert "You have applied" in page
        assert "Lâm Thị Kín" not in page
        assert f"/applications/{row.pk}/" not in page


def test_declining_keeps_the_words_and_can_be_taken_back(client, invitation):
    client.post(invitation.link, {"deed": "decline", "answer": "Đang vào vụ"})
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answer) == ("declined", "Đang vào vụ")
    assert 'value="apply"' not in client.get(invitation.link).content.decode()
    client.post(invitation.link, {"deed": "reconsider"})
    assert 'value="apply"' in client.get(invitation.link).content.decode()


def test_too_long_an_answer_is_said_at_its_field(client, invitation):
    assert client.post(invitation.link, {"deed": "decline", "answer": "x" * 301}).status_code == 422


def test_no_more_letters_takes_one_press_and_is_undone_by_one(client, invitation):
    assert "No more invitations?" in client.get(invitation.stop_link).content.decode()
    client.post(invitation.stop_link, {"deed": "stop"})
    assert "You get no more invitations" in client.get(invitation.stop_link).content.decode()
    client.post(invitation.stop_link, {"deed": "resume"})
    assert not OptOut.objects.exists()


def test_a_mailboxes_button_works_without_cookie_token_or_redirect(invitation):
    """RFC 8058."""
    bare = Client(enforce_csrf_checks=True)
    response = bare.post(invitation.stop_link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert set(OptOut.objects.values_list("address", flat=True)) == {invitation.email, "0912000001"}


def test_every_other_answer_asks_for_the_pages_own_token(invitation):
    bare = Client(enforce_csrf_checks=True)
    assert bare.post(invitation.link, {"deed": "decline"}).status_code == 403


def test_an_old_letters_way_out_still_works(client, invitation, fair):
    stop = invitation.stop_link
    Invitation.objects.filter(pk=invitation.pk).update(serial=2, state="withdrawn")
    fair.state = "cancelled"
    fair.save()
    client.post(stop, {"deed": "stop"})
    assert OptOut.objects.count() == 2


def test_a_link_that_leads_nowhere_says_why_and_records_nothing(client, invitation, fair):
    forged = invitation.link.replace("invitation/W", "invitation/X")
    assert client.post(forged, {"deed": "decline"}).status_code == 404
    for state, day in (("cancelled", fair.starts_on), ("planned", datetime.date(2019, 1, 1))):
        type(fair).objects.filter(pk=fair.pk).update(state=state, starts_on=day, ends_on=day)
        assert client.post(invitation.link, {"deed": "decline"}).status_code == 410
    type(fair).objects.filter(pk=fair.pk).update(starts_on=fair.starts_on, ends_on=fair.ends_on)
    Invitation.objects.filter(pk=invitation.pk).update(state="withdrawn")
    assert client.get(invitation.link).status_code == 410
    assert invitation.history.count() == 1


def test_a_token_of_another_purpose_opens_no_invitation(client, invitation, fair):
    assert client.get(reverse("invited", args=[fair.apply_token])).status_code == 404


def test_once_applications_are_closed_the_page_says_so(client, invitation, fair):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=1)
    fair.save()
    assert 'value="apply"' not in client.get(invitation.link).content.decode()
    client.post(invitation.link, {"deed": "apply"})
    assert "Applications closed on" in client.get(invitation.link).content.decode()


def test_the_page_speaks_the_letters_language_until_the_reader_chooses(client, invitation):
    Invitation.objects.filter(pk=invitation.pk).update(language="en")
    assert 'lang="en"' in client.get(invitation.link).content.decode()
    client.cookies["django_language"] = "vi"
    assert '<html lang="vi"' in client.get(invitation.link).content.decode()


def test_opening_the_page_costs_few_queries(client, invitation, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(invitation.link)
