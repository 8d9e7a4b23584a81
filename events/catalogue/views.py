"""The organizer's page of the catalogue: who is in it, publishing it, copies to print."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.workspace import WorkspaceList
from common import files, history
from common.models import Job
from events.access import FairMixin
from events.actions.catalogue import publish
from events.catalogue import queries
from events.catalogue.queries import Standing
from events.catalogue.tables import CatalogueFilter, CatalogueTable
from events.catalogue.tasks import MAKE, make
from events.models import Catalogue, Participation

LANGUAGES = dict(settings.LANGUAGES)


class CatalogueMixin(FairMixin):
    section = "fair_lists"
    permission = "events.publish_catalogue"


class CataloguePage(CatalogueMixin, WorkspaceList):
    permission = "events.view_lists"
    template_name = "events/catalogue/manage.html"
    heading = _("Participant catalogue")
    lead = _("Only enterprises of which somebody agreed to publication stand in it, with that person's contact alone.")
    empty_text = _("Participants appear here once applications are approved.")
    table_class = CatalogueTable
    filterset_class = CatalogueFilter

    def get_queryset(self) -> QuerySet[Participation]:
        return queries.participants(self.fair).annotate(product_count=Count("application__products"))

    def copies(self) -> list[dict]:
        """By language the copy that may be handed out, and whether one is being made."""
        lawful = queries.lawful_copies(self.fair)
        keys = {f"{MAKE}:{self.fair.pk}:{language}": language for language in LANGUAGES}
        open_jobs = Job.objects.filter(key__in=keys, state__in=[Job.State.WAITING, Job.State.RUNNING])
        being_made = {keys[key] for key in open_jobs.values_list("key", flat=True)}
        return [
            {"language": language, "copy": lawful.get(language), "is_being_made": language in being_made}
            for language in LANGUAGES
        ]

    def get_context_data(self, **kwargs) -> dict:
        catalogue = Catalogue.objects.filter(fair=self.fair).first()
        return super().get_context_data(
            catalogue=catalogue,
            entries=history.entries(catalogue, limit=3) if catalogue else [],
            in_it=queries.shown(self.fair).count(),
            is_published=catalogue is not None and catalogue.is_published,
            may_publish=self.may("events.publish_catalogue"),
            may_set_up=self.may("events.change_fair"),
            copies=self.copies(),
            shown_value=Standing.SHOWN,
            empty_icon="i-list",
            **kwargs,
        )


class CataloguePublish(CatalogueMixin, View):
    """Publish the catalogue or take it down."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        catalogue = publish(fair=self.fair, is_published=request.POST.get("deed") == "publish", by=request.user)
        said = _("The catalogue is published.") if catalogue.is_published else _("The catalogue is taken down.")
        messages.success(request, said)
        return redirect(self.page_url("fair_catalogue"))


class CatalogueMake(CatalogueMixin, View):
    """Lay out a copy to print, in one language."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        language = request.POST.get("language")
        back = self.page_url("fair_catalogue")
        if language not in LANGUAGES:
            messages.error(request, _("Choose the language of the copy."))
            return redirect(back)
        job = make(self.fair, language, by=request.user, next_url=back)
        return redirect("job", self.organizer.slug, job.pk)


class CatalogueCopyFile(CatalogueMixin, View):
    permission = "events.view_lists"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        copy = queries.lawful_copies(self.fair).get(kwargs["language"])
        if copy is None:
            raise Http404
        return files.serve(copy.file, by=request.user)
