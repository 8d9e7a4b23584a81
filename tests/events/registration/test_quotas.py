"""Places that run out: who holds them, when they are freed, and that they are never exceeded."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.models import Letter
from enterprises.models import Province
from events.actions.applications import save_application, submit_application, withdraw_application
from events.actions.review import decide, undo_decision
from events.models import ApplicationState, FullRule, PackageKind, Quota, QuotaUse, Registration
from events.registration import quotas
from events.registration.actions import save_quota, save_rules
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    FairFactory,
    PackageFactory,
    QuotaFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


@pytest.fixture
def by():
    return UserFactory()


def draft(fair, **fields):
    return ApplicationFactory(fair=fair, fascia_name="HTX Phú Hòa", **fields)


def submit(application, by):
    return submit_application(application=application, by=by, consent=True)


def taken(*rows: Quota) -> list[int]:
    return [Quota.objects.get(pk=row.pk).taken for row in rows]


def refuse_when_full(fair, by):
    rules = Registration(fair=fair, when_full=FullRule.REFUSED)
    save_rules(rules=rules, chosen={}, by=by)


def test_a_submission_takes_from_every_quota_that_concerns_it_and_from_no_other(fair, by):
    standard, corner = PackageFactory(fair=fair), PackageFactory(fair=fair, kind=PackageKind.CORNER)
    here, there = Province.objects.all()[:2]
    total = QuotaFactory(fair=fair, limit=5)
    booths = QuotaFactory(fair=fair, unit="booths", limit=10)
    package = QuotaFactory(fair=fair, scope="package", package=standard, limit=3)
    other = QuotaFactory(fair=fair, scope="package", package=corner, limit=3)
    province = QuotaFactory(fair=fair, scope="province", province=here, limit=3)
    elsewhere = QuotaFactory(fair=fair, scope="province", province=there, limit=3)
    submit(draft(fair, enterprise=AccountFactory(province=here), package=standard, booths=2), by)
    assert taken(total, booths, package, other, province, elsewhere) == [1, 2, 1, 0, 1, 0]


def test_who_comes_when_it_is_full_waits_and_is_told(fair, by):
    quota = QuotaFactory(fair=fair)
    submit(draft(fair), by)
    late = submit(draft(fair, contact_email="sau@example.com"), by)
    assert late.state == ApplicationState.WAITLISTED
    assert taken(quota) == [1]
    assert Letter.objects.get(to="sau@example.com").kind == "application_waitlist"


def test_where_the_rules_say_so_who_comes_when_it_is_full_is_refused_and_keeps_the_draft(fair, by):
    refuse_when_full(fair, by)
    QuotaFactory(fair=fair)
    submit(draft(fair), by)
    row = draft(fair)
    with pytest.raises(ValidationError, match="no more places"):
        submit(row, by)
    row.refresh_from_db()
    assert (row.state, row.submitted_at) == (ApplicationState.DRAFT, None)


@pytest.mark.parametrize("deed", ["decline", "waitlist"])
def test_a_decision_against_frees_the_places_and_taking_it_back_holds_them_again(fair, by, deed):
    quota = QuotaFactory(fair=fair)
    row = submit(draft(fair), by)
    decide(application=row, deed=deed, by=by, answer="Hết chỗ")
    assert taken(quota) == [0]
    undo_decision(application=row, by=by)
    assert taken(quota) == [1]


def test_a_decision_cannot_be_taken_back_once_its_place_went_to_another(fair, by):
    quota = QuotaFactory(fair=fair)
    row = submit(draft(fair), by)
    decide(application=row, deed="decline", by=by, answer="Hết chỗ")
    submit(draft(fair), by)
    with pytest.raises(ValidationError, match="no more places"):
        undo_decision(application=row, by=by)
    row.refresh_from_db()
    assert (row.state, taken(quota)) == (ApplicationState.DECLINED, [1])


def test_who_waits_is_approved_only_where_a_place_is_free(fair, by):
    quota = QuotaFactory(fair=fair)
    first, second = submit(draft(fair), by), submit(draft(fair), by)
    with pytest.raises(ValidationError, match="Raise the limit"):
        decide(application=second, deed="approve", by=by)
    withdraw_application(application=first, by=by)
    second.refresh_from_db()
    decide(application=second, deed="approve", by=by)
    assert taken(quota) == [1]
    assert QuotaUse.objects.get().application == second


def test_a_change_after_submitting_takes_the_new_places_and_frees_the_old(fair, by):
    standard, corner = PackageFactory(fair=fair), PackageFactory(fair=fair, kind=PackageKind.CORNER)
    old = QuotaFactory(fair=fair, scope="package", package=standard)
    new = QuotaFactory(fair=fair, scope="package", package=corner)
    row = submit(draft(fair, package=standard), by)
    row.package = corner
    save_application(application=row, by=by)
    assert taken(old, new) == [0, 1]


def test_a_change_for_which_no_place_is_left_changes_nothing(fair, by):
    booths = QuotaFactory(fair=fair, unit="booths", limit=3)
    row = submit(draft(fair, booths=2), by)
    row.booths = 4
    with pytest.raises(ValidationError, match="no more places"):
        save_application(application=row, by=by)
    row.refresh_from_db()
    assert (row.booths, taken(booths)) == (2, [2])


def test_a_package_without_a_booth_takes_no_booth(fair, by):
    nothing = PackageFactory(fair=fair, kind=PackageKind.NONE)
    booths, firms = QuotaFactory(fair=fair, unit="booths", limit=3), QuotaFactory(fair=fair, limit=3)
    submit(draft(fair, package=nothing), by)
    assert taken(booths, firms) == [0, 1]


def test_a_limit_set_late_counts_what_is_under_way(fair, by):
    for booths in (2, 3):
        submit(draft(fair, booths=booths), by)
    draft(fair)
    quota = save_quota(quota=Quota(fair=fair, unit="booths", limit=6), by=by)
    assert taken(quota) == [5]


def test_a_limit_below_what_is_taken_is_refused_and_says_so(fair, by):
    for _n in range(2):
        submit(draft(fair), by)
    with pytest.raises(ValidationError, match="More than"):
        save_quota(quota=Quota(fair=fair, limit=1), by=by)
    assert not Quota.objects.exists()
    quota = save_quota(quota=Quota(fair=fair, limit=2), by=by)
    quota.limit = 1
    with pytest.raises(ValidationError, match="More than"):
        save_quota(quota=quota, by=by)
    assert Quota.objects.get().limit == 2


def test_the_constraint_alone_lets_nothing_past_the_limit(fair):
    quota = QuotaFactory(fair=fair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.filter(pk=quota.pk).update(taken=2)


def test_what_the_uses_add_up_to_is_what_is_taken(fair, by):
    quota = QuotaFactory(fair=fair, unit="booths", limit=100)
    rows = [submit(draft(fair, booths=n), by) for n in (1, 2, 3)]
    quotas.give_back(rows[1])
    quotas.give_back(rows[1])
    assert taken(quota) == [4] == [sum(QuotaUse.objects.values_list("amount", flat=True))]
