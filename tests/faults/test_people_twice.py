"""Signing up, joining and agreeing pressed twice or in two tabs: it is done once, and the second press leads on."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Consent, TeamMember, User
from enterprises.actions.accounts import invite_member
from enterprises.models import CardLink, EnterpriseMember
from tests.at_once import in_processes, shared_database
from tests.concurrency.ground import seen
from tests.factories import (
    CardLinkFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    TeamInvitationFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "0912345678"
NEW = "mười hai bến nước 7"
PASSWORDS = {"full_name": "Thạch Thị Phúc", "password1": NEW, "password2": NEW}


@dataclass(frozen=True)
class Press:
    """A filled-in form about to be sent, how often its deed was done, and how the second press may be answered."""

    url: str
    data: dict
    rows: Callable[[], int]
    reader: User | None = None
    second: int = 302

    def tab(self) -> Callable[[], int]:
        client = Client()
        if self.reader:
            client.force_login(self.reader)
        return lambda: client.post(self.url, self.data).status_code


def signs_up() -> Press:
    return Press(reverse("account_signup"), PASSWORDS | {"email": "phuc@example.com"}, User.objects.count)


def begins_by_access_link() -> Press:
    manager = TeamMemberFactory()
    link = actions.begin_account(organizer=manager.organizer, by=manager.user, mobile=NUMBER, full_name="Phúc")
    return Press(reverse("access", args=[link.secret]), PASSWORDS, User.objects.count, second=410)


def joins_team() -> Press:
    person = UserFactory()
    return Press(TeamInvitationFactory(email=person.email).join_url, {}, TeamMember.objects.count, person)


def joins_enterprise() -> Press:
    person = UserFactory()
    return Press(EnterpriseInvitationFactory(email=person.email).join_url, {}, EnterpriseMember.objects.count, person)


def handed() -> str:
    owner = EnterpriseMemberFactory()
    return invite_member(enterprise=owner.enterprise, by=owner.user, mobile=NUMBER, role="member").handed_url


def joins_by_number() -> Press:
    return Press(handed(), {}, EnterpriseMember.objects.count, UserFactory(mobile=NUMBER))


def begins_by_number() -> Press:
    return Press(handed(), PASSWORDS, User.objects.count, second=410)


def takes_card() -> Press:
    owner = EnterpriseMemberFactory()
    code = owner.enterprise.tax_code
    link = CardLinkFactory(
        account=None, state="offered", card__tax_code=code, expires_at=timezone.now() + datetime.timedelta(days=1)
    )
    linked = CardLink.objects.filter(state="linked")
    return Press(link.offer_url, {"account": owner.enterprise.pk}, linked.count, owner.user)


def agrees() -> Press:
    url = reverse("consent_change", args=["buyers"])
    return Press(url, {"agree": "on"}, Consent.objects.count, UserFactory())


def takes_consent_back() -> Press:
    person = UserFactory()
    actions.give_consent(user=person, purpose="buyers", language="vi")
    ended = Consent.objects.exclude(withdrawn_at=None)
    return Press(reverse("consent_change", args=["buyers"]), {"deed": "withdraw"}, ended.count, person)


PRESSES = {
    "sign up": signs_up,
    "begin by an access link": begins_by_access_link,
    "join a team": joins_team,
    "join an enterprise": joins_enterprise,
    "join by number": joins_by_number,
    "begin by number": begins_by_number,
    "link a card": takes_card,
    "agree": agrees,
    "take a consent back": takes_consent_back,
}
every_press = pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)


@every_press
def test_the_second_of_two_tabs_changes_nothing_and_leads_on(press):
    one = press()
    before, (first, second) = one.rows(), (one.tab(), one.tab())
    assert first() == 302
    assert one.rows() == before + 1
    assert second() == one.second
    assert one.rows() == before + 1


@every_press
def test_two_presses_at_the_same_moment_do_it_once(press, tmp_path):
    one = press()
    before, tabs = one.rows(), (one.tab(), one.tab())
    with shared_database(tmp_path):
        outcomes = in_processes(*tabs)
        after = seen(one.rows)
    assert 302 in outcomes, outcomes
    assert set(outcomes) <= {302, one.second}, outcomes
    assert after == before + 1


def test_consent_given_anew_after_two_tabs_stands_once():
    person = UserFactory()
    for _tab in range(2):
        actions.give_consent(user=person, purpose="buyers", language="vi")
        actions.withdraw_consent(user=person, purpose="buyers")
        actions.withdraw_consent(user=person, purpose="buyers")
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert Consent.objects.count() == 2
