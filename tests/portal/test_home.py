"""The first page leads each person to their work, and whoever has none yet to what they can do."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import EnterpriseMemberFactory, TeamInvitationFactory, TeamMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = "/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_acts_for_one_enterprise_alone_lands_there():
    member = EnterpriseMemberFactory()
    assert client_of(member.user).get(HOME).url == reverse("my_enterprise", args=[member.enterprise.pk])


def test_who_has_a_team_and_an_enterprise_chooses():
    member = EnterpriseMemberFactory()
    team = TeamMemberFactory(user=member.user)
    page = client_of(member.user).get(HOME).content.decode()
    assert reverse("my_enterprise", args=[member.enterprise.pk]) in page
    assert reverse("overview", args=[team.organizer.slug]) in page


def test_who_has_nothing_yet_is_offered_to_enter_an_enterprise_and_told_how_to_join_a_team():
    user = UserFactory(email=None, mobile="0912345678", mobile_vouched=True)
    page = client_of(user).get(HOME).content.decode()
    assert reverse("enterprise_create") in page
    assert "0912345678" in page


def test_an_invitation_by_number_waits_on_the_first_page():
    user = UserFactory(email=None, mobile="0912345678", mobile_vouched=True)
    invitation = TeamInvitationFactory(email="", mobile="0912345678")
    TeamInvitationFactory(email="", mobile="0987654321")
    page = client_of(user).get(HOME)
    assert page.context["invitations"] == [invitation]
    assert invitation.join_url in page.content.decode()


def test_a_stranger_finds_the_way_in_for_an_enterprise():
    page = Client().get(HOME).content.decode()
    assert f"{reverse('account_signup')}?next={reverse('enterprise_create')}" in page
