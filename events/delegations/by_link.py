"""The page on which a delegation keeps its own list, for whoever has its link."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from accounts.models import User
from accounts.workspace import DeedForm
from common.links import unsign
from common.tables import day_range
from events import window
from events.delegations import actions, queries
from events.delegations.forms import DelegationFirmForm, FirmsForm
from events.delegations.views import KeepList
from events.fees.my_card import cards
from events.models import DelegationFirm
from events.models.delegations import LINK
from events.views.invited import ANEW


class LinkDoor(PublicView):
    """Finds the delegation of the link, or says why the link does nothing."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.delegation = queries.by_token(kwargs["token"])
        if self.delegation is None:
            return link_over(request, FORGED if unsign(LINK, kwargs["token"]) is None else ANEW)
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @cached_property
    def firm(self) -> DelegationFirm:
        rows = self.delegation.firms.select_related("delegation__fair")
        return get_object_or_404(rows, pk=self.kwargs["firm"])

    def here(self) -> str:
        return reverse("delegation_by_link", args=[self.kwargs["token"]])

    def by(self) -> User | None:
        """Nobody in person: who has the link may be anyone of the centre."""
        return None


class ListByLink(LinkDoor, KeepList):
    template_name = "events/delegations/by_link.html"

    def perform(self, form: FirmsForm) -> list[DelegationFirm]:
        made = self.add(form, self.delegation, self.by())
        words = ngettext("%(n)s firm was put on the list", "%(n)s firms were put on the list", len(made))
        messages.success(self.request, words % {"n": len(made)})
        return made

    def success_url(self, outcome: list) -> str:
        return self.here()

    def back_url(self) -> str:
        return ""

    def get_context_data(self, **kwargs) -> dict:
        row, fair = self.delegation, self.delegation.fair
        firms = queries.firms(row)
        for firm in firms:
            args = [self.kwargs["token"], firm.pk]
            firm.edit_url = reverse("delegation_firm_by_link", args=args)
            firm.strike_url = reverse("delegation_strike_by_link", args=args)
        return super().get_context_data(
            delegation=row,
            fair=fair,
            firms=firms,
            days=day_range(fair.starts_on, fair.ends_on),
            may_keep=actions.may_keep(row, self.by()),
            last_day=window.last_day(fair),
            fees=cards(row, paper="fee_paper_by_link", receipt="fee_receipt_by_link", args=[self.kwargs["token"]]),
            **kwargs,
        )


class FirmByLink(LinkDoor, DeedForm):
    template_name = "events/delegations/firm_by_link.html"
    form_class = DelegationFirmForm
    heading = _("A firm of the delegation")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.firm}

    def perform(self, form: DelegationFirmForm) -> DelegationFirm:
        return actions.save_firm(firm=form.instance, by=self.by())

    def success_url(self, outcome: DelegationFirm) -> str:
        return self.here()

    def back_url(self) -> str:
        return self.here()


class StrikeByLink(LinkDoor, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            actions.strike_firm(firm=self.firm, by=self.by())
            messages.success(request, _("Taken off: %(name)s") % {"name": self.firm})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.here())
