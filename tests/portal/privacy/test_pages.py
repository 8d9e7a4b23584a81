"""The pages: what a person sees and asks, what staff see and do, and nothing across the fence."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.reach import Reach
from common import files
from common.links import sign
from common.models import Opening, SpecialDay
from events.models import Delegate
from portal.models import DataRequest, RequestState
from portal.privacy import actions
from portal.steps import next_step
from tests.factories import (
    CertificateFactory,
    DataRequestFactory,
    DelegateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    OrganizerFactory,
    ParticipationFactory,
)
from tests.portal.privacy.conftest import EMAIL, MOBILE, NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


@pytest.fixture
def head(sign_in):
    return sign_in("manager")


def page(organizer, name: str, *args) -> str:
    return reverse(name, args=[organizer.slug, *args])


# The person


def test_a_person_sees_what_each_room_holds_and_no_namesake(own, everywhere, organizer):
    DelegateFactory(participation__fair__name="Hội chợ người khác", name=NAME)
    shown = own.get(reverse("my_data")).content.decode()
    for title in ("Account", "Consents given", "Teams of organizers", "Contact in applications",
                  "Delegates at fairs", "Letters and calls", "Acts for enterprises"):  # fmt: skip
        assert title in shown
    assert organizer.name in shown
    assert "Hội chợ người khác" not in shown


def test_my_data_costs_the_same_for_many_rows(own, person, organizer, django_assert_max_num_queries):
    fair = FairFactory(organizer=organizer)
    cost = []
    for many in (1, 15):
        for _n in range(many):
            DelegateFactory(participation=ParticipationFactory(fair=fair), name=NAME, email=EMAIL)
        with django_assert_max_num_queries(40) as queries:
            own.get(reverse("my_data"))
        cost.append(len(queries))
    assert cost[0] == cost[1]


def test_the_copy_is_the_same_as_page_and_as_data(own, everywhere):
    data = json.loads(own.get(reverse("my_data_download", args=["json"])).content)
    rows = [(part["title"], row) for holder in data["holders"] for part in holder["parts"] for row in part["rows"]]
    assert dict(rows)["Account"]["Full name"] == NAME
    assert len([row for title, row in rows if title == "Letters and calls"]) == 3
    archive = zipfile.ZipFile(io.BytesIO(own.get(reverse("my_data_download", args=["zip"])).content))
    assert json.loads(archive.read("data.json"))["holders"] == data["holders"]
    assert NAME in archive.read("index.html").decode()
    assert own.get(reverse("my_data_download", args=["pdf"])).status_code == 404


def test_a_person_asks_several_holders_at_once(own, everywhere, organizer):
    answer = own.post(reverse("my_data_ask"), {"kind": "erase", "holders": ["platform", organizer.slug]})
    assert answer.status_code == 302
    assert {request.organizer for request in DataRequest.objects.all()} == {None, organizer}


def test_nobody_is_asked_who_holds_nothing(own, person):
    other = OrganizerFactory()
    assert own.post(reverse("my_data_ask"), {"kind": "view", "holders": [other.slug]}).status_code == 422


def test_a_correction_says_what_is_wrong(own, person):
    assert own.post(reverse("my_data_ask"), {"kind": "correct", "holders": ["platform"]}).status_code == 422


def test_a_person_takes_back_their_own_request_and_no_other(own, ask, organizer):
    mine, other = ask("view", organizer), DataRequestFactory()
    assert own.post(reverse("my_data_withdraw", args=[other.pk])).status_code == 404
    own.post(reverse("my_data_withdraw", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.state == RequestState.WITHDRAWN
    assert Client().post(reverse("my_data_withdraw", args=[mine.pk])).url.startswith(reverse("account_login"))


def test_the_public_form_says_the_same_whatever_is_known(client, organizer):
    FairFactory(organizer=organizer, is_public=True)
    DelegateFactory(participation__fair__organizer=organizer, participation__enterprise__kept_by=organizer, email=EMAIL)
    given = {"holder": organizer.slug, "kind": "view", "full_name": NAME}
    answers = [client.post(reverse("data_form"), given | {"who": who}) for who in (EMAIL, "la@example.vn")]
    assert {answer.url for answer in answers} == {reverse("data_form_sent")}
    assert DataRequest.objects.get().email == EMAIL


def test_the_public_form_names_no_organizer_that_has_no_public_page(client, organizer):
    assert organizer.name not in client.get(reverse("data_form")).content.decode()


def test_the_public_form_is_limited_by_address(client):
    cache.clear()
    codes = [client.post(reverse("data_form"), {}).status_code for _n in range(11)]
    assert codes[9:] == [422, 429]
    cache.clear()


def test_opening_the_link_confirms_nothing_yet(client, organizer):
    request = DataRequestFactory(
        organizer=organizer, state="unconfirmed", identity="", asked_at=None, answer_by=None, due_by=None
    )
    url = reverse("data_confirm", args=[sign("data-request-confirm", request.pk)])
    client.get(url)
    request.refresh_from_db()
    assert request.state == RequestState.UNCONFIRMED
    client.post(url)
    request.refresh_from_db()
    assert request.state == RequestState.RECEIVED
    assert client.post(url).status_code == 409
    assert client.post(reverse("data_confirm", args=["x"])).status_code == 409


def test_the_link_of_an_answer_shows_one_holders_data_for_two_weeks(client, organizer, everywhere, ask, manager):
    other = DelegateFactory(participation__fair__name="Hội chợ nơi khác", name=NAME, email=EMAIL)
    request = actions.do(request=ask("view", organizer), text="Mời mở", by=manager)
    url = reverse("data_copy", args=[sign("data-request-copy", request.pk)])
    shown = client.get(url).content.decode()
    assert NAME in shown
    assert str(other.participation.fair) not in shown
    assert NAME in json.dumps(json.loads(client.get(url, {"form": "json"}).content), ensure_ascii=False)
    DataRequest.objects.update(settled_at=timezone.now() - timedelta(days=15))
    assert client.get(url).status_code == 410


# Staff


def test_the_list_counts_days_down_and_says_what_is_late(clerk, organizer):
    today = timezone.localdate()
    DataRequestFactory(organizer=organizer, answer_by=today + timedelta(days=2))
    DataRequestFactory(organizer=organizer, answer_by=today - timedelta(days=3))
    DataRequestFactory(organizer=organizer, state="done")
    shown = clerk.get(page(organizer, "data_requests"))
    assert len(shown.context["table"].rows) == 2
    assert "2 days left" in shown.content.decode()
    assert "3 days late" in shown.content.decode()


def test_the_list_costs_the_same_for_many(clerk, organizer, django_assert_num_queries, django_assert_max_num_queries):
    DataRequestFactory(organizer=organizer)
    with django_assert_max_num_queries(12) as small:
        clerk.get(page(organizer, "data_requests"))
    for _n in range(20):
        DataRequestFactory(organizer=organizer)
    with django_assert_num_queries(len(small)):
        clerk.get(page(organizer, "data_requests"))


def test_another_organizers_request_is_not_there(clerk, organizer):
    foreign = DataRequestFactory()
    for name in ("data_request", "data_request_held", "data_request_deed"):
        assert clerk.get(page(organizer, name, foreign.pk)).status_code == 404


def test_whoever_looks_at_all_that_is_held_is_noted_and_the_person_sees_it(clerk, organizer, everywhere, ask, own):
    request = ask("view", organizer)
    assert NAME in clerk.get(page(organizer, "data_request_held", request.pk)).content.decode()
    look = Opening.objects.get(what=Opening.What.PERSON)
    assert (look.by, look.subject, look.organizer) == (clerk.user, everywhere, organizer)
    User.objects.filter(pk=clerk.user.pk).update(full_name="Lâm Văn Tài")
    assert "Lâm Văn Tài" in own.get(reverse("my_data")).content.decode()


def test_the_answer_begins_with_a_text_in_the_persons_language(clerk, organizer):
    request = DataRequestFactory(organizer=organizer, language="en", due_by=timezone.localdate())
    text = clerk.get(page(organizer, "data_request_deed", request.pk), {"deed": "answer"}).context["form"]["text"]
    assert f"{timezone.localdate():%d/%m/%Y}" in text.value()


@pytest.mark.parametrize(
    ("deed", "data", "state"),
    [
        ("answer", {"text": "Vâng"}, "answered"),
        ("do", {"text": "Xong"}, "done"),
        ("refuse", {"text": "Không", "basis": ["Luật Lưu trữ số 33/2024/QH15"]}, "refused"),
        ("refuse", {"text": "Không"}, "received"),
        ("do", {"text": ""}, "received"),
    ],
)
def test_staff_answer_do_and_refuse_by_their_pages(clerk, organizer, deed, data, state):
    request = DataRequestFactory(organizer=organizer)
    clerk.post(page(organizer, "data_request_deed", request.pk) + f"?deed={deed}", data)
    request.refresh_from_db()
    assert request.state == state


def test_staff_enter_what_was_asked_at_the_desk_once_they_know_the_person(clerk, organizer):
    given = {"full_name": NAME, "who": MOBILE, "kind": "correct", "words": "Sai số", "language": "vi"}
    assert clerk.post(page(organizer, "data_request_new"), given).status_code == 422
    clerk.post(page(organizer, "data_request_new"), given | {"knows": "on"})
    request = DataRequest.objects.get()
    assert (request.organizer, request.mobile, request.identity, request.user) == (organizer, MOBILE, "desk", None)


def test_a_request_is_assigned_to_who_may_answer_it(clerk, head, organizer):
    request = DataRequestFactory(organizer=organizer)
    url = page(organizer, "data_request_assign", request.pk)
    clerk.post(url, {"to": head.user.pk})
    request.refresh_from_db()
    assert request.assigned_to == head.user
    clerk.post(url, {"to": DataRequestFactory().pk})
    request.refresh_from_db()
    assert request.assigned_to == head.user


def test_nothing_is_erased_before_the_number_is_typed(head, organizer, everywhere, ask):
    request = ask("erase", organizer)
    url = page(organizer, "data_request_erase", request.pk)
    preview = head.get(url).content.decode()
    assert "Delegates at fairs" in preview
    assert "Signatures under agreements" in preview
    given = {"text": "Đã xóa", "names_in_texts": "on", "has_read": "on"}
    assert head.post(url, given | {"has_read": ""}).status_code == 422
    for number, code in (("", 200), ("999", 422)):
        assert head.post(url, given | {"number": number}).status_code == code
        assert Delegate.objects.filter(name=NAME).exists()
    head.post(url, given | {"number": request.pk})
    assert not Delegate.objects.filter(name=NAME).exists()


def test_the_next_step_is_a_request_whose_day_comes(organizer):
    DataRequestFactory(organizer=organizer, kind="erase", answer_by=timezone.localdate() - timedelta(days=1))

    def reach_of(permission):
        return Reach(organizer) if permission == "portal.answer_data_requests" else None

    step = next_step(organizer, {"fairs": 1}, reach_of)
    assert step.title == "1 request about personal data waits"
    assert "overdue" in step.why


# Who opened what


def test_an_opened_file_is_noted_for_the_manager_and_for_whose_it_is(head, organizer, own, person):
    account = EnterpriseMemberFactory(user=person).enterprise
    paper = files.store_bytes(
        b"%PDF-1.7\n%%EOF\n", name="attp.pdf", kind=files.PDF, purpose="certificate", by=None, organizer=organizer
    )
    CertificateFactory(enterprise=account, file=paper)
    head.get(page(organizer, "file", paper.pk))
    User.objects.filter(pk=head.user.pk).update(full_name="Lâm Văn Tài")
    assert "attp.pdf" in head.get(page(organizer, "openings")).content.decode()
    shown = own.get(reverse("my_data")).content.decode()
    assert "attp.pdf" in shown
    assert "Lâm Văn Tài" in shown


def test_a_list_that_is_taken_out_is_noted(head, organizer):
    head.get(page(organizer, "enterprises"))
    assert not Opening.objects.exists()
    ParticipationFactory(fair__organizer=organizer)
    head.get(page(organizer, "enterprises"), {"export": "csv"})
    assert (Opening.objects.get().what, Opening.objects.get().by) == (Opening.What.LIST, head.user)


def test_the_platform_enters_holidays(sign_in):
    admin = sign_in("platform_admin")
    given = {"day": "09/02/2027", "name_vi": "Tết Nguyên đán", "name_en": "Lunar New Year"}
    admin.post(reverse("platform_special_days"), given)
    day = SpecialDay.objects.get(day="2027-02-09")
    assert admin.post(reverse("platform_special_days"), given).status_code == 422
    admin.post(reverse("platform_special_day_remove", args=[day.pk]))
    assert not SpecialDay.objects.filter(pk=day.pk).exists()


def test_the_platform_answers_for_accounts_and_sees_no_organizers_requests(sign_in, ask, organizer):
    admin = sign_in("platform_admin")
    account, other = ask("view"), ask("view", organizer)
    assert admin.get(reverse("platform_data_request", args=[account.pk])).status_code == 200
    assert admin.get(reverse("platform_data_request", args=[other.pk])).status_code == 404
