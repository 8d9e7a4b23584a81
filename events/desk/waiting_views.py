"""The waiting list, and offers of a place: made and taken back by the organizer, answered by the enterprise."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from common import history
from common.links import unsign
from common.statuses import status
from common.tables import day_range
from events.actions import offers as actions
from events.desk import queries
from events.desk.views import DeskDeed, DeskMixin
from events.models import PLACE_OFFER, OfferState, PlaceOffer
from events.registration.eligibility import rules_of
from events.views.my_applications import MyApplicationMixin

STALE = _("Somebody else changed this application meanwhile. Look at it again.")


class WaitingList(DeskMixin, TemplateView):
    """Who waits, in order, with what each was offered; free places beside it."""

    template_name = "desk/waiting.html"

    def get_context_data(self, **kwargs) -> dict:
        rows = queries.waiting_list(self.fair)
        for row in rows:
            offer = row.latest_offers[0] if row.latest_offers else None
            row.offer = offer
            row.offer_status = status(offer.state, offer.get_state_display()) if offer else None
        return super().get_context_data(
            rows=rows,
            quotas=self.fair.quotas.select_related("package", "group", "province"),
            rules=rules_of(self.fair),
            **kwargs,
        )


class ApplicationOffer(DeskDeed):
    """Offers a free place by hand, or takes the offer back."""

    anchor = "offer"

    def perform(self, request: HttpRequest) -> None:
        if request.POST.get("deed") == "withdraw":
            offer = get_object_or_404(self.object.offers, state=OfferState.OPEN)
            actions.withdraw_offer(offer=offer, by=request.user)
            messages.success(request, _("The offer is taken back, and the enterprise told."))
        else:
            actions.offer_place(application=self.object, by=request.user)
            messages.success(request, _("The place is offered. It is held until the enterprise answers."))


def answer(offer: PlaceOffer, request: HttpRequest) -> None:
    """What the enterprise pressed; what comes too late is said."""
    person = request.user if request.user.is_authenticated else None
    try:
        if request.POST.get("deed") == "accept":
            actions.accept_offer(offer=offer, by=person)
            messages.success(request, _("The place is yours to keep. The organizer confirms it by letter."))
        else:
            actions.let_go(offer=offer, by=person)
            messages.success(request, _("The place goes to the next who waits. You stay on the waiting list."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except history.Stale:
        messages.error(request, STALE)


class MyOffer(MyApplicationMixin, View):
    """The enterprise answers on its own page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        offer = self.object.offers.first()
        if offer is None:
            messages.error(request, _("No place is offered."))
        else:
            answer(offer, request)
        return redirect(self.own_url("my_application"))


class OfferByLink(PublicView, View):
    """The same by the link of the letter, without signing in. Opening it answers nothing; only a button does."""

    @cached_property
    def offer(self) -> PlaceOffer | None:
        pk = unsign(PLACE_OFFER, self.kwargs["token"])
        rows = PlaceOffer.objects.select_related("application__fair__organizer", "application__enterprise")
        return rows.filter(pk=pk, application__fair__organizer__is_active=True).first() if pk else None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.offer is None:
            return link_over(request, FORGED)
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        offer, fair = self.offer, self.offer.application.fair
        context = {
            "offer": offer,
            "is_open": offer.state == OfferState.OPEN and offer.expires_at > timezone.now(),
            "application": offer.application,
            "fair": fair,
            "days": day_range(fair.starts_on, fair.ends_on),
        }
        return render(request, "desk/offer.html", context)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        answer(self.offer, request)
        return redirect(request.path)
