"""The authenticator app, recovery codes and the pages of keys."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import inline_scripts, is_signed_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the app on a phone shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def client(person, enter) -> Client:
    """Signed in, and asked for the password once more, as before every change to one's security."""
    client = Client()
    enter(client, person.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def secret(client, django_capture_on_commit_callbacks) -> str:
    """The app is set up through the page."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


def test_the_app_is_set_up_by_its_code_and_the_person_is_told(client, person, secret, letters):
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    assert "totp_activated" in [letter.kind for letter in letters(person.email)]
    assert "data:image/svg+xml" not in client.get(reverse("mfa_index")).content.decode()


def test_a_wrong_code_sets_nothing_up(client, person):
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_opens_the_account(person, secret, enter):
    client = Client()
    response = enter(client, person.email)
    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)


def test_password_and_code_open_the_account(person, secret, enter, monkeypatch):
    later = time.time() + 60  # the code that set the app up is used
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    client = Client()
    enter(client, person.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_signed_in(client)


def test_a_recovery_code_opens_the_account_once(client, person, secret, enter):
    code = RecoveryCodes(person.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    for expected in (True, False):
        fresh = Client()
        enter(fresh, person.email)
        fresh.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(fresh) is expected


def test_codes_cannot_be_tried_without_end(person, secret, enter):
    client = Client()
    enter(client, person.email)
    for _try in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    code = RecoveryCodes(person.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(client)


def test_the_address_can_be_changed_with_the_app_in_use(client, person, secret):
    client.post(reverse("account_email"), {"email": "moi@example.com", "action_add": ""})
    assert person.emailaddress_set.filter(email="moi@example.com", verified=False).exists()


def test_stopping_the_app_and_changing_the_address_ask_for_the_password_again(client, person, secret):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    for name in ("mfa_deactivate_totp", "account_email", "mfa_generate_recovery_codes"):
        response = client.post(reverse(name), {"email": "moi@example.com", "action_add": ""})
        assert "reauthenticate" in response.url
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_email",
             "account_change_password", "account_logout", "account_reauthenticate"],
)  # fmt: skip
def test_a_persons_pages_open_without_inline_script_or_style(client, name):
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'style="' not in page
    assert not inline_scripts(page)


def test_the_pages_of_an_app_in_use_open(client, secret):
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).status_code == 200, name
