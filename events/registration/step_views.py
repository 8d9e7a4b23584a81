"""An enterprise's application step by step; every step is kept by itself, and can be opened again on another device."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from common import history
from events.actions.applications import check_may_change, save_application
from events.models import Application, ApplicationPaper, Attendee, Vehicle
from events.registration import filling, steps
from events.registration.question_form import QuestionsForm
from events.registration.step_forms import (
    AttendeeForm,
    BoothForm,
    ContactForm,
    PapersForm,
    ProductsForm,
    VehicleForm,
)
from events.views.my_applications import MyApplicationMixin, MyDeed

STALE = _("Somebody else changed this application meanwhile. Look at it again, then enter yours.")


class StepMixin(MyApplicationMixin):
    """One step of an application that may still be changed; a step that the fair does not use is not there."""

    step: str

    @cached_property
    def steps(self) -> list[str]:
        used = steps.steps_of(self.object.fair)
        if self.step not in used:
            raise Http404
        return used

    def step_url(self, step: str) -> str:
        name = f"my_application_{step}" if step else "my_application_submit"
        return self.own_url(name)

    def next_url(self) -> str:
        return self.step_url(steps.after(self.step, self.steps))

    def get_context_data(self, **kwargs) -> dict:
        lacking = {one.step for one in steps.missing(self.object)}
        rail = [
            {
                "label": steps.TITLES[step],
                "url": self.step_url(step),
                "is_here": step == self.step,
                "is_done": step not in lacking,
            }
            for step in self.steps
        ]
        return super().get_context_data(
            steps=rail,
            number=self.steps.index(self.step) + 1,
            fair=self.object.fair,
            next_url=self.next_url(),
            **kwargs,
        )


class StepForm(StepMixin, MyDeed):
    template_name = "registration/step.html"
    submit_label = _("Save and go on")

    @property
    def heading(self) -> str:
        return steps.TITLES[self.step]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            check_may_change(self.object)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.back_url())
        return super().get(request, *args, **kwargs)

    def success_url(self, outcome: Application) -> str:
        return self.next_url()


class RecordStep(StepForm):
    """A step that fills the application's own columns."""

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Form) -> Application:
        return save_application(application=form.instance, by=self.request.user)


class ContactStep(RecordStep):
    step, form_class = steps.CONTACT, ContactForm


class BoothStep(RecordStep):
    step, form_class = steps.BOOTH, BoothForm


class ProductsStep(RecordStep):
    step, form_class = steps.PRODUCTS, ProductsForm

    def get_initial(self) -> dict:
        return {"products": list(self.object.products.all())}

    def perform(self, form: ProductsForm) -> Application:
        products = form.cleaned_data.get("products", ())
        return save_application(application=form.instance, products=products, by=self.request.user)


class PapersStep(StepForm):
    step, form_class = steps.PAPERS, PapersForm
    template_name = "registration/papers_step.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"application": self.object}

    def perform(self, form: PapersForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return filling.hand_in_papers(application=self.object, chosen=form.chosen(), by=self.request.user)


class QuestionsStep(StepForm):
    step, form_class = steps.QUESTIONS, QuestionsForm
    template_name = "registration/questions_step.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"application": self.object}

    def perform(self, form: QuestionsForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return filling.save_answers(application=self.object, answers=form.answers(), by=self.request.user)


class PeopleStep(StepMixin, TemplateView):
    """Who and what comes: two lists, each with a short form that adds to it."""

    step = steps.PEOPLE
    template_name = "registration/people_step.html"
    heading = steps.TITLES[steps.PEOPLE]
    FORMS = {"attendee": (AttendeeForm, Attendee), "vehicle": (VehicleForm, Vehicle)}

    def form(self, which: str, data=None) -> Form:
        form_class, model = self.FORMS[which]
        return form_class(data, instance=model(application=self.object), prefix=which)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        which = request.POST.get("which", "")
        if which not in self.FORMS:
            return redirect(self.step_url(self.step))
        form = self.form(which, request.POST)
        if form.is_valid() and self.add(which, form):
            return redirect(self.step_url(self.step))
        context = self.get_context_data(**{f"{which}_form": form})
        return self.render_to_response(context, status=422)

    def add(self, which: str, form: Form) -> bool:
        """Whether the row could be added; the form says why not."""
        try:
            if which == "attendee":
                filling.add_attendee(attendee=form.instance, by=self.request.user)
            else:
                filling.add_vehicle(vehicle=form.instance, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return False
        except history.Stale:
            form.add_error(None, STALE)
            return False
        return True

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        forms = {f"{which}_form": self.form(which) for which in self.FORMS}
        return super().get_context_data(
            **forms
            | {"attendees": row.attendees.all(), "vehicles": row.vehicles.all(), "heading": self.heading}
            | kwargs
        )


class StepDeed(MyApplicationMixin, View):
    """A deed in a step; what the action refuses is said above the step."""

    step: str
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            self.perform()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except history.Stale:
            messages.error(request, STALE)
        return redirect(reverse(f"my_application_{self.step}", args=[self.enterprise.pk, self.object.pk]))

    def perform(self) -> None:
        raise TypeError("a deed calls its action")

    def row(self, rows: QuerySet):
        return get_object_or_404(rows, pk=self.kwargs["row"])


class AttendeeStrike(StepDeed):
    step = steps.PEOPLE

    def perform(self) -> None:
        filling.strike(row=self.row(Attendee.objects.filter(application=self.object)), by=self.request.user)


class VehicleStrike(StepDeed):
    step = steps.PEOPLE

    def perform(self) -> None:
        filling.strike(row=self.row(Vehicle.objects.filter(application=self.object)), by=self.request.user)


class PaperTakeBack(StepDeed):
    step = steps.PAPERS

    def perform(self) -> None:
        rows = ApplicationPaper.objects.filter(application=self.object).select_related("application__fair", "file")
        filling.take_back_paper(paper=self.row(rows), by=self.request.user)
