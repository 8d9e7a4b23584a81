"""Who acts for an enterprise: inviting, changing a role, leaving."""

from collections.abc import Callable

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, FormView, TemplateView

from accounts.access import PersonView, PublicView
from accounts.actions import digest
from accounts.forms import NewPasswordForm
from accounts.link_over import FORGED, link_over
from accounts.models import User
from accounts.views.access import Card, hand_over
from accounts.workspace import add_error
from common.links import unsign
from enterprises import queries
from enterprises.access import EnterpriseView
from enterprises.account_forms import MemberForm, MemberInviteForm
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
        whom = form.cleaned_data["who"]
        return actions.invite_member(
            enterprise=self.enterprise, by=self.request.user, role=form.cleaned_data["role"], **whom
        )

    def form_valid(self, form: MemberInviteForm) -> HttpResponse:
        if "email" in form.cleaned_data["who"]:
            return super().form_valid(form)
        try:
            invitation = self.perform(form)
        except ValidationError as error:
            add_error(form, error)
            return self.form_invalid(form)
        return hand_over_invitation(self.request, invitation)


def hand_over_invitation(request: HttpRequest, invitation: EnterpriseInvitation) -> HttpResponse:
    """Shows the link that was made for a number, this once."""
    short = _("%(giver)s invites you to act for it on Chợ Phiên. Open this link within 14 days: %(url)s")
    card = Card(
        link=invitation,
        path=invitation.handed_url,
        title=str(_("Act for %(enterprise)s on Chợ Phiên") % {"enterprise": invitation.enterprise}),
        giver=invitation.enterprise.legal_name,
        short=str(short),
        sign_in_name=invitation.mobile,
        phone=invitation.mobile,
        caution=_("Whoever opens the link can act for your enterprise. If it goes to somebody else, withdraw it in "
                  "the list."),
        back_url=reverse("my_members", args=[invitation.enterprise_id]),
    )  # fmt: skip
    return hand_over(request, card)


class InvitationDeed(EnterpriseView, View):
    """What an owner does with an invitation that waits: one press on the members' page."""

    permission = "enterprises.own"
    http_method_names = ["post"]
    success_message: str
    action: Callable

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        invitation = get_object_or_404(queries.account_invitations(self.enterprise), pk=kwargs["pk"])
        try:
            outcome = type(self).action(invitation=invitation, by=request.user) or invitation
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            return self.done(outcome)
        return redirect("my_members", self.enterprise.pk)

    def done(self, outcome: EnterpriseInvitation) -> HttpResponse:
        messages.success(self.request, self.success_message % {"email": outcome})
        return redirect("my_members", self.enterprise.pk)


class InvitationWithdraw(InvitationDeed):
    action = actions.withdraw_member_invitation
    success_message = _("The invitation to %(email)s is withdrawn.")


class InvitationRenew(InvitationDeed):
    action = actions.renew_member_invitation
    success_message = _("The invitation to %(email)s is on its way again.")

    def done(self, outcome: EnterpriseInvitation) -> HttpResponse:
        return hand_over_invitation(self.request, outcome) if outcome.mobile else super().done(outcome)


class MemberEdit(OwnDeed):
    section = "my_members"
    permission = "enterprises.own"
    form_class = MemberForm
    heading = _("Change the role")
    success_message = _("Saved: %(record)s")

    @cached_property
    def member(self) -> EnterpriseMember:
        return get_object_or_404(queries.members(self.enterprise), pk=self.kwargs["pk"])

    def get_initial(self) -> dict:
        return {"role": self.member.role, "version": self.member.version}

    def perform(self, form: MemberForm) -> EnterpriseMember:
        self.member.version = form.cleaned_data["version"]
        return actions.change_member_role(member=self.member, by=self.request.user, role=form.cleaned_data["role"])

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


def enter(request: HttpRequest, member: EnterpriseMember) -> HttpResponse:
    messages.success(request, _("You now act for %(enterprise)s.") % {"enterprise": member.enterprise})
    return redirect("my_enterprise", member.enterprise_id)


def refuse(request: HttpRequest, invitation: EnterpriseInvitation | None, error: ValidationError) -> HttpResponse:
    """Say why; whoever pressed the button twice is where they wanted to be."""
    if error.code == "already":
        messages.info(request, " ".join(error.messages))
        return redirect("my_enterprise", invitation.enterprise_id)
    return link_over(request, error)


class EnterpriseJoin(PersonView, TemplateView):
    """The link of the letter: shows who invites, and joins on a press of the button."""

    template_name = "enterprises/join.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(lambda invitation: self.render_to_response(self.get_context_data(invitation=invitation)))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(
            lambda invitation: enter(
                request, actions.accept_member_invitation(invitation=invitation, user=request.user)
            )
        )

    def answer(self, deed: Callable[[EnterpriseInvitation], HttpResponse]) -> HttpResponse:
        """Do it with the invitation, or say why it is none for this person."""
        pk = unsign(ENTERPRISE_INVITATION, self.kwargs["token"])
        if pk is None:
            return link_over(self.request, FORGED)
        invitation = EnterpriseInvitation.objects.select_related("enterprise").filter(pk=pk).first()
        try:
            actions.check_acceptable(invitation, self.request.user)
            return deed(invitation)
        except ValidationError as error:
            return refuse(self.request, invitation, error)


class EnterpriseInvited(PublicView, FormView):
    """The link that an owner handed over: who has an account accepts with it, who has none begins one."""

    template_name = "enterprises/invited.html"
    form_class = NewPasswordForm
    invitation: EnterpriseInvitation | None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.invitation = queries.handed_invitation(digest(kwargs["secret"]))
        try:
            self.check()
            if request.user.is_authenticated and request.method == "POST":
                response = enter(request, self.accept())
            elif request.user.is_authenticated:
                response = render(request, "enterprises/join.html", {"invitation": self.invitation})
            else:
                response = super().dispatch(request, *args, **kwargs)
        except ValidationError as error:
            response = refuse(request, self.invitation, error)
        add_never_cache_headers(response)
        return response

    def check(self) -> None:
        if self.request.user.is_authenticated:
            actions.check_acceptable(self.invitation, self.request.user, secret=self.kwargs["secret"])
        else:
            actions.check_open(self.invitation, secret=self.kwargs["secret"])

    def accept(self) -> EnterpriseMember:
        return actions.accept_member_invitation(
            invitation=self.invitation, user=self.request.user, secret=self.kwargs["secret"]
        )

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"user": User(), "begins": True, "name": ""}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            member = actions.begin_by_invitation(
                invitation=self.invitation,
                secret=self.kwargs["secret"],
                password=data["password1"],
                full_name=data["full_name"],
                language=self.request.LANGUAGE_CODE,
                agrees=data["agrees"],
            )
        except ValidationError as error:
            if error.code in ("withdrawn", "used", "expired"):  # since the page was asked for
                raise
            add_error(form, error)
            return self.form_invalid(form)
        home = reverse("my_enterprise", args=[member.enterprise_id])
        return perform_login(self.request, member.user, email_verification="none", redirect_url=home)

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response
