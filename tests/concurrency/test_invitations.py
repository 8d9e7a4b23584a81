"""Many who paste the same list or send the same invitations at the same moment: each firm once."""

import datetime
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.models import Letter
from events.actions.invitations import invite, write_to
from events.invitations.reading import read_list
from events.models import Invitation
from tests.at_once import shared_database, ten
from tests.concurrency.ground import seen
from tests.factories import EnterpriseFactory, FairFactory, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "HTX A; 0912000001\nHTX B; b@b.vn; 9900300027\nHTX C; 0912000003; c@c.vn"


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first)


def test_a_list_that_ten_clerks_paste_at_once_invites_each_firm_once(fair, tmp_path):
    by, rows = UserFactory(), read_list(LIST).rows

    def paste(_n: int) -> int:
        return len(invite(fair=fair, rows=rows, origin="list", by=by))

    with shared_database(tmp_path):
        made = ten(paste)
        counts = seen(lambda: (Invitation.objects.count(), Invitation.history.count()))
    assert Counter(made) == {0: 9, 3: 1}
    assert counts == (3, 3)


def test_of_ten_who_send_at_once_one_writes(fair, tmp_path):
    by, row = UserFactory(), InvitationFactory(fair=fair)

    def send(_n: int) -> int:
        return write_to(fair=fair, invitations=[row.pk], deed="ask", by=by)

    with shared_database(tmp_path):
        written = ten(send)
        letters = seen(Letter.objects.count)
    assert Counter(written) == {0: 9, 1: 1}
    assert letters == 1


def test_no_way_into_the_table_invites_a_firm_twice():
    """Whatever code runs: by number, address, tax code and card there is one invitation to a fair."""
    card = EnterpriseFactory()
    known = {"phone": "0912000001", "email": "a@b.vn", "tax_code": "9900300027", "card": card}
    first = InvitationFactory(fair__organizer=card.kept_by, **known)
    for name, value in known.items():
        other = {"email": "", "phone": "0912000002"} | {name: value}
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitationFactory(fair=first.fair, **other)
        InvitationFactory(**other)  # to another fair
