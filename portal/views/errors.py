"""Error pages in our look and the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from common.busy import ADVICE, try_again


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """The request may be refused before anybody is known, so the page stands alone."""
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing may be asked of the database here: it may be what failed."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """What was sent goes along to be sent again, unless it holds a password or a file."""
    fields = list(request.POST.lists()) if request.method == "POST" and not request.FILES else []
    secret = any("password" in name for name, _values in fields)
    context = {
        "request": request,
        "csrf_token": get_token(request),
        "advice": ADVICE,
        "again": [] if secret else [field for field in fields if field[0] != "csrfmiddlewaretoken"],
    }
    return try_again(HttpResponse(loader.render_to_string("503.html", context)))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stood open too long, or cookies are off: say so instead of a bare refusal."""
    came_from = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return render(request, "403_csrf.html", {"back_url": came_from if ours else reverse("home")}, status=403)
