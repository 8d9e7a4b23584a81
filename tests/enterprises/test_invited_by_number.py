"""An owner invites by mobile number: a link to hand over, good once, and never a way into somebody else's account."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organizer, Role, User
from common.models import Letter
from enterprises import queries
from enterprises.actions import accounts
from enterprises.models import EnterpriseInvitation, EnterpriseMember
from tests.accounts.conftest import is_signed_in
from tests.factories import (
    PASSWORD,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    TeamInvitationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NUMBER = "0912345678"
NEW = "mười hai bến nước 7"
FORM = {"full_name": "Thạch Thị Phúc", "password1": NEW, "password2": NEW}


@pytest.fixture
def owner() -> EnterpriseMember:
    return EnterpriseMemberFactory()


@pytest.fixture
def invite(owner):
    return lambda number=NUMBER: accounts.invite_member(
        enterprise=owner.enterprise, by=owner.user, mobile=number, role="member"
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_owner_hands_over_a_link_and_a_new_person_begins_an_account_with_it(owner):
    office, phone = signed_in(owner.user), Client()
    page = office.post(
        reverse("my_member_invite", args=[owner.enterprise.pk]), {"who": "+84 912 345 678", "role": "member"}
    )
    url = re.search(r"/e/invited/[\w-]{20,}/", page.content.decode())[0]
    assert "no-store" in page["Cache-Control"]
    assert "<svg" in page.content.decode()

    assert owner.enterprise.legal_name in phone.get(url).content.decode()
    assert not User.objects.filter(mobile=NUMBER).exists()  # looking alone does nothing
    assert phone.post(url, FORM | {"agrees": "on"}).url == reverse("my_enterprise", args=[owner.enterprise.pk])
    assert is_signed_in(phone)
    member = owner.enterprise.members.get(user__mobile=NUMBER)
    assert (member.role, member.user.full_name, member.user.consents.count()) == ("member", "Thạch Thị Phúc", 1)
    assert phone.get(reverse("my_enterprise", args=[owner.enterprise.pk])).status_code == 200

    again = Client()
    again.post(reverse("account_login"), {"login": NUMBER, "password": NEW})
    assert is_signed_in(again)


def test_only_a_hash_of_the_secret_is_kept_and_no_letter_holds_it(invite):
    invitation = invite()
    assert invitation.secret not in str(EnterpriseInvitation.objects.values().get())
    assert invitation.secret not in str(list(EnterpriseInvitation.history.values()))
    assert not Letter.objects.exists()
    assert EnterpriseInvitation.objects.get().secret == ""


def test_who_has_an_account_with_the_number_signs_in_and_accepts(invite, owner):
    person = UserFactory(mobile=NUMBER)
    invitation = invite()
    client = signed_in(person)
    assert owner.enterprise.legal_name in client.get(invitation.handed_url).content.decode()
    assert client.post(invitation.handed_url).url == reverse("my_enterprise", args=[owner.enterprise.pk])
    assert owner.enterprise.members.filter(user=person).exists()


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize("email", ["phuc@example.com", None])
def test_the_link_opens_nobodys_account(invite, vouched, email):
    """Not even that of the very number: it asks for the password that the account has."""
    holder = UserFactory(email=email, mobile=NUMBER, mobile_vouched=vouched)
    client = Client()
    response = client.post(invite().handed_url, FORM)
    assert response.status_code == 422
    assert not is_signed_in(client)
    holder.refresh_from_db()
    assert (holder.mobile, holder.check_password(PASSWORD)) == (NUMBER, True)
    assert (User.objects.filter(mobile=NUMBER).count(), EnterpriseMember.objects.count()) == (1, 1)


def test_an_owners_word_vouches_for_no_number(invite):
    """Else an owner would open the link alone, and take the places that others keep for the number."""
    waiting = TeamInvitationFactory(email="", mobile=NUMBER)
    client = Client()
    client.post(invite().handed_url, FORM)
    assert not User.objects.get(mobile=NUMBER).mobile_vouched
    assert client.post(waiting.join_url).status_code == 403


def test_a_claimed_number_alone_does_not_find_the_invitation(invite):
    invitation = invite()
    claimed = UserFactory(mobile=NUMBER)
    assert not queries.account_invitations_for(claimed)
    assert signed_in(claimed).post(invitation.join_url).status_code == 403
    assert EnterpriseMember.objects.count() == 1


def test_a_vouched_number_finds_the_invitation_without_the_link(invite, owner):
    person = UserFactory(email=None, mobile=NUMBER, mobile_vouched=True)
    invitation = invite()
    assert list(queries.account_invitations_for(person)) == [invitation]
    assert signed_in(person).post(invitation.join_url).status_code == 302
    assert owner.enterprise.members.filter(user=person).exists()


def test_an_account_that_has_nothing_but_the_number_keeps_it(invite, sign_in, organizer: Organizer):
    """Staff of some organizer cannot take it away with a link to begin anew."""
    person = Client()
    person.post(invite().handed_url, FORM)
    clerk = sign_in(Role.REGISTRATION)
    response = clerk.post(reverse("access_link_new", args=[organizer.slug]), {"full_name": "Phúc", "mobile": NUMBER})
    assert "mobile" in response.context["form"].errors
    answer = person.post(reverse("preferences"), {"full_name": "Phúc", "mobile": "", "language": "vi", "theme": "auto"})
    assert "mobile" in answer.context["form"].errors
    assert User.objects.get(mobile=NUMBER).check_password(NEW)


def test_inviting_the_same_number_again_ends_the_link_before(invite):
    older, newer = invite(), invite()
    assert Client().post(older.handed_url, FORM).status_code == 410
    assert Client().post(newer.handed_url, FORM).status_code == 302
    assert EnterpriseInvitation.objects.count() == 1


def test_an_enterprise_and_a_number_have_one_open_invitation(invite):
    invitation = invite()
    with pytest.raises(IntegrityError), transaction.atomic():
        EnterpriseInvitation.objects.bulk_create(
            [
                EnterpriseInvitation(
                    enterprise=invitation.enterprise, mobile=NUMBER, secret_hash="x",
                    invited_by=invitation.invited_by, expires_at=invitation.expires_at,
                )
            ]
        )  # fmt: skip


def test_owners_are_told_who_came_with_a_handed_link(invite, owner):
    Client().post(invite().handed_url, FORM)
    letter = Letter.objects.get(kind="enterprise_joined")
    assert letter.to == owner.user.email
    assert NUMBER in letter.body
    assert reverse("my_members", args=[owner.enterprise.pk]) in letter.body


def test_who_came_by_letter_needs_no_letter_to_the_owners():
    person = UserFactory()
    accounts.accept_member_invitation(invitation=EnterpriseInvitationFactory(email=person.email), user=person)
    assert not Letter.objects.exists()


def test_numbers_are_not_tried_by_the_dozen(invite):
    for n in range(accounts.NUMBERS_A_DAY):
        invitation = invite(f"09{n:08}")
        accounts.withdraw_member_invitation(invitation=invitation, by=None)
    with pytest.raises(ValidationError) as refused:
        invite()
    assert "who" in refused.value.error_dict
    with pytest.raises(ValidationError):
        invite("0900000001")  # nor one of those once more


def test_an_open_link_is_made_anew_and_withdrawn_on_the_members_page(invite, owner):
    invitation, client = invite(), signed_in(owner.user)
    page = client.post(reverse("my_invitation_renew", args=[owner.enterprise.pk, invitation.pk]))
    assert re.search(r"/e/invited/[\w-]{20,}/", page.content.decode())
    client.post(reverse("my_invitation_withdraw", args=[owner.enterprise.pk, invitation.pk]))
    assert not EnterpriseInvitation.objects.exists()


def test_a_weak_password_is_refused_and_the_link_stays_good(invite):
    invitation = invite()
    weak = {"password1": "12345678", "password2": "12345678"}
    response = Client().post(invitation.handed_url, FORM | weak)
    assert response.status_code == 422
    assert "Thạch Thị Phúc" in response.content.decode()
    assert not User.objects.filter(mobile=NUMBER).exists()
    assert Client().get(invitation.handed_url).status_code == 200
