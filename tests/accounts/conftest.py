"""What the tests of people share: someone who can sign in, the letters of the outbox."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import User
from common.models import Letter
from tests.factories import PASSWORD, VerifiedUserFactory


@pytest.fixture
def person() -> User:
    """Someone with a verified address, who signs in with tests.factories.PASSWORD."""
    return VerifiedUserFactory(email="binh@example.com")


@pytest.fixture
def enter():
    """Sends the sign-in form."""

    def send(client: Client, email: str, password: str = PASSWORD, **extra):
        return client.post("/accounts/login/", {"login": email, "password": password}, **extra)

    return send


@pytest.fixture
def letters():
    """The letters to an address, oldest first."""
    return lambda to: list(Letter.objects.filter(to=to).order_by("pk"))


def link_in(letter: Letter) -> str:
    """The path of the first link in a letter that leads further than the first page."""
    links = re.findall(r"https?://\S+", letter.body)
    return next(urlsplit(link).path for link in links if urlsplit(link).path not in ("", "/"))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def inline_scripts(page: str) -> list[str]:
    """Scripts that the policy would refuse: those with a body that is not mere data."""
    tags = re.findall(r"<script[^>]*>", page)
    return [tag for tag in tags if "src=" not in tag and "application/json" not in tag]
