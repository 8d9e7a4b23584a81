"""Linking an organizer's card with an enterprise's own account: offering, asking, vouching, undoing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from common.models import Letter
from common.states import after, deeds
from enterprises.actions import links
from enterprises.models import CardLink, Enterprise, LinkState, Vouch
from enterprises.states import LINK
from tests.factories import (
    AccountFactory,
    CardLinkFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    OrganizerFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(organizer):
    return TeamMemberFactory(organizer=organizer, role=Role.REGISTRATION).user


@pytest.fixture
def card(organizer):
    return EnterpriseFactory(kept_by=organizer, tax_code="2200000001", email="htx@example.com")


@pytest.fixture
def account():
    return AccountFactory(tax_code="2200000001", legal_name="Hợp tác xã Phú Hòa")


@pytest.fixture
def owner(account):
    return EnterpriseMemberFactory(enterprise=account).user


def written(link: CardLink) -> list[tuple]:
    return [(row.history_type, row.state, row.history_user) for row in link.history.order_by("history_id")]


def letters_to(address: str) -> list[Letter]:
    return list(Letter.objects.filter(to=address).order_by("pk"))


@pytest.mark.parametrize("state", LinkState)
@pytest.mark.parametrize("deed", sorted({deed for _, deed in LINK}))
def test_what_the_table_does_not_name_is_refused(state, deed):
    if (state, deed) in LINK:
        assert after(LINK, state, deed) == LINK[state, deed]
    else:
        with pytest.raises(ValidationError):
            after(LINK, state, deed)


def test_what_was_refused_or_undone_stays_so():
    assert deeds(LINK, LinkState.REFUSED) == deeds(LINK, LinkState.UNDONE) == []


# Offering


def test_an_offer_goes_to_the_address_on_the_card(card, clerk):
    link = links.offer(card=card, by=clerk)
    (letter,) = letters_to("htx@example.com")
    assert link.offer_url in letter.body
    assert link.offer_url in letter.short
    assert letter.organizer == card.kept_by
    assert link.vouch == Vouch.ADDRESS
    assert written(link) == [("+", "offered", clerk)]


def test_an_offer_to_a_card_without_email_waits_in_the_call_list(organizer, clerk):
    links.offer(card=EnterpriseFactory(kept_by=organizer, phone="0912345678"), by=clerk)
    assert Letter.objects.get().mobile == "0912345678"
    assert Letter.objects.get().state == Letter.State.BY_HAND


def test_a_card_without_any_address_is_offered_by_hand_alone(organizer, clerk):
    card = EnterpriseFactory(kept_by=organizer)
    with pytest.raises(ValidationError):
        links.offer(card=card, by=clerk)
    assert links.offer(card=card, by=clerk, by_hand=True).vouch == Vouch.ORGANIZER
    assert not Letter.objects.exists()


def test_offering_again_renews_the_offer(card, clerk):
    first = links.offer(card=card, by=clerk)
    CardLink.objects.update(expires_at=timezone.now())
    again = links.offer(card=card, by=clerk)
    assert again.pk == first.pk
    assert not again.is_expired


def test_an_owner_takes_an_offer_and_both_sides_are_told(card, account, owner, clerk):
    link = links.accept(link=links.offer(card=card, by=clerk), account=account, by=owner)
    assert (link.state, link.account, link.vouch) == (LinkState.LINKED, account, Vouch.ADDRESS)
    assert written(link)[-1] == ("~", "linked", owner)
    assert [len(letters_to(to)) for to in (owner.email, clerk.email, "htx@example.com")] == [1, 1, 2]


def test_nothing_of_card_or_account_changes_by_linking(card, account, owner, clerk):
    before = list(Enterprise.objects.order_by("pk").values())
    links.accept(link=links.offer(card=card, by=clerk), account=account, by=owner)
    assert list(Enterprise.objects.order_by("pk").values()) == before


def test_another_tax_code_asks_first(card, clerk):
    other = EnterpriseMemberFactory(enterprise__tax_code="2200000002")
    link = links.offer(card=card, by=clerk)
    with pytest.raises(links.OtherTaxCode):
        links.accept(link=link, account=other.enterprise, by=other.user)
    links.accept(link=link, account=other.enterprise, by=other.user, despite_tax_code=True)
    assert CardLink.objects.get().state == LinkState.LINKED


def test_only_an_owner_of_the_account_takes_an_offer(card, account, clerk):
    link = links.offer(card=card, by=clerk)
    for person in (EnterpriseMemberFactory(enterprise=account, role="member").user, UserFactory()):
        with pytest.raises(ValidationError):
            links.accept(link=link, account=account, by=person)


def test_an_expired_or_withdrawn_offer_is_not_taken(card, account, owner, clerk):
    link = links.offer(card=card, by=clerk)
    CardLink.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    with pytest.raises(ValidationError):
        links.accept(link=link, account=account, by=owner)
    links.withdraw(link=links.offer(card=card, by=clerk), by=clerk)
    with pytest.raises(ValidationError):
        links.accept(link=link, account=account, by=owner)


def test_an_offer_is_taken_once_whatever_was_read_before(card, account, owner, clerk):
    link = links.offer(card=card, by=clerk)
    read_before = CardLink.objects.get(pk=link.pk)
    links.accept(link=link, account=account, by=owner)
    with pytest.raises(ValidationError):
        links.accept(link=read_before, account=account, by=owner)


def test_a_linked_card_is_not_offered(card, clerk):
    CardLinkFactory(card=card)
    with pytest.raises(ValidationError):
        links.offer(card=card, by=clerk)


# Asking


def test_an_ask_looks_the_same_whether_or_not_there_is_a_card(organizer, card, clerk, account, owner):
    stranger = EnterpriseMemberFactory(enterprise__tax_code="2200000009")
    known = links.ask(organizer=organizer, account=account, by=owner)
    unknown = links.ask(organizer=organizer, account=stranger.enterprise, by=stranger.user)
    assert (known.card, unknown.card) == (card, None)
    assert known.state == unknown.state == LinkState.ASKED
    assert not letters_to(owner.email)
    assert len(letters_to(clerk.email)) == 2
    assert written(known) == [("+", "asked", owner)]


def test_another_organizers_card_is_no_answer(organizer, account, owner):
    EnterpriseFactory(tax_code=account.tax_code)
    assert links.ask(organizer=organizer, account=account, by=owner).card is None


def test_asking_twice_is_refused(organizer, account, owner):
    links.ask(organizer=organizer, account=account, by=owner)
    with pytest.raises(ValidationError):
        links.ask(organizer=organizer, account=account, by=owner)


def test_a_vouched_ask_links_the_card_of_the_same_tax_code(organizer, card, account, owner, clerk):
    link = links.vouch(link=links.ask(organizer=organizer, account=account, by=owner), by=clerk)
    assert (link.state, link.card, link.vouch, link.settled_by) == (LinkState.LINKED, card, Vouch.ORGANIZER, clerk)
    assert len(letters_to(owner.email)) == 1


def test_staff_may_choose_another_card(organizer, account, owner, clerk):
    chosen = EnterpriseFactory(kept_by=organizer, tax_code="")
    link = links.ask(organizer=organizer, account=account, by=owner)
    assert links.vouch(link=link, by=clerk, card=chosen).card == chosen


def test_a_refusal_says_why(organizer, account, owner, clerk):
    link = links.ask(organizer=organizer, account=account, by=owner)
    with pytest.raises(ValidationError):
        links.refuse(link=link, by=clerk, reason="  ")
    link = links.refuse(link=link, by=clerk, reason="Chưa rõ ai đại diện")
    assert written(link)[-1] == ("~", "refused", clerk)
    assert "Chưa rõ ai đại diện" in letters_to(owner.email)[0].body
    with pytest.raises(ValidationError):
        links.vouch(link=link, by=clerk)


def test_either_side_undoes_a_link_and_both_are_told(card, account, owner, clerk):
    for person in (owner, clerk):
        Letter.objects.all().delete()
        link = links.undo(link=CardLinkFactory(card=card, account=account), by=person, reason="Nhầm")
        assert written(link)[-1] == ("~", "undone", person)
        assert len(letters_to(owner.email)) == len(letters_to(clerk.email)) == 1


# The card of an approved application


def test_the_linked_card_is_the_one(organizer, account, clerk):
    link = CardLinkFactory(card__kept_by=organizer, account=account)
    EnterpriseFactory(kept_by=organizer, tax_code=account.tax_code)
    assert links.card_for(organizer=organizer, account=account, by=clerk) == link.card
    assert CardLink.objects.count() == 1


def test_else_the_card_of_the_same_tax_code_is_linked(organizer, card, account, owner, clerk):
    assert links.card_for(organizer=organizer, account=account, by=clerk) == card
    link = CardLink.objects.get()
    assert (link.state, link.vouch) == (LinkState.LINKED, Vouch.ORGANIZER)
    assert written(link) == [("+", "linked", clerk)]
    assert len(letters_to("htx@example.com")) == 1  # the firm on record can object


def test_else_a_card_is_made_from_the_account(organizer, account, clerk):
    EnterpriseFactory(tax_code=account.tax_code)  # another organizer's
    card = links.card_for(organizer=organizer, account=account, by=clerk)
    assert (card.kept_by, card.tax_code, card.legal_name) == (organizer, account.tax_code, account.legal_name)
    assert card.history.get().history_user == clerk
    assert card.links.get().account == account
    assert links.card_for(organizer=organizer, account=account, by=clerk) == card


def test_a_group_without_tax_code_gets_a_card_of_its_own(organizer, clerk):
    EnterpriseFactory(kept_by=organizer, tax_code="")
    account = AccountFactory(tax_code="")
    assert links.card_for(organizer=organizer, account=account, by=clerk).links.get().account == account


def test_a_firm_abroad_is_known_by_country_and_number(organizer, clerk):
    card = EnterpriseFactory(kept_by=organizer, tax_code="", country="JP", foreign_no="0100")
    other = AccountFactory(tax_code="", country="KR", foreign_no="0100")
    account = AccountFactory(tax_code="", country="JP", foreign_no="0100")
    assert links.card_for(organizer=organizer, account=other, by=clerk) != card
    assert links.card_for(organizer=organizer, account=account, by=clerk) == card


def test_an_open_ask_and_an_open_offer_end_with_it(organizer, card, account, owner, clerk):
    asked = links.ask(organizer=organizer, account=account, by=owner)
    offered = links.offer(card=card, by=clerk)
    links.card_for(organizer=organizer, account=account, by=clerk)
    asked.refresh_from_db()
    offered.refresh_from_db()
    assert (asked.state, offered.state) == (LinkState.LINKED, LinkState.UNDONE)


def test_a_card_that_is_linked_to_another_account_is_not_taken_over(organizer, card, account, clerk):
    CardLinkFactory(card=card)
    with pytest.raises(ValidationError):
        links.card_for(organizer=organizer, account=account, by=clerk)
    assert CardLink.objects.get().account != account


def test_two_cards_of_one_organizer_are_never_linked_to_one_account(organizer, account):
    CardLinkFactory(card__kept_by=organizer, account=account)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardLinkFactory(card__kept_by=organizer, account=account)
    CardLinkFactory(card__kept_by=OrganizerFactory(), account=account)


def test_a_link_taken_back_in_time_was_told_to_nobody(organizer, card, account, owner, clerk):
    begun = timezone.now()
    later = begun + datetime.timedelta(minutes=10)
    links.card_for(organizer=organizer, account=account, by=clerk, not_before=later)
    assert {letter.not_before for letter in Letter.objects.all()} == {later}
    links.take_back(organizer=organizer, account=account, by=clerk, since=begun)
    assert not Letter.objects.exists()
    assert written(CardLink.objects.get())[-1] == ("~", "undone", clerk)


def test_an_older_link_stays_when_something_else_is_taken_back(organizer, account, clerk):
    CardLinkFactory(card__kept_by=organizer, account=account, settled_at=timezone.now())
    links.take_back(organizer=organizer, account=account, by=clerk, since=timezone.now())
    assert CardLink.objects.get().state == LinkState.LINKED
