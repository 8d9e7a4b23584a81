"""The organizer's side of applications: the queue, one application, the decision, taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm, Fact, WorkspaceList
from common import history, states
from common.statuses import status
from enterprises.tax_codes import masked
from events import letters, queries
from events.access import FairMixin
from events.actions.applications import may_change
from events.actions.review import NEEDS_WORDS, decide, tell_now, undo_decision
from events.forms import DecisionForm
from events.mail.queries import of_application
from events.models import Application, ApplicationState, PaperKind, RequestState
from events.registration.facts import answered, asked_for
from events.registration.papers import asked_of
from events.states import APPLICATION, DECISIONS
from events.tables import ApplicationFilter, ApplicationTable

# deed → its button, the question of its page, and how the button looks
DEEDS = {
    "approve": (_("Approve"), _("Approve this application?"), "btn-primary"),
    "return": (_("Return for changes"), _("What should be changed?"), "btn-outline-primary"),
    "waitlist": (_("Put on waiting list"), _("Put this application on the waiting list?"), "btn-outline-primary"),
    "decline": (_("Decline"), _("Decline this application?"), "btn-danger"),
    "cancel": (_("Cancel the place"), _("Cancel this place?"), "btn-danger"),
}


class ApplicationList(FairMixin, WorkspaceList):
    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"
    heading = _("Applications")
    empty_text = _(
        "Enterprises apply on the fair's public page. Switch the page on in the settings, and send its link."
    )
    table_class = ApplicationTable
    filterset_class = ApplicationFilter
    create_url_name = "entered_new"
    create_permission = "events.review_application"
    create_label = _("Enter a paper form")

    def create_url(self) -> str:
        return self.page_url(self.create_url_name)

    def get_queryset(self) -> QuerySet[Application]:
        return queries.applications(self.fair)

    def get_template_names(self) -> list[str]:
        return ["events/applications.html"]

    def chips(self) -> list[dict]:
        """How many applications are in each state; pressing one shows them."""
        counts, chosen = queries.application_counts(self.fair), self.request.GET.get("state", "")
        return [
            {"state": code, "label": label, "n": counts[code], "current": code == chosen}
            for code, label in ApplicationState.choices
            if counts[code]
        ]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(chips=self.chips(), **kwargs)


ASKED = ("package", "group", "terms")


class ApplicationMixin(FairMixin):
    """Finds one application to this fair."""

    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"

    @cached_property
    def object(self) -> Application:
        rows = queries.applications(self.fair).select_related(
            "fair__organizer",
            "enterprise__province",
            "enterprise__legal_form",
            "submitted_by",
            "decided_by",
            "entered_by",
            *ASKED,
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def own_url(self, name: str) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.object.pk])


class ApplicationPage(ApplicationMixin, TemplateView):
    template_name = "events/application.html"

    def facts(self) -> list[Fact]:
        """What was asked for at this fair."""
        row = self.object
        return _filled(
            Fact(_("Contact person"), ", ".join(filter(None, [row.contact_name, row.contact_position]))),
            Fact(_("Phone"), row.contact_phone, f"tel:{row.contact_phone}"),
            Fact(_("Email"), row.contact_email, f"mailto:{row.contact_email}"),
            *asked_for(row),
            Fact(_("Vehicles"), ", ".join(map(str, row.vehicles.all()))),
            Fact(_("Submitted on"), row.submitted_at),
            Fact(_("Late"), _("yes, after the last day") if row.is_late else ""),
            Fact(_("Terms agreed to"), _("version %(n)s") % {"n": row.terms} if row.terms else ""),
        )

    def firm(self) -> list[Fact]:
        """The enterprise's own record, beside it."""
        own = self.object.enterprise
        return _filled(
            Fact(_("Legal name"), own.legal_name),
            Fact(_("Tax code"), masked(own.tax_code)),
            Fact(_("Registration number abroad"), own.foreign_no),
            Fact(_("Legal form"), own.legal_form),
            Fact(_("Address, as written"), own.address_as_written),
            Fact(_("District, as written"), own.district_as_written),
            Fact(_("Province, as written"), own.province_as_written),
            Fact(_("Province today"), own.province),
            Fact(_("Contact person"), own.contact_name),
            Fact(_("Phone"), own.phone, f"tel:{own.phone}"),
        )

    def asks_fee(self) -> bool:
        """Whether the enterprise was told that it takes part, and this fair charges for it."""
        return self.object.told_state == ApplicationState.APPROVED and self.fair.has_fees

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        part = getattr(row, "participation", None)
        return super().get_context_data(
            object=row,
            status=status(row.state, row.get_state_display()),
            facts=self.facts(),
            firm=self.firm(),
            products=row.products.select_related("group"),
            papers=queries.papers(row),
            asked_papers=asked_of(row),
            answers=answered(row),
            attendees=row.attendees.all(),
            earlier=[
                (part, status(part.state, part.get_state_display()))
                for part in queries.earlier_participations(row, self.reach)
            ],
            participation=part,
            form_pages=row.papers.filter(kind=PaperKind.FORM).select_related("file") if row.is_entered else [],
            may_change=row.is_entered and may_change(row),
            fee_request=row.payment_requests.filter(state=RequestState.ASKED).first() if self.fair.has_fees else None,
            may_ask_fee=self.asks_fee(),
            deeds=[(deed, *DEEDS[deed]) for deed in states.deeds(APPLICATION, row.state) if deed in DECISIONS],
            undo_until=row.told_at if row.waits_to_be_told else None,
            letters=of_application(row),
            submissions=row.submissions.all(),
            may_send_again=self.may("events.write_letters"),
            entries=history.entries(row, limit=50),
            **kwargs,
        )


def _filled(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value not in (None, "")]


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
        return letters.written(self.object, self.deed, words)

    def get_initial(self) -> dict:
        return {"version": self.object.version}

    def get_form(self, form_class=None) -> DecisionForm:
        form = super().get_form(form_class)
        form.fields["answer"].required = self.deed in NEEDS_WORDS
        preview = {"hx-post": f"?deed={self.deed}&preview=1", "hx-trigger": "input changed delay:300ms"}
        form.fields["answer"].widget.attrs |= preview | {"hx-target": "#letter"}
        return form

    def perform(self, form: DecisionForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return decide(application=self.object, deed=self.deed, by=self.request.user, answer=form.cleaned_data["answer"])

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
