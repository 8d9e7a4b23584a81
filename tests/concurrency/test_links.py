"""Many accounts that claim one card at the same moment: one is linked, and nothing of the others stays."""

import pytest

from enterprises.actions.links import accept, vouch
from enterprises.models import CardLink, Enterprise, LinkState
from tests.at_once import fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import AccountFactory, EnterpriseFactory, EnterpriseMemberFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def linked() -> list[tuple[int, int]]:
    return list(CardLink.objects.filter(state=LinkState.LINKED).values_list("card", "account"))


def test_of_fifty_asks_for_one_card_one_is_granted(organizer, tmp_path):
    card, by = EnterpriseFactory(kept_by=organizer), UserFactory()
    asks = [
        CardLink.objects.create(organizer=organizer, account=account, state=LinkState.ASKED)
        for account in AccountFactory.create_batch(50)
    ]

    def grant(n: int) -> tuple[int, int]:
        link = vouch(link=asks[n], by=by, card=card)
        return link.card_id, link.account_id

    with shared_database(tmp_path):
        outcomes = fifty(grant)
        kept, waiting = seen(linked), seen(CardLink.objects.filter(state=LinkState.ASKED).count)
        cards, rows = seen(Enterprise.objects.of(organizer).count), seen(CardLink.history.count)
    assert all(words_of_losers(outcomes))
    assert kept == [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert (waiting, cards, rows) == (49, 1, 51)


def test_an_offer_is_taken_by_one_of_ten_accounts(organizer, tmp_path):
    card = EnterpriseFactory(kept_by=organizer)
    offered = CardLink.objects.create(organizer=organizer, card=card, state=LinkState.OFFERED)
    owners = [EnterpriseMemberFactory(enterprise=account) for account in AccountFactory.create_batch(10)]

    def take(n: int) -> tuple[int, int]:
        owner = owners[n]
        link = accept(link=offered, account=owner.enterprise, by=owner.user, despite_tax_code=True)
        return link.card_id, link.account_id

    with shared_database(tmp_path):
        outcomes = ten(take)
        kept, rows = seen(linked), seen(CardLink.history.count)
    assert all(words_of_losers(outcomes))
    assert kept == [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert rows == 2
