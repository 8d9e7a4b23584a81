"""The call list: letters to people without email, told by phone or pasted into a message."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import OrganizerView
from accounts.workspace import WorkspaceList
from common import outbox
from common.lists import ListTable, SearchFilter
from common.models import Letter

TO_TELL = (Letter.State.BY_HAND, Letter.State.TOLD)


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
    created_at = tables.DateTimeColumn(format="H:i d/m/Y")
    told = tables.TemplateColumn(
        template_name="portal/call_told.html",
        verbose_name=_("What to do"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta(ListTable.Meta):
        model = Letter
        fields = ["name", "mobile", "short", "created_at", "told"]
        order_by = "created_at"

    def value_name(self, record: Letter) -> str:
        return record.name

    def value_mobile(self, record: Letter) -> str:
        return record.mobile

    def value_short(self, record: Letter) -> str:
        return words_of(record)


class ToldFilter(django_filters.ChoiceFilter):
    """Those still to be told, unless the others are asked for."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(state=Letter.State.TOLD if value else Letter.State.BY_HAND)


class CallFilter(django_filters.FilterSet):
    q = SearchFilter()
    which = ToldFilter(choices=[("told", _("Told already"))], label=_("Which"), empty_label=_("Still to be told"))

    class Meta:
        model = Letter
        fields = ["q", "which"]


class Calls(WorkspaceList):
    section = "calls"
    template_name = "portal/calls.html"
    permission = "portal.work_call_list"
    heading = _("Call list")
    lead = _("People without email. Call them, or copy the text into Zalo or a message, then press Told.")
    empty_text = _("Whoever has no email and should hear something appears here.")
    table_class = CallTable
    filterset_class = CallFilter

    def get_queryset(self) -> QuerySet[Letter]:
        return calls_of(self.organizer)

    def get_filterset_kwargs(self, filterset_class: type[CallFilter]) -> dict:
        # Filters also where the address names none: those told already do not stand in the list.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}


def calls_of(organizer) -> QuerySet[Letter]:
    """Nobody is told of a decision while it can still be taken back: such letters wait for their time."""
    return Letter.objects.filter(organizer=organizer, state__in=TO_TELL, not_before__lte=timezone.now())


def words_of(letter: Letter) -> str:
    """The text to say or paste; the whole letter where no short one was written."""
    return letter.short or letter.body


class CallTold(OrganizerView, View):
    """Says that somebody was told, or takes it back. The row stays in place, so that a slip is put right at once."""

    permission = "portal.work_call_list"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        letter = get_object_or_404(calls_of(self.organizer), pk=kwargs["pk"])
        if request.POST.get("deed") == "undo":
            outbox.mark_not_told(letter=letter)
        else:
            outbox.mark_told(letter=letter)
        if not request.htmx:
            return redirect("calls", self.organizer.slug)
        letter.refresh_from_db()
        return render(
            request, "portal/call_told.html", {"record": letter, "organizer": self.organizer, "swapped": True}
        )
