"""The doors: every view of the house is built on one of these, so that each says who may open it."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import Organizer
from accounts.reach import Reach, reach_of


class PublicView:
    """Anyone may open it."""


class PersonView(LoginRequiredMixin):
    """Anyone who is signed in may open it."""


class PlatformView(LoginRequiredMixin):
    """Platform administrators alone; others do not learn that it exists."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_perm("accounts.manage_platform"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OrganizerView(LoginRequiredMixin):
    """A page of one organizer's workspace: `permission` is asked of the person at that organizer.

    A stranger gets 404, so that nobody learns which organizers exist; a member without the right gets 403. Where the
    organizer asks for a second factor, a member without one gets no further than the page that says so.

    `reach` is how far the person may do it. Members who work at certain fairs alone get in only where the page says
    that it `keeps_to_fairs`, that is shows and changes nothing but what is in reach.
    """

    permission: str
    organizer: Organizer
    reach: Reach
    keeps_to_fairs = False
    lets_in_without_second_factor = False

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.organizer = get_object_or_404(Organizer, slug=kwargs["organizer"], is_active=True)
        if not request.user.has_perm("accounts.enter_workspace", self.organizer):
            raise Http404
        if not self.lets_in_without_second_factor and self.lacks_second_factor():
            return _go(request, reverse("second_factor", args=[self.organizer.slug]))
        self.let_in()
        request.organizer, request.reach = self.organizer, self.reach
        return super().dispatch(request, *args, **kwargs)

    def let_in(self) -> None:
        """Find how far the person may do this; refuse whoever may not, or not here."""
        reach = self.reach_of(self.permission)
        if reach is None or not (reach.is_whole or self.keeps_to_fairs):
            raise PermissionDenied
        self.reach = reach

    def lacks_second_factor(self) -> bool:
        """Whether the organizer asks for a second factor that this person has not set up."""
        return self.organizer.requires_second_factor and not is_mfa_enabled(self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs | {"organizer": self.organizer})

    def reach_of(self, permission: str) -> Reach | None:
        """Where in this workspace the person may do something; None for nowhere."""
        return reach_of(self.request.user, permission, self.organizer)

    def may(self, permission: str) -> bool:
        """Whether the person may do something anywhere in this workspace."""
        return self.reach_of(permission) is not None


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on; a piece of a page that asked by itself is led on as a whole page."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
