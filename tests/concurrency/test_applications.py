"""Many who apply, submit or decide at the same moment: one application, one receipt, one place at the fair."""

import datetime

import pytest
from django.utils import timezone

from common.models import Letter
from enterprises.models import CardLink, Enterprise
from events.actions.applications import save_application, submit_application
from events.actions.review import decide
from events.behalf.actions import begin
from events.models import Application, ApplicationOrigin, ApplicationState, Delegate, Participation
from tests.at_once import fifty, shared_database, ten
from tests.concurrency.ground import seen, words_of_losers
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CardLinkFactory,
    EnterpriseMemberFactory,
    FairFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = {"contact_name": "Thạch Thị Phúc", "contact_phone": "0912345678", "fascia_name": "HTX PHÚ HÒA"}


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


def test_an_enterprise_applies_once_however_many_of_its_people_do_it(fair, tmp_path):
    firm, by = AccountFactory(), UserFactory()

    def apply(_n: int) -> int:
        application = Application(fair=fair, enterprise=firm, **CONTACT)
        return save_application(application=application, products=[], by=by).pk

    with shared_database(tmp_path):
        words = words_of_losers(fifty(apply))
        rows = seen(lambda: (Application.objects.count(), Application.history.count()))
    assert len(words) == 1
    assert rows == (1, 1)


def test_of_ten_submissions_one_is_receipted(fair, tmp_path):
    firm = AccountFactory()
    by = EnterpriseMemberFactory(enterprise=firm).user
    ApplicationFactory(fair=fair, enterprise=firm, contact_email="phuc@example.com", **CONTACT)

    def submit(_n: int) -> int:
        return submit_application(application=Application.objects.get(), by=by, consent=True).pk

    with shared_database(tmp_path):
        words_of_losers(ten(submit))
        receipts = seen(Letter.objects.filter(kind="application_receipt").count)
        rows = seen(lambda: (Application.objects.get().state, Application.history.count(), by.consents.count()))
    assert receipts == 1
    assert rows == (ApplicationState.SUBMITTED, 2, 1)


def test_of_ten_approvals_one_gives_a_place(fair, tmp_path):
    firm, by = AccountFactory(), UserFactory()
    ApplicationFactory(
        fair=fair, enterprise=firm, state=ApplicationState.SUBMITTED, contact_email="phuc@example.com", **CONTACT
    )

    def approve(_n: int) -> int:
        return decide(application=Application.objects.get(), deed="approve", by=by).pk

    with shared_database(tmp_path):
        words_of_losers(ten(approve))
        models = (Participation, Participation.history, Delegate, CardLink, Enterprise, Letter)
        rows = seen(lambda: [getattr(model, "objects", model).count() for model in models])
    assert rows == [1, 1, 1, 1, 2, 1]


def test_a_firm_applies_once_whether_by_its_account_or_on_paper(fair, tmp_path):
    """Its people and the organizer's staff at the same moment, on two records of one firm."""
    link, by = CardLinkFactory(card__kept_by=fair.organizer), UserFactory()
    card, account = link.card, link.account

    def apply(n: int) -> int:
        if n % 2:
            return save_application(application=Application(fair=fair, enterprise=account, **CONTACT), by=by).pk
        entered = Application(fair=fair, enterprise=card, **CONTACT)
        return begin(application=entered, origin=ApplicationOrigin.PAPER, by=by).pk

    with shared_database(tmp_path):
        words = words_of_losers(ten(apply))
        rows = seen(lambda: list(Application.objects.values_list("account", flat=True)))
    assert words == {"This enterprise has already applied to this fair."}
    assert rows == [account.pk]
