"""One decision on many applications: looked at with its letters, done by a job, its outcome, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm
from common import jobs
from events import letters
from events.actions import bulk as actions
from events.desk import jobs as desk_jobs
from events.desk import queries
from events.desk.choosing import chosen
from events.desk.forms import BulkForm
from events.desk.views import DeskMixin
from events.models import Application, BulkDecision, BulkRow
from events.states import APPLICATION
from events.views.applications import DEEDS

SAMPLES = 3
QUESTIONS = {
    "approve": _("Approve these applications?"),
    "return": _("What should be changed in these applications?"),
    "waitlist": _("Put these applications on the waiting list?"),
    "decline": _("Decline these applications?"),
}


class BulkDecide(DeskMixin, DeedForm):
    """How many it concerns, what the first of them will read, and the button; the job does the rest."""

    template_name = "desk/bulk_decide.html"
    form_class = BulkForm

    @cached_property
    def deed(self) -> str:
        return self.request.POST.get("deed", "")

    @cached_property
    def rows(self) -> list[Application]:
        """What was chosen in the list; the form hands the numbers on."""
        return list(chosen(self.request, self.fair).select_related("submitted_by").order_by("submitted_at", "pk"))

    @property
    def able(self) -> list[Application]:
        """Those from whose state this can be decided."""
        return [row for row in self.rows if (row.state, self.deed) in APPLICATION]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return redirect(self.back_url())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.deed not in actions.BULK_DEEDS or not self.able:
            messages.error(request, self.refusal())
            return redirect(self.back_url())
        if request.htmx and "preview" in request.POST:
            return render(request, "desk/bulk_letters.html", {"samples": self.samples()})
        if request.POST.get("step") != "do":
            return self.render_to_response(self.get_context_data(form=self.first_form()))
        return super().post(request, *args, **kwargs)

    def refusal(self) -> str:
        if not self.rows:
            return _("Tick the applications first.")
        return _("None of these applications is in a state in which this can be decided.")

    def first_form(self) -> BulkForm:
        rows = ",".join(str(row.pk) for row in self.able)
        return BulkForm(deed=self.deed, initial={"rows": rows, "sends_letters": True})

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"deed": self.deed}

    def samples(self) -> list[tuple[Application, letters.Text]]:
        """The letters of the first few, word for word."""
        words = self.request.POST.get("answer", "").strip()[:2000]
        return [(row, letters.written(row, self.deed, words)) for row in self.able[:SAMPLES]]

    def perform(self, form: BulkForm) -> jobs.Job:
        bulk = actions.begin(
            fair=self.fair,
            deed=self.deed,
            applications=self.able,
            answer=form.cleaned_data["answer"],
            is_silent=not form.cleaned_data["sends_letters"],
            by=self.request.user,
        )
        page = reverse("applications_bulk", args=[self.organizer.slug, self.fair.slug, bulk.pk])
        return start(self, desk_jobs.DECIDE, bulk, page)

    def success_url(self, outcome: jobs.Job) -> str:
        return reverse("job", args=[self.organizer.slug, outcome.pk])

    def get_context_data(self, **kwargs) -> dict:
        label, _question, look = DEEDS[self.deed]
        able = self.able
        return super().get_context_data(
            deed=self.deed,
            label=label,
            look="btn-danger" if look == "btn-danger" else "btn-primary",
            question=QUESTIONS[self.deed],
            able=able,
            unable=len(self.rows) - len(able),
            by_email=sum(bool(row.contact_email) for row in able),
            by_phone=sum(not row.contact_email for row in able),
            samples=self.samples(),
            **kwargs,
        )


def start(view: DeskMixin, kind: str, bulk: BulkDecision, page: str) -> jobs.Job:
    return jobs.start(
        kind=kind,
        organizer=view.organizer,
        by=view.request.user,
        params={"bulk": bulk.pk, "next": page},
        key=f"{kind}:{bulk.pk}",
    )


class BulkMixin(DeskMixin):
    @cached_property
    def bulk(self) -> BulkDecision:
        return get_object_or_404(self.fair.bulk_decisions.select_related("made_by"), pk=self.kwargs["pk"])

    def bulk_url(self, name: str) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.bulk.pk])


class BulkPage(BulkMixin, TemplateView):
    """What became of a decision on many: how many were decided, and of each other why not."""

    template_name = "desk/bulk_page.html"

    def get_context_data(self, **kwargs) -> dict:
        counts = queries.bulk_counts(self.bulk)
        return super().get_context_data(
            bulk=self.bulk,
            label=DEEDS[self.bulk.deed][0],
            counts=[(label, counts[code]) for code, label in BulkRow.Outcome.choices if counts[code]],
            left=queries.bulk_left(self.bulk),
            undo_until=queries.bulk_undo_until(self.bulk),
            **kwargs,
        )


class BulkUndo(BulkMixin, View):
    """Take back every decision of it of which the enterprise was not told yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if queries.bulk_undo_until(self.bulk) is None:
            messages.error(request, _("The letters have gone out: decide anew instead of taking back."))
            return redirect(self.bulk_url("applications_bulk"))
        job = start(self, desk_jobs.UNDO, self.bulk, self.bulk_url("applications_bulk"))
        return redirect("job", self.organizer.slug, job.pk)
