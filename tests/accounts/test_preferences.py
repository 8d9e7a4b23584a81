"""Language and theme: the person's setting, else the cookie's, else Vietnamese and the device's."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, VerifiedUserFactory

pytestmark = pytest.mark.django_db
SWITCH = "/preferences/switch/"


def language(client: Client) -> str:
    return client.get(reverse("account_login")).headers["Content-Language"]


def test_a_stranger_reads_vietnamese_until_they_choose():
    client = Client(headers={"accept-language": "en"})
    assert language(client) == "vi"
    client.post(SWITCH, {"language": "en"})
    assert language(client) == "en"


def test_the_cookie_holds_no_script_access_and_no_other_values():
    client = Client()
    client.post(SWITCH, {"language": "en", "theme": "dark"})
    assert client.cookies["theme"]["httponly"]
    client.cookies["django_language"] = "xx"
    client.cookies["theme"] = '"><script>'
    response = client.get(reverse("account_login"))
    assert response.headers["Content-Language"] == "vi"
    assert 'data-theme="auto"' in response.content.decode()


def test_a_persons_setting_goes_before_the_cookie(sign_in):
    client = sign_in("stranger")
    client.cookies["django_language"] = "en"
    assert client.get(reverse("preferences")).headers["Content-Language"] == "vi"


def test_a_persons_choice_is_kept_and_speaks_on_after_signing_out(sign_in):
    client = sign_in("stranger")
    client.post(SWITCH, {"language": "en", "theme": "dark"})
    client.user.refresh_from_db()
    assert (client.user.language, client.user.theme) == ("en", "dark")
    client.post(reverse("account_logout"))
    assert language(client) == "en"


def test_what_is_no_choice_changes_nothing(sign_in):
    client = sign_in("stranger")
    client.post(SWITCH, {"language": "xx", "theme": "pink"})
    client.user.refresh_from_db()
    assert (client.user.language, client.user.theme) == ("vi", "auto")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", ""])
def test_the_switch_leads_back_to_this_site_alone(target):
    assert Client().post(SWITCH, {"theme": "dark", "next": target}).url == "/"
    assert Client().post(SWITCH, {"theme": "dark", "next": "/accounts/login/"}).url == "/accounts/login/"


def test_sign_in_leads_on_to_this_site_alone():
    VerifiedUserFactory(email="binh@example.com")
    data = {"login": "binh@example.com", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(reverse("account_login"), data).url == reverse("home")


def test_name_language_and_theme_are_saved(sign_in):
    client = sign_in("stranger")
    data = {"full_name": "  Lâm  Thị Mỹ Hạnh ", "language": "en", "theme": "light"}
    assert client.post(reverse("preferences"), data).status_code == 302
    client.user.refresh_from_db()
    assert (client.user.full_name, client.user.language, client.user.theme) == ("Lâm Thị Mỹ Hạnh", "en", "light")


def test_a_refused_form_changes_nothing(sign_in):
    client = sign_in("stranger")
    response = client.post(reverse("preferences"), {"full_name": "", "language": "en", "theme": "light"})
    assert "full_name" in response.context["form"].errors
    client.user.refresh_from_db()
    assert client.user.language == "vi"


def test_no_browser_keeps_a_page_of_a_person_who_signed_in(sign_in):
    assert sign_in("stranger").get(reverse("preferences")).headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get(reverse("home")).headers


def test_a_way_back_that_is_a_bare_word_is_no_page_of_ours_by_name():
    response = Client().post(SWITCH, {"language": "en", "next": "1e400"})
    assert (response.status_code, response.headers["Location"]) == (302, "1e400")
