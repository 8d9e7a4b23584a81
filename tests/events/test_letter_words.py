"""Letters of a registration: a fair's own words, what a text may name, what became of each letter."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role
from common import outbox
from common.models import Letter
from common.placeholders import LANGUAGES
from enterprises.models import EnterpriseRole
from events import letters
from events.mail import actions, wording
from events.mail.queries import kinds
from events.models import LetterWords
from tests.factories import ApplicationFactory, EnterpriseMemberFactory, FairFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first, place="Bến Ninh Kiều")


@pytest.fixture
def application(fair):
    return ApplicationFactory(
        fair=fair, state="submitted", submitted_at=timezone.now(), contact_email="phuc@phu-hoa.example"
    )


@pytest.fixture
def url(organizer, fair):
    def build(name, *args, **query):
        return reverse(f"fair_letter{name}", args=[organizer.slug, fair.slug, *args], query=query)

    return build


def own(fair, kind="return", **words) -> LetterWords:
    return actions.save_words(words=LetterWords(fair=fair, kind=kind, **words), by=UserFactory())


@pytest.mark.parametrize("kind", letters.TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_words_of_every_letter_are_words_that_the_form_accepts(kind, language):
    usual = letters.TEXTS[kind]
    said = wording.usual_words(usual, language)
    wording.placeholders(usual).check(said.subject)
    wording.placeholders(usual).check(said.body)
    assert wording.missing(said, usual) == []


def test_a_fair_with_booths_has_the_letters_that_speak_of_booths(fair):
    assert "approve_floor" in kinds(fair)
    assert "approve" not in kinds(fair)
    fair.uses_floor = False
    assert "approve" in kinds(fair)
    assert "approve_floor" not in kinds(fair)


def test_a_letter_says_the_fairs_own_words_and_the_organizers_message_once(application):
    own(
        application.fair,
        subject_vi="Xin sửa: {HOI CHO}",
        body_vi="Kính gửi {người liên hệ}\n\n{lời nhắn}\n\n{liên kết}",
    )
    with translation.override("vi"):
        text = letters.written(application, "return", "Thiếu giấy ATTP")
    assert text.subject == f"Xin sửa: {application.fair.name}"
    assert text.body.startswith(f"Kính gửi {application.contact_name}\n\n")
    assert text.body.count("Thiếu giấy ATTP") == 1
    assert text.body.count("/applications/") == 1


def test_what_the_text_leaves_out_follows_at_its_end(application):
    own(application.fair, body_vi="Xin sửa hồ sơ.")
    body = letters.written(application, "return", "Thiếu giấy ATTP").body
    assert body.index("Xin sửa") < body.index("Thiếu giấy ATTP") < body.index("/applications/")


def test_without_a_message_its_paragraph_is_left_out(application):
    own(application.fair, kind="approve_floor", body_vi="A\n\nNhắn: {lời nhắn}\n\nB {liên kết}")
    assert letters.written(application, "approve").body.startswith("A\n\nB http")


def test_what_is_filled_in_is_never_looked_through_for_names(application):
    application.contact_name = "{đơn vị tổ chức} {% now 'Y' %}"
    own(application.fair, body_vi="{người liên hệ}")
    assert letters.written(application, "return").body.startswith(application.contact_name)


@pytest.mark.parametrize("text", ["{{ fair.pk }}", "Xin {chào}", "a } b", "{hội\nchợ}"])
def test_an_unknown_name_or_a_lone_brace_is_refused_by_form_and_action(sign_in, fair, url, text):
    page = sign_in("registration").post(url("_words", "return"), {"subject_vi": "Ổn", "body_vi": f"Dòng một\n{text}"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["body_vi"])
    assert "Line 2" in page.context["form"].errors["body_vi"][0]
    assert text.split("\n")[0] in page.context["form"]["body_vi"].value()
    with pytest.raises(ValidationError):
        own(fair, body_vi=text)


def test_what_is_left_as_it_was_follows_the_usual_words(sign_in, fair, url):
    client = sign_in("registration")
    form = client.get(url("_words", "return")).context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "version"}
    assert client.post(url("_words", "return"), sent | {"subject_vi": "Xin sửa"}).status_code == 302
    words = LetterWords.objects.get()
    assert (words.subject_vi, words.body_vi, words.subject_en, words.body_en) == ("Xin sửa", "", "", "")


def test_the_preview_shows_the_latest_firm_in_the_language_asked_and_warns(sign_in, application, url):
    client = sign_in("registration")
    sent = {"subject_en": "Please mend", "body_en": "Dear {contact}"}
    page = client.post(url("_words", "return", preview="en"), sent, headers={"HX-Request": "true"})
    assert page.context["letter"].subject == "Please mend"
    assert page.context["letter"].body.startswith(f"Dear {application.contact_name}")
    assert len(page.context["warnings"]) == 2
    assert not LetterWords.objects.exists()


def test_a_fair_without_applications_shows_a_firm_that_is_made_up(sign_in, fair, url):
    page = sign_in("registration").get(url("_words", "receipt"))
    assert page.status_code == 200
    assert "The firm that applies" in page.content.decode()


def test_back_to_the_usual_words_keeps_the_own_ones_in_the_history(sign_in, application, url):
    own(application.fair, body_vi="Xin sửa hồ sơ.")
    client = sign_in("registration")
    version = client.get(url("_words_usual", "return")).context["form"].initial["version"]
    client.post(url("_words_usual", "return"), {"version": version})
    assert "Xin sửa hồ sơ." not in letters.written(application, "return").body
    assert "Xin sửa hồ sơ." in client.get(url("_words_history", "return")).content.decode()


def test_an_unknown_kind_of_letter_is_not_there(sign_in, url):
    assert sign_in("manager").get(url("_words", "thanks")).status_code == 404


def test_the_words_of_one_fair_are_not_those_of_another(application, organizer):
    own(FairFactory(organizer=organizer), body_vi="Của hội chợ khác.")
    assert "khác" not in letters.written(application, "return").body


# What became of them


def written(application, state="sent", **fields) -> Letter:
    letter = letters.send(application, letters.Text("Thư", f"Nội dung {state}", "Tin"), kind="test")
    Letter.objects.filter(pk=letter.pk).update(state=state, **fields)
    return letter


def test_the_applications_page_says_what_became_of_each_letter(sign_in, application):
    failed = written(application, "failed", error="550 no such mailbox")
    written(application, "waiting", not_before=timezone.now() + datetime.timedelta(minutes=10))
    written(application, "uncertain")
    client = sign_in("registration")
    fair = application.fair
    page = client.get(reverse("application", args=[fair.organizer.slug, fair.slug, application.pk]))
    told = page.context["letters"]
    assert [one.letter.state for one in told] == ["uncertain", "waiting", "failed"]
    assert [one.may_go_again for one in told] == [True, False, True]
    assert "goes out at" in told[1].detail
    assert "550 no such mailbox" in page.content.decode()
    again = reverse("fair_letter_again", args=[fair.organizer.slug, fair.slug, failed.pk])
    assert client.post(again, {"next": "https://elsewhere.example/"}).url.startswith("/o/")
    failed.refresh_from_db()
    assert failed.state == Letter.State.WAITING


def test_the_enterprise_reads_what_has_gone_out_and_nothing_that_still_waits(client, application):
    member = EnterpriseMemberFactory(enterprise=application.enterprise, role=EnterpriseRole.OWNER)
    written(application, "sent", sent_at=timezone.now())
    written(application, "waiting", not_before=timezone.now() + datetime.timedelta(minutes=10), body="Chưa gửi")
    client.force_login(member.user)
    page = client.get(reverse("my_application", args=[application.enterprise_id, application.pk]))
    assert [one.letter.body for one in page.context["letters"]] == ["Nội dung sent"]
    assert "Chưa gửi" not in page.content.decode()


def test_letters_that_failed_are_listed_and_sent_again_at_one_press(sign_in, application, url):
    failed = [written(application, "failed") for _n in range(2)]
    uncertain = written(application, "uncertain")
    elsewhere = written(ApplicationFactory(contact_email="a@b.example"), "failed")
    client = sign_in("registration")
    assert client.get(url("s")).context["undelivered"] == 3
    page = client.get(url("_list", state="undelivered"))
    assert {row.record for row in page.context["table"].rows} == {*failed, uncertain}
    client.post(url("s_again"))
    states = dict(Letter.objects.values_list("pk", "state"))
    assert {states[row.pk] for row in failed} == {"waiting"}
    assert (states[uncertain.pk], states[elsewhere.pk]) == ("uncertain", "failed")


def test_a_letter_of_another_fair_cannot_be_sent_from_here(sign_in, application, url):
    other = outbox.post(subject="a", body="b", kind="x", to="a@b.vn", organizer=application.fair.organizer)
    assert sign_in(Role.MANAGER).post(url("_again", other.pk)).status_code == 404


def test_the_pages_ask_no_more_for_many_letters(
    sign_in, application, url, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in("registration")
    page = reverse("application", args=[application.fair.organizer.slug, application.fair.slug, application.pk])
    for address in (url("s"), url("_list"), page):
        written(application, "failed")
        client.get(address)
        with django_assert_max_num_queries(60) as at_first:
            client.get(address)
        for _n in range(5):
            written(application, "failed")
        with django_assert_num_queries(len(at_first)):
            client.get(address)
