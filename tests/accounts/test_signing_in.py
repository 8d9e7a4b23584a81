"""Signing up, verifying, signing in, resetting: what works, and what an attacker learns or may do (nothing)."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.models import Letter
from tests.accounts.conftest import inline_scripts, is_signed_in, link_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "mười hai bến nước 7"
SIGN_UP = {"full_name": "Thạch Ngọc Diệu", "email": "Dieu@Example.com", "password1": PASSWORD, "password2": PASSWORD}


def sign_up(client: Client, **changes):
    return client.post(reverse("account_signup"), SIGN_UP | changes)


def ask_for_reset(client: Client, email: str, **extra):
    return client.post(reverse("account_reset_password"), {"email": email}, **extra)


def test_a_person_signs_up_opens_the_letters_link_and_signs_in(enter, letters):
    client = Client()
    client.cookies["django_language"] = "en"
    assert sign_up(client).url == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.email, user.full_name, user.language) == ("dieu@example.com", "Thạch Ngọc Diệu", "en")
    assert not is_signed_in(client)

    enter(client, "dieu@example.com")
    assert not is_signed_in(client)  # not before the address is verified

    link = link_in(letters("dieu@example.com")[0])
    assert not EmailAddress.objects.get().verified
    client.get(link)
    assert not EmailAddress.objects.get().verified  # a mail scanner that looks at links confirms nothing
    client.post(link)
    assert EmailAddress.objects.get().verified

    enter(client, "DIEU@example.com")
    assert is_signed_in(client)


def test_signing_up_with_a_taken_address_looks_the_same_and_writes_to_its_owner(person, letters):
    known, unknown = Client(), Client()
    taken = sign_up(known, email=person.email.upper())
    fresh = sign_up(unknown)
    assert (taken.status_code, taken.url) == (fresh.status_code, fresh.url)
    assert User.objects.count() == 2
    assert [letter.kind for letter in letters(person.email)] == ["account_already_exists"]


def test_asking_for_a_new_password_looks_the_same_for_unknown_addresses(person, letters):
    answers = [ask_for_reset(Client(), email) for email in (person.email, "la@example.com")]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert letters(person.email)[0].kind == "password_reset_key"
    assert letters("la@example.com")[0].kind == "unknown_account"


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(person, enter):
    answers = [enter(Client(), email, "sai") for email in (person.email, "la@example.com")]
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0] == errors[1]
    assert len(errors[0]) == 1


def test_a_new_password_is_set_by_the_link_once_and_ends_other_sessions(person, enter, letters):
    elsewhere = Client()
    enter(elsewhere, person.email)
    ask_for_reset(Client(), person.email)
    link = link_in(letters(person.email)[0])
    client = Client()
    form = client.get(link).url
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    enter(client, person.email, NEW_PASSWORD)
    assert is_signed_in(client)
    assert elsewhere.get(reverse("preferences")).status_code == 302
    again = Client().get(link, follow=True)
    assert again.context["token_fail"]
    assert [letter.kind for letter in letters(person.email)] == ["password_reset_key", "password_reset"]


def test_a_changed_password_keeps_this_session_ends_the_others_and_is_written_to_the_person(person, enter, letters):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        enter(client, person.email)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post(reverse("account_change_password"), data)
    assert here.get(reverse("preferences")).status_code == 200
    assert elsewhere.get(reverse("preferences")).status_code == 302
    assert [letter.kind for letter in letters(person.email)] == ["password_changed"]


def test_after_five_wrong_passwords_even_the_right_one_must_wait(person, enter):
    for _try in range(5):
        enter(Client(), person.email, "sai")
    client = Client()
    enter(client, person.email.upper())
    assert not is_signed_in(client)


def test_naming_another_host_or_port_gives_no_further_tries(person, enter):
    for port in range(5):
        enter(Client(), person.email, "sai", headers={"host": f"localhost:{9000 + port}"})
    client = Client()
    enter(client, person.email, headers={"host": "localhost:9999"})
    assert not is_signed_in(client)


def test_one_persons_wrong_passwords_do_not_lock_out_their_office(person, enter):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    for _try in range(6):
        enter(Client(), person.email, "sai")
    client = Client()
    enter(client, other.email)
    assert is_signed_in(client)


def test_letters_lead_to_the_sites_own_address_whatever_host_was_named(person, letters, settings):
    ask_for_reset(Client(), person.email, headers={"host": "localhost:6666"})
    body = letters(person.email)[0].body
    assert "6666" not in body
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in body


def test_a_letter_is_in_its_readers_language_whoever_caused_it(person, letters):
    User.objects.filter(pk=person.pk).update(language="en")
    ask_for_reset(Client(), person.email)  # from a page in Vietnamese
    assert "To set a new password" in letters(person.email)[0].body


def test_nobody_sends_text_of_their_own_to_a_stranger_by_signing_up(letters):
    sign_up(Client(), full_name="Nhận quà tại http://evil.example")
    assert "evil.example" not in letters("dieu@example.com")[0].body


def test_addresses_stand_in_letters_as_they_are_written(letters):
    ask_for_reset(Client(), "lan&diep@example.com")
    assert "lan&diep@example.com" in letters("lan&diep@example.com")[0].body


def test_letters_say_everything_in_text_and_hold_no_password(letters):
    sign_up(Client())
    letter = Letter.objects.get()
    assert PASSWORD not in letter.body
    assert "\n\n\n" not in letter.body


def test_a_closed_account_cannot_enter(person, enter):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    enter(client, person.email)
    assert not is_signed_in(client)


def test_a_new_address_counts_only_once_its_own_letter_is_opened(person, enter, letters):
    client = Client()
    enter(client, person.email)
    ask = {"email": "moi@example.com", "action_add": ""}
    assert "reauthenticate" in client.post(reverse("account_email"), ask).url
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), ask)
    person.refresh_from_db()
    assert person.email == "binh@example.com"
    client.post(link_in(letters("moi@example.com")[0]))
    person.refresh_from_db()
    assert person.email == "moi@example.com"
    assert "email_changed" in [letter.kind for letter in letters("binh@example.com")]


def test_an_address_is_one_person_in_whatever_case(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="BINH@example.com")


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
             "account_email_verification_sent", "account_inactive", "account_reset_password_from_key_done"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_around_signing_in_open_without_inline_script_or_style(name, language):
    client = Client()
    client.cookies["django_language"] = language
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'style="' not in page
    assert not inline_scripts(page)


def test_signing_up_with_a_known_address_hashes_a_password_all_the_same(monkeypatch):
    """Else the time of the answer tells which addresses have an account."""
    UserFactory(email="co-roi@example.com")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(args) or encode(*args))
    for address in ("co-roi@example.com", "chua-co@example.com"):
        hashed.clear()
        assert sign_up(Client(), email=address).status_code == 302
        assert len(hashed) == 1, address
