"""The results: the report as a page, the rows behind each of its figures, the papers made of it."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import OrganizerView
from accounts.workspace import DeedPage, WorkspaceList
from common import jobs
from common.models import Job
from common.money import format_dong, short_dong
from contracts.results.chart import chart
from contracts.results.figures import FIGURES
from contracts.results.forms import LeastForm, PaperForm, PeriodForm, read_least, read_scope
from contracts.results.layout import Indicator, indicators, scope_query, tables
from contracts.results.notes import notes
from contracts.results.papers import MEDIA_TYPES, file_name, render
from contracts.results.periods import choices, latest, recorded_years
from contracts.results.plain_text import stamp
from contracts.results.report import Report, make_report
from contracts.results.rows import TABLES, RowsFilter, key_label, listed
from contracts.results.scope import Scope
from contracts.results.tally import DEAL_FIGURES, deals
from events.views.fairs import FairMixin

DIRECT = ("xlsx", "text", "json")  # light enough to be made while one waits
TILES = ("participations", "enterprises", "contracts", "mous", "products")
GROUP_LABELS = {
    "fair": gettext_lazy("By fair"),
    "level": gettext_lazy("By level"),
    "buyer": gettext_lazy("By buyer"),
    "district": gettext_lazy("By district"),
    "stars": gettext_lazy("By stars"),
}


def report_context(report: Report, slug: str) -> dict[str, Any]:
    """What the templates show of a report."""
    rows_url = reverse("results_rows", args=[slug])
    lines = indicators(report)
    all_tables = [table for table in tables(report) if table.lines]
    return {
        "report": report,
        "rows_url": rows_url,
        "paper_url": reverse("results_paper", args=[slug]),
        "scope_query": urlencode(scope_query(report.scope)),
        "figures": [tile(report, line, rows_url) for line in lines if line.figure in TILES and not line.is_money],
        "indicators": lines,
        "tables": [table for table in all_tables if table.group != "stars"],
        "stars": next((table for table in all_tables if table.group == "stars"), None),
        "chart": chart(report),
        "notes": notes(report),
        "stamp": stamp(report),
        "least_form": LeastForm(initial={"least": report.scope.least}),
        "scope_fields": [(name, value) for name, value in scope_query(report.scope).items() if name != "least"],
    }


def file_url(view: OrganizerView, scope: Scope) -> str:
    """Where this report is filed, for those who may."""
    reach = view.reach_of("contracts.file_report")
    if reach is None or scope.is_partial or (scope.fair and scope.fair.pk not in reach):
        return ""
    return f"{reverse('report_file', args=[scope.organizer.slug])}?{urlencode(scope_query(scope))}"


def tile(report: Report, line: Indicator, rows_url: str) -> dict[str, str]:
    details = []
    if line.figure in DEAL_FIGURES:
        counted = getattr(report.now, line.figure)
        if counted.value is not None:
            details.append(_("stated: %(value)s") % {"value": short_dong(counted.value, get_language())})
        elif counted.count:
            details.append(_("none with a stated value"))
    if line.cell.before is not None:
        details.append(
            _("before: %(number)s, %(change)s") % {"number": format_dong(line.cell.before), "change": line.change}
        )
    return {
        "label": line.label,
        "value": format_dong(line.cell.now),
        "url": f"{rows_url}?{line.cell.rows}",
        "detail": "; ".join(details),
    }


class Results(OrganizerView, TemplateView):
    """The report of a period: a year, quarter or month, or from any day to any other."""

    keeps_to_fairs = True
    section = "results"
    permission = "contracts.view_results"
    template_name = "contracts/results.html"

    def get_context_data(self, **kwargs) -> dict:
        years = recorded_years(self.reach)
        period = latest(years)
        form = PeriodForm(scope_query(Scope(self.reach, period)))
        if {"from", "to"} & self.request.GET.keys():
            form = PeriodForm(self.request.GET)
        context = super().get_context_data(form=form, **kwargs)
        if form.is_valid():
            period = form.period
            scope = Scope(self.reach, period, least=read_least(self.request.GET))
            context |= report_context(make_report(scope), self.organizer.slug) | {"file_url": file_url(self, scope)}
        return context | {"choices": choices(self.reach, period, years)}

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        return super().render_to_response(context, status=200 if context["form"].is_valid() else 422, **kwargs)


class FairResults(FairMixin, TemplateView):
    """The report of one fair, beside its earlier edition where there is one."""

    section = "fair_results"
    permission = "contracts.view_results"
    template_name = "contracts/results.html"

    def get_context_data(self, **kwargs) -> dict:
        scope = Scope.of_fair(self.reach, self.get_fair(), read_least(self.request.GET))
        context = report_context(make_report(scope), self.organizer.slug) | {"file_url": file_url(self, scope)}
        return super().get_context_data(**context, **kwargs)


class ScopedView(OrganizerView):
    """A page about the scope that its address names; a wrong one is not there."""

    keeps_to_fairs = True
    section = "results"
    permission = "contracts.view_results"

    @cached_property
    def scope(self) -> Scope:
        try:
            return read_scope(self.reach, self.request.GET)
        except ValidationError:
            raise Http404 from None

    def back_url(self) -> str:
        if self.scope.fair:
            return reverse("fair_results", args=[self.organizer.slug, self.scope.fair.slug])
        return f"{reverse('results', args=[self.organizer.slug])}?{urlencode(scope_query(self.scope))}"


class ResultsRows(ScopedView, WorkspaceList):
    """The rows that a figure counts, in all or at one key of a table: as many as the number that was clicked."""

    template_name = "contracts/results_rows.html"
    filterset_class = RowsFilter
    empty_text = gettext_lazy("Nothing was counted here.")

    @cached_property
    def figure_rows(self) -> QuerySet:
        query = self.request.GET
        self.name, self.group, self.key = query.get("figure", ""), query.get("group", ""), query.get("key")
        try:
            self.figure = FIGURES[self.name]
            return listed(self.figure, self.scope, self.group, self.key if self.group else None)
        except (KeyError, ValueError):
            raise Http404 from None

    def get_queryset(self) -> QuerySet:
        return self.figure_rows

    def get_table_class(self) -> type:
        return TABLES[self.figure_rows.model]

    @property
    def heading(self) -> str:
        return str(self.figure.label)

    @property
    def lead(self) -> str:
        return f"{self.figure.counted} {self.scope}{self.place()}."

    def place(self) -> str:
        """Where in a table the number stood."""
        if not self.group:
            return ""
        words = [str(GROUP_LABELS[self.group])]
        words += [key_label(self.scope, self.group, self.key)] if self.key is not None else []
        return f" · {': '.join(words)}"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        count = self.figure_rows.count()
        return context | {
            "back_url": self.back_url(),
            "scope": self.scope,
            "count_line": ngettext("%(n)s row makes up this figure", "%(n)s rows make up this figure", count)
            % {"n": format_dong(count)},
            "deals": deals(self.figure_rows, self.name) if self.name in DEAL_FIGURES else None,
            "kept": [(name, value) for name, value in self.request.GET.items() if name not in ("q", "page", "export")],
            "without_search": urlencode({k: v for k, v in self.request.GET.items() if k not in ("q", "page")}),
            "is_filtered": bool(self.request.GET.get("q")),
        }


class ResultsPaper(ScopedView, DeedPage):
    """The report to take along. Light forms come at once; for the PDF one may say first what the office adds."""

    form_class = PaperForm
    heading = gettext_lazy("Make the report")
    submit_label = gettext_lazy("Make the PDF")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = request.GET.get("form", "pdf")
        if form in DIRECT:
            return self.download(form)
        if form != "pdf":
            raise Http404
        return super().get(request, *args, **kwargs)

    def download(self, form: str) -> HttpResponse:
        report = make_report(self.scope)
        response = HttpResponse(render(report, form), content_type=MEDIA_TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{file_name(report, form)}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def get_initial(self) -> dict:
        return {"addressee": self.organizer.superior_name}

    def get_context_data(self, **kwargs) -> dict:
        lead = _(
            "%(scope)s. Whatever you leave out stays blank on the paper. The legal bases it cites are reference "
            "data: check them before it is signed."
        )
        return super().get_context_data(lead=lead % {"scope": self.scope}, **kwargs)

    def perform(self, form: PaperForm) -> Job:
        params = {"scope": scope_query(self.scope), "paper": form.paper.as_params()}
        return jobs.start(kind="report_pdf", organizer=self.organizer, by=self.request.user, params=params)

    def success_url(self, outcome: Job) -> str:
        return reverse("job", args=[self.organizer.slug, outcome.pk])
