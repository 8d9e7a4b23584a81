"""Each person's language and theme: their own setting, else the cookie's, else Vietnamese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

THEME_COOKIE = "theme"


class PersonalSettings:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, theme = self.chosen(request)
        request.theme = theme
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if request.user.is_authenticated:  # whoever uses the computer next finds no page behind the back button
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def chosen(self, request: HttpRequest) -> tuple[str, str]:
        if request.user.is_authenticated:
            return request.user.language, request.user.theme
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        theme = request.COOKIES.get(THEME_COOKIE, "auto")
        return (
            language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            theme if theme in ("auto", "light", "dark") else "auto",
        )
