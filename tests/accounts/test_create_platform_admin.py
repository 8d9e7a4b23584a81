"""manage.py create_platform_admin: the first person of an installation."""

import getpass
import io
import sys
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import is_signed_in
from tests.factories import PASSWORD, VerifiedUserFactory

pytestmark = pytest.mark.django_db


def run(email: str, **options) -> str:
    out = io.StringIO()
    call_command("create_platform_admin", email, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """Passwords typed at a terminal, one after the other."""

    def type_in(*passwords: str) -> None:
        answers = iter(passwords)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))

    return type_in


def test_a_password_typed_twice_opens_the_account(typed, enter):
    typed(PASSWORD, PASSWORD)
    run("Thai@Example.com", name="Trần Quốc Thái")
    client = Client()
    enter(client, "thai@example.com")
    assert is_signed_in(client)
    assert User.objects.get().has_perm("accounts.manage_platform")


@pytest.mark.parametrize("passwords", [(PASSWORD, "khác"), ("12345678", "12345678")], ids=["differ", "too common"])
def test_passwords_that_differ_or_are_weak_make_nobody_administrator(typed, passwords):
    typed(*passwords)
    with pytest.raises(CommandError):
        run("thai@example.com")
    assert not User.objects.exists()


def test_a_wrong_address_is_refused():
    with pytest.raises(CommandError):
        run("thai", link=True)
    assert not User.objects.exists()


def test_where_nobody_can_be_asked_a_link_sets_the_password(enter):
    link = run("thai@example.com", link=True).split()[-1]
    client = Client()
    form = client.get(urlsplit(link).path).url
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    enter(client, "thai@example.com")
    assert is_signed_in(client)


def test_a_person_with_an_account_keeps_the_password(enter):
    person = VerifiedUserFactory()
    assert "http" not in run(person.email.upper())
    person.refresh_from_db()
    assert person.is_platform_admin
    client = Client()
    enter(client, person.email)
    assert is_signed_in(client)
