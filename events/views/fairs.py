"""Fairs: the list, the fair's own overview, entering, changing, moving, removing, its days as a calendar file."""

from copy import copy
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, WorkspaceList
from common import states
from common.statuses import status
from common.tables import day_range
from common.text import clean
from events import queries, window
from events.access import FairMixin
from events.actions.fairs import move_fair, save_fair
from events.calendar import fair_calendar
from events.forms import FairForm, NewFairForm
from events.legal.deadlines import said
from events.legal.queries import next_due
from events.models import Fair, FairState, ParticipationState, Preset
from events.presets import PRESETS
from events.states import FAIR
from events.tables import FairFilter, FairTable


@dataclass(frozen=True)
class Deed:
    """A step of the fair's state as the page offers it: a button or menu entry, then a question and what follows."""

    name: str
    label: str
    question: str
    consequence: str
    button: str = ""


DEEDS = {
    "hold": Deed(
        "hold",
        _("The fair was held"),
        _("Was the fair held?"),
        _("From then on its participations and deals count in the report."),
        "btn-primary",
    ),
    "reopen": Deed(
        "reopen",
        _("Back to planned"),
        _("Back to planned?"),
        _("Until it is said again that the fair was held, it counts in no report."),
    ),
}


class FairList(WorkspaceList):
    keeps_to_fairs = True
    section = "fairs"
    permission = "events.view_fair"
    heading = _("Fairs")
    lead = _("Fairs that you host, and fairs elsewhere that your enterprises attend.")
    empty_text = _("Enter the first fair, or import a workbook that lists several.")
    table_class = FairTable
    filterset_class = FairFilter
    create_url_name, create_permission, create_label = "fair_new", "events.enter_fair", _("Enter a fair")

    def get_queryset(self) -> QuerySet[Fair]:
        return queries.fairs(self.reach).select_related("organizer")


class FairPage(FairMixin, RecordPage):
    section = "fair"
    permission = "events.view_fair"
    template_name = "events/fair.html"
    change_permission = "events.change_fair"
    edit_url_name, remove_url_name, history_url_name = "fair_edit", "fair_remove", "fair_history"

    def facts(self) -> list[Fact]:
        fair = self.object
        return [
            Fact(_("Code"), fair.code),
            Fact(_("Kind of fair"), fair.get_preset_display()),
            Fact(_("Days"), day_range(fair.starts_on, fair.ends_on)),
            Fact(_("Planned days"), planned_days(fair)),
            Fact(_("Our part"), fair.get_role_display()),
            Fact(_("Host"), fair.host_name),
            Fact(_("Level"), fair.get_level_display()),
            Fact(_("Place"), fair.place),
            Fact(_("Province, as written"), fair.province_as_written),
            Fact(_("Province today"), fair.province),
            Fact(_("Applications until"), window.last_day(fair) if window.takes_applications(fair) else ""),
            Fact(_("Public page"), _("Open it"), self.public_url()) if fair.is_public else Fact(_("Public page"), ""),
            Fact(_("Registration"), fair.get_registration_basis_display() if fair.registration_basis else ""),
            Fact(_("Decision or confirmation number"), fair.basis_no),
        ]

    def public_url(self) -> str:
        return reverse("public_fair", args=[self.organizer.slug, self.object.slug])

    def waiting(self) -> list[dict]:
        """What waits to be done before the fair: applications under review, booths still free."""
        fair, found = self.object, []
        if fair.uses_applications and self.may("events.review_application"):
            n = queries.application_counts(fair)["submitted"]
            url = self.page_url("applications") + "?state=submitted"
            found.append({"label": _("Applications to review"), "value": n, "url": url})
        if fair.uses_floor:
            counts = queries.booth_counts(fair)
            unit = _("of %(all)s") % counts
            found.append(
                {"label": _("Booths held"), "value": counts["held"], "unit": unit, "url": self.page_url("floor")}
            )
        if self.may("events.view_legal_file") and (due := next_due(fair)):
            url = self.page_url("legal_file")
            found.append({"label": due.title, "value": said(due.by), "unit": due.status.label, "url": url})
        return found

    def figures(self) -> list[dict]:
        """Who came and who did not; each figure opens its rows."""
        counts = queries.fair_figures(self.object)
        rows = self.page_url("fair_participations")
        states_shown = [
            (_("Took part"), "took_part", ParticipationState.TOOK_PART),
            (_("Did not come"), "no_show", ParticipationState.NO_SHOW),
            (_("Expected"), "expected", ParticipationState.EXPECTED),
        ]
        figures = [
            {"label": label, "value": counts[name], "url": f"{rows}?state={state}"}
            for label, name, state in states_shown
        ]
        detail = ngettext("%(n)s without a number", "%(n)s without a number", counts["without_booths"])
        figures.append(
            {
                "label": _("Booths, as reported"),
                "value": "–" if counts["booths"] is None else counts["booths"],
                "url": f"{rows}?state={ParticipationState.TOOK_PART}",
                "detail": detail % {"n": counts["without_booths"]} if counts["without_booths"] else "",
            }
        )
        return figures

    def results_url(self) -> str:
        """The way to what came of a fair that was held."""
        if self.object.state != FairState.HELD or not self.may("contracts.view_results"):
            return ""
        return self.page_url("fair_results")

    def get_context_data(self, **kwargs) -> dict:
        fair = self.object
        days, planned = day_range(fair.starts_on, fair.ends_on), planned_days(fair)
        allowed = states.deeds(FAIR, fair.state) if self.may(self.change_permission) else []
        last = fair.notices.first()
        notice = last if last and last.may_undo else None
        return super().get_context_data(
            days=days,
            planned_days=planned if planned != days else "",
            status=status(fair.state, fair.get_state_display()),
            figures=self.figures() if self.may("events.view_participation") else [],
            waiting=self.waiting() if fair.state == FairState.PLANNED else [],
            deeds=[offered(DEEDS[deed], fair) for deed in allowed if deed in DEEDS and not notice],
            may_call_off="cancel" in allowed and not notice,
            may_move_days="cancel" in allowed and not notice and fair.ends_on >= window.today_at(fair),
            notice=notice if self.may(self.change_permission) else None,
            results_url=self.results_url(),
            **kwargs,
        )


def offered(deed: Deed, fair: Fair) -> Deed:
    """That it was held is the button of a fair whose days have come; before, it stands in the menu."""
    return replace(deed, button="") if deed.name == "hold" and fair.starts_on > timezone.localdate() else deed


def planned_days(fair: Fair) -> str:
    return day_range(fair.planned_start, fair.planned_end) if fair.planned_start else ""


class FairFormPage(RecordFormPage):
    section = "fairs"
    permission = "events.enter_fair"
    form_class = FairForm
    heading = _("Enter a fair")
    success_message = _("Saved: %(record)s")

    def get_form(self, form_class=None) -> FairForm:
        form = super().get_form(form_class)
        form.instance.organizer = self.organizer
        return form

    def perform(self, form: FairForm) -> Fair:
        return save_fair(fair=form.instance, by=self.request.user)

    def success_url(self, outcome: Fair) -> str:
        return reverse("fair", args=[self.organizer.slug, outcome.slug])

    def back_url(self) -> str:
        return reverse("fairs", args=[self.organizer.slug])


class FairNew(FairFormPage):
    """First the kind of fair, then a form that asks what this kind needs."""

    form_class = NewFairForm

    @property
    def preset(self) -> str:
        return self.request.GET.get("kind", "")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.preset in PRESETS:
            return super().get(request, *args, **kwargs)
        kinds = [(preset, preset.label, setup) for preset, setup in PRESETS.items()]
        context = {"organizer": self.organizer, "heading": self.heading, "kinds": kinds, "back_url": self.back_url()}
        return render(request, "events/fair_kinds.html", context)

    def get_form_kwargs(self) -> dict:
        preset = Preset(self.preset) if self.preset in PRESETS else Preset.PROVINCIAL
        return super().get_form_kwargs() | {"preset": preset}


class FairEdit(FairMixin, FairFormPage):
    section = "fair_edit"
    permission = "events.change_fair"
    heading = _("Change the fair")

    def get_instance(self) -> Fair:
        """A copy: what is typed must not change the fair that the rail shows."""
        return copy(self.fair)

    def get_form(self, form_class=None) -> FairForm:
        """Days and place that people reckon with are changed where they are told of it."""
        form = super().get_form(form_class)
        if queries.is_awaited(self.fair):
            for name in ("starts_on", "ends_on", "place"):
                form.fields[name].disabled = True
                form.fields[name].help_text = _("People reckon with it: move the fair, and everyone is told.")
        return form

    def back_url(self) -> str:
        return self.page_url("fair")


class FairHistory(FairMixin, HistoryPage):
    section = "fair"
    permission = "events.view_fair"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("fair"), **kwargs)


class FairMove(FairMixin, View):
    """Hold or reopen the fair. Calling it off has a page of its own, which says who will be told."""

    permission = "events.change_fair"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        fair = self.fair
        if request.POST.get("deed") == "cancel":
            return redirect(self.page_url("fair_call_off"))
        try:
            move_fair(
                fair=fair,
                deed=request.POST.get("deed", ""),
                by=request.user,
                reason=clean(request.POST.get("reason", ""))[:100],
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(fair)s: %(state)s") % {"fair": fair, "state": fair.get_state_display()})
        return redirect(self.page_url("fair"))


class FairRemove(FairMixin, RemovePage):
    section = "fair"
    permission = "events.change_fair"

    def success_url(self) -> str:
        return reverse("fairs", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("fair")


class FairCalendar(FairMixin, View):
    """The fair's days as an .ics file for a phone's calendar."""

    permission = "events.view_fair"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        fair = self.fair
        response = HttpResponse(fair_calendar(fair), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{fair.slug}.ics"'
        return response
