"""Bringing applications in from a spreadsheet: upload, look at what it would do, confirm, see what it did."""

import io

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, FormView

from common import files, jobs
from common.models import Job
from common.spreadsheets import write_workbook
from common.statuses import status
from events.access import FairMixin
from portal.applications.columns import LIST, blank_sheet
from portal.views.workbook import FINDINGS_SHOWN, WorkbookForm, attachment, faults_file, grouped

CHECK, ENTER = "applications_check", "applications_import"
EARLIER_SHOWN = 10


class ListForm(WorkbookForm):
    """A spreadsheet with one firm a row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Spreadsheet")
        self.fields["file"].help_text = _("An Excel workbook (.xlsx), one firm a row. At most 2.000 rows.")


class ListView(FairMixin):
    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"

    def jobs(self) -> QuerySet[Job]:
        rows = Job.objects.filter(organizer=self.organizer, kind__in=(CHECK, ENTER), params__fair=self.fair.pk)
        return rows.select_related("source", "by")

    def get_job(self) -> Job:
        return get_object_or_404(self.jobs(), pk=self.kwargs["job"])

    def own_url(self, name: str, job: Job) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, job.pk])

    def follows(self, looked_at: Job) -> Job | None:
        """The entering that a look led to, if it was confirmed."""
        found = self.jobs().filter(kind=ENTER, params__check=str(looked_at.pk))
        return found.exclude(state__in=(Job.State.FAILED, Job.State.CANCELLED)).order_by("-created_at").first()


class ListPage(ListView, FormView):
    """Upload a list; below, what was checked and entered before."""

    template_name = "portal/applications/upload.html"
    form_class = ListForm
    heading = _("Enter applications from a spreadsheet")

    def form_valid(self, form: ListForm) -> HttpResponse:
        person, organizer = self.request.user, self.organizer
        stored = files.store(
            file=form.cleaned_data["file"], kind=form.kind, purpose="applications", by=person, organizer=organizer
        )
        params = {"fair": self.fair.pk, "slug": self.fair.slug}
        job = jobs.start(kind=CHECK, organizer=organizer, by=person, source=stored, params=params)
        return redirect("job", organizer.slug, job.pk)

    def form_invalid(self, form: ListForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        earlier = list(self.jobs().defer("result").order_by("-created_at")[:EARLIER_SHOWN])
        for job in earlier:
            job.status = status(job.state, job.get_state_display())
            job.page = self.own_url("entered_list_preview", job)
        return super().get_context_data(heading=self.heading, earlier=earlier, sheet=LIST, **kwargs)


class ListTemplate(ListView, View):
    """A blank workbook with the headings, in the reader's language."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        buffer = io.BytesIO()
        write_workbook(buffer, [blank_sheet()])
        return attachment(buffer, _("Blank list"), "xlsx")


class ListPreview(ListView, DetailView):
    """What a list would do, or did: counts, findings, new and changed rows."""

    context_object_name = "job"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_job()
        if self.object.is_open and self.object.by == request.user:
            return redirect("job", self.organizer.slug, self.object.pk)
        return self.render_to_response(self.get_context_data())

    def get_template_names(self) -> list[str]:
        return ["portal/applications/preview.html"]

    def get_context_data(self, **kwargs) -> dict:
        job = self.object
        report = job.result or {}
        return super().get_context_data(
            report=report,
            faults=grouped(report.get("faults", [])),
            warnings=grouped(report.get("warnings", [])),
            findings_shown=FINDINGS_SHOWN,
            faults_url=self.own_url("entered_list_faults", job),
            confirm_url=self.own_url("entered_list_confirm", job),
            status=status(job.state, job.get_state_display()),
            is_done=job.state == Job.State.DONE,
            is_look=is_look(job),
            may_confirm=can_be_confirmed(job),
            followed_by=self.followed_url(job),
            **kwargs,
        )

    def followed_url(self, job: Job) -> str:
        follows = self.follows(job)
        return self.own_url("entered_list_preview", follows) if follows else ""


def is_look(job: Job) -> bool:
    """A check, or an entering that stopped because the records had changed: either only shows what would happen."""
    return job.state == Job.State.DONE and (job.kind == CHECK or bool(job.result.get("outdated")))


def can_be_confirmed(job: Job) -> bool:
    return is_look(job) and bool(job.result.get("size"))


class ListConfirm(ListView, View):
    """Enter what was looked at. A double click, or a second person, starts nothing twice."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        looked_at = self.get_job()
        if not can_be_confirmed(looked_at):
            raise Http404
        job = self.follows(looked_at) or jobs.start(
            kind=ENTER,
            organizer=self.organizer,
            by=request.user,
            source=looked_at.source,
            params={
                "fair": self.fair.pk,
                "slug": self.fair.slug,
                "check": str(looked_at.pk),
                "fingerprint": looked_at.result["fingerprint"],
            },
            key=f"applications_import:{looked_at.pk}",
        )
        return redirect(self.own_url("entered_list_preview", job))


class ListFaults(ListView, View):
    """Faults and warnings as a list to work off: ?type=xlsx or csv."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return faults_file(self.get_job(), request.GET.get("type", "xlsx"))
