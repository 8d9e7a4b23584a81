"""Links of every kind that are expired, used, taken back or forged: a page says so, and nothing changes."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AccessLink, Consent, TeamInvitation, TeamMember, User
from common.links import sign
from enterprises.actions import accounts, links
from enterprises.models import CardLink, EnterpriseInvitation, EnterpriseMember
from events.actions.fairs import renew_apply_link
from events.models import INVITED, Application, Invitation
from matching.actions.links import renew_link, switch_off
from matching.models import PersonalLink
from tests.factories import (
    PASSWORD,
    AccountFactory,
    CardLinkFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    SeatFactory,
    TeamInvitationFactory,
    TeamMemberFactory,
    UserFactory,
    VerifiedUserFactory,
)

pytestmark = pytest.mark.django_db
NEW = "mười hai bến nước 7"
FORM = {"full_name": "Thạch Thị Phúc", "password1": NEW, "password2": NEW, "agrees": "on"}
GONE, UNKNOWN, NOT_YOURS = 410, 404, 403


@dataclass(frozen=True)
class Link:
    """A link that works, who opens it, what its page sends, and what may have happened to it since."""

    path: str
    reader: User | None = None
    data: dict = field(default_factory=dict)
    faults: dict[str, Callable] = field(default_factory=dict)
    forged: int = UNKNOWN  # of a secret only the hash is kept: an unknown one cannot be told from one taken back
    is_read: bool = False  # there is nothing to send

    def open(self, method: str, path: str = ""):
        client = Client()
        if self.reader:
            client.force_login(self.reader)
        return getattr(client, method)(path or self.path, self.data if method == "post" else None)


def past() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=1)


def team_invitation() -> Link:
    person = UserFactory()
    row = TeamInvitationFactory(email=person.email)
    rows = TeamInvitation.objects.filter(pk=row.pk)
    faults = {
        "expired": lambda: rows.update(expires_at=past()),
        "used": lambda: rows.update(accepted_at=timezone.now()),
        "taken back": lambda: actions.withdraw_invitation(invitation=row, by=None),
        "of a closed organizer": lambda: actions.deactivate_organizer(organizer=row.organizer, by=None),
    }
    return Link(row.join_url, person, faults=faults)


def access_link(purpose: str) -> Link:
    manager = TeamMemberFactory(user=UserFactory(is_platform_admin=purpose == "platform")).user
    organizer, lost = manager.memberships.get().organizer, UserFactory(email=None, mobile="0912345678")
    if purpose == "begin":
        make = partial(actions.begin_account, organizer=organizer, by=manager, mobile="0987654321", full_name="Phúc")
    elif purpose == "recover":
        TeamMemberFactory(organizer=organizer, user=lost)
        make = partial(actions.recover_account, organizer=organizer, by=manager, user=lost)
    else:
        make = partial(actions.recover_from_platform, by=manager, user=lost, reason="Mất máy")
    row = make()
    rows = AccessLink.objects.filter(pk=row.pk)
    faults = {
        "expired": lambda: rows.update(expires_at=past()),
        "used": lambda: rows.update(used_at=timezone.now(), user=lost),
        "taken back": lambda: actions.withdraw_access_link(link=AccessLink.objects.get(pk=row.pk), by=manager),
        "made anew": make,
    }
    return Link(reverse("access", args=[row.secret]), data=FORM, faults=faults, forged=GONE)


def enterprise_letter() -> Link:
    person = UserFactory()
    row = EnterpriseInvitationFactory(email=person.email)
    return Link(row.join_url, person, faults=_enterprise_faults(row))


def enterprise_number(reader: User | None = None) -> Link:
    owner = EnterpriseMemberFactory()
    make = partial(
        accounts.invite_member, enterprise=owner.enterprise, by=owner.user, mobile="0912345678", role="member"
    )
    row = make()
    return Link(row.handed_url, reader, data=FORM, faults=_enterprise_faults(row) | {"made anew": make}, forged=GONE)


def enterprise_number_signed_in() -> Link:
    return enterprise_number(UserFactory(mobile="0912345678"))


def _enterprise_faults(row: EnterpriseInvitation) -> dict[str, Callable]:
    rows = EnterpriseInvitation.objects.filter(pk=row.pk)
    return {
        "expired": lambda: rows.update(expires_at=past()),
        "used": lambda: rows.update(accepted_at=timezone.now()),
        "taken back": lambda: accounts.withdraw_member_invitation(invitation=row, by=None),
    }


def card_offer() -> Link:
    owner = EnterpriseMemberFactory()
    row = CardLinkFactory(account=None, state="offered", card__tax_code=owner.enterprise.tax_code)
    rows = CardLink.objects.filter(pk=row.pk)
    faults = {
        "expired": lambda: rows.update(expires_at=past()),
        "used": lambda: rows.update(state="linked", account=AccountFactory()),
        "taken back": lambda: links.withdraw(link=row, by=None),
        "of a closed organizer": lambda: actions.deactivate_organizer(organizer=row.organizer, by=None),
    }
    return Link(row.offer_url, owner.user, data={"account": owner.enterprise.pk}, faults=faults)


def meetings(name: str, of: str) -> Link:
    whose = {"delegate": SeatFactory().delegate} if of == "delegate" else {"member": EnterpriseMemberFactory()}
    row = renew_link(by=None, **whose)
    faults = {
        "expired": lambda: PersonalLink.objects.filter(pk=row.pk).update(expires_at=past()),
        "made anew": lambda: renew_link(by=None, **whose),
        "taken back": lambda: switch_off(link=row, by=None),
    }
    return Link(reverse(name, args=[row.token]), faults=faults, is_read=True)


def apply_link() -> Link:
    fair = FairFactory(uses_applications=True)
    faults = {"made anew": lambda: renew_apply_link(fair=fair, by=None)}
    return Link(reverse("fair_by_link", args=[fair.apply_token]), faults=faults, is_read=True)


def fair_invitation() -> Link:
    coming = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(starts_on=coming, ends_on=coming, uses_applications=True)
    row = Invitation.objects.create(fair=fair, name="Hợp tác xã Phú Hòa", email="htx@example.com")
    rows = Invitation.objects.filter(pk=row.pk)
    faults = {"made anew": lambda: rows.update(serial=9), "taken back": lambda: rows.update(state="withdrawn")}
    return Link(reverse("invited", args=[sign(INVITED, [row.pk, row.serial])]), data={"deed": "apply"}, faults=faults)


def password_reset() -> Link:
    person = VerifiedUserFactory()
    key = default_token_generator.make_token(person)

    def use() -> None:
        person.set_password(NEW)
        person.save()

    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    faults = {"expired": lambda: setattr(settings, "PASSWORD_RESET_TIMEOUT", -1), "used": use}
    return Link(path, data={"password1": NEW, "password2": NEW}, faults=faults, forged=GONE)


def confirmation() -> Link:
    person = UserFactory()
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return Link(path, faults={"taken back": address.delete}, forged=GONE)


KINDS = {
    "team invitation": team_invitation,
    "access link to begin": lambda: access_link("begin"),
    "access link to recover": lambda: access_link("recover"),
    "access link of the platform": lambda: access_link("platform"),
    "enterprise invitation by letter": enterprise_letter,
    "enterprise invitation by number": enterprise_number,
    "enterprise invitation by number, signed in": enterprise_number_signed_in,
    "card offer": card_offer,
    "a delegate's meetings": lambda: meetings("meetings_by_link", "delegate"),
    "a delegate's calendar": lambda: meetings("meetings_feed", "delegate"),
    "a member's calendar": lambda: meetings("meetings_feed", "member"),
    "link to apply by": apply_link,
    "invitation to a fair": fair_invitation,
    "password reset": password_reset,
    "confirmation of an address": confirmation,
}
FAULTS = {
    "team invitation": "expired, used, taken back, of a closed organizer",
    "access link to begin": "expired, used, taken back, made anew",
    "access link to recover": "expired, used, taken back, made anew",
    "access link of the platform": "expired, used, taken back, made anew",
    "enterprise invitation by letter": "expired, used, taken back",
    "enterprise invitation by number": "expired, used, taken back, made anew",
    "enterprise invitation by number, signed in": "expired, used, taken back, made anew",
    "card offer": "expired, used, taken back, of a closed organizer",
    "a delegate's meetings": "expired, made anew, taken back",
    "a delegate's calendar": "expired, made anew, taken back",
    "a member's calendar": "expired, made anew, taken back",
    "link to apply by": "made anew",
    "invitation to a fair": "made anew, taken back",
    "password reset": "expired, used",
    "confirmation of an address": "taken back",
}
CASES = [(kind, fault) for kind, faults in FAULTS.items() for fault in faults.split(", ")]


def everything() -> list:
    """All that a link could change."""
    kept = (
        User, TeamMember, EnterpriseMember, Consent, AccessLink, TeamInvitation, EnterpriseInvitation, CardLink,
        PersonalLink, Application, Invitation, EmailAddress,
    )  # fmt: skip
    rows = [row for model in kept for row in model.objects.order_by("pk").values()]
    return [{name: value for name, value in row.items() if name != "last_login"} for row in rows]


def says_so(response) -> bool:
    """Whether the page says what happened and leads on."""
    page = response.content.decode()
    return "<h1" in page and len(page.split("<h1")[1].split("<p>")[1].split("</p>")[0]) > 30 and "btn-primary" in page


@pytest.fixture(autouse=True)
def _keep_the_timeout(settings):
    settings.PASSWORD_RESET_TIMEOUT = settings.PASSWORD_RESET_TIMEOUT


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_link_opens(kind):
    link = KINDS[kind]()
    assert link.open("get").status_code in (200, 302)
    assert set(link.faults) == set(FAULTS[kind].split(", "))


@pytest.mark.parametrize(("kind", "fault"), CASES)
def test_a_link_that_is_over_says_so_and_changes_nothing(kind, fault):
    link = KINDS[kind]()
    link.faults[fault]()
    before = everything()
    for method in ("get",) if link.is_read else ("get", "post"):
        response = link.open(method)
        assert response.status_code == GONE, method
        assert says_so(response), method
    assert everything() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("forge", ["one letter changed", "cut off", "nonsense"])
def test_a_forged_link_says_so_and_changes_nothing(kind, forge):
    link = KINDS[kind]()
    start, token = link.path.rstrip("/").rsplit("/", 1)
    changed = {
        "one letter changed": token[:-4] + ("A" if token[-4] != "A" else "B") + token[-3:],
        "cut off": token[:-3],
        "nonsense": "1-x" if "reset" in link.path else "x",
    }[forge]
    before = everything()
    for method in ("get",) if link.is_read else ("get", "post"):
        response = link.open(method, f"{start}/{changed}/")
        assert response.status_code == link.forged, method
        assert says_so(response), method
    assert everything() == before


@pytest.mark.parametrize("kind", ["team invitation", "enterprise invitation by letter"])
def test_a_link_of_one_kind_serves_as_no_other(kind):
    link, other = KINDS[kind](), KINDS["card offer"]()
    token = other.path.rstrip("/").rsplit("/", 1)[1]
    start = link.path.rstrip("/").rsplit("/", 1)[0]
    assert link.open("post", f"{start}/{token}/").status_code == UNKNOWN


@pytest.mark.parametrize(
    "kind", ["team invitation", "enterprise invitation by letter", "enterprise invitation by number, signed in"]
)
def test_a_link_to_somebody_else_says_so_and_changes_nothing(kind):
    link, thief = KINDS[kind](), UserFactory(mobile="0999999999", mobile_vouched=True)
    client = Client()
    client.force_login(thief)
    before = everything()
    for method in ("get", "post"):
        response = getattr(client, method)(link.path)
        assert response.status_code == NOT_YOURS
        assert thief.email in response.content.decode()
    assert everything() == before


def test_a_new_password_is_set_once_though_two_tabs_hold_the_form():
    link = password_reset()
    tabs = [Client(), Client()]
    forms = [tab.get(link.path).url for tab in tabs]
    answers = [tab.post(form, link.data).status_code for tab, form in zip(tabs, forms, strict=True)]
    assert answers == [302, GONE]
    assert not User.objects.get().check_password(PASSWORD)
