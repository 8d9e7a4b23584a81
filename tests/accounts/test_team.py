"""What is done on a team: inviting, joining, changing roles, leaving. Each deed leaves its history."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import actions, queries
from accounts.models import Role, TeamInvitation, TeamMember
from tests.factories import OrganizerFactory, TeamInvitationFactory, TeamMemberFactory, UserFactory

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager(organizer) -> TeamMember:
    return TeamMemberFactory(organizer=organizer)


def deeds(record) -> list[tuple]:
    return [(row.history_type, row.history_user) for row in record.history.order_by("history_id")]


def test_an_invitation_is_written_down_with_its_letter(organizer, manager, letters):
    invitation = actions.invite(organizer=organizer, by=manager.user, email=" Moi@Example.com ", role=Role.DEALS)
    assert deeds(invitation) == [("+", manager.user)]
    (letter,) = letters("moi@example.com")
    assert letter.organizer == organizer
    assert invitation.join_url in letter.body
    assert organizer.name in letter.subject


def test_inviting_the_same_address_again_renews_the_invitation(organizer, manager, letters):
    first = actions.invite(organizer=organizer, by=manager.user, email="moi@example.com", role=Role.DEALS)
    again = actions.invite(organizer=organizer, by=manager.user, email="MOI@example.com", role=Role.FLOOR)
    assert again.pk == first.pk
    assert TeamInvitation.objects.get().role == Role.FLOOR
    assert len(letters("moi@example.com")) == 2


def test_an_invitation_sent_once_more_is_good_for_two_weeks_from_then(organizer, manager, letters):
    invitation = TeamInvitationFactory(organizer=organizer, expires_at=timezone.now() - A_DAY)
    actions.renew_invitation(invitation=invitation, by=manager.user)
    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now() + 13 * A_DAY
    assert len(letters(invitation.email)) == 1


def test_who_is_in_the_team_is_not_invited(organizer, manager):
    with pytest.raises(ValidationError) as refused:
        actions.invite(organizer=organizer, by=manager.user, email=manager.user.email.upper(), role=Role.DEALS)
    assert "who" in refused.value.error_dict


def test_the_letter_is_in_the_language_of_who_reads_it(organizer, manager, letters):
    english = UserFactory(email="anna@example.com", language="en")
    actions.invite(organizer=organizer, by=manager.user, email=english.email, role=Role.DEALS)
    assert "invites you to its team, as: deals" in letters(english.email)[0].body


def test_an_auditor_needs_a_last_day_that_is_not_over(organizer, manager):
    for until in (None, timezone.localdate() - A_DAY):
        with pytest.raises(ValidationError) as refused:
            actions.invite(
                organizer=organizer, by=manager.user, email="kiem@example.com", role=Role.AUDITOR, until=until
            )
        assert "until" in refused.value.error_dict


def test_only_an_auditors_role_has_a_last_day(organizer, manager):
    member = TeamMemberFactory(organizer=organizer, role=Role.AUDITOR)
    actions.change_member(member=member, by=manager.user, role=Role.DEALS, until=timezone.localdate())
    member.refresh_from_db()
    assert (member.role, member.until) == (Role.DEALS, None)


def test_joining_gives_the_role_and_is_written_down(organizer):
    user = UserFactory()
    invitation = TeamInvitationFactory(organizer=organizer, email=user.email, role=Role.FLOOR)
    member = actions.accept_invitation(invitation=invitation, user=user)
    assert (member.organizer, member.role) == (organizer, Role.FLOOR)
    assert deeds(member) == [("+", user)]
    assert deeds(invitation)[-1] == ("~", user)


@pytest.mark.parametrize(
    "fields",
    [
        {"accepted_at": timezone.now()},
        {"expires_at": timezone.now() - A_DAY},
        {"role": Role.AUDITOR, "until": timezone.localdate() - A_DAY},
        {"email": "khac@example.com"},
    ],
    ids=["used", "expired", "the auditor's time is over", "another's address"],
)
def test_an_invitation_is_good_once_in_time_and_for_its_own_address(organizer, fields):
    user = UserFactory()
    invitation = TeamInvitationFactory(**{"organizer": organizer, "email": user.email} | fields)
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=user)
    assert not TeamMember.objects.exists()


def test_a_used_invitation_does_not_let_a_removed_person_back_in(organizer, manager):
    user = UserFactory()
    invitation = TeamInvitationFactory(organizer=organizer, email=user.email)
    member = actions.accept_invitation(invitation=invitation, user=user)
    actions.remove_member(member=member, by=manager.user)
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=user)


def test_a_withdrawn_invitation_is_refused_even_where_it_was_read_before(organizer, manager):
    user = UserFactory()
    invitation = TeamInvitationFactory(organizer=organizer, email=user.email)
    actions.withdraw_invitation(invitation=TeamInvitation.objects.get(pk=invitation.pk), by=manager.user)
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=user)


def test_a_member_invited_under_an_earlier_address_is_not_taken_in_twice(organizer):
    member = TeamMemberFactory(organizer=organizer)
    invitation = TeamInvitationFactory(organizer=organizer, email=member.user.email)
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=member.user)


def test_nobody_joins_or_is_invited_to_a_closed_workspace(organizer, manager):
    user = UserFactory()
    invitation = TeamInvitationFactory(organizer=organizer, email=user.email)
    organizer = actions.deactivate_organizer(organizer=organizer, by=UserFactory(is_platform_admin=True))
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=user)
    with pytest.raises(ValidationError):
        actions.invite(organizer=organizer, by=manager.user, email="moi@example.com", role=Role.DEALS)


def test_a_change_of_role_is_written_down(organizer, manager):
    member = TeamMemberFactory(organizer=organizer, role=Role.VIEWER)
    actions.change_member(member=member, by=manager.user, role=Role.MANAGER)
    assert deeds(member) == [("+", None), ("~", manager.user)]
    assert TeamMember.objects.get(pk=member.pk).role == Role.MANAGER


def test_a_removal_is_written_down(organizer, manager):
    member = TeamMemberFactory(organizer=organizer, role=Role.VIEWER)
    actions.remove_member(member=member, by=manager.user)
    assert TeamMember.history.filter(id=member.pk, history_type="-", history_user=manager.user).exists()


def test_the_last_manager_can_neither_leave_nor_step_down(organizer, manager):
    TeamMemberFactory(organizer=organizer, role=Role.VIEWER)
    TeamMemberFactory(role=Role.MANAGER)  # another organizer's
    with pytest.raises(ValidationError):
        actions.remove_member(member=manager, by=manager.user)
    with pytest.raises(ValidationError):
        actions.change_member(member=manager, by=manager.user, role=Role.VIEWER)
    assert TeamMember.objects.get(pk=manager.pk).role == Role.MANAGER


def test_a_manager_who_may_not_sign_in_does_not_count(organizer, manager):
    TeamMemberFactory(organizer=organizer, user=UserFactory(is_active=False))
    with pytest.raises(ValidationError):
        actions.remove_member(member=manager, by=manager.user)


def test_the_second_of_two_leaving_managers_stays_whatever_was_read_before(organizer, manager):
    other = TeamMemberFactory(organizer=organizer)
    first, second = (TeamMember.objects.get(pk=member.pk) for member in (manager, other))
    actions.remove_member(member=first, by=first.user)
    with pytest.raises(ValidationError):
        actions.remove_member(member=second, by=second.user)


def test_a_role_given_meanwhile_counts(organizer, manager):
    """Read as a viewer, made manager, then removed as the last one: the present role decides."""
    read_before = TeamMember.objects.get(pk=TeamMemberFactory(organizer=organizer, role=Role.VIEWER).pk)
    actions.change_member(member=read_before, by=manager.user, role=Role.MANAGER)
    actions.remove_member(member=manager, by=manager.user)
    read_before.role = Role.VIEWER
    with pytest.raises(ValidationError):
        actions.remove_member(member=read_before, by=manager.user)


def test_removing_a_person_twice_is_said_and_not_a_fault(organizer, manager):
    member = TeamMemberFactory(organizer=organizer, role=Role.VIEWER)
    read_before = TeamMember.objects.get(pk=member.pk)
    actions.remove_member(member=member, by=manager.user)
    with pytest.raises(ValidationError):
        actions.remove_member(member=read_before, by=manager.user)


def test_an_invitation_waits_for_its_address_until_it_ends():
    user = UserFactory()
    waiting = TeamInvitationFactory(email=user.email)
    TeamInvitationFactory(email=user.email, expires_at=timezone.now() - A_DAY)
    TeamInvitationFactory(email=user.email, role=Role.AUDITOR, until=timezone.localdate() - A_DAY)
    TeamInvitationFactory(email=user.email, accepted_at=timezone.now())
    TeamInvitationFactory(email=user.email, organizer=OrganizerFactory(is_active=False))
    TeamInvitationFactory(email="khac@example.com")
    assert list(queries.invitations_for(user)) == [waiting]
