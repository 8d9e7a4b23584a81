"""Participations: of the whole organizer or of one fair; who took part, who did not come."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, WorkspaceList
from common import states
from common.statuses import status
from events import queries
from events.access import FairMixin
from events.actions.participations import move_participation, move_participations, save_participation
from events.forms import ParticipationForm
from events.models import Participation
from events.states import PARTICIPATION
from events.tables import FairParticipationFilter, FairParticipationTable, ParticipationFilter, ParticipationTable

DEED_LABELS = {"take_part": _("Took part"), "stay_away": _("Did not come"), "reset": _("Back to expected")}


class ParticipationList(WorkspaceList):
    keeps_to_fairs = True
    section = "participations"
    permission = "events.view_participation"
    heading = _("Participations")
    lead = _("One enterprise at one fair is one participation; the same firm at two fairs is two.")
    empty_text = _("Put an enterprise on a fair's list, or import a workbook.")
    table_class = ParticipationTable
    filterset_class = ParticipationFilter
    create_url_name, create_permission = "participation_new", "events.change_participation"
    create_label = _("Add a participant")

    def get_queryset(self) -> QuerySet[Participation]:
        return queries.participations(self.reach).select_related("fair__organizer")

    def get_context_data(self, **kwargs) -> dict:
        bulk = {}
        if self.may("events.change_participation"):
            bulk = {
                "bulk_url": reverse("participations_move", args=[self.organizer.slug]),
                "bulk_deeds": list(DEED_LABELS.items()),
            }
        return super().get_context_data(**bulk, **kwargs)


class FairParticipationList(FairMixin, ParticipationList):
    section = "fair_participations"
    table_class = FairParticipationTable
    filterset_class = FairParticipationFilter

    def get_queryset(self) -> QuerySet[Participation]:
        return queries.participations(self.reach, self.fair).select_related("fair__organizer")

    def create_url(self) -> str:
        return super().create_url() + f"?fair={self.fair.pk}"


class ParticipationMixin(OrganizerView):
    keeps_to_fairs = True
    section = "participations"

    def scope(self, reach: Reach) -> QuerySet[Participation]:
        return queries.participations(reach)


class ParticipationPage(ParticipationMixin, RecordPage):
    permission = "events.view_participation"
    change_permission = "events.change_participation"
    template_name = "events/participation.html"
    edit_url_name, remove_url_name = "participation_edit", "participation_remove"
    history_url_name = "participation_history"

    def facts(self) -> list[Fact]:
        p = self.object
        return [
            Fact(_("Enterprise"), p.enterprise, reverse("enterprise", args=[self.organizer.slug, p.enterprise_id])),
            Fact(_("Fair"), p.fair, reverse("fair", args=[self.organizer.slug, p.fair.slug])),
            Fact(_("Role"), p.get_role_display()),
            Fact(_("Booths held"), *self.booths()),
            Fact(_("Booths, as reported"), p.booths_as_reported),
            Fact(_("Needs power"), {True: _("yes"), False: _("no")}.get(p.needs_power)),
            Fact(_("Origin"), p.get_origin_display(), self.application_url()),
        ]

    def booths(self) -> tuple[str, str]:
        """The booths that it holds, and the way to the plan."""
        codes = ", ".join(held.booth.code for held in queries.held_by(self.object))
        return codes, reverse("floor", args=[self.organizer.slug, self.object.fair.slug]) if codes else ""

    def application_url(self) -> str:
        p = self.object
        if not p.application_id or not self.may("events.review_application"):
            return ""
        return reverse("application", args=[self.organizer.slug, p.fair.slug, p.application_id])

    def get_context_data(self, **kwargs) -> dict:
        allowed = states.deeds(PARTICIPATION, self.object.state) if self.may(self.change_permission) else []
        return super().get_context_data(
            status=status(self.object.state, self.object.get_state_display()),
            deeds=[(deed, DEED_LABELS[deed]) for deed in allowed],
            **kwargs,
        )


class ParticipationNew(ParticipationMixin, RecordFormPage):
    permission = "events.change_participation"
    form_class = ParticipationForm
    heading = _("Add a participant")
    success_message = _("Saved: %(record)s")

    def get_initial(self) -> dict:
        return {name: self.request.GET[name] for name in ("fair", "enterprise") if name in self.request.GET}

    def perform(self, form: ParticipationForm) -> Participation:
        return save_participation(participation=form.instance, by=self.request.user)

    def success_url(self, outcome: Participation) -> str:
        return reverse("participation", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("participations", args=[self.organizer.slug])


class ParticipationEdit(ParticipationNew):
    heading = _("Change the participation")

    def get_instance(self) -> Participation:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("participation", args=[self.organizer.slug, self.kwargs["pk"]])


class ParticipationHistory(ParticipationMixin, HistoryPage):
    permission = "events.view_participation"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("participation"), **kwargs)


class ParticipationMove(ParticipationMixin, View):
    """Say of one participation whether the enterprise took part."""

    permission = "events.change_participation"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        participation = get_object_or_404(self.scope(self.reach), pk=kwargs["pk"])
        try:
            move_participation(participation=participation, deed=request.POST.get("deed", ""), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            facts = {"participation": participation, "state": participation.get_state_display()}
            messages.success(request, _("%(participation)s: %(state)s") % facts)
        return redirect("participation", self.organizer.slug, participation.pk)


class ParticipationsMove(ParticipationMixin, View):
    """The same for the rows ticked in a list."""

    permission = "events.change_participation"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        ticked = [pk for pk in request.POST.getlist("row") if pk.isdigit()]
        rows = list(self.scope(self.reach).filter(pk__in=ticked))
        moved = move_participations(participations=rows, deed=request.POST.get("deed", ""), by=request.user)
        if moved:
            messages.success(request, ngettext("%(n)s row changed", "%(n)s rows changed", moved) % {"n": moved})
        if left := len(ticked) - moved:
            messages.warning(
                request,
                ngettext("%(n)s row was left as it was", "%(n)s rows were left as they were", left) % {"n": left},
            )
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse("participations", args=[self.organizer.slug])
        return HttpResponseRedirect(back)  # redirect() takes a bare word for the name of a page


class ParticipationRemove(ParticipationMixin, RemovePage):
    permission = "events.change_participation"

    def success_url(self) -> str:
        return reverse("participations", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("participation")
