"""A fair's public page: what anyone may know of it, what is shown there, and the way to apply."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from common.links import unsign
from common.tables import day_range
from enterprises.models import Product
from events import queries, told, window
from events.invitations.queries import invited
from events.models import APPLY_LINK, Catalogue, Fair
from events.registration.queries import documents

PRODUCTS_A_PAGE = 24


def found_by_link(token: str) -> Fair:
    """The fair of an unlisted link, or 404."""
    fair = queries.fair_of_link(token)
    if fair is None:
        raise Http404
    return fair


class FairPage(PublicView, DetailView):
    """What both ways to a fair show: its days and place, and how to apply."""

    template_name = "events/public_fair.html"

    def apply_url(self, account) -> str:
        raise TypeError("a fair's page says where one applies")

    def ways(self) -> list[tuple]:
        """The enterprises for which the reader may apply here, each with the address of its form."""
        accounts = queries.accounts_of(self.request.user) if self.request.user.is_authenticated else []
        if self.object.invitation_only:
            accounts = [account for account in accounts if invited(self.object, account)]
        return [(account, self.apply_url(account)) for account in accounts]

    def get_context_data(self, **kwargs) -> dict:
        fair = self.object
        last_day = window.last_day(fair)
        return super().get_context_data(
            days=day_range(fair.starts_on, fair.ends_on),
            place=", ".join(filter(None, [fair.place, fair.province_as_written])),
            is_open=window.is_open(fair),
            is_by_invitation=fair.invitation_only,
            opens_later=window.opens_later(fair),
            last_day=last_day,
            days_left=(last_day - window.today_at(fair)).days,
            figures=queries.public_figures(fair),
            documents=documents(fair),
            ways=self.ways(),
            **kwargs,
        )


class PublicFair(FairPage):
    slug_url_kwarg = "fair"

    def get_queryset(self) -> QuerySet[Fair]:
        return queries.public_fairs().filter(organizer__slug=self.kwargs["organizer"])

    def apply_url(self, account) -> str:
        return reverse("my_application_new", args=[account.pk, self.object.organizer.slug, self.object.slug])

    def get_context_data(self, **kwargs) -> dict:
        fair, text, group = self.object, self.request.GET.get("q", "").strip()[:100], self.request.GET.get("group", "")
        shown = queries.shown_products(fair, text=text, group=int(group) if group.isdecimal() else None)
        page = Paginator(shown, PRODUCTS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            is_by_link_only=fair.by_link_only,
            page=page,
            products=on_show(fair, page.object_list),
            groups=queries.shown_groups(fair),
            has_catalogue=Catalogue.objects.filter(fair=fair, is_published=True).exists(),
            group=group,
            q=text,
            **kwargs,
        )


def on_show(fair: Fair, products: list[Product]) -> list[tuple[Product, str, str]]:
    """Each product with the name over the booth where it stands, and the booth once its holder was told of it."""
    firms = {product.enterprise_id for product in products}
    applications = {row.enterprise_id: row for row in queries.coming(fair).filter(enterprise__in=firms)}
    parts = {pk: row.participation for pk, row in applications.items() if hasattr(row, "participation")}
    booths = told.booths(parts.values()) if fair.uses_floor else {}
    found = []
    for product in products:
        part = parts.get(product.enterprise_id)
        codes = ", ".join(held.booth.code for held in booths.get(part.pk, ())) if part else ""
        found.append((product, applications[product.enterprise_id].fascia_name or str(product.enterprise), codes))
    return found


OVER = ValidationError(_("The organizer made this link anew, or took it back. Ask it for the new one."), "over")


class FairByLink(FairPage):
    """The fair as whoever holds the organizer's unlisted link sees it: enough to apply."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if queries.fair_of_link(kwargs["token"]) is None:
            return link_over(request, FORGED if unsign(APPLY_LINK, kwargs["token"]) is None else OVER)
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset=None) -> Fair:
        return found_by_link(self.kwargs["token"])

    def apply_url(self, account) -> str:
        return reverse("my_application_by_link", args=[account.pk, self.kwargs["token"]])

    def render_to_response(self, context: dict, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response
