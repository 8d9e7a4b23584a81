"""Changes after applications have closed: asked for by the enterprise, answered by the organizer; handing it over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.workspace import DeedForm
from common import history
from events.actions import changes as actions
from events.desk.forms import ChangeAnswerForm, ChangeAskForm, HandOverForm
from events.models import Application, ChangeRequest, ChangeState
from events.views.applications import ApplicationMixin
from events.views.my_applications import MyApplicationMixin, MyDeed


class ChangeAnswer(ApplicationMixin, DeedForm):
    """The organizer lets an application be changed until a day, or says why not."""

    template_name = "desk/change_answer.html"
    form_class = ChangeAnswerForm
    heading = _("The enterprise asks to change its application")
    submit_label = _("Send the answer")

    @cached_property
    def asked(self) -> ChangeRequest | None:
        return self.object.change_requests.filter(state=ChangeState.ASKED).select_related("asked_by").first()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.asked else redirect(self.back_url())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.asked is None:
            messages.error(request, _("This request was answered already."))
            return redirect(self.back_url())
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: ChangeAnswerForm) -> ChangeRequest:
        data = form.cleaned_data
        if data["verdict"] == "grant":
            return actions.grant_change(
                request=self.asked, until=data["until"], answer=data["answer"], by=self.request.user
            )
        return actions.refuse_change(request=self.asked, answer=data["answer"], by=self.request.user)

    def success_url(self, outcome: ChangeRequest) -> str:
        messages.success(self.request, _("Answered. The letter is on its way."))
        return self.back_url()

    def back_url(self) -> str:
        return self.own_url("application")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(object=self.object, asked=self.asked, **kwargs)


class MyChangeAsk(MyDeed):
    """The enterprise says what it wants to change."""

    form_class = ChangeAskForm
    heading = _("Ask to change the application")
    submit_label = _("Send to the organizer")
    success_message = _("Asked. The organizer's answer comes by letter and stands here.")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not actions.may_ask(self.object):
            messages.info(request, _("Nothing needs to be asked for here."))
            return redirect(self.back_url())
        return super().get(request, *args, **kwargs)

    def perform(self, form: ChangeAskForm) -> Application:
        actions.ask_change(application=self.object, words=form.cleaned_data["words"], by=self.request.user)
        return self.object


class MyChangeWithdraw(MyApplicationMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        asked = get_object_or_404(self.object.change_requests, pk=kwargs["row"])
        try:
            actions.withdraw_request(request=asked, by=request.user)
        except (ValidationError, history.Stale) as error:
            messages.error(request, " ".join(getattr(error, "messages", [_("This request was answered already.")])))
        return redirect(self.own_url("my_application"))


class MyHandOver(MyDeed):
    """Another member of the enterprise looks after the application from now on."""

    form_class = HandOverForm
    heading = _("Hand the application over")
    submit_label = _("Hand over")
    success_message = _("Handed over. Letters and calls go to the new contact person.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"application": self.object, "initial": {"version": self.object.version}}

    def perform(self, form: HandOverForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return actions.hand_over(application=self.object, to=form.cleaned_data["member"], by=self.request.user)
