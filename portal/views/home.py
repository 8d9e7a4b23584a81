"""The first page: for a stranger what this is, for a person the way to their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts import queries
from accounts.access import PublicView


class Home(PublicView, TemplateView):
    template_name = "portal/welcome.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        memberships = list(queries.workspaces(request.user))
        invitations = list(queries.invitations_for(request.user))
        if not invitations and request.user.is_platform_admin and not memberships:
            return redirect("platform_organizers")
        if not invitations and not request.user.is_platform_admin and len(memberships) == 1:
            return redirect("overview", memberships[0].organizer.slug)
        self.template_name = "portal/workspaces.html"
        return super().get(request, memberships=memberships, invitations=invitations)
