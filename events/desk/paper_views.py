"""The papers of a decision: their list, one with its enterprises and numbers, the PDFs, the signed scan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import RecordFormPage, RemovePage
from common import history, jobs
from events.actions import papers as actions
from events.desk import jobs as desk_jobs
from events.desk import queries
from events.desk.choosing import chosen
from events.desk.forms import DecisionPaperForm, ScanForm
from events.desk.views import DeskMixin, back_to
from events.models import Application, DecisionPaper

# what can be laid out of a decision, in the order in which offices make them
FORMS = {
    "submission": _("Submission"),
    "list": _("Approved list"),
    "decision": _("Decision"),
}


class PaperList(DeskMixin, TemplateView):
    """The fair's decisions, and the way to begin one."""

    template_name = "desk/papers.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(papers=queries.papers(self.fair), **kwargs)


class PaperNew(DeskMixin, View):
    """Begins the papers for the chosen applications, or puts these on the list of a decision not yet issued."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = list(chosen(request, self.fair))
        try:
            paper = self.paper_for(request, rows)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(back_to(request, self.back_url()))
        return redirect("decision_paper", self.organizer.slug, self.fair.slug, paper.pk)

    def paper_for(self, request: HttpRequest, rows: list[Application]) -> DecisionPaper:
        if not rows:
            raise ValidationError(_("Tick the applications first."))
        begun = self.fair.decision_papers.filter(number="").first()
        if begun is None:
            title = _("Approving the list of enterprises that take part in %(fair)s") % {"fair": self.fair.name}
            return actions.make_paper(fair=self.fair, applications=rows, title=title[:200], by=request.user)
        n = actions.add_to_paper(paper=begun, applications=rows, by=request.user)
        words = ngettext("%(n)s enterprise was put on the list", "%(n)s enterprises were put on the list", n)
        messages.success(request, words % {"n": n})
        return begun


class PaperMixin(DeskMixin):
    def scope(self, *_reach) -> QuerySet[DecisionPaper]:
        return self.fair.decision_papers.select_related("fair__organizer", "scan")

    @cached_property
    def paper(self) -> DecisionPaper:
        return get_object_or_404(self.scope(), pk=self.kwargs["pk"])

    def paper_url(self, name: str = "decision_paper") -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.kwargs["pk"]])

    def back_url(self) -> str:
        return self.paper_url()


class PaperPage(PaperMixin, TemplateView):
    template_name = "desk/paper.html"

    def get_context_data(self, **kwargs) -> dict:
        paper = self.paper
        rows = list(queries.on_paper(paper))
        return super().get_context_data(
            paper=paper,
            rows=rows,
            to_approve=queries.to_approve(paper),
            forms=FORMS.items(),
            entries=history.entries(paper, limit=10),
            **{"scan_form": ScanForm()} | kwargs,
        )


class PaperEdit(PaperMixin, RecordFormPage):
    form_class = DecisionPaperForm
    heading = _("What the papers say")
    success_message = _("Saved: %(record)s")

    def get_instance(self) -> DecisionPaper:
        return self.paper

    def perform(self, form: DecisionPaperForm) -> DecisionPaper:
        return actions.save_paper(paper=form.instance, by=self.request.user)

    def success_url(self, outcome: DecisionPaper) -> str:
        return self.paper_url()


class PaperRemove(PaperMixin, RemovePage):
    def get_object(self, queryset=None) -> DecisionPaper:
        return self.paper

    def perform(self) -> None:
        actions.remove_paper(paper=self.object, by=self.request.user)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.paper_url())

    def success_url(self) -> str:
        return self.page_url("decision_papers")


class PaperDeed(PaperMixin, View):
    """A deed on one decision's papers; what is refused is said on its page."""

    http_method_names = ["post"]

    def perform(self, request: HttpRequest) -> HttpResponse | None:
        raise TypeError("a deed calls its action")

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            answer = self.perform(request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            answer = None
        except history.Stale:
            messages.error(request, _("Somebody else changed this meanwhile. Look at it again."))
            answer = None
        return answer or redirect(self.paper_url())


class PaperOff(PaperDeed):
    """Takes one application off the list."""

    def perform(self, request: HttpRequest) -> None:
        application = get_object_or_404(Application.objects.filter(fair=self.fair), pk=self.kwargs["application"])
        actions.take_off_paper(paper=self.paper, application=application, by=request.user)


class PaperScan(PaperPage):
    """Keeps the signed paper; a file that is refused is said at its field."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = ScanForm(request.POST, request.FILES)
        if form.is_valid() and self.keep(form):
            messages.success(request, _("The signed scan is kept."))
            return redirect(self.paper_url())
        return self.render_to_response(self.get_context_data(scan_form=form), status=422)

    def keep(self, form: ScanForm) -> bool:
        try:
            actions.keep_scan(paper=self.paper, file=form.cleaned_data["file"], by=self.request.user)
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else "file", error)
        return form.is_valid()


class PaperMake(PaperDeed):
    """Lays one of the papers out as a PDF."""

    def perform(self, request: HttpRequest) -> HttpResponse:
        form = request.POST.get("form", "")
        if form not in FORMS:
            raise ValidationError(_("Choose which paper to make."))
        job = jobs.start(
            kind=desk_jobs.PAPER,
            organizer=self.organizer,
            by=request.user,
            params={"paper": self.paper.pk, "form": form, "next": ""},
            key=f"{desk_jobs.PAPER}:{self.paper.pk}:{form}:{request.user.pk}",
        )
        return redirect("job", self.organizer.slug, job.pk)
