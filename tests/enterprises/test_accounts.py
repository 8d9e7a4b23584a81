"""An enterprise's own account and who acts for it. Each deed leaves its history."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.models import Letter
from enterprises import queries
from enterprises.actions import accounts
from enterprises.models import Enterprise, EnterpriseInvitation, EnterpriseMember, LegalForm
from tests.at_once import at_once, shared_database
from tests.factories import (
    AccountFactory,
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIRM = {"legal_name": "Hợp tác xã Phú Hòa", "usual_role": "seller", "tax_code": "0100109106"}
ABROAD = FIRM | {"tax_code": "", "country": "JP", "foreign_no": "0100-01-000001"}


@pytest.fixture
def owner():
    return EnterpriseMemberFactory()


def deeds(record) -> list[tuple]:
    return [(row.history_type, row.history_user) for row in record.history.order_by("history_id")]


def test_whoever_opens_an_account_owns_it():
    person = UserFactory()
    account = accounts.create_account(enterprise=Enterprise(**FIRM), by=person)
    member = account.members.get()
    assert (member.user, member.role, account.kept_by) == (person, "owner", None)
    assert deeds(account) == deeds(member) == [("+", person)]


def test_a_tax_code_is_kept_in_its_one_form():
    account = accounts.create_account(enterprise=Enterprise(**FIRM | {"tax_code": "0100 109 106"}), by=UserFactory())
    assert account.tax_code == "0100109106"


def test_one_tax_code_has_one_account_though_organizers_keep_cards_of_it():
    EnterpriseFactory(tax_code=FIRM["tax_code"])
    accounts.create_account(enterprise=Enterprise(**FIRM), by=UserFactory())
    with pytest.raises(ValidationError) as refused:
        accounts.create_account(enterprise=Enterprise(**FIRM), by=UserFactory())
    assert "tax_code" in refused.value.error_dict
    assert EnterpriseMember.objects.count() == 1


def test_only_some_legal_forms_may_lack_a_tax_code():
    person = UserFactory()
    for form in (None, LegalForm.objects.filter(may_lack_tax_code=False).first()):
        with pytest.raises(ValidationError) as refused:
            accounts.create_account(enterprise=Enterprise(**FIRM | {"tax_code": "", "legal_form": form}), by=person)
        assert "tax_code" in refused.value.error_dict
    group = LegalForm.objects.filter(may_lack_tax_code=True).first()
    for _n in range(2):  # two groups without a code are two
        accounts.create_account(enterprise=Enterprise(**FIRM | {"tax_code": "", "legal_form": group}), by=person)
    assert Enterprise.objects.accounts().count() == 2


def test_a_firm_abroad_has_the_number_of_its_register():
    with pytest.raises(ValidationError) as refused:
        accounts.create_account(enterprise=Enterprise(**ABROAD | {"foreign_no": ""}), by=UserFactory())
    assert "foreign_no" in refused.value.error_dict
    account = accounts.create_account(enterprise=Enterprise(**ABROAD), by=UserFactory())
    assert (account.country, account.tax_code, account.foreign_no) == ("JP", "", "0100-01-000001")
    with pytest.raises(ValidationError):
        accounts.create_account(enterprise=Enterprise(**ABROAD), by=UserFactory())
    accounts.create_account(enterprise=Enterprise(**ABROAD | {"country": "KR"}), by=UserFactory())


def test_the_province_of_today_follows_from_the_one_written(owner):
    account = owner.enterprise
    account.province_as_written = "Tỉnh Sóc Trăng"
    accounts.change_account(enterprise=account, by=owner.user)
    assert "Cần Thơ" in account.province.name_vi
    assert deeds(account)[-1] == ("~", owner.user)


# Members


def test_an_invitation_is_written_down_with_its_letter(owner):
    invitation = accounts.invite_member(
        enterprise=owner.enterprise, by=owner.user, email=" Moi@Example.com ", role="member"
    )
    letter = Letter.objects.get()
    assert (letter.to, letter.organizer) == ("moi@example.com", None)
    assert invitation.join_url in letter.body
    assert deeds(invitation) == [("+", owner.user)]


def test_inviting_again_renews_the_invitation(owner):
    first = EnterpriseInvitationFactory(enterprise=owner.enterprise, expires_at=timezone.now())
    accounts.renew_member_invitation(invitation=first, by=owner.user)
    assert EnterpriseInvitation.objects.get().expires_at > timezone.now() + datetime.timedelta(days=13)
    assert Letter.objects.count() == 1


def test_who_acts_for_the_enterprise_is_not_invited(owner):
    with pytest.raises(ValidationError):
        accounts.invite_member(
            enterprise=owner.enterprise, by=owner.user, email=owner.user.email.upper(), role="member"
        )


def test_accepting_gives_the_role_and_is_written_down():
    person = UserFactory()
    invitation = EnterpriseInvitationFactory(email=person.email, role="owner")
    member = accounts.accept_member_invitation(invitation=invitation, user=person)
    assert (member.enterprise, member.role) == (invitation.enterprise, "owner")
    assert deeds(member) == [("+", person)]
    assert not queries.account_invitations_for(person)


@pytest.mark.parametrize(
    "fields",
    [{"accepted_at": timezone.now()}, {"expires_at": timezone.now() - datetime.timedelta(days=1)}, {"email": "k@e.vn"}],
    ids=["used", "expired", "another's address"],
)
def test_an_invitation_is_good_once_in_time_and_for_its_own_address(fields):
    person = UserFactory()
    invitation = EnterpriseInvitationFactory(**{"email": person.email} | fields)
    with pytest.raises(ValidationError):
        accounts.accept_member_invitation(invitation=invitation, user=person)
    assert not EnterpriseMember.objects.exists()


def test_a_withdrawn_invitation_is_refused_even_where_it_was_read_before(owner):
    person = UserFactory()
    invitation = EnterpriseInvitationFactory(enterprise=owner.enterprise, email=person.email)
    accounts.withdraw_member_invitation(invitation=EnterpriseInvitation.objects.get(pk=invitation.pk), by=owner.user)
    with pytest.raises(ValidationError):
        accounts.accept_member_invitation(invitation=invitation, user=person)


def test_the_last_owner_can_neither_leave_nor_step_down(owner):
    EnterpriseMemberFactory(enterprise=owner.enterprise, role="member")
    EnterpriseMemberFactory(enterprise=owner.enterprise, user=UserFactory(is_active=False))
    EnterpriseMemberFactory()  # another enterprise's
    with pytest.raises(ValidationError):
        accounts.remove_enterprise_member(member=owner, by=owner.user)
    with pytest.raises(ValidationError):
        accounts.change_member_role(member=owner, by=owner.user, role="member")
    assert EnterpriseMember.objects.get(pk=owner.pk).role == "owner"


def test_a_change_of_role_and_a_removal_are_written_down(owner):
    member = EnterpriseMemberFactory(enterprise=owner.enterprise, role="member")
    changed = accounts.change_member_role(member=member, by=owner.user, role="owner")
    assert deeds(changed)[-1] == ("~", owner.user)
    accounts.remove_enterprise_member(member=member, by=owner.user)
    assert EnterpriseMember.history.filter(id=member.pk, history_type="-", history_user=owner.user).exists()
    with pytest.raises(ValidationError):
        accounts.remove_enterprise_member(member=member, by=owner.user)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_the_same_moment_one_stays(tmp_path):
    account = AccountFactory()
    members = EnterpriseMemberFactory.create_batch(2, enterprise=account)
    leave = [lambda m=member: accounts.remove_enterprise_member(member=m, by=m.user) for member in members]
    with shared_database(tmp_path):
        outcomes = at_once(*leave)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "ValidationError"]
