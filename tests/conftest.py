"""What every test may ask for: an organizer, a client signed in with a role, storage that is thrown away."""

import pytest
from django.test import Client, override_settings

from accounts.models import Organizer, Role
from tests.factories import OrganizerFactory, TeamMemberFactory, UserFactory


def pytest_configure() -> None:
    """Tests name texts by their msgids: what a catalogue says in its language is checked by itself."""
    override_settings(LOCALE_PATHS=[]).enable()


QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PLATFORM_ADMIN = "platform_admin"
STRANGER = "stranger"


@pytest.fixture(autouse=True)
def _own_places(settings, tmp_path):
    """Uploads go to a folder of the test's own; passwords are hashed quickly; static files need no manifest."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "uploads"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture
def organizer() -> Organizer:
    return OrganizerFactory(slug="soc-trang", name="Trung tâm Xúc tiến Thương mại tỉnh Sóc Trăng")


@pytest.fixture
def sign_in(organizer):
    """A client of a person with a role in the organizer's team, or of `platform_admin` or `stranger`."""

    def client_of(role: str, at: Organizer | None = None) -> Client:
        user = UserFactory(language="vi", is_platform_admin=role == PLATFORM_ADMIN)
        if role in Role.values:
            TeamMemberFactory(organizer=at or organizer, user=user, role=role)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return client_of
