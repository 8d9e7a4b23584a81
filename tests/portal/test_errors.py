"""Error pages: our look, the reader's language, and a way on."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from portal.views import errors, home

pytestmark = pytest.mark.django_db


def break_home(monkeypatch, error: Exception) -> None:
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(home.Home, "get", fail)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_address_is_answered_in_the_readers_language_with_a_way_on(language):
    client = Client()
    client.cookies["django_language"] = language
    response = client.get("/khong-co-trang-nay/")
    page = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in page
    assert f'href="{reverse("home")}"' in page


def test_a_member_without_the_right_is_told_whom_to_ask(sign_in, organizer):
    response = sign_in("viewer").get(reverse("team_invite", args=[organizer.slug]))
    assert response.status_code == 403
    assert "403.html" in [template.name for template in response.templates]


def test_a_damaged_request_is_answered_even_for_a_host_that_is_not_ours():
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "400.html" in [template.name for template in response.templates]


def test_a_suspicious_request_is_refused(monkeypatch):
    break_home(monkeypatch, SuspiciousOperation())
    response = Client().get(reverse("home"))
    assert response.status_code == 400
    assert "400.html" in [template.name for template in response.templates]


def test_a_page_that_stood_open_too_long_says_so_and_leads_back_to_itself():
    client = Client(enforce_csrf_checks=True)
    here = f"http://testserver{reverse('account_login')}"
    response = client.post(reverse("account_login"), {"login": "a@example.com"}, headers={"referer": here})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]
    assert f'href="{here}"' in response.content.decode()


def test_a_refused_form_of_another_site_leads_to_our_first_page():
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), headers={"referer": "https://evil.example/"})
    assert response.status_code == 403
    assert "evil.example" not in response.content.decode()


def test_a_fault_of_ours_is_answered_without_the_database_or_hashed_files(
    monkeypatch, settings, django_assert_num_queries
):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    break_home(monkeypatch, DatabaseError("down"))
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get(reverse("home"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "/static/css/tokens.css" in page
    assert 'href="/"' in page


def test_the_fault_page_speaks_the_readers_language(monkeypatch):
    break_home(monkeypatch, ValueError())
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get(reverse("home")).content.decode()


def test_the_fault_page_asks_nothing_of_the_request(rf):
    assert errors.server_error(rf.get("/")).status_code == 500


def test_too_many_tries_are_answered_with_what_to_do(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/h/ip"}
    client = Client()
    for status in (302, 429):
        response = client.post(reverse("account_reset_password"), {"email": "a@example.com"})
        assert response.status_code == status
    assert "429.html" in [template.name for template in response.templates]
