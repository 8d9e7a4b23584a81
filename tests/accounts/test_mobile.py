"""Signing in by mobile number: as by e-mail, with the same limits and the same silence towards strangers."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import is_signed_in, link_in
from tests.accounts.test_second_factor import code_of
from tests.factories import PASSWORD, UserFactory, VerifiedUserFactory

pytestmark = pytest.mark.django_db
NUMBER = "0912345678"


@pytest.fixture
def caller() -> User:
    """Someone without e-mail."""
    return UserFactory(email=None, mobile=NUMBER, mobile_vouched=True)


@pytest.mark.parametrize("written", [NUMBER, "0912 345 678", "+84 912 345 678", "0912.345.678", "84912345678"])
def test_a_number_signs_in_however_it_is_written(caller, enter, written):
    client = Client()
    assert enter(client, written).url == reverse("home")
    assert is_signed_in(client)


def test_who_has_both_signs_in_with_either(enter):
    VerifiedUserFactory(email="binh@example.com", mobile=NUMBER)
    for name in ("binh@example.com", NUMBER):
        client = Client()
        enter(client, name)
        assert is_signed_in(client)


def test_an_address_that_is_not_verified_is_still_asked_for_by_number_or_not(enter):
    UserFactory(email="binh@example.com", mobile=NUMBER)
    client = Client()
    enter(client, NUMBER)
    assert not is_signed_in(client)


def test_a_wrong_password_says_the_same_for_numbers_addresses_and_nonsense(caller, enter):
    answers = [enter(Client(), name, "sai") for name in (NUMBER, "0987654321", "la@example.com", "gì đó")]
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0]
    assert all(error == errors[0] for error in errors)


def test_number_and_address_share_one_limit_of_wrong_passwords(enter):
    VerifiedUserFactory(email="binh@example.com", mobile=NUMBER)
    for name in (NUMBER, "binh@example.com", "0912 345 678", "BINH@example.com", NUMBER):
        enter(Client(), name, "sai")
    client = Client()
    enter(client, "+84912345678")
    assert not is_signed_in(client)


def test_wrong_passwords_for_one_number_do_not_lock_out_another(caller, enter):
    for _try in range(6):
        enter(Client(), "0987654321", "sai")
    client = Client()
    enter(client, NUMBER)
    assert is_signed_in(client)


def test_who_has_no_address_changes_their_password_and_confirms_it_is_them(caller, enter):
    client = Client()
    enter(client, NUMBER)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    new = "mười hai bến nước 7"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), data)
    fresh = Client()
    enter(fresh, NUMBER, new)
    assert is_signed_in(fresh)


def test_the_second_factor_is_asked_for_after_a_number_too(caller, enter, django_capture_on_commit_callbacks):
    client = Client()
    enter(client, NUMBER)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    fresh = Client()
    assert enter(fresh, NUMBER).url == reverse("mfa_authenticate")
    assert not is_signed_in(fresh)


def test_the_pages_of_a_person_without_address_open(caller, enter):
    client = Client()
    enter(client, NUMBER)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("home", "preferences", "account_email", "mfa_index", "consents"):
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert "None" not in page.content.decode(), name


def test_a_person_with_an_address_adds_a_number_and_signs_in_with_it(person, enter):
    client = Client()
    enter(client, person.email)
    data = {"full_name": "Bình", "mobile": "0912 345 678", "language": "vi", "theme": "auto"}
    assert client.post(reverse("preferences"), data).status_code == 302
    person.refresh_from_db()
    assert (person.mobile, person.mobile_vouched) == (NUMBER, False)
    fresh = Client()
    enter(fresh, NUMBER)
    assert is_signed_in(fresh)


def test_a_person_without_address_adds_one_and_signs_in_with_it_once_its_letter_is_opened(caller, enter, letters):
    client = Client()
    enter(client, NUMBER)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "phuc@example.com", "action_add": ""})
    waiting = Client()
    enter(waiting, NUMBER)
    assert is_signed_in(waiting)  # the number opens the account all the while
    client.post(link_in(letters("phuc@example.com")[0]))
    caller.refresh_from_db()
    assert caller.email == "phuc@example.com"
    fresh = Client()
    enter(fresh, "phuc@example.com")
    assert is_signed_in(fresh)


def test_a_number_that_staff_vouched_for_is_not_changed_by_oneself(caller, enter):
    client = Client()
    enter(client, NUMBER)
    client.post(reverse("preferences"), {"full_name": "X", "mobile": "0987654321", "language": "vi", "theme": "auto"})
    caller.refresh_from_db()
    assert (caller.full_name, caller.mobile) == ("X", NUMBER)


@pytest.mark.parametrize("written", ["113", "028 3829 1234", "abc", "0912"])
def test_what_no_mobile_telephone_can_have_is_refused(person, enter, written):
    client = Client()
    enter(client, person.email)
    data = {"full_name": "Bình", "mobile": written, "language": "vi", "theme": "auto"}
    assert "mobile" in client.post(reverse("preferences"), data).context["form"].errors


def test_a_person_has_an_address_or_a_number():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=None)
