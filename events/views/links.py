"""The unlisted link by which enterprises apply to a fair: shown with its QR, and made anew."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from common.links import absolute
from common.tables import day_range
from events import window
from events.access import FairMixin
from events.actions.fairs import renew_apply_link


class ApplyLinkMixin(FairMixin):
    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"


class ApplyLink(ApplyLinkMixin, TemplateView):
    """To hand over on paper, or to paste into a message."""

    template_name = "events/apply_link.html"

    def get_context_data(self, **kwargs) -> dict:
        fair = self.fair
        url = absolute(reverse("fair_by_link", args=[fair.apply_token]))
        facts = {"fair": fair.name, "days": day_range(fair.starts_on, fair.ends_on), "link": url}
        return super().get_context_data(
            url=url,
            qr=mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=2)),  # our own drawing
            text=_("Apply to %(fair)s, %(days)s: %(link)s") % facts,
            days=facts["days"],
            last_day=window.last_day(fair),
            may_renew=self.may("events.change_fair"),
            **kwargs,
        )


class ApplyLinkRenew(ApplyLinkMixin, View):
    """From then on the old link leads nowhere."""

    permission = "events.change_fair"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        renew_apply_link(fair=self.fair, by=request.user)
        messages.success(request, _("The link is new. The one before leads nowhere now."))
        return redirect(self.page_url("apply_link"))
