"""The team's pages, and the organizer's own settings."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, TeamInvitation, TeamMember
from tests.factories import TeamInvitationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def url(organizer):
    return lambda name, *args: reverse(name, args=[organizer.slug, *args])


def test_the_team_stands_in_the_order_of_the_roles(manager, organizer, url):
    for role in (Role.DOOR, Role.AUDITOR, Role.REGISTRATION):
        TeamMemberFactory(organizer=organizer, role=role)
    members = manager.get(url("team")).context["members"]
    assert [member.role for member in members] == [Role.MANAGER, Role.REGISTRATION, Role.DOOR, Role.AUDITOR]


def test_the_teams_page_takes_as_many_queries_for_twenty_as_for_one(
    manager, organizer, url, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8) as small:
        manager.get(url("team"))
    TeamMemberFactory.create_batch(20, organizer=organizer, role=Role.VIEWER)
    TeamInvitationFactory.create_batch(20, organizer=organizer)
    with django_assert_num_queries(len(small)):
        manager.get(url("team"))


def test_a_person_is_invited_joins_and_lands_in_the_workspace(manager, sign_in, organizer, url):
    invited = sign_in("stranger")
    manager.post(url("team_invite"), {"who": invited.user.email, "role": Role.DEALS})
    invitation = TeamInvitation.objects.get()
    assert invitation.join_url in invited.get(reverse("home")).content.decode()
    assert organizer.name in invited.get(invitation.join_url).content.decode()
    assert not TeamMember.objects.filter(user=invited.user).exists()  # looking alone does nothing
    assert invited.post(invitation.join_url).url == url("overview")
    assert invited.get(url("overview")).status_code == 200


def test_a_link_pressed_twice_leads_to_the_workspace_and_joins_once(sign_in, organizer, url):
    invited = sign_in("stranger")
    invitation = TeamInvitationFactory(organizer=organizer, email=invited.user.email)
    invited.post(invitation.join_url)
    assert invited.post(invitation.join_url).url == url("overview")
    assert TeamMember.objects.filter(user=invited.user).count() == 1


def test_a_link_that_was_tampered_with_is_not_found(sign_in, organizer):
    invited = sign_in("stranger")
    link = TeamInvitationFactory(organizer=organizer, email=invited.user.email).join_url
    assert invited.get(link.rstrip("/")[:-1] + "x/").status_code == 404


def test_another_persons_link_does_not_show_whose_it_is(sign_in, organizer):
    invitation = TeamInvitationFactory(organizer=organizer, email="bi-mat@example.com")
    response = sign_in("stranger").post(invitation.join_url)
    assert response.status_code == 403
    assert "bi-mat@example.com" not in response.content.decode()


def test_the_link_leads_over_the_sign_in_and_back(organizer):
    link = TeamInvitationFactory(organizer=organizer).join_url
    response = Client().get(link)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert "join" in response.url


def test_a_waiting_invitation_is_sent_again_and_withdrawn(manager, organizer, url, letters):
    invitation = TeamInvitationFactory(organizer=organizer)
    manager.post(url("invitation_renew", invitation.pk))
    assert len(letters(invitation.email)) == 1
    manager.post(url("invitation_withdraw", invitation.pk))
    assert not TeamInvitation.objects.exists()
    assert TeamInvitation.history.filter(history_type="-", history_user=manager.user).exists()


def test_another_organizers_invitation_is_not_there(manager, url):
    invitation = TeamInvitationFactory()
    assert manager.post(url("invitation_withdraw", invitation.pk)).status_code == 404
    assert TeamInvitation.objects.exists()


def test_a_manager_who_steps_down_lands_where_they_may_be(manager, organizer, url):
    TeamMemberFactory(organizer=organizer, role=Role.MANAGER)
    own = organizer.team.get(user=manager.user)
    response = manager.post(url("member_edit", own.pk), {"role": Role.VIEWER, "version": 1}, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == url("overview")


def test_the_last_manager_is_told_why_they_cannot_leave(manager, organizer, url):
    own = organizer.team.get(user=manager.user)
    response = manager.post(url("member_remove", own.pk), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert organizer.team.filter(pk=own.pk).exists()


def test_every_member_may_leave_but_remove_nobody_else(sign_in, organizer, url):
    viewer, other = sign_in("viewer"), TeamMemberFactory(organizer=organizer, role=Role.FLOOR)
    own = organizer.team.get(user=viewer.user)
    assert viewer.post(url("member_remove", other.pk)).status_code == 404
    assert viewer.post(url("member_remove", own.pk)).url == reverse("home")
    assert not organizer.team.filter(user=viewer.user).exists()


def test_a_manager_changes_what_documents_print_but_not_whom_the_organizer_stands_under(manager, organizer, url):
    data = {"name": organizer.name, "document_code": "TTXTTM", "parent": organizer.pk, "slug": "khac", "version": 1}
    assert manager.post(url("organizer_settings"), data).status_code == 302
    organizer.refresh_from_db()
    assert (organizer.document_code, organizer.parent, organizer.slug) == ("TTXTTM", None, "soc-trang")
    assert "TTXTTM" in manager.get(url("organizer_history")).content.decode()


def test_a_refused_name_does_not_show_as_the_organizers(manager, organizer, url):
    response = manager.post(url("organizer_settings"), {"name": "", "version": 1})
    assert response.status_code == 422
    assert response.context["shell"].organizer.name == organizer.name


def test_a_role_is_chosen_and_never_taken_for_granted(manager, url):
    response = manager.post(url("team_invite"), {"who": "moi@example.com", "role": ""})
    assert response.status_code == 422
    assert not TeamInvitation.objects.exists()


def test_a_persons_own_page_lists_their_teams_with_the_way_out(sign_in, organizer, url):
    viewer = sign_in("viewer")
    own = organizer.team.get(user=viewer.user)
    leave = url("member_remove", own.pk)
    assert leave in viewer.get(reverse("preferences")).content.decode()
    assert viewer.get(leave).status_code == 200
