"""The first page: for a stranger what this is, for a person the way to their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts import queries
from accounts.access import PublicView
from accounts.models import User
from enterprises.queries import account_invitations_for, accounts_of
from events.views.invited import INVITED_KEY


class Home(PublicView, TemplateView):
    template_name = "portal/welcome.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        if token := request.session.pop(INVITED_KEY, ""):  # signed up or in because of an invitation to a fair
            return redirect("invited", token)
        work = _work_of(request.user)
        if url := _only_way(request.user, **work):
            return redirect(url)
        self.template_name = "portal/workspaces.html"
        return super().get(request, **work)


def _work_of(user: User) -> dict[str, list]:
    """The teams and enterprises that a person acts for, and the invitations to others."""
    return {
        "memberships": list(queries.workspaces(user)),
        "own": list(accounts_of(user)),
        "invitations": [*queries.invitations_for(user), *account_invitations_for(user)],
    }


def _only_way(user: User, *, memberships: list, own: list, invitations: list) -> str:
    """Where there is nothing to choose, the page to go to at once."""
    if invitations or len(memberships) + len(own) + user.is_platform_admin != 1:
        return ""
    if memberships:
        return reverse("overview", args=[memberships[0].organizer.slug])
    return reverse("my_enterprise", args=[own[0].enterprise.pk]) if own else reverse("platform_organizers")
