"""Addresses for letters: absolute, and where they carry a right, signed."""

from django.conf import settings
from django.core import signing


def absolute(path: str) -> str:
    """A path as a full address, from the setting and never from a request's Host header."""
    return f"{settings.SITE_URL}{path}"


def sign(purpose: str, value) -> str:
    """A token that only we can make; `purpose` keeps one kind of link from serving as another."""
    return signing.Signer(salt=purpose).sign_object([value])


def unsign(purpose: str, token: str):
    """The value of a token, or None where it was not made by us for this purpose."""
    try:
        return signing.Signer(salt=purpose).unsign_object(token)[0]
    except (signing.BadSignature, ValueError):
        return None
