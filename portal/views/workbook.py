"""Bringing a workbook in by page: upload, look at what it would do, confirm, see what it did."""

import io
from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, FormView

from accounts.access import OrganizerView
from common import files, jobs
from common.lists import EXPORT_TYPES, export_name
from common.models import Job
from common.spreadsheets import SheetSpec, write_csv, write_workbook
from common.statuses import status
from portal.workbook.columns import SHEETS, blank_sheets
from portal.workbook.faults import Finding

CHECK, IMPORT = "workbook_check", "workbook_import"
FINDINGS_SHOWN = 200
EARLIER_SHOWN = 20


class WorkbookForm(forms.Form):
    """An upload; what is in it is looked at by the job."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "An Excel workbook (.xlsx) with five sheets: fairs, enterprises, OCOP products, participations, agreements."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.kind = files.check(file, allowed=(files.WORKBOOK,))
        return file


class ImportView(OrganizerView):
    section = "import"
    permission = "portal.import_workbook"

    def jobs(self) -> QuerySet[Job]:
        return Job.objects.filter(organizer=self.organizer, kind__in=(CHECK, IMPORT)).select_related("source", "by")

    def get_job(self) -> Job:
        return get_object_or_404(self.jobs(), pk=self.kwargs["job"])

    def import_after(self, looked_at: Job) -> Job | None:
        """The import that a look led to, if it was confirmed."""
        imports = self.jobs().filter(kind=IMPORT, params__check=str(looked_at.pk))
        return imports.exclude(state__in=(Job.State.FAILED, Job.State.CANCELLED)).order_by("-created_at").first()


class ImportPage(ImportView, FormView):
    """Upload a workbook; below, what was checked and brought in before."""

    template_name = "portal/workbook/upload.html"
    form_class = WorkbookForm

    def form_valid(self, form: WorkbookForm) -> HttpResponse:
        person = self.request.user
        stored = files.store(
            file=form.cleaned_data["file"], kind=form.kind, purpose="workbook", by=person, organizer=self.organizer
        )
        job = jobs.start(kind=CHECK, organizer=self.organizer, by=person, source=stored)
        return redirect("job", self.organizer.slug, job.pk)

    def form_invalid(self, form: WorkbookForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        earlier = self.jobs().defer("result").annotate(size=KT("result__size"), fault_count=KT("result__fault_count"))
        rows = list(earlier.order_by("-created_at")[:EARLIER_SHOWN])
        for job in rows:
            job.status = status(job.state, job.get_state_display())
        return super().get_context_data(earlier=rows, kinds=SHEETS, **kwargs)


class ImportTemplate(ImportView, View):
    """A blank workbook with the headings of the five sheets, in the reader's language."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        buffer = io.BytesIO()
        write_workbook(buffer, blank_sheets())
        return attachment(buffer, _("Blank workbook"), "xlsx")


class ImportPreview(ImportView, DetailView):
    """What a workbook would do, or did: counts, findings, changes; while the job runs, its progress."""

    context_object_name = "job"

    def get_object(self, queryset=None) -> Job:
        return self.get_job()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_job()
        if self.object.is_open and self.object.by == request.user:
            return redirect("job", self.organizer.slug, self.object.pk)
        return self.render_to_response(self.get_context_data())

    def get_template_names(self) -> list[str]:
        if self.object.state != Job.State.DONE:
            return ["portal/workbook/unfinished.html"]
        return ["portal/workbook/preview.html" if is_look(self.object) else "portal/workbook/outcome.html"]

    def get_context_data(self, **kwargs) -> dict:
        report = self.object.result or {}
        return super().get_context_data(
            report=report,
            sheets=sheets_of(report, self.organizer.slug),
            faults=grouped(report.get("faults", [])),
            warnings=grouped(report.get("warnings", [])),
            findings_shown=FINDINGS_SHOWN,
            faults_url=reverse("import_faults", args=[self.organizer.slug, self.object.pk]),
            status=status(self.object.state, self.object.get_state_display()),
            may_confirm=can_be_confirmed(self.object),
            followed_by=self.import_after(self.object),
            **kwargs,
        )


def grouped(findings: list[list]) -> list[tuple[str, list[Finding]]]:
    """The first findings by the sheet on which they are; those of the whole file come first, under no name."""
    shown = [Finding.from_json(finding) for finding in findings[:FINDINGS_SHOWN]]
    return [(sheet, list(group)) for sheet, group in groupby(shown, key=lambda finding: finding.sheet)]


def is_look(job: Job) -> bool:
    """A check, or an import that stopped because the records had changed: either only shows what would happen."""
    return job.state == Job.State.DONE and (job.kind == CHECK or bool(job.result.get("outdated")))


def can_be_confirmed(job: Job) -> bool:
    return is_look(job) and bool(job.result.get("size"))


def sheets_of(report: dict, slug: str) -> list[dict]:
    """The report sheet by sheet, with the list that shows the rows."""
    if "counts" not in report:
        return []
    return [
        {
            "kind": kind,
            "counts": report["counts"][kind.name],
            "changes": report["changes"][kind.name],
            "missing": report["missing"][kind.name],
            "url": reverse(kind.name, args=[slug]),
        }
        for kind in SHEETS
    ]


class ImportConfirm(ImportView, View):
    """Bring in what was looked at. A double click, or a second person, starts nothing twice."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        looked_at = self.get_job()
        if not can_be_confirmed(looked_at):
            raise Http404
        job = self.import_after(looked_at) or jobs.start(
            kind=IMPORT,
            organizer=self.organizer,
            by=request.user,
            source=looked_at.source,
            params={"check": str(looked_at.pk), "fingerprint": looked_at.result["fingerprint"]},
            key=f"workbook_import:{looked_at.pk}",
        )
        return redirect("import_preview", self.organizer.slug, job.pk)


class ImportFaultsFile(ImportView, View):
    """Faults and warnings as a list to work off: ?type=xlsx or csv."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return faults_file(self.get_job(), request.GET.get("type", "xlsx"))


def faults_file(job: Job, kind: str) -> HttpResponse:
    """Faults and warnings of a check, as a list to work off."""
    if kind not in EXPORT_TYPES or not job.result:
        raise Http404
    heads = [
        _("Kind"), _("Sheet"), _("Row"), _("Column"), _("Value"),
        _("What is wrong"), _("What to do"), _("Also in"),
    ]  # fmt: skip
    buffer = io.BytesIO()
    if kind == "csv":
        write_csv(buffer, [str(head) for head in heads], finding_rows(job.result))
    else:
        write_workbook(buffer, [SheetSpec(_("Faults"), heads, finding_rows(job.result))])
    return attachment(buffer, _("Faults in the workbook"), kind)


def attachment(buffer: io.BytesIO, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(buffer.getvalue(), content_type=EXPORT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{export_name(name, kind)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def finding_rows(report: dict) -> Iterator[list]:
    for name, label in (("faults", _("fault")), ("warnings", _("warning"))):
        for finding in map(Finding.from_json, report[name]):
            yield [
                str(label), finding.sheet, finding.row or "", finding.column, finding.value,
                finding.problem, finding.remedy, finding.elsewhere,
            ]  # fmt: skip
