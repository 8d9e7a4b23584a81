"""The catalogue as everyone reads it, on the fair's public page: the firms, each firm, the copy to print."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views import View
from django.views.generic import TemplateView

from accounts.access import PublicView
from common import files
from common.tables import day_range
from events.catalogue import queries
from events.models import Fair
from events.queries import public_fairs

FIRMS_A_PAGE = 24
STARS = (3, 4, 5)


def with_catalogue() -> QuerySet[Fair]:
    """Fairs whose catalogue everyone may read."""
    return public_fairs().filter(catalogue__is_published=True)


class CatalogueView(PublicView):
    @cached_property
    def fair(self) -> Fair:
        return get_object_or_404(with_catalogue(), organizer__slug=self.kwargs["organizer"], slug=self.kwargs["fair"])


class CataloguePages(CatalogueView, TemplateView):
    def get_context_data(self, **kwargs) -> dict:
        fair = self.fair
        place = ", ".join(filter(None, [fair.place, fair.province_as_written]))
        days = day_range(fair.starts_on, fair.ends_on)
        return super().get_context_data(**kwargs | {"fair": fair, "days": days, "place": place})

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        """Nothing on the way keeps it: a consent that is taken back counts at once."""
        response = super().render_to_response(context, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


class PublicCatalogue(CataloguePages):
    template_name = "events/catalogue/list.html"

    def get_context_data(self, **kwargs) -> dict:
        asked = self.request.GET
        text, group, stars = asked.get("q", "").strip()[:100], number(asked.get("group")), number(asked.get("stars"))
        rows = queries.narrowed(
            queries.shown(self.fair), text=text, group=group, stars=stars if stars in STARS else None
        )
        page = Paginator(rows, FIRMS_A_PAGE).get_page(asked.get("page"))
        return super().get_context_data(
            page=page,
            entries=queries.entries(self.fair, page.object_list),
            groups=queries.groups(self.fair),
            star_choices=STARS,
            q=text,
            group=group,
            stars=stars,
            is_narrowed=bool(text or group or stars),
            copy=queries.lawful_copies(self.fair).get(get_language()),
            **kwargs,
        )


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


class PublicFirm(CataloguePages):
    template_name = "events/catalogue/firm.html"

    def get_context_data(self, **kwargs) -> dict:
        row = get_object_or_404(queries.shown(self.fair), pk=self.kwargs["pk"])
        (entry,) = queries.entries(self.fair, [row])
        return super().get_context_data(entry=entry, **kwargs)


class PublicCopy(CatalogueView, View):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        copy = queries.lawful_copies(self.fair).get(kwargs["language"])
        if copy is None:
            raise Http404
        return files.serve(copy.file, by=request.user)
