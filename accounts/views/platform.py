"""The platform administrator's pages: the organizers, opening and closing a workspace. Their data stay theirs."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, ListView

from accounts import actions, queries
from accounts.access import PlatformView
from accounts.forms import DeactivateForm, ManagerForm, NewOrganizerForm, PlatformOrganizerForm
from accounts.models import Organizer, Role, TeamInvitation
from accounts.workspace import DeedForm
from common import history


class Organizers(PlatformView, ListView):
    section = "platform_organizers"
    template_name = "accounts/organizers.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Organizer]:
        return queries.organizers()


class OrganizerPage(PlatformView, DetailView):
    """One organizer as the platform knows it: its name, who manages it, what was changed. None of its records."""

    section = "platform_organizers"
    template_name = "accounts/organizer.html"

    def get_queryset(self) -> QuerySet[Organizer]:
        return queries.organizers()

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            waiting=queries.open_invitations(self.object).filter(role=Role.MANAGER),
            entries=history.entries(self.object),
            **kwargs,
        )


class PlatformDeed(PlatformView, DeedForm):
    """A deed on an organizer, coming from and leading back to its page."""

    section = "platform_organizers"

    @cached_property
    def target(self) -> Organizer:
        return get_object_or_404(Organizer, pk=self.kwargs["pk"])

    def success_url(self, outcome: Any) -> str:
        return reverse("platform_organizer", args=[self.target.pk])

    def back_url(self) -> str:
        return reverse("platform_organizer", args=[self.target.pk])


class OrganizerNew(PlatformDeed):
    form_class = NewOrganizerForm
    heading = _("New organizer")
    submit_label = _("Open the workspace")
    success_message = _("%(record)s is open; its manager has a letter with a link to join.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": Organizer()}

    def perform(self, form: NewOrganizerForm) -> Organizer:
        return actions.create_organizer(
            organizer=form.instance, by=self.request.user, manager_email=form.cleaned_data["manager_email"]
        )

    def success_url(self, outcome: Organizer) -> str:
        return reverse("platform_organizer", args=[outcome.pk])

    def back_url(self) -> str:
        return reverse("platform_organizers")


class OrganizerEdit(PlatformDeed):
    form_class = PlatformOrganizerForm
    heading = _("Change the organizer")
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.target}

    def perform(self, form: PlatformOrganizerForm) -> Organizer:
        return actions.change_organizer(organizer=form.instance, by=self.request.user)


class FirstManager(PlatformDeed):
    form_class = ManagerForm
    heading = _("Invite the first manager")
    submit_label = _("Send the invitation")
    success_message = _("The invitation to %(record)s is on its way.")

    def get_initial(self) -> dict:
        waiting = queries.open_invitations(self.target).filter(role=Role.MANAGER).first()
        return {"email": waiting.email} if waiting else {}

    def perform(self, form: ManagerForm) -> TeamInvitation:
        return actions.invite_first_manager(organizer=self.target, by=self.request.user, **form.cleaned_data)


class OrganizerDeactivate(PlatformDeed):
    form_class = DeactivateForm
    heading = _("Close the workspace")
    submit_label = _("Close the workspace")
    is_grave = True
    success_message = _("%(record)s is closed. Nobody can open its workspace until you open it again.")

    def perform(self, form: DeactivateForm) -> Organizer:
        return actions.deactivate_organizer(organizer=self.target, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs) -> dict:
        lead = _("%(organizer)s: its team can no longer open anything; its records are kept.")
        return super().get_context_data(lead=lead % {"organizer": self.target}, **kwargs)


class OrganizerReactivate(PlatformView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        organizer = get_object_or_404(Organizer, pk=pk)
        actions.reactivate_organizer(organizer=organizer, by=request.user)
        messages.success(request, _("%(organizer)s is open again.") % {"organizer": organizer})
        return redirect("platform_organizer", pk)
