"""A person's own settings: name, language, theme."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View
from django.views.generic import FormView

from accounts import queries
from accounts.access import PersonView, PublicView
from accounts.actions import set_preferences
from accounts.forms import PreferencesForm, SwitchForm
from accounts.middleware import THEME_COOKIE

A_YEAR = 31_536_000


class SetPreferences(PublicView, View):
    """The language and theme switch at the foot of every page.

    A cookie keeps the choice too, so that the sign-in page still speaks the language after signing out.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SwitchForm(request.POST)
        chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = "/"
        response = HttpResponseRedirect(back)  # redirect() takes a bare word for the name of a page
        if request.user.is_authenticated and chosen:
            set_preferences(user=request.user, **chosen)
        cookies = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE}
        for name, value in chosen.items():
            response.set_cookie(
                cookies[name], value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
            )
        return response


class Preferences(PersonView, FormView):
    """Name, language and theme, and the ways to password and second factor."""

    template_name = "accounts/preferences.html"
    form_class = PreferencesForm

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.request.user}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(memberships=queries.workspaces(self.request.user), **kwargs)

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        set_preferences(user=self.request.user, **form.cleaned_data)
        with override(form.cleaned_data["language"]):
            messages.success(self.request, _("Your settings are saved."))
        return redirect("preferences")
