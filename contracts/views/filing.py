"""Filed reports: filing, the report as it was, its rows, what differs since, what the office gave it."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import DeedPage, HistoryPage, WorkspaceList
from common import history, jobs
from common.models import Job
from common.money import format_dong
from contracts.actions.filing import issue_report, versions
from contracts.filing import differences, wording
from contracts.filing.forms import FileForm, IssueForm
from contracts.filing.queries import filed_reports, later_version, scope_of, thawed, version_before
from contracts.filing.rows import behind, collect
from contracts.filing.tables import FiledFilter, FiledTable, FrozenRowsFilter, FrozenRowTable
from contracts.models import FiledReport, FiledRow
from contracts.results.figures import FIGURES
from contracts.results.layout import Cell, Table, scope_query
from contracts.results.report import make_report
from contracts.views.results import GROUP_LABELS, ScopedView, report_context

MOST_SHOWN = 200  # differing rows on one page


class FiledList(WorkspaceList):
    """Every report that was filed, the latest first."""

    keeps_to_fairs = True
    section = "results"
    permission = "contracts.view_results"
    heading = gettext_lazy("Filed reports")
    lead = gettext_lazy("Numbers and rows as they were on the day of filing, whatever was corrected since.")
    empty_text = gettext_lazy("Open the results of a period or fair, then file its report.")
    table_class = FiledTable
    filterset_class = FiledFilter

    def get_queryset(self) -> QuerySet[FiledReport]:
        return filed_reports(self.reach)


class ReportFile(ScopedView, DeedPage):
    """Freeze the report that is handed in."""

    permission = "contracts.file_report"
    form_class = FileForm
    heading = gettext_lazy("File the report")
    submit_label = gettext_lazy("File it")

    @cached_property
    def earlier(self) -> FiledReport | None:
        return versions(self.scope).order_by("-number").first()

    def get_form_kwargs(self) -> dict:
        if self.scope.is_partial:
            raise PermissionDenied
        return super().get_form_kwargs() | {"is_first": self.earlier is None}

    def get_initial(self) -> dict:
        return {"addressee": self.organizer.superior_name, "least": self.scope.least}

    def get_context_data(self, **kwargs) -> dict:
        lead = _(
            "%(scope)s. Its numbers and the rows behind them are kept as they are now. What is corrected later makes a "
            "new version with a list of the differences."
        )
        return super().get_context_data(lead=lead % {"scope": self.scope}, **kwargs)

    def perform(self, form: FileForm) -> Job:
        scope = replace(self.scope, least=form.cleaned_data["least"])
        return jobs.start(
            kind="file_report",
            organizer=self.organizer,
            by=self.request.user,
            params={
                "scope": scope_query(scope),
                "paper": form.paper.as_params(),
                "reason": form.cleaned_data.get("reason", ""),
                "next": reverse("reports_filed", args=[self.organizer.slug]),
            },
            key=f"file_report:{self.organizer.pk}:{urlencode(scope_query(scope))}",
        )

    def success_url(self, outcome: Job) -> str:
        return reverse("job", args=[self.organizer.slug, outcome.pk])


class FiledMixin(OrganizerView):
    """One filed report in the person's reach."""

    keeps_to_fairs = True
    section = "results"
    permission = "contracts.view_results"

    def scope(self, reach: Reach) -> QuerySet[FiledReport]:
        return filed_reports(reach)

    @cached_property
    def filed(self) -> FiledReport:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def url(self, name: str = "filed_report") -> str:
        return reverse(name, args=[self.organizer.slug, self.filed.pk])

    def back_url(self) -> str:
        return self.url()


class FiledPage(FiledMixin, TemplateView):
    """The report as it was filed; each figure opens the rows that it counted then."""

    template_name = "contracts/filed.html"

    def get_context_data(self, **kwargs) -> dict:
        filed = self.filed
        context = report_context(thawed(filed), self.organizer.slug)
        may_file = self.may("contracts.file_report")
        return super().get_context_data(
            **_alone(context),
            filed=filed,
            rows_url=self.url("filed_rows"),
            before_version=version_before(filed),
            later_version=later_version(filed),
            differences_url=self.url("filed_differences"),
            paper_pdf_url=self.url("filed_paper"),
            issue_url=self.url("filed_issue") if may_file else "",
            again_url=self.again_url() if may_file else "",
            history_url=self.url("filed_history"),
            entries=history.entries(filed, limit=5),
            **kwargs,
        )

    def again_url(self) -> str:
        query = urlencode(scope_query(scope_of(self.filed, self.reach)))
        return f"{reverse('report_file', args=[self.organizer.slug])}?{query}"


def _alone(context: dict[str, Any]) -> dict[str, Any]:
    """The rows of the scope before were not frozen: its numbers lead nowhere; tiles lead to the frozen rows."""
    rows_url, query = context.pop("rows_url"), "?"
    tiles = [tile | {"url": f"rows/{query}{tile['url'].removeprefix(rows_url + query)}"} for tile in context["figures"]]
    lines = [replace(line, cell=_unlinked(line.cell)) for line in context["indicators"]]
    stars = context["stars"]
    return context | {
        "figures": tiles,
        "indicators": lines,
        "tables": [_without_before(table) for table in context["tables"]],
        "stars": _without_before(stars) if stars else None,
    }


def _unlinked(cell: Cell) -> Cell:
    return replace(cell, rows_before="")


def _without_before(table: Table) -> Table:
    lines = tuple(replace(line, cells=tuple(map(_unlinked, line.cells))) for line in table.lines)
    return replace(table, lines=lines, total=replace(table.total, cells=tuple(map(_unlinked, table.total.cells))))


class FiledRows(FiledMixin, WorkspaceList):
    """The rows that a figure of a filed report counted, as they were."""

    template_name = "contracts/results_rows.html"
    table_class = FrozenRowTable
    filterset_class = FrozenRowsFilter
    empty_text = gettext_lazy("Nothing was counted here.")

    @cached_property
    def frozen(self) -> QuerySet[FiledRow]:
        query = self.request.GET
        try:
            return behind(self.filed, query.get("figure", ""), query.get("group", ""), query.get("key"))
        except (KeyError, ValueError):
            raise Http404 from None

    def get_queryset(self) -> QuerySet[FiledRow]:
        return self.frozen

    @property
    def heading(self) -> str:
        return str(FIGURES[self.request.GET["figure"]].label)

    @property
    def lead(self) -> str:
        group, key = self.request.GET.get("group", ""), self.request.GET.get("key")
        place = f" · {GROUP_LABELS[group]}" + (f": {key}" if key else "") if group else ""
        return f"{FIGURES[self.request.GET['figure']].counted} {self.filed}{place}."

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        count = self.frozen.count()
        return context | {
            "back_url": self.back_url(),
            "count_line": ngettext("%(n)s row makes up this figure", "%(n)s rows make up this figure", count)
            % {"n": format_dong(count)},
            "kept": [(name, value) for name, value in self.request.GET.items() if name not in ("q", "page", "export")],
            "without_search": urlencode({k: v for k, v in self.request.GET.items() if k not in ("q", "page")}),
            "is_filtered": bool(self.request.GET.get("q")),
        }


class FiledDifferences(FiledMixin, TemplateView):
    """What is otherwise than in the version before, or since, in the records of today."""

    template_name = "contracts/filed_differences.html"

    def get_context_data(self, **kwargs) -> dict:
        filed = self.filed
        if self.request.GET.get("with") == "today":
            live = scope_of(filed, self.reach)
            figures = differences.of_figures(thawed(filed), make_report(live))
            rows = differences.of_rows(filed.rows.all(), collect(live))
        elif before := version_before(filed):
            figures = differences.of_figures(thawed(before), thawed(filed))
            rows = differences.of_rows(before.rows.all(), filed.rows.all())
        else:
            raise Http404
        return super().get_context_data(
            filed=filed,
            is_today=self.request.GET.get("with") == "today",
            back_url=self.url(),
            figures=figures,
            count=len(rows),
            rows=[_shown(change) for change in rows[:MOST_SHOWN]],
            **kwargs,
        )


def _shown(change: differences.RowChange) -> dict[str, Any]:
    labels = {"added": _("came in"), "removed": _("fell out"), "changed": _("changed")}
    return {
        "what": change.what,
        "what_label": labels[change.what],
        "label": change.row.label,
        "details": wording.row_details(change.row),
        "parts": [
            (wording.part_name(name), wording.part_value(name, before), wording.part_value(name, now))
            for name, before, now in change.parts
        ],
    }


class FiledIssue(FiledMixin, DeedPage):
    """Number, day and signed scan, once the office has given them."""

    permission = "contracts.file_report"
    form_class = IssueForm
    heading = gettext_lazy("Number, day and signed paper")
    success_message = gettext_lazy("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"has_scan": bool(self.filed.scan_id)}

    def get_initial(self) -> dict:
        filed = self.filed
        day = filed.issued_on.isoformat() if filed.issued_on else None
        return {"office_no": filed.office_no, "issued_on": day, "version": filed.version}

    def perform(self, form: IssueForm) -> FiledReport:
        said = dict(form.cleaned_data)
        filed = FiledReport.objects.get(pk=self.filed.pk)
        filed.version = said.pop("version")
        return issue_report(filed=filed, by=self.request.user, **said)

    def success_url(self, outcome: FiledReport) -> str:
        return self.url()


class FiledPaper(FiledMixin, View):
    """The PDF of a report as it was filed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        job = jobs.start(
            kind="filed_pdf",
            organizer=self.organizer,
            by=request.user,
            params={"filed": self.filed.pk},
            key=f"filed_pdf:{request.user.pk}:{self.filed.pk}",
        )
        return redirect("job", self.organizer.slug, job.pk)


class FiledHistory(FiledMixin, HistoryPage):
    pass
