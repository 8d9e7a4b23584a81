"""The first page: for a stranger what this is, for a person the way to their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.access import PublicView


class Home(PublicView, TemplateView):
    template_name = "portal/welcome.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        memberships = list(request.user.memberships.current().select_related("organizer"))
        if request.user.is_platform_admin and not memberships:
            return redirect("platform_organizers")
        if len(memberships) == 1 and not request.user.is_platform_admin:
            return redirect("overview", memberships[0].organizer.slug)
        self.template_name = "portal/workspaces.html"
        return super().get(request, memberships=memberships)
