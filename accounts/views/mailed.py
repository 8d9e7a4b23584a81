"""The links of allauth's letters: one that is used up or too old says so with a status that says so too."""

from allauth.account.views import ConfirmEmailView, PasswordResetFromKeyView
from django.http import Http404, HttpRequest, HttpResponse

from accounts.access import PublicView


class ResetLink(PublicView, PasswordResetFromKeyView):
    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        return super().render_to_response(context, **kwargs | ({"status": 410} if context.get("token_fail") else {}))


class ConfirmLink(PublicView, ConfirmEmailView):
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except Http404:
            return self.get(request, *args, **kwargs)

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        return super().render_to_response(context, **kwargs | ({} if context["confirmation"] else {"status": 410}))
