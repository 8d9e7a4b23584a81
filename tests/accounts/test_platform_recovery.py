"""A lost account that no organizer's desk may recover: a platform administrator hands over a link, and all are told."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions, queries
from accounts.actions.access import PLATFORM_RECOVERIES_AN_HOUR
from accounts.models import AccessLink, Role, User
from common.models import Letter
from tests.accounts.conftest import is_signed_in
from tests.factories import PASSWORD, TeamMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "0912345678"
NEW = "mười hai bến nước 7"
FORM = {"password1": NEW, "password2": NEW}


@pytest.fixture
def admin(sign_in) -> Client:
    return sign_in("platform_admin")


@pytest.fixture
def person() -> User:
    """Without e-mail, in the teams of two organizers: neither may recover the account."""
    user = UserFactory(email=None, mobile=NUMBER, mobile_vouched=True, full_name="Thạch Thị Phúc")
    for _n in range(2):
        member = TeamMemberFactory(user=user, role=Role.VIEWER)
        TeamMemberFactory(organizer=member.organizer, role=Role.MANAGER)
    return user


def sent(admin: Client, person: User, **fields):
    return admin.post(reverse("platform_person", args=[person.pk]), {"reason": "Mất máy, đã gọi lại"} | fields)


def test_neither_desk_may_recover_who_works_for_two(person):
    for membership in person.memberships.all():
        manager = membership.organizer.team.get(role=Role.MANAGER).user
        assert person not in queries.people_to_recover(organizer=membership.organizer, by=manager)


@pytest.mark.parametrize("text", ["thach phuc", "0912 345 678", "912345"])
def test_an_administrator_finds_a_person_by_name_or_number(admin, person, text):
    page = admin.get(reverse("platform_people"), {"q": text})
    assert page.context["object_list"] == [person]


def test_nobody_is_listed_without_being_asked_for(admin, person):
    assert not admin.get(reverse("platform_people")).context["object_list"]


def test_a_link_is_handed_over_and_opens_the_account_once(admin, person):
    page = sent(admin, person)
    url = re.search(r"/access/[\w-]{20,}/", page.content.decode())[0]
    phone = Client()
    assert phone.get(url).status_code == 200
    assert phone.post(url, FORM).status_code == 302
    assert is_signed_in(phone)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert Client().post(url, FORM).status_code == 410


def test_the_reason_is_asked_for_and_kept_in_the_history(admin, person):
    assert "reason" in sent(admin, person, reason=" ").context["form"].errors
    sent(admin, person)
    entry = AccessLink.history.get()
    assert (entry.history_user, entry.history_change_reason) == (admin.user, "Mất máy, đã gọi lại")
    assert "Mất máy" in admin.get(reverse("platform_person", args=[person.pk])).content.decode()


def test_the_managers_of_every_team_are_told_with_the_reason(admin, person):
    stranger = TeamMemberFactory(role=Role.MANAGER).user
    sent(admin, person)
    told = {letter.to: letter.body for letter in Letter.objects.all()}
    managers = User.objects.filter(memberships__role=Role.MANAGER).exclude(pk=stranger.pk)
    assert set(told) == {manager.email for manager in managers}
    assert all("Mất máy" in body and "Thạch Thị Phúc" in body for body in told.values())


def test_a_manager_without_email_is_told_through_the_call_list(admin, person):
    membership = person.memberships.first()
    TeamMemberFactory(organizer=membership.organizer, user=UserFactory(email=None, mobile="0987654321"))
    sent(admin, person)
    letter = Letter.objects.get(mobile="0987654321")
    assert (letter.state, letter.organizer) == ("by_hand", membership.organizer)


def test_the_person_is_told_at_once_and_again_when_the_password_is_new(admin):
    person = UserFactory(email="phuc@example.com")
    link = actions.recover_from_platform(by=admin.user, user=person, reason="Quên")
    actions.use_access_link(link=link, password=NEW)
    assert Letter.objects.filter(to="phuc@example.com").count() == 2


def test_the_second_factor_stays_unless_it_is_said(person, admin):
    Authenticator.objects.create(user=person, type="totp", data={})
    actions.use_access_link(link=actions.recover_from_platform(by=admin.user, user=person, reason="Quên"), password=NEW)
    assert person.authenticator_set.exists()
    link = actions.recover_from_platform(by=admin.user, user=person, reason="Mất máy", ends_second_factor=True)
    assert person.authenticator_set.exists()  # not before the link is used
    actions.use_access_link(link=link, password=PASSWORD)
    assert not person.authenticator_set.exists()


def test_links_are_limited_to_some_an_hour(admin, person):
    for _n in range(PLATFORM_RECOVERIES_AN_HOUR):
        assert sent(admin, person).status_code == 200
    assert sent(admin, person).status_code == 422
    assert AccessLink.objects.count() == PLATFORM_RECOVERIES_AN_HOUR


@pytest.mark.parametrize("fields", [{"is_platform_admin": True}, {"is_active": False}])
def test_nobody_gets_into_the_account_of_another_administrator_or_a_closed_one(admin, fields):
    other = UserFactory(**fields)
    assert sent(admin, other).status_code == 404
    for user in (other, admin.user):
        with pytest.raises(ValidationError):
            actions.recover_from_platform(by=admin.user, user=user, reason="Thử")
    assert not AccessLink.objects.exists()


def test_a_link_is_withdrawn_with_one_press(admin, person):
    url = re.search(r"/access/[\w-]{20,}/", sent(admin, person).content.decode())[0]
    admin.post(reverse("platform_link_withdraw", args=[AccessLink.objects.get().pk]))
    assert Client().post(url, FORM).status_code == 410


def test_a_number_that_was_merely_entered_is_vouched_for_by_the_link():
    person = UserFactory(email=None, mobile=NUMBER)
    admin = UserFactory(is_platform_admin=True)
    actions.use_access_link(link=actions.recover_from_platform(by=admin, user=person, reason="Mất máy"), password=NEW)
    person.refresh_from_db()
    assert (person.mobile, person.mobile_vouched) == (NUMBER, True)


def test_links_of_the_platform_stand_in_no_organizers_list(admin, person):
    sent(admin, person)
    assert not any(queries.access_links(row.organizer) for row in person.memberships.all())
