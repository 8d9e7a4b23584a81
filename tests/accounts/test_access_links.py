"""Links that staff hand over: good once, for a day, for one person; and whose account may be recovered by whom."""

import datetime
import itertools
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts import actions, queries, states
from accounts.models import AccessLink, Role, User
from common.models import Letter
from tests.accounts.conftest import is_signed_in
from tests.factories import (
    PASSWORD,
    AccessLinkFactory,
    AccountFactory,
    CardLinkFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    OrganizerFactory,
    TeamMemberFactory,
    UserFactory,
    VerifiedUserFactory,
)

pytestmark = pytest.mark.django_db
NUMBER = "0912345678"
NEW = "mười hai bến nước 7"
FORM = {"full_name": "Thạch Thị Phúc", "password1": NEW, "password2": NEW}


@pytest.fixture
def clerk(organizer) -> User:
    return TeamMemberFactory(organizer=organizer, role=Role.REGISTRATION).user


@pytest.fixture
def manager(organizer) -> User:
    return TeamMemberFactory(organizer=organizer, role=Role.MANAGER).user


@pytest.fixture
def begin(organizer, clerk):
    return lambda **fields: actions.begin_account(
        **{"organizer": organizer, "by": clerk, "mobile": NUMBER, "full_name": "Phúc"} | fields
    )


def opened(link: AccessLink, client: Client | None = None, **changes):
    return (client or Client()).post(reverse("access", args=[link.secret]), FORM | changes)


def recoverable(organizer, by: User) -> set[User]:
    return set(queries.people_to_recover(organizer=organizer, by=by))


def test_a_clerk_makes_a_link_and_the_person_is_signed_in_with_a_password_of_their_own(sign_in, organizer, enter):
    clerk = sign_in("registration")
    page = clerk.post(
        reverse("access_link_new", args=[organizer.slug]), {"full_name": "Thạch Thị Phúc", "mobile": "+84 912 345 678"}
    )
    url = re.search(r"/access/[\w-]{20,}/", page.content.decode())[0]
    assert "no-store" in page["Cache-Control"]

    phone = Client()
    assert organizer.name in phone.get(url).content.decode()
    assert not User.objects.filter(mobile=NUMBER).exists()  # looking alone does nothing
    assert phone.post(url, FORM).url == reverse("home")
    assert is_signed_in(phone)
    user = User.objects.get(mobile=NUMBER)
    assert (user.full_name, user.email, user.mobile_vouched) == ("Thạch Thị Phúc", None, True)

    again = Client()
    enter(again, NUMBER, NEW)
    assert is_signed_in(again)


def test_only_a_hash_of_the_secret_is_kept_and_no_letter_holds_it(begin):
    link = begin()
    row = AccessLink.objects.values().get()
    assert link.secret not in str(row)
    assert link.secret not in str(list(AccessLink.history.values()))
    assert not Letter.objects.exists()
    assert AccessLink.objects.get().secret == ""


def test_making_withdrawing_and_using_leave_history(begin, clerk):
    first = begin()
    second = begin()
    user = actions.use_access_link(link=second, password=NEW, full_name="Phúc")
    assert [(row.history_type, row.history_user) for row in first.history.all()] == [("~", clerk), ("+", clerk)]
    assert [(row.history_type, row.history_user) for row in second.history.all()] == [("~", user), ("+", clerk)]


def test_a_link_is_good_once(begin):
    link = begin()
    opened(link)
    assert opened(link).status_code == 410
    assert User.objects.filter(mobile=NUMBER).count() == 1
    with pytest.raises(ValidationError):
        actions.use_access_link(link=link, password=PASSWORD, full_name="Kẻ khác")


def test_a_newer_link_for_the_same_number_ends_the_older(begin):
    older = begin()
    begin()
    assert opened(older).status_code == 410


def test_a_link_is_good_for_a_day(begin):
    link = begin()
    assert link.expires_at - timezone.now() <= datetime.timedelta(hours=24)
    AccessLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert opened(link).status_code == 410
    assert not User.objects.filter(mobile=NUMBER).exists()


def test_a_link_of_a_closed_organizer_does_nothing(begin, organizer):
    link = begin()
    actions.deactivate_organizer(organizer=organizer, by=None)
    assert opened(link).status_code == 410


def test_an_unknown_link_looks_like_a_used_one(begin):
    link = begin()
    opened(link)
    used, unknown = (Client().get(reverse("access", args=[secret])) for secret in (link.secret, "x" * 32))
    assert used.status_code == unknown.status_code == 410
    assert [t.name for t in used.templates] == [t.name for t in unknown.templates]
    assert "Phúc" not in used.content.decode()


@pytest.mark.parametrize(
    ("state", "deed"), itertools.product(["open", "used", "withdrawn", "expired"], ["use", "withdraw"])
)
def test_a_link_moves_as_the_table_says_and_no_other_way(organizer, clerk, state, deed):
    now = timezone.now()
    marks = {
        "open": {}, "used": {"used_at": now, "user": UserFactory()}, "withdrawn": {"withdrawn_at": now},
        "expired": {"expires_at": now - datetime.timedelta(hours=1)},
    }  # fmt: skip
    link = AccessLinkFactory(organizer=organizer, **marks[state])
    deeds = {
        "use": lambda: actions.use_access_link(link=link, password=NEW, full_name="Phúc"),
        "withdraw": lambda: actions.withdraw_access_link(link=link, by=clerk),
    }
    if (state, deed) in states.ACCESS_LINK:
        deeds[deed]()
    else:
        with pytest.raises(ValidationError):
            deeds[deed]()
    link.refresh_from_db()
    assert link.state == states.ACCESS_LINK.get((state, deed), state)


def test_a_weak_password_is_refused_and_the_link_stays_good(begin):
    link = begin()
    response = opened(link, password1="12345678", password2="12345678")
    assert response.status_code == 422
    assert AccessLink.objects.get().state == "open"
    assert not User.objects.filter(mobile=NUMBER).exists()


def test_the_registration_consent_is_unticked_and_kept_where_it_is_given(begin):
    link = begin()
    assert "checked" not in Client().get(reverse("access", args=[link.secret])).content.decode()
    opened(link, agrees="on")
    assert queries.has_consent(User.objects.get(mobile=NUMBER), "registration")


def test_who_does_not_agree_gets_an_account_all_the_same(begin):
    opened(begin())
    assert not User.objects.get(mobile=NUMBER).consents.exists()


def test_a_number_that_has_an_account_gets_no_second_one(begin):
    UserFactory(email=None, mobile=NUMBER, mobile_vouched=True)
    with pytest.raises(ValidationError) as refused:
        begin()
    assert "mobile" in refused.value.error_dict


def test_two_organizers_links_for_one_number_make_one_account(begin):
    here = begin()
    other = TeamMemberFactory(role=Role.MANAGER)
    there = begin(organizer=other.organizer, by=other.user)
    opened(here)
    response = opened(there)
    assert response.status_code == 422
    assert User.objects.filter(mobile=NUMBER).count() == 1


def test_a_number_that_somebody_merely_claimed_goes_to_whoever_staff_hand_the_link(begin):
    claimed = VerifiedUserFactory(mobile=NUMBER)
    opened(begin())
    claimed.refresh_from_db()
    assert claimed.mobile is None
    assert User.objects.get(mobile=NUMBER) != claimed


def test_staff_who_open_the_link_themselves_do_not_use_it_up(begin, sign_in):
    link = begin()
    staff = sign_in("manager")
    url = reverse("access", args=[link.secret])
    assert staff.get(url).status_code == 200
    staff.post(url, FORM)
    assert AccessLink.objects.get().state == "open"


def test_a_link_is_withdrawn_with_one_press(begin, sign_in, organizer):
    link = begin()
    sign_in("registration").post(reverse("access_link_withdraw", args=[organizer.slug, link.pk]))
    assert opened(link).status_code == 410


def test_another_organizers_links_are_not_there(begin, sign_in):
    link = begin()
    other = OrganizerFactory()
    client = sign_in("manager", at=other)
    assert client.post(reverse("access_link_withdraw", args=[other.slug, link.pk])).status_code == 404
    assert not client.get(reverse("access_links", args=[other.slug])).context["table"].rows


def test_the_list_is_searched_without_marks_and_costs_the_same_for_many(
    sign_in, organizer, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = sign_in("registration"), reverse("access_links", args=[organizer.slug])
    AccessLinkFactory(organizer=organizer)
    with django_assert_max_num_queries(8) as small:
        client.get(url)
    AccessLinkFactory.create_batch(20, organizer=organizer, full_name="Lý Hoa")
    with django_assert_num_queries(len(small)):
        client.get(url)
    assert len(client.get(url, {"q": "thach phuc"}).context["table"].rows) == 1


# Recovering


def test_a_recovered_person_sets_a_password_old_sessions_end_and_their_address_is_told(
    organizer, manager, enter, letters
):
    lost = VerifiedUserFactory(email="lan@example.com")
    TeamMemberFactory(organizer=organizer, user=lost, role=Role.DEALS)
    elsewhere = Client()
    enter(elsewhere, lost.email)
    link = actions.recover_account(organizer=organizer, by=manager, user=lost)
    assert elsewhere.get(reverse("preferences")).status_code == 200  # nothing happens before it is used
    phone = Client()
    opened(link, phone)
    assert is_signed_in(phone)
    assert elsewhere.get(reverse("preferences")).status_code == 302
    told = letters("lan@example.com")
    assert [letter.kind for letter in told] == ["access_link", "access_link"]
    assert all(organizer.name in letter.body for letter in told)
    assert [row.history_user for row in link.history.all()] == [lost, manager]


def test_the_letter_of_a_recovery_is_in_its_readers_language(organizer, manager, monkeypatch):
    lost, spoken = VerifiedUserFactory(language="en"), []
    TeamMemberFactory(organizer=organizer, user=lost, role=Role.DEALS)
    monkeypatch.setattr("common.outbox.post", lambda **letter: spoken.append(translation.get_language()))
    with translation.override("vi"):
        actions.recover_account(organizer=organizer, by=manager, user=lost)
    assert spoken == ["en"]


def test_a_person_without_address_is_recovered_with_a_new_number(organizer, manager, enter):
    lost = UserFactory(email=None, mobile=NUMBER, mobile_vouched=True)
    TeamMemberFactory(organizer=organizer, user=lost, role=Role.FLOOR)
    opened(actions.recover_account(organizer=organizer, by=manager, user=lost, mobile="0987654321"))
    client = Client()
    enter(client, "0987654321", NEW)
    assert is_signed_in(client)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("ends", [True, False])
def test_the_second_factor_ends_only_where_staff_said_so(organizer, manager, ends):
    lost = TeamMemberFactory(organizer=organizer, role=Role.DEALS).user
    Authenticator.objects.create(user=lost, type="totp", data={"secret": "x"})
    phone = Client()
    link = actions.recover_account(organizer=organizer, by=manager, user=lost, ends_second_factor=ends)
    opened(link, phone)
    assert Authenticator.objects.filter(user=lost).exists() is not ends
    assert is_signed_in(phone) is ends


def test_a_manager_recovers_the_own_team_and_a_clerk_nobody_of_it(organizer, manager, clerk):
    member = TeamMemberFactory(organizer=organizer, role=Role.DEALS).user
    assert recoverable(organizer, manager) == {member, clerk}
    assert recoverable(organizer, clerk) == set()


def test_a_clerk_recovers_people_of_enterprises_linked_to_the_own_cards(organizer, clerk):
    linked, unlinked, elsewhere = AccountFactory.create_batch(3)
    CardLinkFactory(card=EnterpriseFactory(kept_by=organizer), account=linked)
    CardLinkFactory(card=EnterpriseFactory(kept_by=organizer), account=unlinked, state="undone")
    CardLinkFactory(card=EnterpriseFactory(), account=elsewhere)
    own, *_others = [EnterpriseMemberFactory(enterprise=account).user for account in (linked, unlinked, elsewhere)]
    assert recoverable(organizer, clerk) == {own}


def test_a_clerk_recovers_whoever_began_with_a_link_of_the_own_desk(organizer, clerk):
    begun = AccessLinkFactory(organizer=organizer, user=UserFactory(), used_at=timezone.now()).user
    AccessLinkFactory(user=UserFactory(), used_at=timezone.now())
    assert recoverable(organizer, clerk) == {begun}


@pytest.mark.parametrize("who", ["platform administrator", "other team", "own manager", "closed"])
def test_a_link_opens_no_account_that_may_do_more_than_its_maker(organizer, clerk, who):
    person = EnterpriseMemberFactory().user
    CardLinkFactory(card=EnterpriseFactory(kept_by=organizer), account=person.enterprises.get().enterprise)
    assert recoverable(organizer, clerk) == {person}
    if who == "platform administrator":
        User.objects.filter(pk=person.pk).update(is_platform_admin=True)
    elif who == "closed":
        User.objects.filter(pk=person.pk).update(is_active=False)
    else:
        TeamMemberFactory(user=person, organizer=organizer if who == "own manager" else OrganizerFactory())
    assert recoverable(organizer, clerk) == set()
    with pytest.raises(ValidationError):
        actions.recover_account(organizer=organizer, by=clerk, user=person)


def test_people_to_recover_are_found_without_marks(sign_in, organizer):
    client, url = sign_in("manager"), reverse("lost_accounts", args=[organizer.slug])
    for name in ("Thạch Thị Phúc", "Lý Hoa"):
        TeamMemberFactory(organizer=organizer, user=UserFactory(full_name=name), role=Role.DEALS)
    assert [str(person) for person in client.get(url, {"q": "phuc"}).context["object_list"]] == ["Thạch Thị Phúc"]


def test_the_list_of_people_to_recover_costs_the_same_for_many(
    sign_in, organizer, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = sign_in("manager"), reverse("lost_accounts", args=[organizer.slug])
    TeamMemberFactory(organizer=organizer, role=Role.DEALS)
    with django_assert_max_num_queries(8) as small:
        client.get(url)
    TeamMemberFactory.create_batch(30, organizer=organizer, role=Role.DEALS)
    with django_assert_num_queries(len(small)):
        assert len(client.get(url).context["object_list"]) == 25


def test_a_person_out_of_reach_has_no_recovery_page(sign_in, organizer):
    stranger = UserFactory()
    assert sign_in("manager").get(reverse("lost_account", args=[organizer.slug, stranger.pk])).status_code == 404


# Teams


def test_a_colleague_without_email_is_invited_by_number_begins_and_joins(sign_in, organizer):
    manager = sign_in("manager")
    invite = {"who": "0912 345 678", "full_name": "Phúc", "role": Role.FLOOR}
    next_page = manager.post(reverse("team_invite", args=[organizer.slug]), invite).url
    page = manager.get(next_page)
    assert page.context["form"].initial == {"full_name": "Phúc", "mobile": NUMBER}
    link = actions.begin_account(organizer=organizer, by=manager.user, mobile=NUMBER, full_name="Phúc")
    phone = Client()
    opened(link, phone)
    home = phone.get(reverse("home"))
    (invitation,) = home.context["invitations"]
    phone.post(invitation.join_url)
    assert organizer.team.get(user__mobile=NUMBER).role == Role.FLOOR


def test_an_invitation_by_number_is_renewed_with_a_new_link(sign_in, organizer):
    manager = sign_in("manager")
    invitation = actions.invite(organizer=organizer, by=manager.user, mobile=NUMBER, role=Role.FLOOR)
    response = manager.post(reverse("invitation_renew", args=[organizer.slug, invitation.pk]))
    assert response.url == f"{reverse('access_link_new', args=[organizer.slug])}?mobile={NUMBER}&full_name="


def test_a_colleague_who_signs_in_by_number_is_told_through_the_call_list(organizer, manager):
    known = UserFactory(email=None, mobile=NUMBER, mobile_vouched=True)
    invitation = actions.invite(organizer=organizer, by=manager, mobile=NUMBER, role=Role.FLOOR)
    letter = Letter.objects.get()
    assert (letter.state, letter.mobile, letter.name) == (Letter.State.BY_HAND, NUMBER, known.full_name)
    assert invitation.join_url in letter.short


def test_a_number_that_was_merely_claimed_gets_nobody_into_a_team(organizer, manager):
    claimed = VerifiedUserFactory(mobile=NUMBER)
    invitation = actions.invite(organizer=organizer, by=manager, mobile=NUMBER, role=Role.MANAGER)
    assert not queries.invitations_for(claimed).exists()
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation=invitation, user=claimed)


def test_an_invitation_by_number_says_who_it_is(sign_in, organizer):
    response = sign_in("manager").post(
        reverse("team_invite", args=[organizer.slug]), {"who": NUMBER, "role": Role.FLOOR}
    )
    assert "full_name" in response.context["form"].errors
    assert not organizer.invitations.exists()
