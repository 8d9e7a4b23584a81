"""What a platform administrator does with organizers."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import actions
from accounts.models import Organizer, Role, TeamInvitation
from tests.factories import OrganizerFactory, TeamInvitationFactory, TeamMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = {"name": "Trung tâm Khuyến công Cà Mau", "slug": "ca-mau", "manager_email": "Truong@CaMau.example"}


@pytest.fixture
def admin(sign_in):
    return sign_in("platform_admin")


def page(name: str, organizer: Organizer) -> str:
    return reverse(name, args=[organizer.pk])


def test_a_workspace_is_opened_and_its_first_manager_invited(admin, letters):
    response = admin.post(reverse("platform_organizer_new"), NEW)
    opened = Organizer.objects.get(slug="ca-mau")
    assert response.url == page("platform_organizer", opened)
    assert opened.history.get().history_user == admin.user
    invitation = TeamInvitation.objects.get(organizer=opened)
    assert (invitation.email, invitation.role) == ("truong@camau.example", Role.MANAGER)
    assert len(letters("truong@camau.example")) == 1


def test_a_short_name_in_use_is_refused_at_its_field(admin, organizer):
    response = admin.post(reverse("platform_organizer_new"), NEW | {"slug": organizer.slug})
    assert response.status_code == 422
    assert "slug" in response.context["form"].errors


def test_an_organizer_is_renamed_with_its_history(admin, organizer):
    response = admin.post(page("platform_organizer_edit", organizer), {"name": "Trung tâm mới", "version": 1})
    assert response.status_code == 302
    organizer.refresh_from_db()
    assert organizer.name == "Trung tâm mới"
    assert organizer.history.first().history_user == admin.user


def test_the_second_of_two_tabs_is_told_of_the_first(admin, organizer):
    admin.post(page("platform_organizer_edit", organizer), {"name": "Trước", "version": 1})
    response = admin.post(page("platform_organizer_edit", organizer), {"name": "Sau", "version": 1})
    assert response.status_code == 422
    organizer.refresh_from_db()
    assert organizer.name == "Trước"


def test_no_organizer_stands_under_itself_or_its_own_subordinate(organizer):
    centre = OrganizerFactory(parent=organizer)
    for superior in (organizer, centre):
        organizer.parent = superior
        with pytest.raises(ValidationError) as refused:
            actions.change_organizer(organizer=organizer, by=UserFactory())
        assert "parent" in refused.value.error_dict


def test_a_closed_workspace_is_there_for_nobody_and_opens_again_for_the_same_team(admin, sign_in, organizer):
    manager, overview = sign_in("manager"), reverse("overview", args=[organizer.slug])
    assert manager.get(overview).status_code == 200
    admin.post(page("platform_organizer_deactivate", organizer), {"reason": "Sáp nhập"})
    assert manager.get(overview).status_code == 404
    assert organizer.slug not in manager.get(reverse("home")).content.decode()
    admin.post(page("platform_organizer_reactivate", organizer))
    assert manager.get(overview).status_code == 200
    deeds = [(row.is_active, row.history_user, row.history_change_reason) for row in organizer.history.all()[:2]]
    assert deeds == [(True, admin.user, None), (False, admin.user, "Sáp nhập")]


def test_the_first_managers_invitation_is_sent_again(admin, organizer, letters):
    invitation = TeamInvitationFactory(organizer=organizer, role=Role.MANAGER)
    assert admin.get(page("platform_first_manager", organizer)).context["form"].initial == {"email": invitation.email}
    admin.post(page("platform_first_manager", organizer), {"email": invitation.email})
    assert TeamInvitation.objects.get() == invitation
    assert len(letters(invitation.email)) == 1


def test_an_invitation_to_a_mistyped_address_ends_when_another_takes_its_place(admin, organizer):
    mistyped = TeamInvitationFactory(organizer=organizer, role=Role.MANAGER)
    admin.post(page("platform_first_manager", organizer), {"email": "dung@example.com"})
    assert TeamInvitation.objects.get().email == "dung@example.com"
    assert admin.get(mistyped.join_url).status_code == 410


def test_a_platform_administrator_puts_nobody_into_a_team_that_has_a_manager(admin, organizer):
    TeamMemberFactory(organizer=organizer, role=Role.MANAGER)
    response = admin.post(page("platform_first_manager", organizer), {"email": admin.user.email})
    assert response.status_code == 422
    assert not TeamInvitation.objects.exists()


def test_the_list_counts_teams_in_a_fixed_number_of_queries(admin, organizer, django_assert_max_num_queries):
    TeamMemberFactory.create_batch(3, organizer=organizer)
    OrganizerFactory.create_batch(20, parent=organizer)
    with django_assert_max_num_queries(5):
        response = admin.get(reverse("platform_organizers"))
    assert {row.slug: row.members for row in response.context["object_list"]}[organizer.slug] == 3
