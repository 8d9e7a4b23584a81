"""What each kind of fair uses, its public page, and members who work at certain fairs alone."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import history
from events.actions.team import add_to_fair, remove_from_fair
from events.models import Fair, FairTeam, Preset
from events.presets import FEATURES, PRESETS
from tests.factories import (
    EnterpriseFactory,
    FairFactory,
    FairTeamFactory,
    OrganizerFactory,
    ParticipationFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIELDS = {
    "code": "PC-26", "name": "Phiên chợ Kế Sách", "level": "district", "starts_on": "18/11/2026",
    "ends_on": "19/11/2026",
}  # fmt: skip


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def test_the_kind_is_chosen_first(sign_in, url):
    page = sign_in("manager").get(url("fair_new"))
    assert [kind for kind, *_ in page.context["kinds"]] == list(Preset)


@pytest.mark.parametrize("preset", Preset)
def test_a_fair_starts_with_what_its_kind_uses(sign_in, url, preset):
    manager = sign_in("manager")
    assert manager.post(url("fair_new", kind=preset), FIELDS).status_code == 302
    fair, setup = Fair.objects.get(), PRESETS[preset]
    assert (fair.preset, fair.role) == (preset, setup.role)
    assert {feature for feature in FEATURES if getattr(fair, feature)} == setup.features
    assert fair.history.get().history_user == manager.user


def test_the_form_of_a_kind_asks_only_what_it_needs(sign_in, url):
    manager = sign_in("manager")

    def asked(kind):
        return set(manager.get(url("fair_new", kind=kind)).context["form"].fields)

    assert "host_name" in asked("attended")
    assert "applications_until" in asked("attended")  # its own firms are called for, chosen and supported
    assert "registration_basis" not in asked("attended")
    assert {"applications_until", "registration_basis"} <= asked("provincial")
    assert "registration_basis" not in asked("market_day")


def test_the_rail_hides_what_the_fair_does_not_use_and_the_settings_bring_it_back(sign_in, organizer, url):
    manager = sign_in("manager")
    fair = FairFactory(organizer=organizer, uses_applications=False, uses_floor=False)

    def rail():
        return {item.url for item in manager.get(url("fair", fair.slug)).context["shell"].nav}

    assert not {url("applications", fair.slug), url("floor", fair.slug)} & rail()
    fields = FIELDS | {"code": fair.code, "role": "hosted", "version": fair.version, "uses_floor": "on"}
    assert manager.post(url("fair_edit", fair.slug), fields).status_code == 302
    assert url("floor", fair.slug) in rail()


# The public page


def page_of(fair, client=None):
    return (client or Client()).get(reverse("public_fair", args=[fair.organizer.slug, fair.slug]))


def coming(**fields) -> Fair:
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(is_public=True, starts_on=first, ends_on=first, **fields)


def test_the_public_page_says_how_long_one_may_apply_and_who_comes():
    fair = coming(applications_until=timezone.localdate() + datetime.timedelta(days=5))
    ParticipationFactory(fair=fair, state="expected")
    ParticipationFactory(fair=fair, state="no_show")
    context = page_of(fair).context
    assert (context["is_open"], context["days_left"], context["figures"]["participants"]) == (True, 5, 1)


def test_a_fair_that_is_closed_or_cancelled_offers_no_way_to_apply():
    signup = reverse("account_signup")
    assert signup in page_of(coming()).content.decode()
    yesterday = timezone.localdate() - datetime.timedelta(days=2)
    for fields in ({"applications_until": yesterday}, {"state": "cancelled"}, {"uses_applications": False}):
        assert signup not in page_of(coming(**fields)).content.decode(), fields


def test_a_fair_without_a_public_page_is_there_for_nobody():
    assert page_of(FairFactory()).status_code == 404
    assert page_of(coming(organizer__is_active=False)).status_code == 404


# The team of a fair


@pytest.fixture
def narrowed(organizer):
    """A viewer of the team who registers at one fair, and stands at no other."""
    member = TeamMemberFactory(organizer=organizer, role="viewer")
    row = FairTeamFactory(fair=FairFactory(organizer=organizer), member=member, role="registration")
    client = Client()
    client.force_login(member.user)
    client.row = row
    return client


def test_a_narrowed_member_acts_at_the_fair_with_the_role_given_there(narrowed, url):
    slug = narrowed.row.fair.slug
    assert narrowed.get(url("applications", slug)).status_code == 200
    assert narrowed.get(url("fair_edit", slug)).status_code == 403


def test_a_narrowed_member_finds_no_other_fair(narrowed, organizer, url):
    other = FairFactory(organizer=organizer)
    for name in ("fair", "floor", "applications", "fair_participations", "fair_results"):
        assert narrowed.get(url(name, other.slug)).status_code == 404, name
    listed = [row.record for row in narrowed.get(url("fairs")).context["table"].paginated_rows]
    assert listed == [narrowed.row.fair]


def test_the_role_of_a_fair_ends_with_the_membership_and_at_its_fair(narrowed, organizer, url):
    assert narrowed.get(url("access_links")).status_code == 403
    narrowed.row.member.until = timezone.localdate() - datetime.timedelta(days=1)
    history.save(narrowed.row.member, by=None)
    assert narrowed.get(url("fair", narrowed.row.fair.slug)).status_code == 404


def test_a_narrowed_member_reads_and_changes_participations_of_their_fair_alone(narrowed, organizer, url):
    mine = ParticipationFactory(fair=narrowed.row.fair, state="expected")
    other = ParticipationFactory(fair__organizer=organizer, state="expected")
    listed = [row.record for row in narrowed.get(url("participations")).context["table"].paginated_rows]
    assert listed == [mine]
    assert narrowed.post(url("participation_move", mine.pk), {"deed": "take_part"}).status_code == 302
    assert narrowed.post(url("participation_move", other.pk), {"deed": "take_part"}).status_code == 404
    narrowed.post(url("participations_move"), {"row": [other.pk, mine.pk], "deed": "reset"})
    mine.refresh_from_db()
    assert mine.state == "expected"
    narrowed.post(url("participations_move"), {"row": [mine.pk, other.pk], "deed": "take_part"})
    fields = {"enterprise": mine.enterprise_id, "role": "seller", "fair": other.fair_id}
    assert narrowed.post(url("participation_new"), fields).status_code == 422
    fields |= {"fair": mine.fair_id, "enterprise": EnterpriseFactory(kept_by=organizer).pk}
    assert narrowed.post(url("participation_new"), fields).status_code == 302
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state, mine.fair.participations.count()) == ("took_part", "expected", 2)


def test_members_without_rows_are_unchanged(sign_in, organizer, url, narrowed):
    viewer = sign_in("viewer")
    for fair in (narrowed.row.fair, FairFactory(organizer=organizer)):
        assert viewer.get(url("fair", fair.slug)).status_code == 200
        assert viewer.get(url("applications", fair.slug)).status_code == 403


def test_a_manager_narrows_a_member_and_takes_that_back_with_history(sign_in, organizer, url):
    manager, fair = sign_in("manager"), FairFactory(organizer=organizer)
    member = TeamMemberFactory(organizer=organizer, role="viewer")
    manager.post(url("fair_team", fair.slug), {"member": member.pk, "role": "floor"})
    row = FairTeam.objects.get()
    assert (row.member, row.role, row.history.get().history_user) == (member, "floor", manager.user)
    manager.post(url("fair_member_remove", fair.slug, row.pk))
    assert not FairTeam.objects.exists()
    assert FairTeam.history.get(history_type="-").history_user == manager.user


def test_managers_strangers_and_those_listed_already_are_not_added(organizer):
    fair, by = FairFactory(organizer=organizer), UserFactory()
    listed = add_to_fair(fair=fair, member=TeamMemberFactory(organizer=organizer, role="door"), role="floor", by=by)
    for member, words in (
        (TeamMemberFactory(organizer=organizer, role="manager"), "manager works at every fair"),
        (TeamMemberFactory(organizer=OrganizerFactory(), role="door"), "not in the team"),
        (listed.member, "already"),
    ):
        with pytest.raises(ValidationError, match=words):
            add_to_fair(fair=fair, member=member, role="floor", by=by)
    remove_from_fair(row=listed, by=by)
    assert FairTeam.history.filter(history_user=by).count() == 2
