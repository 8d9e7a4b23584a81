"""The review desk: the queue, one application beside its papers and the firm's history, what colleagues note there."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.models import User
from accounts.workspace import DeedForm, Fact, WorkspaceList
from common import history, states
from common.statuses import status
from enterprises.tax_codes import masked
from events import queries
from events.access import FairMixin
from events.actions import desk
from events.actions.applications import may_change
from events.actions.bulk import BULK_DEEDS
from events.desk import firm
from events.desk import queries as desk_queries
from events.desk.choosing import chosen
from events.desk.forms import ChecklistForm, NoteForm
from events.desk.tables import ApplicationFilter, ApplicationTable
from events.mail.queries import of_application
from events.models import Application, ApplicationState, PaperKind, RequestState, ReviewNote
from events.registration.facts import answered, asked_for
from events.registration.papers import asked_of
from events.states import APPLICATION, DECISIONS
from events.views.applications import DEEDS, ApplicationMixin


class DeskMixin(FairMixin):
    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"

    def back_url(self) -> str:
        return self.page_url("applications")


class ApplicationList(DeskMixin, WorkspaceList):
    template_name = "desk/queue.html"
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
        return desk_queries.queue(self.fair)

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def chips(self) -> list[dict]:
        """How many applications are in each state; pressing one shows them."""
        counts, chosen = queries.application_counts(self.fair), self.request.GET.get("state", "")
        return [
            {"state": code, "label": label, "n": counts[code], "current": code == chosen}
            for code, label in ApplicationState.choices
            if counts[code]
        ]

    def get_context_data(self, **kwargs) -> dict:
        chips = self.chips()
        return super().get_context_data(
            chips=chips,
            everything=sum(chip["n"] for chip in chips),
            bulk_url=self.page_url("applications_assign"),
            decide_url=self.page_url("applications_decide"),
            bulk_deeds=[(deed, DEEDS[deed][0]) for deed in BULK_DEEDS],
            latest_bulk=desk_queries.latest_bulk(self.fair),
            colleagues=self.filterset.colleagues,
            **kwargs,
        )


@method_decorator(csp_replace({"frame-src": [SELF]}), name="dispatch")  # scans are looked at within the page
class ApplicationPage(ApplicationMixin, TemplateView):
    """The application, its papers and the firm side by side, and below what colleagues do with it."""

    template_name = "desk/application.html"

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

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        return super().get_context_data(
            object=row,
            status=status(row.state, row.get_state_display()),
            facts=self.facts(),
            firm=self.firm(),
            products=row.products.select_related("group"),
            papers=queries.papers(row),
            asked_papers=asked_of(row),
            handed_in=row.papers.select_related("file"),
            answers=answered(row),
            form_pages=row.papers.filter(kind=PaperKind.FORM).select_related("file") if row.is_entered else [],
            may_change=row.is_entered and may_change(row),
            fee_request=row.payment_requests.filter(state=RequestState.ASKED).first() if self.fair.has_fees else None,
            on_bill_of=row.delegation if row.delegation_id and self.fair.has_fees else None,
            may_ask_fee=row.told_state == ApplicationState.APPROVED and self.fair.has_fees,
            letters=of_application(row),
            submissions=row.submissions.all(),
            may_send_again=self.may("events.write_letters"),
            attendees=row.attendees.all(),
            known=firm.history_of(row, self.reach, self.reach_of),
            participation=getattr(row, "participation", None),
            deeds=[(deed, *DEEDS[deed]) for deed in states.deeds(APPLICATION, row.state) if deed in DECISIONS],
            undo_until=row.told_at if row.waits_to_be_told else None,
            entries=history.entries(row, limit=50),
            checklist=desk_queries.checked(row),
            notes=row.notes.select_related("written_by"),
            note_form=NoteForm(),
            colleagues=desk_queries.colleagues(self.fair, self.reach),
            reviewer=reviewer_of(row),
            following=desk_queries.next_to_review(row),
            decision=desk_queries.decision_of(row),
            asked=desk_queries.open_request(row),
            offer=row.offers.first(),
            may_offer=row.state == ApplicationState.WAITLISTED and not row.waits_to_be_told,
            **kwargs,
        )


def reviewer_of(application: Application) -> User | None:
    assignment = getattr(application, "assignment", None)
    return assignment.reviewer if assignment else None


def _filled(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value not in (None, "")]


class DeskDeed(ApplicationMixin, View):
    """What a colleague does beside an application; leads back to where on its page it was done."""

    http_method_names = ["post"]
    anchor = ""

    def perform(self, request: HttpRequest) -> None:
        raise TypeError("a deed calls its action")

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            self.perform(request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(f"{self.own_url('application')}#{self.anchor}")


class ApplicationCheck(DeskDeed):
    """A point of the checklist is ticked, or the tick taken away."""

    anchor = "checklist"

    def perform(self, request: HttpRequest) -> None:
        code, is_done = request.POST.get("item", ""), request.POST.get("done") == "1"
        desk.tick(application=self.object, code=code[:20], is_done=is_done, by=request.user)


class ApplicationNote(DeskDeed):
    anchor = "notes"

    def perform(self, request: HttpRequest) -> None:
        form = NoteForm(request.POST)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        desk.write_note(application=self.object, text=form.cleaned_data["text"], by=request.user)


class ApplicationNoteRemove(DeskDeed):
    anchor = "notes"

    def perform(self, request: HttpRequest) -> None:
        note = get_object_or_404(ReviewNote.objects.filter(application=self.object), pk=self.kwargs["note"])
        desk.remove_note(note=note, by=request.user)


class ApplicationAssign(DeskDeed):
    anchor = "reviewer"

    def perform(self, request: HttpRequest) -> None:
        desk.assign(applications=[self.object], to=colleague(request, self.fair), by=request.user)


def colleague(request: HttpRequest, fair) -> User | None:
    """Whom the form names; nobody where it names none."""
    pk = request.POST.get("to", "")
    if not pk:
        return None
    found = desk_queries.colleagues(fair, request.reach).filter(pk=pk if pk.isdecimal() and len(pk) < 19 else 0).first()
    if found is None:
        raise ValidationError(_("This colleague does not review applications to this fair."))
    return found


class ApplicationsAssign(DeskMixin, View):
    """Gives the chosen applications to one colleague."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        back = back_to(request, self.back_url())
        try:
            rows = list(chosen(request, self.fair).select_related("fair"))
            n = desk.assign(applications=rows, to=colleague(request, self.fair), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = ngettext("%(n)s application changed hands", "%(n)s applications changed hands", n)
            messages.success(request, words % {"n": n})
        return HttpResponseRedirect(back)


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The list as it was filtered and sorted."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else otherwise


class ChecklistEdit(DeskMixin, DeedForm):
    """The points that reviewers tick at this fair, one a line."""

    template_name = "desk/checklist.html"
    form_class = ChecklistForm
    heading = _("What reviewers check")
    success_message = _("Saved. Points that were taken off went with their ticks.")

    @cached_property
    def items(self) -> list:
        return desk_queries.checklist(self.fair)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"items": self.items}

    def perform(self, form: ChecklistForm) -> None:
        desk.save_checklist(fair=self.fair, lines=form.lines(), by=self.request.user)

    def success_url(self, outcome: None) -> str:
        return self.back_url()
