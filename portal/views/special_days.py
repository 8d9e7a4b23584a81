"""Public holidays and the days worked in exchange, entered once the government has announced them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import PlatformView
from accounts.workspace import DeedForm
from common import working_days
from common.models import SpecialDay
from portal.privacy.forms import SpecialDayForm


class SpecialDays(PlatformView, DeedForm):
    section = "platform_special_days"
    template_name = "portal/privacy/special_days.html"
    form_class = SpecialDayForm
    heading = _("Public holidays")
    submit_label = _("Enter the day")
    success_message = _("Entered: %(record)s")

    def perform(self, form: SpecialDayForm) -> SpecialDay:
        return working_days.enter_day(day=form.instance)

    def success_url(self, outcome: SpecialDay) -> str:
        return reverse("platform_special_days")

    def back_url(self) -> str:
        return reverse("platform_organizers")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(days=SpecialDay.objects.order_by("-day"), **kwargs)


class SpecialDayRemove(PlatformView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        day = get_object_or_404(SpecialDay, pk=pk)
        working_days.remove_day(day=day)
        messages.success(request, _("Removed: %(day)s") % {"day": day})
        return redirect("platform_special_days")
