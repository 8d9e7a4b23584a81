"""The organizer's team: who is in it, inviting, changing a role, leaving, and the organizer's own settings."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, TemplateView

from accounts import actions, queries
from accounts.access import OrganizerView, PersonView
from accounts.forms import InviteForm, MemberForm, OrganizerForm
from accounts.link_over import FORGED, link_over
from accounts.models import INVITATION, Organizer, TeamInvitation, TeamMember
from accounts.reach import Reach
from accounts.workspace import DeedPage, RecordMixin
from common import history
from common.links import unsign


class Team(OrganizerView, TemplateView):
    section = "team"
    permission = "accounts.view_team"
    template_name = "accounts/team.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            members=queries.team(self.organizer),
            invitations=queries.open_invitations(self.organizer),
            may_manage=self.may("accounts.manage_team"),
            **kwargs,
        )


class TeamDeed(DeedPage):
    """A deed on the team, coming from and leading back to its page."""

    section = "team"
    permission = "accounts.manage_team"

    def success_url(self, outcome: Any) -> str:
        return reverse("team", args=[self.organizer.slug])

    def back_url(self) -> str:
        return reverse("team", args=[self.organizer.slug])


class Invite(TeamDeed):
    form_class = InviteForm
    heading = _("Invite to the team")
    submit_label = _("Send the invitation")
    success_message = _("%(record)s is invited.")

    def perform(self, form: InviteForm) -> TeamInvitation:
        data = form.cleaned_data.copy()
        self.full_name = data.pop("full_name")
        return actions.invite(organizer=self.organizer, by=self.request.user, **data)

    def success_url(self, outcome: TeamInvitation) -> str:
        return begin_url(outcome, self.full_name) or super().success_url(outcome)


def begin_url(invitation: TeamInvitation, full_name: str = "") -> str:
    """Where a link is made for who has neither email nor an account yet; the invitation waits behind it."""
    if not invitation.mobile or queries.has_account(invitation.mobile):
        return ""
    query = urlencode({"mobile": invitation.mobile, "full_name": full_name})
    return f"{reverse('access_link_new', args=[invitation.organizer.slug])}?{query}"


class InvitationDeed(OrganizerView, View):
    """What a manager does with an invitation that waits: one press on the team's page."""

    permission = "accounts.manage_team"
    http_method_names = ["post"]
    success_message: str
    action: Callable

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        invitation = get_object_or_404(queries.open_invitations(self.organizer), pk=kwargs["pk"])
        try:
            type(self).action(invitation=invitation, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.success_message % {"email": invitation})
            return redirect(self.next_url(invitation))
        return redirect("team", self.organizer.slug)

    def next_url(self, invitation: TeamInvitation) -> str:
        return reverse("team", args=[self.organizer.slug])


class InvitationWithdraw(InvitationDeed):
    action = actions.withdraw_invitation
    success_message = _("The invitation to %(email)s is withdrawn.")


class InvitationRenew(InvitationDeed):
    action = actions.renew_invitation
    success_message = _("The invitation to %(email)s is good for two more weeks.")

    def next_url(self, invitation: TeamInvitation) -> str:
        return begin_url(invitation) or super().next_url(invitation)


class MemberEdit(TeamDeed):
    form_class = MemberForm
    heading = _("Change the role")
    success_message = _("Saved: %(record)s")

    def get_member(self) -> TeamMember:
        return get_object_or_404(self.organizer.team.select_related("user"), pk=self.kwargs["pk"])

    def get_initial(self) -> dict:
        member = self.get_member()
        return {"role": member.role, "until": member.until, "version": member.version}

    def perform(self, form: MemberForm) -> TeamMember:
        member, data = self.get_member(), form.cleaned_data
        member.version = data["version"]
        return actions.change_member(member=member, by=self.request.user, role=data["role"], until=data["until"])

    def success_url(self, outcome: TeamMember) -> str:
        """Whoever gave up their own role may no longer open the team's page."""
        return reverse("home") if outcome.user == self.request.user else super().success_url(outcome)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(lead=str(self.get_member().user), **kwargs)


class MemberRemove(RecordMixin, DetailView):
    """A manager takes a person out; every member may leave."""

    section = "team"
    permission = "accounts.enter_workspace"
    keeps_to_fairs = True
    template_name = "accounts/member_remove.html"

    def scope(self, reach: Reach) -> QuerySet[TeamMember]:
        team = self.organizer.team.select_related("user")
        return team if self.may("accounts.manage_team") else team.filter(user=self.request.user)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        member = self.get_object()
        try:
            actions.remove_member(member=member, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("home" if member.user == request.user else "team", *self.back_args(member))
        messages.success(request, _("%(person)s is no longer in the team.") % {"person": member.user})
        return redirect("home") if member.user == request.user else redirect("team", self.organizer.slug)

    def back_args(self, member: TeamMember) -> list[str]:
        return [] if member.user == self.request.user else [self.organizer.slug]

    def get_context_data(self, **kwargs) -> dict:
        back = "team" if self.may("accounts.view_team") else "overview"
        return super().get_context_data(back_url=reverse(back, args=[self.organizer.slug]), **kwargs)


class AcceptInvitation(PersonView, TemplateView):
    """The link of the letter: shows who invites, and joins on a press of the button."""

    template_name = "accounts/accept_invitation.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(lambda invitation: self.render_to_response(self.get_context_data(invitation=invitation)))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(self.join)

    def answer(self, deed: Callable[[TeamInvitation], HttpResponse]) -> HttpResponse:
        """Do it with the invitation, or say why it is none for this person."""
        pk = unsign(INVITATION, self.kwargs["token"])
        if pk is None:
            return link_over(self.request, FORGED)
        invitation = TeamInvitation.objects.select_related("organizer").filter(pk=pk).first()
        try:
            actions.check_acceptable(invitation, self.request.user)
            return deed(invitation)
        except ValidationError as error:
            if error.code == "already":  # the button was pressed twice
                messages.info(self.request, " ".join(error.messages))
                return redirect("overview", invitation.organizer.slug)
            return link_over(self.request, error)

    def join(self, invitation: TeamInvitation) -> HttpResponse:
        actions.accept_invitation(invitation=invitation, user=self.request.user)
        messages.success(self.request, _("Welcome to the team of %(organizer)s.") % {"organizer": invitation.organizer})
        return redirect("overview", invitation.organizer.slug)


class OrganizerSettings(DeedPage):
    template_name = "accounts/organizer_settings.html"
    section = "organizer_settings"
    permission = "accounts.change_organizer"
    form_class = OrganizerForm
    heading = _("Settings")
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        # Read anew: the form writes into its record even where it then refuses it.
        return super().get_form_kwargs() | {"instance": Organizer.objects.get(pk=self.organizer.pk)}

    def perform(self, form: OrganizerForm) -> Organizer:
        return actions.change_organizer(organizer=form.instance, by=self.request.user)

    def success_url(self, outcome: Organizer) -> str:
        return reverse("organizer_settings", args=[self.organizer.slug])

    def back_url(self) -> str:
        return reverse("overview", args=[self.organizer.slug])


class OrganizerHistory(OrganizerView, DetailView):
    section = "organizer_settings"
    permission = "accounts.change_organizer"
    template_name = "records/history.html"

    def get_object(self, queryset=None):
        return self.organizer

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            entries=history.entries(self.organizer, limit=500),
            record_url=reverse("organizer_settings", args=[self.organizer.slug]),
            **kwargs,
        )
