"""The doors: 302 to sign in, 404 for strangers, 403 for members without the right, and an auditor's last day."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, TeamMember, User
from tests.factories import OrganizerFactory, TeamMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
PERMISSIONS = ["enter_workspace", "manage_team", "view_team", "change_organizer", "view_outbox"]
MAY = {
    Role.MANAGER: set(PERMISSIONS),
    Role.AUDITOR: {"enter_workspace", "view_team", "view_outbox"},
} | {role: {"enter_workspace"} for role in Role if role not in (Role.MANAGER, Role.AUDITOR)}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says_and_at_its_own_organizer_alone(role):
    member, elsewhere = TeamMemberFactory(role=role), OrganizerFactory()
    assert {p for p in PERMISSIONS if member.user.has_perm(f"accounts.{p}", member.organizer)} == MAY[role]
    assert not [p for p in PERMISSIONS if member.user.has_perm(f"accounts.{p}", elsewhere)]
    assert not member.user.has_perm("accounts.manage_platform")


def test_a_platform_administrator_has_no_part_in_a_workspace(organizer):
    admin = UserFactory(is_platform_admin=True)
    assert admin.has_perm("accounts.manage_platform")
    assert not [p for p in PERMISSIONS if admin.has_perm(f"accounts.{p}", organizer)]


def test_a_page_asks_a_stranger_to_sign_in_and_leads_back(organizer):
    team = reverse("team", args=[organizer.slug])
    assert Client().get(team).url == f"{reverse('account_login')}?next={team}"


def test_a_workspace_is_not_there_for_strangers_and_refused_to_members_without_the_right(sign_in, organizer):
    team = reverse("team", args=[organizer.slug])
    assert sign_in("stranger").get(team).status_code == 404
    assert sign_in("platform_admin").get(team).status_code == 404
    assert sign_in("manager", at=OrganizerFactory()).get(team).status_code == 404
    assert sign_in("viewer").get(team).status_code == 403
    assert sign_in("auditor").get(team).status_code == 200


def test_an_unknown_workspace_looks_like_a_strange_one(sign_in, organizer):
    stranger = sign_in("stranger")
    unknown, strange = (stranger.get(reverse("team", args=[slug])) for slug in ("khong-co", organizer.slug))
    assert unknown.status_code == strange.status_code == 404


def test_an_auditor_reads_through_the_last_day_and_no_longer(sign_in, organizer):
    auditor, overview = sign_in("auditor"), reverse("overview", args=[organizer.slug])
    membership = TeamMember.objects.filter(user=auditor.user)
    membership.update(until=timezone.localdate())
    assert auditor.get(overview).status_code == 200
    membership.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert auditor.get(overview).status_code == 404


def test_who_may_no_longer_sign_in_is_out_at_once(sign_in, organizer):
    manager = sign_in("manager")
    User.objects.filter(pk=manager.user.pk).update(is_active=False)
    assert reverse("account_login") in manager.get(reverse("overview", args=[organizer.slug])).url


def test_nobody_signed_in_has_any_right(organizer):
    assert not AnonymousUser().has_perm("accounts.enter_workspace", organizer)


def test_the_platforms_pages_do_not_exist_for_others(sign_in):
    for role in ("stranger", "manager"):
        assert sign_in(role).get(reverse("platform_organizers")).status_code == 404


def test_the_first_page_leads_a_person_to_their_work(sign_in, organizer):
    home = reverse("home")
    assert sign_in("viewer").get(home).url == reverse("overview", args=[organizer.slug])
    assert sign_in("platform_admin").get(home).url == reverse("platform_organizers")
    stranger = sign_in("stranger")
    assert stranger.user.email in stranger.get(home).content.decode()
    two = sign_in("viewer")
    other = TeamMemberFactory(user=two.user, role=Role.DEALS)
    page = two.get(home).content.decode()
    for slug in (organizer.slug, other.organizer.slug):
        assert reverse("overview", args=[slug]) in page


def test_a_stranger_sees_what_this_is_and_the_way_in():
    page = Client().get(reverse("home")).content.decode()
    assert reverse("account_login") in page
    assert "art.svg#hero" in page
