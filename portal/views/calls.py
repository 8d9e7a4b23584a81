"""The call list: letters to people without email, told by phone or pasted into a message, and what came of it."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import DeedPage, WorkspaceList
from common.calls import record_call, undo_call
from common.lists import ListTable, SearchFilter
from common.models import Call, Letter
from common.statuses import status
from portal.queries import letters

TO_TELL = (Letter.State.BY_HAND, Letter.State.TOLD)
UNTRIED = "untried"


class CallTable(ListTable):
    name = tables.TemplateColumn(
        template_name="portal/call_person.html", verbose_name=_("Whom"), attrs={"td": {"class": "is-lead"}}
    )
    mobile = tables.TemplateColumn(template_name="portal/call_number.html", verbose_name=_("Mobile number"))
    short = tables.TemplateColumn(
        template_name="portal/call_text.html",
        verbose_name=_("What to say"),
        orderable=False,
        attrs={"td": {"class": "call-cell"}},
    )
    turn = tables.DateTimeColumn(format="H:i d/m/Y", verbose_name=_("Since"))
    told = tables.TemplateColumn(
        template_name="portal/call_told.html",
        verbose_name=_("What came of it"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "call-cell"}},
    )

    class Meta(ListTable.Meta):
        model = Letter
        fields = ["name", "mobile", "short", "turn", "told"]
        order_by = "turn"

    def value_name(self, record: Letter) -> str:
        return record.name

    def value_mobile(self, record: Letter) -> str:
        return record.mobile

    def value_short(self, record: Letter) -> str:
        return words_of(record)

    def value_told(self, record: Letter) -> str:
        return "; ".join(f"{call.get_outcome_display()} {call.note}".strip() for call in record.calls.all()[:1])


class ToldFilter(django_filters.ChoiceFilter):
    """Those still to be told, unless the others are asked for."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(state=Letter.State.TOLD if value else Letter.State.BY_HAND)


class CallFilter(django_filters.FilterSet):
    q = SearchFilter()
    which = ToldFilter(choices=[("told", _("Told already"))], label=_("Which"), empty_label=_("Still to be told"))
    outcome = django_filters.ChoiceFilter(
        method="by_outcome",
        choices=[(UNTRIED, _("not tried yet")), *Call.Outcome.choices[1:]],
        label=_("What came of it"),
        empty_label=_("All of them"),
    )

    class Meta:
        model = Letter
        fields = ["q", "which", "outcome"]

    def by_outcome(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(last_outcome=None if value == UNTRIED else value)


class Calls(WorkspaceList):
    keeps_to_fairs = True
    section = "calls"
    template_name = "portal/calls.html"
    permission = "portal.work_call_list"
    heading = _("Call list")
    lead = _("People without email. Call them, or copy the text into Zalo or a message, then say what came of it.")
    empty_text = _("Whoever has no email and should hear something appears here.")
    table_class = CallTable
    filterset_class = CallFilter

    def get_queryset(self) -> QuerySet[Letter]:
        return calls_of(self.reach)

    def get_filterset_kwargs(self, filterset_class: type[CallFilter]) -> dict:
        # Filters also where the address names none: those told already do not stand in the list.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}


def calls_of(reach: Reach) -> QuerySet[Letter]:
    """Nobody is told of a decision while it can still be taken back: such letters wait for their time.

    Whom to call again at a time has its turn then.
    """
    rows = letters(reach).filter(state__in=TO_TELL, not_before__lte=timezone.now())
    last = Call.objects.filter(letter=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        last_outcome=Subquery(last.values("outcome")[:1]),
        turn=Coalesce(Subquery(last.values("again_at")[:1]), "created_at"),
    ).prefetch_related(Prefetch("calls", Call.objects.select_related("made_by")))


def words_of(letter: Letter) -> str:
    """The text to say or paste; the whole letter where no short one was written."""
    return letter.short or letter.body


class CallMixin(OrganizerView):
    """Finds one letter of the call list."""

    keeps_to_fairs = True
    section = "calls"
    permission = "portal.work_call_list"

    @cached_property
    def letter(self) -> Letter:
        return get_object_or_404(calls_of(self.reach), pk=self.kwargs["pk"])


class CallTold(CallMixin, View):
    """One press: the person was reached, or the last entry was a slip. The row stays in place to be put right."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            if request.POST.get("deed") == "undo":
                undo_call(letter=self.letter, by=request.user)
            else:
                record_call(letter=self.letter, outcome=Call.Outcome.REACHED, by=request.user)
        except ValidationError:
            pass  # somebody else was faster: the row then says so
        if not request.htmx:
            return redirect("calls", self.organizer.slug)
        del self.letter
        row = {"record": self.letter, "organizer": self.organizer, "swapped": True}
        return render(request, "portal/call_told.html", row)


class CallForm(forms.Form):
    """What came of a try."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Call.Outcome, widget=forms.RadioSelect)
    again_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Only where the person asked to be called again."),
    )
    note = forms.CharField(
        label=_("What the person said"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Your team reads it."),
    )


class CallPage(CallMixin, DeedPage):
    """One letter of the list: its text, every try, and what came of the next one."""

    template_name = "portal/call.html"
    form_class = CallForm
    submit_label = _("Save")

    @property
    def heading(self) -> str:
        return self.letter.name or self.letter.mobile

    def perform(self, form: CallForm) -> Call:
        return record_call(letter=self.letter, by=self.request.user, **form.cleaned_data)

    def success_url(self, outcome: Any) -> str:
        return self.back_url()

    def back_url(self) -> str:
        return reverse("calls", args=[self.organizer.slug])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            record=self.letter,
            tries=[
                (row, status(row.outcome, row.get_outcome_display()), row.history_type == "-")
                for row in Call.history.filter(letter=self.letter).select_related("history_user")
            ],
            **kwargs,
        )
