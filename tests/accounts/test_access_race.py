"""Many who open one link, or links for one number, at the same moment: one account comes of it."""

import pytest

from accounts import actions
from accounts.models import AccessLink, User
from tests.at_once import fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import AccessLinkFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "0912345678"
PASSWORD = "mười hai bến nước 7"


def use(link: AccessLink) -> int:
    return actions.use_access_link(link=link, password=PASSWORD, full_name="Phúc").pk


def test_one_link_that_fifty_use_begins_one_account(tmp_path):
    link = AccessLinkFactory(mobile=NUMBER)
    with shared_database(tmp_path):
        words_of_losers(fifty(lambda _n: use(link)))
        rows = seen(lambda: (User.objects.filter(mobile=NUMBER).count(), link.history.count()))
    assert rows == (1, 2)


def test_ten_links_for_one_number_begin_one_account(tmp_path):
    links = AccessLinkFactory.create_batch(10, mobile=NUMBER)
    with shared_database(tmp_path):
        words_of_losers(ten(lambda n: use(links[n])))
        rows = seen(
            lambda: (User.objects.filter(mobile=NUMBER).count(), AccessLink.objects.exclude(used_at=None).count())
        )
    assert rows == (1, 1)


def test_of_ten_consents_at_once_one_stands(tmp_path):
    user = UserFactory()
    with shared_database(tmp_path):
        outcomes = ten(lambda _n: actions.give_consent(user=user, purpose="buyers", language="vi").pk)
        assert seen(user.consents.count) == 1
    assert len(set(outcomes)) == 1
