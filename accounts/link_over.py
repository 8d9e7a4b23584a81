"""The page of a link that does nothing: what happened, and what to do next."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

FORGED = ValidationError(
    _("Part of its address is missing or changed. Open the whole link again, as it stands in the letter or message."),
    "forged",
)
STATUS = {"forged": 404, "somebody_else": 403}
TITLES = {"forged": _("This link leads nowhere"), "somebody_else": _("This link is for somebody else")}


def link_over(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Says why a link is refused. One that was good before and never will be again is gone (410)."""
    context = {"title": TITLES.get(error.code, _("This link no longer works")), "reason": " ".join(error.messages)}
    response = render(request, "accounts/link_over.html", context, status=STATUS.get(error.code, 410))
    add_never_cache_headers(response)
    return response
