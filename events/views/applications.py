"""The decision on one application: its words and letter, taking it back, letting the letter go."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.workspace import DeedForm
from common import history, states
from events import letters, queries
from events.access import FairMixin
from events.actions.review import NEEDS_WORDS, decide, tell_now, undo_decision
from events.desk.forms import ReturnForm
from events.desk.marking import Mark, with_marks
from events.forms import DecisionForm
from events.models import Application
from events.states import APPLICATION, DECISIONS

# deed → its button, the question of its page, and how the button looks
DEEDS = {
    "approve": (_("Approve"), _("Approve this application?"), "btn-primary"),
    "return": (_("Return for changes"), _("What should be changed?"), "btn-outline-primary"),
    "waitlist": (_("Put on waiting list"), _("Put this application on the waiting list?"), "btn-outline-primary"),
    "decline": (_("Decline"), _("Decline this application?"), "btn-danger"),
    "cancel": (_("Cancel the place"), _("Cancel this place?"), "btn-danger"),
}


ASKED = ("package", "group", "terms")


class ApplicationMixin(FairMixin):
    """Finds one application to this fair."""

    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"

    @cached_property
    def object(self) -> Application:
        rows = queries.applications(self.fair).select_related(
            "fair__organizer", "enterprise__province", "enterprise__legal_form", "submitted_by", "decided_by",
            "entered_by", "assignment__reviewer", *ASKED,
        )  # fmt: skip
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def own_url(self, name: str) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.object.pk])


class ApplicationDecide(ApplicationMixin, DeedForm):
    """The decision, with the organizer's words and the letter as it will be sent."""

    template_name = "events/application_decide.html"
    form_class = DecisionForm

    @cached_property
    def deed(self) -> str:
        return self.request.GET.get("deed", "")

    def dispatch_page(self) -> HttpResponse | None:
        """Back to the application where this cannot be decided, or not any more."""
        if self.deed in states.deeds(APPLICATION, self.object.state) and self.deed in DECISIONS:
            return None
        messages.error(self.request, _("This cannot be done any more: the record has changed its state."))
        return redirect(self.own_url("application"))

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.dispatch_page() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.headers.get("HX-Request") and "preview" in request.GET:
            return render(request, "events/letter.html", {"letter": self.letter()})
        return self.dispatch_page() or super().post(request, *args, **kwargs)

    def letter(self) -> letters.Text:
        words = self.request.POST.get("answer", "").strip()[:2000]
        return letters.written(self.object, self.deed, with_marks(words, self.marks()))

    def marks(self) -> list[Mark]:
        """What is marked in a form that is not sent yet."""
        if self.deed != "return" or self.request.method != "POST":
            return []
        form = self.get_form()
        form.is_valid()
        return form.marks()

    def get_form_class(self) -> type[DecisionForm]:
        return ReturnForm if self.deed == "return" else DecisionForm

    def get_initial(self) -> dict:
        return {"version": self.object.version}

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | ({"application": self.object} if self.deed == "return" else {})

    def get_form(self, form_class=None) -> DecisionForm:
        form = super().get_form(form_class)
        form.fields["answer"].required = self.deed in NEEDS_WORDS and self.deed != "return"
        preview = {"hx-post": f"?deed={self.deed}&preview=1", "hx-target": "#letter"}
        for name, field in form.fields.items():
            is_box = isinstance(field, BooleanField)
            trigger = {"hx-trigger": "change" if is_box else "input changed delay:300ms"}
            field.widget.attrs |= preview | trigger if name != "version" else {}
        return form

    def perform(self, form: DecisionForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return decide(
            application=self.object,
            deed=self.deed,
            by=self.request.user,
            answer=form.cleaned_data["answer"],
            marks=form.marks() if self.deed == "return" else (),
        )

    def success_url(self, outcome: Application) -> str:
        messages.success(
            self.request,
            _("%(enterprise)s: %(state)s") % {"enterprise": outcome.enterprise, "state": outcome.get_state_display()},
        )
        return self.own_url("application")

    def back_url(self) -> str:
        return self.own_url("application")

    def get_context_data(self, **kwargs) -> dict:
        label, question, look = DEEDS[self.deed]
        return super().get_context_data(
            object=self.object,
            letter=self.letter(),
            deed=self.deed,
            label=label,
            question=question,
            look=look,
            **kwargs,
        )


class DecisionDeed(ApplicationMixin, View):
    """A deed on the last decision while its letter waits."""

    http_method_names = ["post"]

    def perform(self) -> str:
        """Call the action; returns what is said afterwards."""
        raise TypeError("a deed on a decision calls its action")

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        version = request.POST.get("version", "")
        if version.isdigit():
            self.object.version = int(version)
        try:
            messages.success(request, self.perform())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except history.Stale:
            messages.error(request, _("Somebody else changed this application meanwhile. Look at it again."))
        return redirect(self.own_url("application"))


class ApplicationUndo(DecisionDeed):
    """Take the last decision back."""

    def perform(self) -> str:
        undo_decision(application=self.object, by=self.request.user)
        return _("Taken back. No letter is sent.")


class ApplicationTellNow(DecisionDeed):
    """Let its letter go at once."""

    def perform(self) -> str:
        tell_now(application=self.object, by=self.request.user)
        return _("The letter goes out now.")
