"""What runs and lies behind the pages: jobs with their progress, files, the outbox."""

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import OrganizerView
from accounts.workspace import WorkspaceList
from common import files, jobs, outbox
from common.lists import ListTable, SearchFilter
from common.models import Job, Letter, StoredFile
from common.statuses import status
from common.tables import StatusColumn
from portal import queries

# A job that leads on to a page of its own
NEXT_PAGE = {"workbook_check": "import_preview", "workbook_import": "import_preview"}
NEXT_PAGE_AT_FAIR = {"applications_check": "entered_list_preview", "applications_import": "entered_list_preview"}

# Who may open a file, by what it was stored for; an export is its maker's alone.
FILE_PERMISSION = {
    "evidence": "contracts.view_agreement",
    "certificate": "enterprises.view_certificate",
    "workbook": "portal.import_workbook",
    "report": "contracts.view_results",
    "decision": "events.review_application",
    "fair_paper": "events.view_legal_file",
}

JOB_NAMES = {
    "export_list": _("Export of a list"),
    "report_pdf": _("Report as a PDF"),
    "file_report": _("Filing a report"),
    "filed_pdf": _("Filed report as a PDF"),
    "workbook_check": _("Checking a workbook"),
    "workbook_import": _("Importing a workbook"),
    "applications_check": _("Checking a list of applications"),
    "applications_import": _("Entering a list of applications"),
    "invitations": _("Writing invitations"),
    "receipt_pdf": _("Receipt of an application as a PDF"),
    "catalogue_pdf": _("Catalogue as a PDF"),
    "fee_requests": _("Payment requests and reminders"),
    "fee_papers": _("Papers of fees"),
    "decide_applications": _("Deciding on applications"),
    "undo_decisions": _("Taking decisions back"),
    "decision_paper": _("Decision paper as a PDF"),
}


def job_name(job: Job) -> str:
    return JOB_NAMES.get(job.kind, job.kind)


class JobMixin(OrganizerView):
    keeps_to_fairs = True
    permission = "accounts.enter_workspace"
    pk_url_kwarg = "job"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.filter(organizer=self.organizer, by=self.request.user).select_related("output")


class JobPage(JobMixin, DetailView):
    """How far the work is; the page looks again each second until it is over."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state == Job.State.DONE and (url := self.next_url()):
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
        return self.render_to_response(self.get_context_data())

    def get_template_names(self) -> list[str]:
        return ["portal/job_progress.html" if self.request.htmx else "portal/job.html"]

    def next_url(self) -> str:
        """The page that shows what came of the job, where its kind has one or where it was started from one."""
        if page := NEXT_PAGE.get(self.object.kind):
            return reverse(page, args=[self.organizer.slug, self.object.pk])
        if page := NEXT_PAGE_AT_FAIR.get(self.object.kind):
            return reverse(page, args=[self.organizer.slug, self.object.params["slug"], self.object.pk])
        return self.object.params.get("next", "")

    def get_context_data(self, **kwargs) -> dict:
        job = self.object
        return super().get_context_data(
            title=job_name(job),
            status=status(job.state, job.get_state_display()),
            percent=100 * job.done // job.total if job.total else 0,
            next_url=self.next_url(),
            **kwargs,
        )


class JobCancel(JobMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        job = get_object_or_404(self.get_queryset(), pk=kwargs["job"])
        jobs.cancel(job=job)
        return redirect("job", self.organizer.slug, job.pk)


class FileDownload(OrganizerView, View):
    """A stored file, for those who may see the record that it belongs to."""

    permission = "accounts.enter_workspace"
    keeps_to_fairs = True

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        stored = get_object_or_404(StoredFile, pk=kwargs["file"], organizer=self.organizer)
        if not self.may_open(stored):
            raise Http404
        return files.serve(stored, by=request.user)

    def may_open(self, stored: StoredFile) -> bool:
        """By what it was stored for; a report counts what its maker reached, so others need to reach all."""
        is_own = stored.uploaded_by_id == self.request.user.pk
        if stored.purpose not in FILE_PERMISSION:
            return is_own
        reach = self.reach_of(FILE_PERMISSION[stored.purpose])
        if reach is None or reach.is_whole:
            return reach is not None
        return is_own if stored.purpose == "report" else queries.belongs(stored, reach)


class LetterTable(ListTable):
    subject = tables.Column(attrs={"td": {"class": "is-lead"}})
    to = tables.Column(empty_values=())
    created_at = tables.DateTimeColumn(format="d/m/Y H:i")
    state = StatusColumn()
    error = tables.Column(verbose_name=_("Why not"), orderable=False)
    again = tables.TemplateColumn(
        template_name="portal/letter_again.html",
        verbose_name=_("What to do"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta(ListTable.Meta):
        model = Letter
        fields = ["subject", "to", "created_at", "state", "error", "again"]
        order_by = "-created_at"

    def render_to(self, record: Letter) -> str:
        """The address; for who has none the name and number under which they are told."""
        return record.to or " ".join(filter(None, (record.name, record.mobile)))


class LetterFilter(django_filters.FilterSet):
    q = SearchFilter()
    state = django_filters.ChoiceFilter(choices=Letter.State, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = Letter
        fields = ["q", "state"]


class Outbox(WorkspaceList):
    """Every letter that went out in the organizer's name, and what became of it."""

    section = "outbox"
    permission = "accounts.view_outbox"
    keeps_to_fairs = True
    heading = _("Outbox")
    lead = _("Letters written in the organizer's name, and whether they were sent.")
    empty_text = _("Letters appear here as soon as there is something to tell people.")
    table_class = LetterTable
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet[Letter]:
        return queries.letters(self.reach)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            may_send_again=self.may("accounts.manage_team"),
            failed=(Letter.State.FAILED, Letter.State.UNCERTAIN),
            **kwargs,
        )


class LetterResend(OrganizerView, View):
    """Send again a letter that failed or whose fate is uncertain: a person decides, never the machine."""

    permission = "accounts.manage_team"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        letter = get_object_or_404(queries.letters(self.reach), pk=kwargs["pk"])
        outbox.send_again(letter=letter)
        messages.success(request, _("The letter to %(to)s will be sent again.") % {"to": letter.to})
        return redirect("outbox", self.organizer.slug)
