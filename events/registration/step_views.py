"""An application step by step; every step is kept by itself, and can be opened again on another device.

The same steps are filled in by the enterprise (here) and by staff from a paper form (events.behalf.views): what differs
is the door in front of them and the names of their addresses.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm
from common import history
from events.actions.applications import check_may_change, save_application
from events.desk.queries import told_marks
from events.models import Application, ApplicationPaper, Attendee, ReturnMark, Vehicle
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
from events.views.my_applications import MyApplicationMixin

STALE = _("Somebody else changed this application meanwhile. Look at it again, then enter yours.")


class Step:
    """One step of an application that may still be changed; a step that the fair does not use is not there.

    A door finds the application, as `object`, and says where each page and each row's deed is.
    """

    step: str

    def used(self) -> list[str]:
        return steps.steps_of(self.object.fair)

    @cached_property
    def steps(self) -> list[str]:
        used = self.used()
        if self.step not in used:
            raise Http404
        return used

    @cached_property
    def marks(self) -> list[ReturnMark]:
        """What the organizer asked to be changed, while it waits for that."""
        return told_marks(self.object)

    def step_url(self, step: str) -> str:
        """The page of a step; of the empty one after the last, where it is checked and submitted."""
        raise TypeError("a door says where its steps are")

    def row_url(self, deed: str, row: Model) -> str:
        raise TypeError("a door says where the deeds on a row are")

    def next_url(self) -> str:
        return self.step_url(steps.after(self.step, self.steps))

    def get_context_data(self, **kwargs) -> dict:
        lacking, marked = {one.step for one in steps.missing(self.object)}, {mark.step for mark in self.marks}
        rail = [
            {
                "label": steps.TITLES[step],
                "url": self.step_url(step),
                "is_here": step == self.step,
                "is_done": step not in lacking,
                "is_marked": step in marked,
            }
            for step in self.steps
        ]
        said = {
            "steps": rail,
            "number": self.steps.index(self.step) + 1,
            "application": self.object,
            "fair": self.object.fair,
            "next_url": self.next_url(),
            "marks": [mark for mark in self.marks if mark.step == self.step],
        }
        return super().get_context_data(**said | kwargs)


class StepForm(Step, DeedForm):
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

    def get_form(self, form_class=None) -> Form:
        """The fields that the organizer marked say so themselves."""
        form = super().get_form(form_class)
        for mark in self.marks:
            if mark.step == self.step and mark.field in form.fields:
                field = form.fields[mark.field]
                field.help_text = " ".join(
                    filter(None, [str(_("Please change this.")), mark.words, str(field.help_text)])
                )
                field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} is-marked".strip()
        return form

    def success_url(self, outcome: Application) -> str:
        return self.next_url()


class RecordStep(StepForm):
    """A step that fills the application's own columns."""

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Form) -> Application:
        return save_application(application=form.instance, by=self.request.user)


class ContactFields(RecordStep):
    step, form_class = steps.CONTACT, ContactForm


class BoothFields(RecordStep):
    step, form_class = steps.BOOTH, BoothForm


class ProductsFields(RecordStep):
    step, form_class = steps.PRODUCTS, ProductsForm

    def get_initial(self) -> dict:
        return {"products": list(self.object.products.all())}

    def perform(self, form: ProductsForm) -> Application:
        products = form.cleaned_data.get("products", ())
        return save_application(application=form.instance, products=products, by=self.request.user)


class PapersFields(StepForm):
    step, form_class = steps.PAPERS, PapersForm
    template_name = "registration/papers_step.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"application": self.object}

    def get_form(self, form_class=None) -> PapersForm:
        form = super().get_form(form_class)
        for asked in form.asked:
            for paper in asked.files:
                paper.back_url = self.row_url("paper_back", paper)
        return form

    def perform(self, form: PapersForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return filling.hand_in_papers(application=self.object, chosen=form.chosen(), by=self.request.user)


class QuestionsFields(StepForm):
    step, form_class = steps.QUESTIONS, QuestionsForm
    template_name = "registration/questions_step.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"application": self.object}

    def perform(self, form: QuestionsForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return filling.save_answers(application=self.object, answers=form.answers(), by=self.request.user)


class PeopleFields(Step, TemplateView):
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
        forms = {f"{which}_form": self.form(which) for which in self.FORMS}
        return super().get_context_data(
            **forms | {"attendees": self.rows("attendee"), "vehicles": self.rows("vehicle"), "heading": self.heading}
            | kwargs
        )  # fmt: skip

    def rows(self, which: str) -> list:
        rows = list(self.FORMS[which][1].objects.filter(application=self.object))
        for row in rows:
            row.strike_url = self.row_url(f"{which}_strike", row)
        return rows


class StepDeed(View):
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
        return redirect(self.step_url(self.step))

    def perform(self) -> None:
        raise TypeError("a deed calls its action")

    def row(self, rows: QuerySet):
        return get_object_or_404(rows.filter(application=self.object), pk=self.kwargs["row"])


class AttendeeOff(StepDeed):
    step = steps.PEOPLE

    def perform(self) -> None:
        filling.strike(row=self.row(Attendee.objects.all()), by=self.request.user)


class VehicleOff(StepDeed):
    step = steps.PEOPLE

    def perform(self) -> None:
        filling.strike(row=self.row(Vehicle.objects.all()), by=self.request.user)


class PaperBack(StepDeed):
    step = steps.PAPERS

    def perform(self) -> None:
        rows = ApplicationPaper.objects.select_related("application__fair", "file")
        filling.take_back_paper(paper=self.row(rows), by=self.request.user)


class MyStep(MyApplicationMixin):
    """The enterprise's own door. What staff entered for it from paper, they change."""

    scope = MyApplicationMixin.own_scope

    def step_url(self, step: str) -> str:
        return self.own_url(f"my_application_{step or 'submit'}")

    def row_url(self, deed: str, row: Model) -> str:
        return reverse(f"my_application_{deed}", args=[self.enterprise.pk, self.object.pk, row.pk])

    def back_url(self) -> str:
        return self.own_url("my_application")


class ContactStep(MyStep, ContactFields):
    pass


class BoothStep(MyStep, BoothFields):
    pass


class ProductsStep(MyStep, ProductsFields):
    pass


class PapersStep(MyStep, PapersFields):
    pass


class QuestionsStep(MyStep, QuestionsFields):
    pass


class PeopleStep(MyStep, PeopleFields):
    pass


class AttendeeStrike(MyStep, AttendeeOff):
    pass


class VehicleStrike(MyStep, VehicleOff):
    pass


class PaperTakeBack(MyStep, PaperBack):
    pass
