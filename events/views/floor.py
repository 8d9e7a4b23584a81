"""The floor: the plan with who stands where, giving and exchanging booths, halls made by rule."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import DetailView, TemplateView

from accounts.workspace import DeedForm, RemovePage, WorkspaceList
from common import history
from common.choosing import UNCLEAR, answer
from events import queries
from events.access import FairMixin
from events.actions.floor import assign_booth, make_hall, release_booth, remove_booth, remove_hall, swap_booths
from events.choosing import ParticipantField
from events.drawing import Drawing, draw
from events.forms import AssignForm, HallForm, SwapForm
from events.layout import booths_of
from events.models import Booth, BoothHolding, Hall
from events.tables import BoothFilter, BoothTable


class FloorMixin(FairMixin):
    section = "floor"
    feature = "uses_floor"
    permission = "events.change_floor"

    def floor_url(self, **query) -> str:
        return self.page_url("floor") + (f"?{urlencode(query)}" if query else "")


class Floor(FloorMixin, TemplateView):
    """The plan. A participant is chosen by ?for=, a booth by ?booth=, so that every step is an address."""

    permission = "events.view_floor"
    template_name = "events/floor.html"

    def chosen(self, name: str) -> int | None:
        value = self.request.GET.get(name, "")
        return int(value) if value.isdigit() and len(value) < 18 else None

    def booth_url(self, booth: Booth, is_held: bool) -> str:  # noqa: FBT001 (called by position from the drawing)
        who = {"for": self.chosen("for")} if self.chosen("for") and not is_held else {}
        return f"?{urlencode(who | {'booth': booth.pk})}#desk"

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.may("events.change_floor")
        halls, picked, waits_for = queries.plan(self.fair), self.chosen("booth"), self.chosen("for")
        booths = [booth for hall in halls for booth in hall.booths.all()]
        booth = next((one for one in booths if one.pk == picked), None)
        placeable = list(queries.placeable(self.fair)) if may_change else []
        who = next((row for row in placeable if row.pk == waits_for), None)
        initial = {"participation": who, "booth": booth if booth and not booth.held_now else None}
        return super().get_context_data(
            may_change=may_change,
            drawings=[draw(hall, hall.booths.all(), url=self.booth_url, picked=picked) for hall in halls],
            booth=booth,
            holding=booth.held_now[0] if booth and booth.held_now else None,
            others=[one for one in booths if booth and one.pk != booth.pk],
            who=who,
            unplaced=[row for row in placeable if row.held < row.wanted],
            held=sum(bool(one.held_now) for one in booths),
            total=len(booths),
            form=AssignForm(fair=self.fair, initial=initial) if may_change and placeable and booths else None,
            **kwargs,
        )


class FloorDeed(FloorMixin, View):
    """A deed on the plan: what the action refuses is said above the plan."""

    http_method_names = ["post"]
    form_class: type[Form] | None = None

    def perform(self, form: Form | None) -> str:
        """Call the action; returns what is said afterwards."""
        raise TypeError("a deed on the plan calls its action")

    def next_url(self) -> str:
        return self.floor_url()

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.form_class(request.POST, fair=self.fair) if self.form_class else None
        if form and not form.is_valid():
            unclear = [error for errors in form.errors.as_data().values() for error in errors if error.code in UNCLEAR]
            gone = _("Choose from the lists: something you chose is no longer there.")
            messages.error(request, " ".join(error.messages[0] for error in unclear) or gone)
            return redirect(self.floor_url())
        try:
            messages.success(request, self.perform(form))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except history.Stale:
            messages.error(request, _("Somebody else changed this booth a moment ago. Look at the plan again."))
        return redirect(self.next_url())


class FindPlaceable(FloorMixin, View):
    """The participants that a few letters bring up, for the field of who gets a booth."""

    def get(self, request: HttpRequest, **kwargs) -> JsonResponse:
        return answer(ParticipantField, queries.placeable(self.fair), request.GET.get("q", ""))


class BoothAssign(FloorDeed):
    form_class = AssignForm
    participation = None

    def perform(self, form: AssignForm) -> str:
        self.participation = form.cleaned_data["participation"]
        booth = form.cleaned_data["booth"]
        assign_booth(booth=booth, participation=self.participation, by=self.request.user)
        facts = {"booth": booth, "enterprise": self.participation.enterprise}
        return _("Booth %(booth)s is given to %(enterprise)s. The letter goes out in 10 minutes.") % facts

    def next_url(self) -> str:
        """Stay with who still wants another booth."""
        still = self.participation and queries.unplaced(self.fair).filter(pk=self.participation.pk).exists()
        return self.floor_url(**{"for": self.participation.pk}) + "#plan" if still else self.floor_url()


class BoothRelease(FloorDeed):
    def perform(self, form: None) -> str:
        held = BoothHolding.objects.select_related("booth", "participation__enterprise")
        holding = get_object_or_404(held, booth__fair=self.fair, pk=self.kwargs["pk"])
        release_booth(holding=holding, by=self.request.user)
        return _("Booth %(booth)s is free again.") % {"booth": holding.booth}


class BoothSwap(FloorDeed):
    form_class = SwapForm

    def perform(self, form: SwapForm) -> str:
        first, second = form.cleaned_data["first"], form.cleaned_data["second"]
        was_held = form.cleaned_data["holding"]
        moved = len(swap_booths(first=first, second=second, by=self.request.user, was_held=was_held))
        said = ngettext("%(n)s enterprise has moved.", "%(n)s enterprises have moved.", moved)
        return said % {"n": moved}


class BoothList(FloorMixin, WorkspaceList):
    permission = "events.view_floor"
    heading = _("Booths and holders")
    lead = _("Every booth and who holds it.")
    empty_text = _("Make a hall first: its booths are laid out by rule.")
    table_class = BoothTable
    filterset_class = BoothFilter

    def get_queryset(self) -> QuerySet[Booth]:
        return queries.booths(self.fair).select_related("fair__organizer", "hall")


class HallNew(FloorMixin, DeedForm):
    """A hall by rule: first the preview, then all its booths at once."""

    template_name = "events/hall_form.html"
    form_class = HallForm
    heading = _("Make a hall")
    success_message = _("Made: %(record)s")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("step") != "make":
            form = self.get_form()
            drawing = self.drawing(form)
            if request.headers.get("HX-Request"):
                return render(request, "events/hall_preview.html", {"drawing": drawing})
            return self.render_to_response(self.get_context_data(form=form, drawing=drawing))
        return super().post(request, *args, **kwargs)

    def drawing(self, form: HallForm) -> Drawing | None:
        """The hall as the form describes it; the form keeps the words of what is wrong."""
        if not form.is_valid() and set(form.errors) != {"name"}:  # the plan shows before the hall has a name
            return None
        hall = Hall(fair=self.fair, name=form.cleaned_data.get("name", ""))
        try:
            return draw(hall, booths_of(form.rule(), hall))
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(None, error.messages)
            return None

    def perform(self, form: HallForm) -> Hall:
        return make_hall(fair=self.fair, name=form.cleaned_data["name"], rule=form.rule(), by=self.request.user)

    def success_url(self, outcome: Hall) -> str:
        return self.floor_url()

    def back_url(self) -> str:
        return self.floor_url()


class FloorRemove(FloorMixin, RemovePage, DetailView):
    """Remove a hall or booth that nobody ever held."""

    def get_object(self, queryset=None) -> Model:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def rows(self) -> QuerySet:
        raise TypeError("a removal names its rows")

    def success_url(self) -> str:
        return self.floor_url()

    def back_url(self) -> str:
        return self.floor_url()

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.floor_url())


class HallRemove(FloorRemove):
    def rows(self) -> QuerySet[Hall]:
        return self.fair.halls.all()

    def perform(self) -> None:
        remove_hall(hall=self.object, by=self.request.user)


class BoothRemove(FloorRemove):
    def rows(self) -> QuerySet[Booth]:
        return self.fair.booths.all()

    def perform(self) -> None:
        remove_booth(booth=self.object, by=self.request.user)
