"""Who acts for an enterprise: inviting, changing a role, leaving."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, TemplateView

from accounts.access import PersonView
from common.links import unsign
from enterprises import queries
from enterprises.access import EnterpriseView
from enterprises.account_forms import MemberInviteForm, MemberRoleForm
from enterprises.actions import accounts as actions
from enterprises.models import ENTERPRISE_INVITATION, EnterpriseInvitation, EnterpriseMember
from enterprises.views.own import OwnDeed


class Members(EnterpriseView, TemplateView):
    section = "my_members"
    template_name = "enterprises/my_members.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            members=queries.members(self.enterprise),
            invitations=queries.account_invitations(self.enterprise),
            may_manage=self.may("enterprises.own"),
            **kwargs,
        )


class MemberInvite(OwnDeed):
    section = "my_members"
    permission = "enterprises.own"
    form_class = MemberInviteForm
    heading = _("Invite somebody")
    submit_label = _("Send the invitation")
    success_message = _("The invitation to %(record)s is on its way.")

    def perform(self, form: MemberInviteForm) -> EnterpriseInvitation:
        return actions.invite_member(enterprise=self.enterprise, by=self.request.user, **form.cleaned_data)


class InvitationDeed(EnterpriseView, View):
    """What an owner does with an invitation that waits: one press on the members' page."""

    permission = "enterprises.own"
    http_method_names = ["post"]
    success_message: str
    action: Callable

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        invitation = get_object_or_404(queries.account_invitations(self.enterprise), pk=kwargs["pk"])
        try:
            type(self).action(invitation=invitation, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.success_message % {"email": invitation.email})
        return redirect("my_members", self.enterprise.pk)


class InvitationWithdraw(InvitationDeed):
    action = actions.withdraw_member_invitation
    success_message = _("The invitation to %(email)s is withdrawn.")


class InvitationRenew(InvitationDeed):
    action = actions.renew_member_invitation
    success_message = _("The invitation to %(email)s is on its way again.")


class MemberEdit(OwnDeed):
    section = "my_members"
    permission = "enterprises.own"
    form_class = MemberRoleForm
    heading = _("Change the role")
    success_message = _("Saved: %(record)s")

    @cached_property
    def member(self) -> EnterpriseMember:
        return get_object_or_404(queries.members(self.enterprise), pk=self.kwargs["pk"])

    def get_initial(self) -> dict:
        return {"role": self.member.role}

    def perform(self, form: MemberRoleForm) -> EnterpriseMember:
        return actions.change_member_role(member=self.member, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(lead=str(self.member), **kwargs)


class MemberRemove(EnterpriseView, DetailView):
    """An owner takes a person out; everyone may leave."""

    section = "my_members"
    template_name = "enterprises/my_member_remove.html"

    def get_queryset(self) -> QuerySet[EnterpriseMember]:
        members = queries.members(self.enterprise)
        return members if self.may("enterprises.own") else members.filter(user=self.request.user)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        member = self.get_object()
        try:
            actions.remove_enterprise_member(member=member, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("my_members", self.enterprise.pk)
        done = _("%(person)s no longer acts for %(enterprise)s.")
        messages.success(request, done % {"person": member, "enterprise": self.enterprise})
        return redirect("home") if member.user == request.user else redirect("my_members", self.enterprise.pk)


class EnterpriseJoin(PersonView, TemplateView):
    """The link of the letter: shows who invites, and joins on a press of the button."""

    template_name = "enterprises/join.html"

    def get_invitation(self) -> EnterpriseInvitation:
        pk = unsign(ENTERPRISE_INVITATION, self.kwargs["token"])
        return get_object_or_404(EnterpriseInvitation.objects.select_related("enterprise"), pk=pk)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(invitation=self.get_invitation(), **kwargs)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self.get_invitation()
        try:
            actions.accept_member_invitation(invitation=invitation, user=request.user)
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(problem=" ".join(error.messages)), status=409)
        messages.success(request, _("You now act for %(enterprise)s.") % {"enterprise": invitation.enterprise})
        return redirect(reverse("my_enterprise", args=[invitation.enterprise_id]))
