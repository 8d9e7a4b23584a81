"""What becomes of a request: its days, its letters, its deeds, and whose it is."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.queries import has_consent
from common import outbox
from common.models import Letter, Restriction
from portal.models import DataRequest, Identity, RequestKind, RequestState
from portal.privacy import actions, queries
from portal.privacy.states import DATA_REQUEST
from tests.factories import DataRequestFactory, DelegateFactory, OrganizerFactory, UserFactory
from tests.portal.privacy.conftest import EMAIL, MOBILE, NAME

pytestmark = pytest.mark.django_db


def told() -> Letter:
    return Letter.objects.latest("pk")


def asked_by_form(holder, **fields) -> DataRequest | None:
    given = {"kind": "view", "full_name": NAME, "email": EMAIL, "mobile": "", "words": "", "language": "vi"} | fields
    return actions.ask_without_account(holder=holder, **given)


@pytest.fixture
def on_record(organizer):
    return DelegateFactory(
        participation__fair__organizer=organizer, participation__enterprise__kept_by=organizer, email=EMAIL
    )


def test_whoever_asks_hears_at_once_by_when(ask, organizer):
    request = ask(RequestKind.ERASE, organizer, words="Tôi không tham gia nữa")
    assert (request.identity, request.state) == (Identity.ACCOUNT, RequestState.RECEIVED)
    assert (told().to, told().organizer) == (EMAIL, organizer)
    for by in (request.answer_by, request.due_by):
        assert f"{by:%d/%m/%Y}" in told().body
    assert "91/2025/QH15" in told().body


def test_who_has_no_email_is_told_by_phone(organizer):
    user = UserFactory(email=None, mobile=MOBILE, mobile_vouched=True, full_name=NAME)
    actions.ask(user=user, kind="view", holders=[organizer], language="vi")
    assert (told().state, told().mobile) == (Letter.State.BY_HAND, MOBILE)


def test_the_same_is_not_asked_twice_while_it_is_open(ask, organizer):
    ask(RequestKind.VIEW, organizer)
    with pytest.raises(ValidationError, match="asked this already"):
        ask(RequestKind.VIEW, organizer)
    ask(RequestKind.VIEW)
    ask(RequestKind.CORRECT, organizer)
    assert DataRequest.objects.count() == 3


def test_an_address_on_record_confirms_and_then_the_days_run(organizer, on_record):
    request = asked_by_form(organizer)
    assert (request.state, request.due_by) == (RequestState.UNCONFIRMED, None)
    assert (told().to, "/data-request/confirm/" in told().body) == (EMAIL, True)
    request = actions.confirm(request=request)
    assert (request.state, request.identity) == (RequestState.RECEIVED, Identity.RECORD)
    assert request.due_by == timezone.localdate() + datetime.timedelta(days=10)


def test_an_address_that_is_not_on_record_leaves_nothing_behind(organizer, on_record):
    other = OrganizerFactory()
    assert asked_by_form(other) is None
    assert asked_by_form(organizer, email="la@example.vn") is None
    assert not DataRequest.objects.exists()
    assert not Letter.objects.exists()


def test_asking_twice_by_the_form_sends_one_letter(organizer, on_record):
    assert asked_by_form(organizer) == asked_by_form(organizer)
    assert Letter.objects.count() == 1


def test_a_request_is_no_record_that_proves_an_address(organizer, on_record):
    asked_by_form(organizer)
    on_record.delete()
    assert not queries.is_on_record(organizer, email=EMAIL)


def test_too_late_to_confirm(organizer, on_record):
    request = asked_by_form(organizer)
    DataRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=4))
    with pytest.raises(ValidationError, match="over"):
        actions.confirm(request=request)


def test_what_nobody_confirms_is_forgotten_with_its_history(organizer, on_record, ask):
    old, kept = asked_by_form(organizer), ask(RequestKind.VIEW, organizer)
    DataRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=15))
    assert actions.forget_unconfirmed() == 1
    assert list(DataRequest.objects.all()) == [kept]
    assert not DataRequest.history.filter(id=old.pk).exists()


def test_the_desk_vouches_for_who_was_called(organizer, manager):
    DelegateFactory(
        participation__fair__organizer=organizer, participation__enterprise__kept_by=organizer, phone=MOBILE
    )
    request = asked_by_form(organizer, email="", mobile=MOBILE)
    assert told().state == Letter.State.BY_HAND
    request = actions.vouch(request=request, by=manager)
    assert (request.identity, request.history.first().history_user) == (Identity.DESK, manager)


@pytest.mark.parametrize("state", RequestState.values)
@pytest.mark.parametrize("deed", ["answer", "do", "extend", "refuse", "withdraw", "vouch", "confirm"])
def test_what_the_table_does_not_name_is_refused(organizer, manager, state, deed):
    request = DataRequestFactory(organizer=organizer, state=state, answer="x", basis="x")
    deeds = {
        "answer": lambda: actions.answer(request=request, text="Vâng", by=manager),
        "do": lambda: actions.do(request=request, text="Xong", by=manager),
        "extend": lambda: actions.extend(
            request=request, due_by=request.due_by + datetime.timedelta(days=1), because="Chờ", by=manager
        ),
        "refuse": lambda: actions.refuse(request=request, text="Không", basis="Luật", by=manager),
        "withdraw": lambda: actions.withdraw(request=request, by=manager),
        "vouch": lambda: actions.vouch(request=request, by=manager),
        "confirm": lambda: actions.confirm(request=request),
    }
    if (state, deed) in DATA_REQUEST:
        assert deeds[deed]().state == DATA_REQUEST[state, deed]
    else:
        with pytest.raises(ValidationError, match="cannot be done any more"):
            deeds[deed]()


def test_an_extension_has_a_reason_a_limit_and_is_given_once(organizer, manager, ask):
    request = actions.answer(request=ask(RequestKind.VIEW, organizer), text="Vâng", by=manager)
    first = request.due_by
    for wrong in (first, first + datetime.timedelta(days=11)):
        with pytest.raises(ValidationError, match="Choose a day"):
            actions.extend(request=request, due_by=wrong, because="Chờ", by=manager)
    later = first + datetime.timedelta(days=10)
    assert actions.extend(request=request, due_by=later, because="Nhiều hồ sơ giấy", by=manager).due_by == later
    assert "Nhiều hồ sơ giấy" in told().body
    with pytest.raises(ValidationError, match="extended already"):
        actions.extend(request=request, due_by=later, because="Nữa", by=manager)


def test_a_refusal_names_the_law(organizer, manager, ask):
    request = ask(RequestKind.ERASE, organizer)
    with pytest.raises(ValidationError, match="Name the law"):
        actions.refuse(request=request, text="Không được", basis="", by=manager)
    actions.refuse(request=request, text="Không được", basis="Luật Lưu trữ số 33/2024/QH15", by=manager)
    assert "Luật Lưu trữ số 33/2024/QH15" in told().body


def test_what_was_asked_to_be_seen_comes_as_a_link(organizer, manager, ask):
    actions.do(request=ask(RequestKind.VIEW, organizer), text="Mời mở", by=manager)
    assert "/data-request/copy/" in told().body


def test_withdrawing_ends_every_consent(organizer, manager, person, ask):
    assert has_consent(person, "registration")
    actions.do(request=ask(RequestKind.WITHDRAW, organizer), text="Xong", by=manager)
    assert not has_consent(person, "registration")
    assert person.consents.count() == 1  # the row stays as proof


@pytest.mark.parametrize("kind", ["restrict", "object"])
def test_who_is_restricted_gets_only_what_is_owed_and_of_this_organizer_alone(organizer, manager, ask, kind):
    actions.do(request=ask(kind, organizer), text="Xong", by=manager)
    letter = {"to": EMAIL, "subject": "Thư", "body": "…"}
    states = {
        post: outbox.post(organizer=of, kind=post, **letter).state
        for post, of in {
            "fair_news": organizer, "application_decision": organizer, "data_request": organizer,
            "meeting_invitation": OrganizerFactory(), "password": None,
        }.items()
    }  # fmt: skip
    assert {name for name, state in states.items() if state == Letter.State.WITHHELD} == {"fair_news"}
    outbox.deliver_due()
    assert Letter.objects.get(kind="fair_news").state == Letter.State.WITHHELD


def test_the_person_lifts_a_restriction(organizer, manager, person, ask):
    actions.do(request=ask(RequestKind.RESTRICT, organizer), text="Xong", by=manager)
    assert actions.lift_restriction(user=person, holder=OrganizerFactory()) == 0
    assert actions.lift_restriction(user=person, holder=organizer) == 1
    sent = outbox.post(organizer=organizer, kind="fair_news", to=EMAIL, subject="Thư", body="…")
    assert sent.state == Letter.State.WAITING
    assert Restriction.objects.get().history.first().history_user == person


def test_a_number_that_nobody_vouched_for_finds_and_lifts_nothing(organizer, manager):
    history_of = DataRequestFactory(organizer=organizer, kind="restrict", email="", mobile=MOBILE)
    actions.do(request=history_of, text="Xong", by=manager)
    pretender = UserFactory(mobile=MOBILE)
    assert actions.lift_restriction(user=pretender, holder=organizer) == 0


def test_every_deed_leaves_its_history(organizer, manager, ask):
    request = ask(RequestKind.CORRECT, organizer, words="Sai tên")
    actions.assign(request=request, to=manager, by=manager)
    actions.answer(request=request, text="Vâng", by=manager)
    actions.do(request=request, text="Xong", by=manager)
    states = list(request.history.order_by("history_id").values_list("state", flat=True))
    assert states == ["received", "received", "answered", "done"]


def test_an_organizer_sees_its_own_requests_alone(organizer, ask):
    mine, account = ask(RequestKind.VIEW, organizer), ask(RequestKind.VIEW)
    DataRequestFactory()
    assert list(queries.requests_to(organizer)) == [mine]
    assert list(queries.requests_to(None)) == [account]


def test_the_nearest_day_is_the_next(organizer):
    DataRequestFactory(organizer=organizer)
    late = DataRequestFactory(organizer=organizer, state="answered", due_by=timezone.localdate())
    DataRequestFactory(organizer=organizer, state="done")
    assert queries.next_due(organizer) == (2, late)
