"""The waiting list and its offers, by hand and by rule; changes asked for after the last day; handing over."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import Letter
from events.actions import changes, offers
from events.actions.applications import may_change, save_application, withdraw_application
from events.actions.review import decide, undo_decision
from events.desk import jobs
from events.models import (
    Application,
    ApplicationState,
    ChangeRequest,
    ChangeState,
    OfferState,
    PlaceOffer,
    Quota,
    QuotaUse,
    Registration,
)
from events.registration import quotas
from events.registration.actions import save_quota
from events.states import CHANGE_REQUEST, OFFER
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    QuotaFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def by():
    return UserFactory()


def row_of(fair, state="waitlisted", **fields):
    hour = Application.objects.count()
    submitted = timezone.now() - datetime.timedelta(days=9) + datetime.timedelta(hours=hour)
    fields = {"submitted_at": submitted, "contact_email": "a@example.com", "fascia_name": "HTX"} | fields
    row = ApplicationFactory(fair=fair, state=state, **fields)
    if state in quotas.HOLDING:
        quotas.take(row)
    return row


def by_rule(fair, **fields):
    return Registration.objects.create(fair=fair, promotion="rule", **fields)


def taken(quota) -> int:
    return Quota.objects.get(pk=quota.pk).taken


def offered(fair) -> list[Application]:
    return [offer.application for offer in PlaceOffer.objects.filter(state=OfferState.OPEN).order_by("pk")]


def late(offer) -> PlaceOffer:
    PlaceOffer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    offer.refresh_from_db()
    return offer


DEEDS = {
    "accept": lambda offer, by: offers.accept_offer(offer=offer, by=by),
    "let_go": lambda offer, by: offers.let_go(offer=offer, by=by),
    "withdraw": lambda offer, by: offers.withdraw_offer(offer=offer, by=by),
    "expire": lambda offer, _by: offers.expire(late(offer)),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", OfferState.values)
def test_an_offer_moves_as_its_table_says_or_not_at_all(fair, by, state, deed):
    quota, row = QuotaFactory(fair=fair), row_of(fair)
    offer = offers.offer_place(application=row, by=by)
    PlaceOffer.objects.filter(pk=offer.pk).update(state=state)
    if (state, deed) in OFFER:
        DEEDS[deed](offer, by)
        offer.refresh_from_db()
        assert offer.state == OFFER[state, deed]
        assert taken(quota) == (deed == "accept")
    elif deed == "expire":
        assert not DEEDS[deed](offer, by)
    else:
        with pytest.raises(ValidationError):
            DEEDS[deed](offer, by)


def test_an_offer_holds_the_place_and_says_until_when(fair, by):
    quota, row = QuotaFactory(fair=fair), row_of(fair)
    offer = offers.offer_place(application=row, by=by)
    assert taken(quota) == 1
    assert datetime.timedelta(hours=47) < offer.expires_at - timezone.now() <= datetime.timedelta(hours=48)
    letter = Letter.objects.get(kind="place_offer")
    assert offer.token in letter.body
    with pytest.raises(ValidationError, match="no more places"):
        offers.offer_place(application=row_of(fair), by=by)


def test_who_takes_the_place_is_under_review_and_keeps_it(fair, by):
    quota, row = QuotaFactory(fair=fair), row_of(fair)
    offers.accept_offer(offer=offers.offer_place(application=row, by=by), by=by)
    row.refresh_from_db()
    assert (row.state, row.told_state, taken(quota)) == ("submitted", "submitted", 1)
    decide(application=row, deed="approve", by=by)
    assert taken(quota) == 1


def test_an_answer_that_comes_too_late_is_refused(fair, by):
    QuotaFactory(fair=fair)
    offer = late(offers.offer_place(application=row_of(fair), by=by))
    with pytest.raises(ValidationError, match="over"):
        offers.accept_offer(offer=offer, by=by)


def test_a_place_that_becomes_free_goes_by_rule_to_the_first_who_waits(fair, by):
    by_rule(fair)
    QuotaFactory(fair=fair)
    holder, first, second = row_of(fair, "submitted"), row_of(fair), row_of(fair)
    jobs.offer_free_places()
    assert offered(fair) == []
    withdraw_application(application=holder, by=by)
    jobs.offer_free_places()
    jobs.offer_free_places()
    assert offered(fair) == [first]
    late(PlaceOffer.objects.get())
    jobs.expire_offers()
    jobs.offer_free_places()
    assert offered(fair) == [second]
    first.refresh_from_db()
    assert first.state == ApplicationState.WAITLISTED
    assert Letter.objects.filter(kind="application_offer_expired").count() == 1


def test_whoever_needs_more_than_is_free_is_passed_over_for_who_does_not(fair):
    by_rule(fair)
    QuotaFactory(fair=fair, unit="booths", limit=1)
    row_of(fair, booths=2)
    small = row_of(fair, booths=1)
    jobs.offer_free_places()
    assert offered(fair) == [small]


def test_by_hand_nothing_is_offered_by_itself(fair):
    QuotaFactory(fair=fair)
    row_of(fair)
    jobs.offer_free_places()
    assert offered(fair) == []


def test_a_place_freed_by_a_decision_waits_until_that_stands(fair, by):
    by_rule(fair)
    quota = QuotaFactory(fair=fair)
    holder, first = row_of(fair, "submitted"), row_of(fair)
    decide(application=holder, deed="decline", by=by, answer="Không phù hợp")
    jobs.offer_free_places()
    assert offered(fair) == []
    undo_decision(application=holder, by=by)
    assert taken(quota) == 1
    decide(application=holder, deed="decline", by=by, answer="Không phù hợp")
    Application.objects.filter(pk=holder.pk).update(told_at=timezone.now())
    jobs.offer_free_places()
    assert offered(fair) == [first]


@pytest.mark.parametrize("deed", ["approve", "decline"])
def test_a_decision_ends_an_open_offer(fair, by, deed):
    quota, row = QuotaFactory(fair=fair), row_of(fair)
    offers.offer_place(application=row, by=by)
    decide(application=row, deed=deed, by=by, answer="vì thế")
    assert PlaceOffer.objects.get().state == OfferState.WITHDRAWN
    assert taken(quota) == (deed == "approve")


def test_a_new_limit_counts_the_places_that_are_offered(fair, by):
    row = row_of(fair)
    QuotaFactory(fair=fair, limit=3)
    offers.offer_place(application=row, by=by)
    new = save_quota(quota=Quota(fair=fair, unit="booths", limit=5), by=by)
    assert taken(new) == 1
    assert QuotaUse.objects.count() == 2


def test_the_link_of_the_letter_answers_without_signing_in_but_not_by_being_opened(fair, by):
    QuotaFactory(fair=fair)
    offer = offers.offer_place(application=row_of(fair), by=by)
    client, address = Client(), reverse("place_offer", args=[offer.token])
    assert client.get(address).context["is_open"]
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN
    client.post(address, {"deed": "accept"})
    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED
    assert client.post(address, {"deed": "let_go"}, follow=True).status_code == 200
    assert client.get(reverse("place_offer", args=["forged"])).status_code in (404, 410)


def test_the_enterprise_answers_on_its_own_page_and_nobody_elses(fair, by):
    QuotaFactory(fair=fair, limit=2)
    row = row_of(fair)
    offer = offers.offer_place(application=row, by=by)
    clerk, other = Client(), Client()
    clerk.force_login(EnterpriseMemberFactory(enterprise=row.enterprise).user)
    stranger = EnterpriseMemberFactory()
    other.force_login(stranger.user)
    assert other.post(reverse("my_application_offer", args=[stranger.enterprise_id, row.pk])).status_code == 404
    assert clerk.get(reverse("my_application", args=[row.enterprise_id, row.pk])).context["offer"] == offer
    clerk.post(reverse("my_application_offer", args=[row.enterprise_id, row.pk]), {"deed": "let_go"})
    offer.refresh_from_db()
    assert offer.state == OfferState.LET_GO


def test_the_organizer_sees_the_list_in_order_and_offers_from_it(sign_in, fair):
    QuotaFactory(fair=fair)
    first, second = row_of(fair), row_of(fair)
    staff, args = sign_in("registration"), [fair.organizer.slug, fair.slug]
    assert staff.get(reverse("waiting_list", args=args)).context["rows"] == [first, second]
    staff.post(reverse("application_offer", args=[*args, second.pk]), {"deed": "offer"})
    assert offered(fair) == [second]
    staff.post(reverse("application_offer", args=[*args, second.pk]), {"deed": "withdraw"})
    assert offered(fair) == []


# After applications have closed


@pytest.fixture
def closed(fair):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=1)
    fair.save()
    return fair


def ask(row, by) -> ChangeRequest:
    return changes.ask_change(application=row, words="Xin thêm một gian", by=by)


CHANGES = {
    "grant": lambda request, by: changes.grant_change(
        request=request, until=timezone.localdate() + datetime.timedelta(days=2), by=by
    ),
    "refuse": lambda request, by: changes.refuse_change(request=request, answer="Sơ đồ đã in", by=by),
    "withdraw": lambda request, by: changes.withdraw_request(request=request, by=by),
}


@pytest.mark.parametrize("deed", CHANGES)
@pytest.mark.parametrize("state", ChangeState.values)
def test_a_request_to_change_moves_as_its_table_says_or_not_at_all(closed, by, state, deed):
    request = ask(row_of(closed, "submitted"), by)
    ChangeRequest.objects.filter(pk=request.pk).update(state=state, until=timezone.localdate(), answer="vì thế")
    if (state, deed) in CHANGE_REQUEST:
        CHANGES[deed](request, by)
        request.refresh_from_db()
        assert request.state == CHANGE_REQUEST[state, deed]
    else:
        with pytest.raises(ValidationError):
            CHANGES[deed](request, by)


@pytest.mark.parametrize("state", ["submitted", "approved", "waitlisted"])
def test_what_is_granted_can_be_changed_until_its_day_and_takes_its_places(closed, by, state):
    quota = QuotaFactory(fair=closed, unit="booths", limit=2)
    row = row_of(closed, state)
    assert not may_change(row)
    request = ask(row, by)
    CHANGES["grant"](request, by)
    row.booths = 2
    save_application(application=row, by=by)
    assert taken(quota) == (0 if state == "waitlisted" else 2)
    if state != "waitlisted":
        row.booths = 3
        with pytest.raises(ValidationError, match="no more places"):
            save_application(application=row, by=by)
    ChangeRequest.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert not may_change(Application.objects.get(pk=row.pk))


def test_while_applications_are_open_nothing_has_to_be_asked_for(fair, by):
    with pytest.raises(ValidationError):
        ask(row_of(fair, "submitted"), by)


def test_an_enterprise_asks_once_at_a_time(closed, by):
    row = row_of(closed, "submitted")
    ask(row, by)
    with pytest.raises(ValidationError, match="already"):
        ask(row, by)


def test_the_way_of_a_request_from_the_page_to_the_letter(sign_in, closed):
    row = row_of(closed, "submitted")
    clerk = Client()
    clerk.force_login(EnterpriseMemberFactory(enterprise=row.enterprise).user)
    own = [row.enterprise_id, row.pk]
    clerk.post(reverse("my_application_change", args=own), {"words": "Đổi tên bảng hiệu"})
    staff, args = sign_in("registration"), [closed.organizer.slug, closed.slug]
    queue = staff.get(reverse("applications", args=args, query={"which": "changes"}))
    assert [line.record for line in queue.context["table"].paginated_rows] == [row]
    address = reverse("application_change", args=[*args, row.pk])
    assert "Đổi tên bảng hiệu" in staff.get(address).content.decode()
    refused = staff.post(address, {"verdict": "refuse", "answer": ""})
    assert refused.status_code == 422
    until = timezone.localdate() + datetime.timedelta(days=2)
    staff.post(address, {"verdict": "grant", "until": until.strftime("%d/%m/%Y"), "answer": ""})
    assert Letter.objects.get(kind="application_change_granted").to == "a@example.com"
    assert clerk.get(reverse("my_application", args=own)).context["may_edit"]


def test_another_member_looks_after_it_from_now_on(fair):
    own = AccountFactory()
    row = row_of(fair, "submitted", enterprise=own)
    one = EnterpriseMemberFactory(enterprise=own)
    to = EnterpriseMemberFactory(
        enterprise=own, user__email="moi@example.com", user__full_name="Lý Thị Hoa", user__mobile="+84912345679"
    )
    clerk = Client()
    clerk.force_login(one.user)
    address = reverse("my_application_hand_over", args=[own.pk, row.pk])
    clerk.post(address, {"version": row.version, "member": to.pk})
    row.refresh_from_db()
    assert (row.responsible, row.contact_name, row.contact_email) == (to.user, "Lý Thị Hoa", "moi@example.com")
    assert Letter.objects.get().to == "moi@example.com"
    foreign = EnterpriseMemberFactory()
    assert clerk.post(address, {"version": row.version, "member": foreign.pk}).status_code == 422
    with pytest.raises(ValidationError):
        changes.hand_over(application=row, to=foreign, by=one.user)
