"""The platform administrator's way to lost accounts that no organizer's desk may recover."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import ListView

from accounts import actions, queries, recovery
from accounts.access import PlatformView
from accounts.forms import PlatformRecoverForm
from accounts.models import AccessLink, User
from accounts.views.access import STATES, HandsOver
from common import history
from common.statuses import status


class People(PlatformView, ListView):
    """Looking for one person; nobody is listed without being asked for."""

    section = "platform_people"
    template_name = "accounts/platform_people.html"
    paginate_by = 25

    def get_queryset(self) -> list[User]:
        return queries.people_to_recover_from_platform(by=self.request.user, text=self.request.GET.get("q", ""))

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(q=self.request.GET.get("q", "").strip(), **kwargs)


class Person(PlatformView, HandsOver):
    """One person: whose teams will be told, the links made so far, and making one."""

    section = "platform_people"
    template_name = "accounts/platform_person.html"
    form_class = PlatformRecoverForm
    submit_label = _("Make the link")

    @cached_property
    def person(self) -> User:
        return get_object_or_404(recovery.from_platform(by=self.request.user), pk=self.kwargs["pk"])

    @property
    def heading(self) -> str:
        return str(_("Recover the account of %(person)s") % {"person": self.person})

    def perform(self, form: PlatformRecoverForm) -> AccessLink:
        return actions.recover_from_platform(by=self.request.user, user=self.person, **form.cleaned_data)

    def back_url(self) -> str:
        return reverse("platform_person", args=[self.person.pk])

    def get_context_data(self, **kwargs) -> dict:
        links = list(queries.platform_links(self.person)[:20])
        for link in links:
            link.status = status(*STATES[link.state])
            link.entries = history.entries(link)
        return super().get_context_data(
            person=self.person, teams=queries.workspaces(self.person), links=links, **kwargs
        ) | {"back_url": reverse("platform_people")}


class LinkWithdraw(PlatformView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        link = get_object_or_404(AccessLink, pk=pk, organizer=None)
        try:
            actions.withdraw_access_link(link=link, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The link for %(person)s does nothing any more.") % {"person": link})
        return redirect("platform_person", link.user_id)
