"""An organizer that asks for a second factor: nobody without one reads or writes there."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import Organizer, Role, TeamInvitation
from tests.factories import TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(organizer) -> Organizer:
    Organizer.objects.filter(pk=organizer.pk).update(requires_second_factor=True)
    organizer.refresh_from_db()
    return organizer


def set_up(user) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def test_a_member_without_one_is_led_to_the_page_that_explains(strict, sign_in):
    viewer = sign_in("viewer")
    there = reverse("second_factor", args=[strict.slug])
    assert viewer.get(reverse("overview", args=[strict.slug])).url == there
    assert reverse("mfa_index") in viewer.get(there).content.decode()


def test_nothing_is_written_without_one(strict, sign_in):
    manager = sign_in("manager")
    data = {"who": "moi@example.com", "role": Role.VIEWER}
    assert manager.post(reverse("team_invite", args=[strict.slug]), data).url == reverse(
        "second_factor", args=[strict.slug]
    )
    assert not TeamInvitation.objects.exists()


def test_a_piece_of_a_page_is_led_on_as_a_whole_page(strict, sign_in):
    response = sign_in("viewer").get(reverse("overview", args=[strict.slug]), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == reverse("second_factor", args=[strict.slug])


def test_with_one_the_workspace_opens_and_the_page_that_explains_leads_on(strict, sign_in):
    viewer = sign_in("viewer")
    set_up(viewer.user)
    overview = reverse("overview", args=[strict.slug])
    assert viewer.get(overview).status_code == 200
    assert viewer.get(reverse("second_factor", args=[strict.slug])).url == overview


def test_who_stops_using_it_is_out_again(strict, sign_in):
    viewer = sign_in("viewer")
    set_up(viewer.user)
    viewer.user.authenticator_set.all().delete()
    assert viewer.get(reverse("overview", args=[strict.slug])).status_code == 302


def test_strangers_do_not_learn_that_it_is_asked_for(strict, sign_in):
    for name in ("overview", "second_factor"):
        assert sign_in("stranger").get(reverse(name, args=[strict.slug])).status_code == 404


def test_other_organizers_do_not_ask_for_it(strict, sign_in):
    viewer = sign_in("viewer")
    elsewhere = TeamMemberFactory(user=viewer.user, role=Role.VIEWER).organizer
    assert viewer.get(reverse("overview", args=[elsewhere.slug])).status_code == 200


def test_a_manager_turns_it_on_in_the_settings_with_history(organizer, sign_in):
    manager = sign_in("manager")
    data = {"name": organizer.name, "requires_second_factor": "on", "version": 1}
    manager.post(reverse("organizer_settings", args=[organizer.slug]), data)
    organizer.refresh_from_db()
    assert organizer.requires_second_factor
    latest = organizer.history.first()
    assert (latest.requires_second_factor, latest.history_user) == (True, manager.user)
