"""Calling a fair off and moving it: who would be told, the letter, then the deed; taking it back while letters wait."""

from copy import copy

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.workspace import DeedForm
from common import states
from common.history import Stale
from events.access import FairMixin
from events.letters import Reader
from events.models import FairNotice
from events.states import FAIR
from matching import notices
from matching.actions.fairs import call_off_fair, move_fair_days, undo_notice
from matching.forms import CallOffForm, FairDaysForm


class FairChange(FairMixin, DeedForm):
    """First what would happen and the letter, then the deed itself."""

    section = "fair"
    permission = "events.change_fair"
    template_name = "matching/fair_change.html"
    kind: FairNotice.Kind
    preview_label = _("Read the letter first")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("step") == "do":
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, letter=self.letter(form)))

    @cached_property
    def audience(self) -> notices.Audience:
        return notices.audience(self.fair)

    def letter(self, form: forms.Form) -> notices.Letter:
        """As the first of its readers would get it."""
        fair, data = copy(self.fair), form.cleaned_data
        notice = FairNotice(
            fair=fair, kind=self.kind, reason=data["reason"], old_starts_on=fair.starts_on, old_ends_on=fair.ends_on,
            old_place=fair.place, told_at=timezone.now(),
        )  # fmt: skip
        fair.starts_on, fair.ends_on = data.get("starts_on", fair.starts_on), data.get("ends_on", fair.ends_on)
        fair.place = data.get("place", fair.place)
        somebody = Reader("…", "", "…", self.request.user.language)
        reader = self.audience.readers[0][0] if self.audience.readers else somebody
        return notices.letter(notice, reader)

    def success_url(self, outcome: FairNotice) -> str:
        return self.back_url()

    def back_url(self) -> str:
        return self.page_url("fair")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            audience=self.audience, preview_label=self.preview_label, kind=self.kind, **{"letter": None} | kwargs
        )


class FairCallOff(FairChange):
    kind = FairNotice.Kind.CANCEL
    form_class = CallOffForm
    heading = _("Call the fair off")
    submit_label = _("Call off and tell everyone")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "cancel" not in states.deeds(FAIR, self.fair.state):
            return redirect(self.back_url())
        return super().get(request, *args, **kwargs)

    def perform(self, form: CallOffForm) -> FairNotice:
        return call_off_fair(fair=self.fair, by=self.request.user, **form.cleaned_data)


class FairDays(FairChange):
    kind = FairNotice.Kind.MOVE
    form_class = FairDaysForm
    heading = _("Move the fair")
    submit_label = _("Move and tell everyone")

    def get_initial(self) -> dict:
        return {name: getattr(self.fair, name) for name in ("starts_on", "ends_on", "place", "version")}

    def perform(self, form: FairDaysForm) -> FairNotice:
        data = form.cleaned_data.copy()  # kept whole: the form may be shown again
        if data.pop("version") != self.fair.version:
            raise Stale(self.fair)
        return move_fair_days(fair=self.fair, by=self.request.user, **data)


class FairNoticeUndo(FairMixin, View):
    """Take it back; nobody is told."""

    permission = "events.change_fair"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        notice = get_object_or_404(self.fair.notices, pk=kwargs["pk"])
        try:
            undo_notice(notice=notice, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Stale:
            messages.error(request, _("Somebody else changed this record meanwhile. Look at it again."))
        else:
            messages.success(request, _("Taken back. No letter is sent."))
        return redirect(self.page_url("fair"))
