"""The organizer's pages of a fair's fees: the list, one request, asking, reminding, the books."""

from datetime import timedelta

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

from accounts.workspace import DeedForm, Fact, RecordPage, WorkspaceList
from common import jobs
from common.money import format_dong
from common.statuses import status
from events.actions import fees as actions
from events.fees import letters, papers, queries
from events.fees.access import FeesMixin, RequestMixin
from events.fees.forms import AskForm, AskOneForm
from events.fees.qr import qr_of
from events.fees.queries import Standing
from events.fees.reckoning import Reckoner, agrees
from events.fees.references import spoken
from events.fees.tables import PaymentFilter, PaymentTable, RequestFilter, RequestTable
from events.models import Application, Payment, PaymentRequest
from events.window import today_at

ASK_MANY = "fee_requests"
DUE = {Standing.UNPAID, Standing.PART, Standing.OVERDUE}


class FeeList(FeesMixin, WorkspaceList):
    template_name = "fees/fees.html"
    heading = _("Fees")
    empty_text = _("Once an application is approved and its letter has gone out, ask the enterprise to pay.")
    table_class = RequestTable
    filterset_class = RequestFilter

    def get_queryset(self) -> QuerySet[PaymentRequest]:
        return queries.requests(self.fair)

    def figures(self) -> list[dict]:
        sums = queries.figures(self.fair)
        shown = [name for name in queries.LABELS if sums[name] or name in ("asked", "received")]
        return [{"label": queries.LABELS[name], "value": f"{format_dong(sums[name])} đ"} for name in shown]

    def chips(self) -> list[dict]:
        """How many requests stand how; pressing one shows them."""
        counts, chosen = queries.counts(self.fair), self.request.GET.get("standing", "")
        return [
            {"code": code, "label": label, "n": counts[code], "current": code == chosen}
            for code, label in Standing.choices
            if counts.get(code)
        ]

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.may_change
        return super().get_context_data(
            figures=self.figures(),
            chips=self.chips(),
            may_change=may_change,
            to_ask=queries.to_ask(self.fair).count() if may_change else 0,
            to_remind=queries.to_remind(self.fair).count() if may_change else 0,
            terms=queries.terms_of(self.fair),
            empty_icon="i-deal",
            **kwargs,
        )


class FeeLedger(FeesMixin, WorkspaceList):
    """Every row of money, for the books: nothing in it is ever changed or left out."""

    template_name = "fees/ledger.html"
    heading = _("Money received and given back")
    empty_text = _("Nothing has been recorded yet.")
    table_class = PaymentTable
    filterset_class = PaymentFilter

    def get_queryset(self) -> QuerySet[Payment]:
        return queries.payments(self.fair)


class FeeAskMany(FeesMixin, DeedForm):
    """All approved enterprises that were not asked to pay: what each would be asked, and why, before it is done."""

    permission = "events.change_fees"
    template_name = "fees/ask_many.html"
    form_class = AskForm
    heading = _("Make payment requests")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return _no_terms(self) or super().get(request, *args, **kwargs)

    @cached_property
    def waiting(self) -> list[tuple[Application, object]]:
        rows = list(queries.to_ask(self.fair))
        costs = Reckoner(self.fair).reckon_all(rows)
        return [(row, costs[row.pk]) for row in rows]

    def get_initial(self) -> dict:
        return {"due_on": _usual_due(self)}

    def perform(self, form: AskForm) -> HttpResponse:
        left_out = set(self.request.POST.getlist("out"))
        rows = [row.pk for row, cost in self.waiting if cost.price and str(row.pk) not in left_out]
        due_on = form.cleaned_data["due_on"]
        if due_on < today_at(self.fair):
            raise ValidationError({"due_on": _("This day is over. Choose a later one.")})
        if len(rows) > actions.AT_ONCE:
            return _begin(self, rows, deed="ask", due_on=due_on.isoformat())
        made = actions.make_requests(fair=self.fair, applications=rows, by=self.request.user, due_on=due_on)
        papers.start(self.organizer, by=self.request.user)
        words = ngettext(
            "%(n)s payment request is made. Its letter goes out in 10 minutes.",
            "%(n)s payment requests are made. Their letters go out in 10 minutes.",
            made,
        )
        messages.success(self.request, words % {"n": made})
        return redirect(self.back_url())

    def success_url(self, outcome: HttpResponse) -> str:
        return outcome.url

    def back_url(self) -> str:
        return self.page_url("fees")

    def get_context_data(self, **kwargs) -> dict:
        asked = [(row, cost) for row, cost in self.waiting if cost.price]
        return super().get_context_data(
            asked=asked,
            free=[row for row, cost in self.waiting if not cost.price],
            sum_total=sum(cost.total for _row, cost in asked),
            **kwargs,
        )


def _no_terms(view: FeesMixin) -> HttpResponse | None:
    """To where it is said into which account is paid, if nobody said so yet."""
    if queries.terms_of(view.fair):
        return None
    messages.info(view.request, _("Say first into which account the fees of this fair are paid."))
    return redirect(reverse("fee_setup", args=[view.organizer.slug, view.fair.slug]))


def _usual_due(view: FeesMixin):
    terms = queries.terms_of(view.fair)
    return today_at(view.fair) + timedelta(days=terms.days_to_pay) if terms else None


def _begin(view: FeesMixin, rows: list[int], *, deed: str, **more) -> HttpResponse:
    """Many at once are a job."""
    back = reverse("fees", args=[view.organizer.slug, view.fair.slug])
    job = jobs.start(
        kind=ASK_MANY,
        organizer=view.organizer,
        by=view.request.user,
        params={"fair": view.fair.pk, "deed": deed, "rows": rows, "next": back, **more},
        key=f"{ASK_MANY}:{view.fair.pk}:{deed}",
    )
    return redirect("job", view.organizer.slug, job.pk)


class FeeAsk(FeesMixin, DeedForm):
    """Ask one enterprise to pay, or anew where its request no longer agrees with the application."""

    permission = "events.change_fees"
    template_name = "fees/ask.html"
    form_class = AskOneForm
    heading = _("Make a payment request")

    @cached_property
    def application(self) -> Application:
        rows = self.fair.applications.select_related("fair__organizer", "enterprise", "package", "submitted_by")
        return get_object_or_404(rows.exclude(submitted_at=None), pk=self.kwargs["pk"])

    @cached_property
    def earlier(self) -> PaymentRequest | None:
        return queries.requests(self.fair).filter(application=self.application, state="asked").first()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return _no_terms(self) or super().get(request, *args, **kwargs)

    def get_initial(self) -> dict:
        funded = self.earlier.funded_elsewhere if self.earlier else ""
        replaces = self.earlier.pk if self.earlier else None
        return {"due_on": _usual_due(self), "funded_elsewhere": funded, "replaces": replaces}

    def perform(self, form: AskOneForm) -> PaymentRequest:
        made = actions.make_request(application=self.application, by=self.request.user, **form.cleaned_data)
        papers.start(self.organizer, by=self.request.user)
        messages.success(self.request, _("Made. Its letter goes out in 10 minutes."))
        return made

    def success_url(self, outcome: PaymentRequest) -> str:
        return reverse("fee_request", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("application", args=[self.organizer.slug, self.fair.slug, self.application.pk])

    def get_context_data(self, **kwargs) -> dict:
        form = kwargs.get("form")
        funded = form.data.get("funded_elsewhere", "").strip() if form is not None and form.is_bound else ""
        cost = Reckoner(self.fair).reckon(self.application, funded_elsewhere=funded)
        return super().get_context_data(application=self.application, earlier=self.earlier, cost=cost, **kwargs)


class FeeRemind(FeesMixin, TemplateView):
    """Writes to all who owe something: how many, and what the first of them reads."""

    permission = "events.change_fees"
    template_name = "fees/remind.html"

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = list(queries.to_remind(self.fair).order_by("pk").values_list("pk", flat=True))
        if len(rows) > actions.AT_ONCE:
            return _begin(self, rows, deed="remind")
        n = actions.remind(fair=self.fair, requests=rows, by=request.user)
        words = ngettext("%(n)s letter is written", "%(n)s letters are written", n)
        messages.success(request, words % {"n": n})
        return redirect(self.page_url("fees"))

    def get_context_data(self, **kwargs) -> dict:
        due = queries.to_remind(self.fair)
        first = due.order_by("application__enterprise__sort_key", "pk").first()
        return super().get_context_data(
            by_email=due.exclude(application__contact_email="").count(),
            by_phone=due.filter(application__contact_email="").count(),
            first=first,
            letter=letters.written(first, letters.REMINDER) if first else None,
            back_url=self.page_url("fees"),
            **kwargs,
        )


class FeeRequestPage(RequestMixin, RecordPage):
    template_name = "fees/request.html"
    change_permission = "events.change_fees"

    def may(self, permission: str) -> bool:
        return RequestMixin.may(self, permission)

    def facts(self) -> list[Fact]:
        row = self.object
        application = reverse("application", args=[self.organizer.slug, self.fair.slug, row.application_id])
        may_review = self.may("events.review_application")
        return [
            Fact(_("Enterprise"), row.application.enterprise, application if may_review else ""),
            Fact(_("Payment reference"), spoken(row.reference)),
            Fact(_("Made on"), row.issued_on),
            Fact(_("Made by"), row.made_by),
            Fact(_("To be paid by"), row.due_on),
            Fact(_("Paid into"), f"{row.account_number}, {row.bank_name}, {row.account_holder}"),
            Fact(_("Reminded on"), row.reminded_at),
            Fact(_("Why it was cancelled"), row.reason),
        ]

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        lines = list(row.lines.all())
        return super().get_context_data(
            status=status(row.standing, Standing(row.standing).label),
            lines=lines,
            payments=queries.payments_of(row),
            owed=row.owed,
            too_much=-row.owed,
            qr=qr_of(row),
            may_change=self.may_change,
            no_longer_agrees=row.is_open and not agrees(row, Reckoner(self.fair).prices(row.application)),
            letter_waits_until=row.told_at if row.is_open and not row.is_told else None,
            **kwargs,
        )


class FeePaper(RequestMixin, View):
    """The payment request as a PDF."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return papers.hand_out(self.object, by=request.user) or _being_made(self)


class FeeReceipt(RequestMixin, View):
    """A receipt as a PDF."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = self.object.payments.filter(receipt_number__isnull=False, reversed_at=None).select_related("paper")
        payment = get_object_or_404(rows, pk=kwargs["payment"])
        return papers.hand_out(payment, by=request.user) or _being_made(self)


def _being_made(view: RequestMixin) -> HttpResponse:
    messages.info(view.request, _("The paper is being made. Try again in a moment."))
    return redirect(view.page_url("fee_request"))
