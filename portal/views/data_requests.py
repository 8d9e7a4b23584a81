"""Requests about personal data on the holder's side: an organizer's staff, or for accounts the platform's."""

from collections.abc import Callable

import django_filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import OrganizerView, PlatformView
from accounts.models import Organizer
from accounts.workspace import DeedForm, Fact, RecordFormPage, WorkspaceList, add_error
from common import history
from common.lists import ListPage, ListTable, SearchFilter
from common.models import Opening
from common.rule_tables import citations
from common.states import deeds
from common.statuses import status
from common.tables import StatusColumn
from portal.models import OPEN, SETTLED, DataRequest, RequestKind, RequestState
from portal.privacy import actions, letters, queries
from portal.privacy.findings import held, kept, namesakes
from portal.privacy.forms import AssignForm, DeskForm, EraseForm, ExtendForm, RefuseForm, TextForm, VouchForm
from portal.privacy.mentions import mentions
from portal.privacy.people import person_asking
from portal.privacy.states import DATA_REQUEST

# deed → its button, the question of its page, its form
DEEDS = {
    "vouch": (_("It is this person"), _("Is it really this person?"), VouchForm),
    "answer": (_("Answer"), _("What will be done?"), TextForm),
    "do": (_("Done: tell the person"), _("Is it done?"), TextForm),
    "extend": (_("Extend"), _("Extend the time?"), ExtendForm),
    "refuse": (_("Refuse"), _("Refuse, on which law?"), RefuseForm),
}


class DoorOfOrganizer(OrganizerView):
    section = "data_requests"
    permission = "portal.answer_data_requests"

    @property
    def holder(self) -> Organizer | None:
        return self.organizer

    def url(self, name: str, *args) -> str:
        return reverse(name, args=[self.organizer.slug, *args])


class DoorOfPlatform(PlatformView):
    section = "platform_data_requests"
    holder = None

    def url(self, name: str, *args) -> str:
        return reverse(f"platform_{name}", args=args)


class RequestTable(ListTable):
    page_url: Callable[..., str]  # set by the list, which knows whose pages these are
    full_name = tables.Column(verbose_name=_("Who asks"), order_by="sort_key", attrs={"td": {"class": "is-lead"}})
    kind = tables.Column(verbose_name=_("Asks to"))
    asked_at = tables.DateTimeColumn(format="d/m/Y", verbose_name=_("Asked on"))
    due_by = tables.TemplateColumn(template_name="portal/privacy/due.html", verbose_name=_("Next by"))
    state = StatusColumn()
    assigned_to = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        model = DataRequest
        fields = ["full_name", "kind", "asked_at", "due_by", "state", "assigned_to"]
        order_by = "due_by"

    def render_full_name(self, record: DataRequest) -> str:
        url, reach = self.page_url("data_request", record.pk), record.email or record.mobile
        return format_html('<a href="{}">{}</a><small class="cp-num">{}</small>', url, record, reach)

    def value_full_name(self, record: DataRequest) -> str:
        return record.full_name

    def value_due_by(self, record: DataRequest) -> str:
        return f"{record.next_by:%d/%m/%Y}" if record.next_by else ""


class WhichFilter(django_filters.ChoiceFilter):
    """Those that wait, unless the others are asked for."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(state__in=SETTLED if value else (RequestState.UNCONFIRMED, *OPEN))


class RequestFilter(django_filters.FilterSet):
    q = SearchFilter()
    which = WhichFilter(choices=[("settled", _("Settled"))], label=_("Which"), empty_label=_("Still to be done"))
    kind = django_filters.ChoiceFilter(choices=RequestKind, label=_("Asks to"), empty_label=_("All that is asked"))

    class Meta:
        model = DataRequest
        fields = ["q", "which", "kind"]


class RequestList(ListPage):
    """What people ask of this holder, the nearest day first."""

    template_name = "portal/privacy/requests.html"
    heading = _("Requests about personal data")
    lead = _("People may see, correct and take away their data, withdraw, restrict, object, and have them erased. The "
             "law counts the days.")  # fmt: skip
    empty_text = _("Whoever asks about their data appears here, with the days that the law sets.")
    table_class = RequestTable
    filterset_class = RequestFilter

    def get_queryset(self) -> QuerySet[DataRequest]:
        return queries.requests_to(self.holder)

    def get_table(self, **kwargs) -> RequestTable:
        table = super().get_table(**kwargs)
        table.page_url = self.url
        return table

    def get_filterset_kwargs(self, filterset_class: type[RequestFilter]) -> dict:
        # Filters also where the address names none: settled ones do not stand in the list.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}


class DataRequests(DoorOfOrganizer, RequestList, WorkspaceList):
    create_url_name = "data_request_new"
    create_permission = "portal.answer_data_requests"
    create_label = _("Enter a request")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(may_view_openings=self.may("portal.view_openings"), **kwargs)


class PlatformDataRequests(DoorOfPlatform, RequestList):
    pass


class DataRequestNew(RecordFormPage):
    """A request that came by word, by phone or on paper."""

    section = "data_requests"
    permission = "portal.answer_data_requests"
    form_class = DeskForm
    heading = _("Enter a request about personal data")
    submit_label = _("Enter the request")
    success_message = _("Entered. The days of the law run from today.")

    def perform(self, form: DeskForm) -> DataRequest:
        return actions.enter(request=form.instance, by=self.request.user)

    def success_url(self, outcome: DataRequest) -> str:
        return reverse("data_request", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("data_requests", args=[self.organizer.slug])


class RequestMixin:
    """Finds one request to this holder."""

    @cached_property
    def object(self) -> DataRequest:
        return get_object_or_404(queries.requests_to(self.holder), pk=self.kwargs["pk"])

    def own_url(self, name: str) -> str:
        return self.url(name, self.object.pk)


class RequestPage(RequestMixin, TemplateView):
    """One request: what is asked, by when, what can be done, what was done."""

    template_name = "portal/privacy/request.html"

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        return super().get_context_data(
            object=row,
            status=status(row.state, row.get_state_display()),
            facts=[fact for fact in self.facts() if fact.value not in (None, "")],
            entries=history.entries(row, limit=50),
            buttons=self.buttons(),
            held_url=self.own_url("data_request_held"),
            list_url=self.url("data_requests"),
            assign=AssignForm(people=queries.assignable(self.holder), initial={"to": row.assigned_to}),
            assign_url=self.own_url("data_request_assign"),
            **kwargs,
        )

    def facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Number"), row.pk),
            Fact(_("Asks to"), row.get_kind_display()),
            Fact(_("In the person's words"), row.words),
            Fact(_("Email"), row.email),
            Fact(_("Mobile number"), row.mobile, f"tel:{row.mobile}"),
            Fact(_("How we know it is them"), row.get_identity_display()),
            Fact(_("Asked at"), row.asked_at),
            Fact(_("Answer by"), row.answer_by),
            Fact(_("Done by"), row.due_by),
            Fact(_("Extended because"), row.extended_because),
            Fact(_("Answered at"), row.answered_at),
            Fact(_("Settled at"), row.settled_at),
            Fact(_("Answer"), row.answer),
            Fact(_("Legal basis"), row.basis),
        ]

    def buttons(self) -> list[dict]:
        """What may be done now, the first of them filled."""
        row, found = self.object, []
        for deed in deeds(DATA_REQUEST, row.state):
            if deed == "do" and row.kind == RequestKind.ERASE:
                if self.may_erase():
                    found.append(
                        {"label": _("Erase"), "url": self.own_url("data_request_erase"), "style": "btn-danger"}
                    )
            elif deed in DEEDS and not (deed == "extend" and row.extended_because):
                style = "btn-outline-primary" if found else "btn-primary"  # the first is what is due
                url = f"{self.own_url('data_request_deed')}?deed={deed}"
                found.append({"label": DEEDS[deed][0], "url": url, "style": style})
        return found

    def may_erase(self) -> bool:
        return True


class DataRequestPage(DoorOfOrganizer, RequestPage):
    def may_erase(self) -> bool:
        return self.may("portal.erase_person")


class PlatformDataRequest(DoorOfPlatform, RequestPage):
    pass


class HeldPage(RequestMixin, TemplateView):
    """What this holder has of the person. That somebody looked is noted, and the person sees it."""

    template_name = "portal/privacy/held.html"

    def get_context_data(self, **kwargs) -> dict:
        actions.note_look(request=self.object, by=self.request.user)
        person = person_asking(self.object)
        return super().get_context_data(
            object=self.object,
            parts=held(person, self.holder),
            namesakes=namesakes(person, self.holder),
            back_url=self.own_url("data_request"),
            rows_shown=50,
            **kwargs,
        )


class DataRequestHeld(DoorOfOrganizer, HeldPage):
    pass


class PlatformDataRequestHeld(DoorOfPlatform, HeldPage):
    pass


class RequestDeed(RequestMixin, DeedForm):
    """Answer, do, extend, refuse or vouch; the deed stands in the address."""

    template_name = "portal/privacy/deed.html"

    @property
    def deed(self) -> str:
        asked = self.request.GET.get("deed", "")
        return asked if asked in DEEDS else "answer"

    @property
    def heading(self) -> str:
        return str(DEEDS[self.deed][1])

    @property
    def submit_label(self) -> str:
        return str(DEEDS[self.deed][0])

    def get_form_class(self) -> type[forms.Form]:
        return DEEDS[self.deed][2]

    def get_initial(self) -> dict:
        row = self.object
        text = {"answer": letters.ANSWER, "do": letters.DONE[row.kind], "refuse": letters.REFUSAL}.get(self.deed)
        return {"text": letters.suggested(row, text)} if text else {}

    def perform(self, form: forms.Form) -> DataRequest:
        deed = {"vouch": actions.vouch, "answer": actions.answer, "do": actions.do, "extend": actions.extend,
                "refuse": actions.refuse}[self.deed]  # fmt: skip
        told = {name: value for name, value in form.cleaned_data.items() if name != "knows"}
        outcome = deed(request=self.object, by=self.request.user, **told)
        messages.success(self.request, _("Noted. The person is told."))
        return outcome

    def success_url(self, outcome: DataRequest) -> str:
        return self.own_url("data_request")

    def back_url(self) -> str:
        return self.own_url("data_request")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(object=self.object, deed=self.deed, **kwargs)


class DataRequestDeed(DoorOfOrganizer, RequestDeed):
    pass


class PlatformDataRequestDeed(DoorOfPlatform, RequestDeed):
    pass


class RequestAssign(RequestMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = AssignForm(request.POST, people=queries.assignable(self.holder))
        if form.is_valid():
            actions.assign(request=self.object, to=form.cleaned_data["to"], by=request.user)
            messages.success(request, _("Assigned."))
        return redirect(self.own_url("data_request"))


class DataRequestAssign(DoorOfOrganizer, RequestAssign):
    pass


class PlatformDataRequestAssign(DoorOfPlatform, RequestAssign):
    pass


class RequestErase(RequestMixin, FormView):
    """Shows what goes and what stays and why; asks a second time for the number; then there is no way back."""

    template_name = "portal/privacy/erase.html"
    form_class = EraseForm

    @cached_property
    def person(self):
        return person_asking(self.object)

    def get_initial(self) -> dict:
        laws = citations(used_for="kept_records", on=timezone.localdate())
        stays = kept(self.person, self.holder)
        said = [letters.suggested(self.object, letters.DONE[RequestKind.ERASE])]
        if stays:
            said.append(letters.suggested(self.object, letters.STAYS))
        return {"basis": laws[:1] if stays else [], "text": "\n\n".join(said)}

    def get_form_kwargs(self) -> dict:
        found = [(finding.key, f"{finding.holding.title}: {finding.summary}") for finding in self.doubtful]
        return super().get_form_kwargs() | {"namesakes": found}

    @cached_property
    def doubtful(self) -> list:
        return namesakes(self.person, self.holder)

    def form_valid(self, form: EraseForm) -> HttpResponse:
        number = form.cleaned_data.pop("number")
        if number is None:
            return self.ask_again(form)
        if number != self.object.pk:
            form.add_error("number", _("This is not the number of the request."))
            return self.ask_again(form, code=422)
        form.cleaned_data.pop("has_read")
        try:
            actions.erase(request=self.object, by=self.request.user, **{"chosen": ()} | form.cleaned_data)
        except ValidationError as error:
            add_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Erased. The answer is on its way."))
        return redirect(self.own_url("data_request"))

    def ask_again(self, form: EraseForm, code: int = 200) -> HttpResponse:
        form.fields["number"].required = True  # as its label says
        context = self.get_context_data(form=form, chosen=len(form.cleaned_data.get("chosen", ())))
        return render(self.request, "portal/privacy/erase_again.html", context, status=code)

    def form_invalid(self, form: EraseForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs) -> dict:
        going = [part for part in held(self.person, self.holder) if not part.holding.kept_for]
        return super().get_context_data(
            object=self.object,
            going=going,
            staying=kept(self.person, self.holder),
            named=sum(1 for _mention in mentions(self.person, self.holder, by_name=True)),
            back_url=self.own_url("data_request"),
            rows_shown=10,
            **kwargs,
        )


class DataRequestErase(DoorOfOrganizer, RequestErase):
    permission = "portal.erase_person"


class PlatformDataRequestErase(DoorOfPlatform, RequestErase):
    pass


class OpeningTable(ListTable):
    name = tables.Column(attrs={"td": {"class": "is-lead"}})
    by = tables.Column(orderable=False, empty_values=())
    at = tables.DateTimeColumn(format="H:i d/m/Y")

    class Meta(ListTable.Meta):
        model = Opening
        fields = ["name", "what", "by", "at"]
        order_by = "-at"

    def render_by(self, record: Opening) -> str:
        return str(record.by or _("somebody without an account"))


class OpeningFilter(django_filters.FilterSet):
    what = django_filters.ChoiceFilter(choices=Opening.What, label=_("What"), empty_label=_("All that was opened"))

    class Meta:
        model = Opening
        fields = ["what"]


class Openings(WorkspaceList):
    """Who opened which file, took which list out, or looked at all that is held about a person."""

    section = "data_requests"
    permission = "portal.view_openings"
    heading = _("Who opened what")
    lead = _("Files that were opened, lists that were taken out, people whose data were looked at. Nothing here can be "
             "changed.")  # fmt: skip
    empty_text = _("Once somebody opens a file or takes a list out, it stands here.")
    table_class = OpeningTable
    filterset_class = OpeningFilter

    def get_queryset(self) -> QuerySet[Opening]:
        return queries.openings_at(self.organizer)
