"""The organizer's pages of a fair's fees: the list, one request, asking, reminding, the books."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
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
from events.actions import delegation_fees
from events.actions import fees as actions
from events.fees import letters, papers, queries
from events.fees.access import FeesMixin, RequestMixin
from events.fees.forms import AskForm, AskOneForm
from events.fees.qr import qr_of
from events.fees.queries import Standing
from events.fees.reckoning import Reckoner, agrees
from events.fees.references import spoken
from events.fees.tables import PaymentFilter, PaymentTable, RequestFilter, RequestTable
from events.models import Application, Delegation, Payment, PaymentRequest
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
            to_ask=queries.count_to_ask(self.fair) if may_change else 0,
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
    """All approved enterprises and delegations that were not asked to pay: what each would be asked, and why."""

    permission = "events.change_fees"
    template_name = "fees/ask_many.html"
    form_class = AskForm
    heading = _("Make payment requests")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return no_terms(self) or super().get(request, *args, **kwargs)

    @cached_property
    def waiting(self) -> list[tuple[Application, object]]:
        rows = list(queries.to_ask(self.fair))
        costs = Reckoner(self.fair).reckon_all(rows)
        return [(row, costs[row.pk]) for row in rows]

    @cached_property
    def delegations(self) -> list[tuple[Delegation, object]]:
        """Each is billed once, for its pavilion and all its firms."""
        rows = list(queries.delegations_to_ask(self.fair))
        costs = Reckoner(self.fair).reckon_delegations(rows)
        return [(row, costs[row.pk]) for row in rows]

    def unmeasured(self) -> list[Delegation]:
        return [row for row, _cost in self.delegations if not delegation_fees.can_be_billed(row)]

    def get_initial(self) -> dict:
        return {"due_on": usual_due(self)}

    def chosen(self, waiting: list[tuple], left_out: str) -> list[int]:
        out = set(self.request.POST.getlist(left_out))
        return [row.pk for row, cost in waiting if cost.price and str(row.pk) not in out]

    def perform(self, form: AskForm) -> HttpResponse:
        rows, delegations = self.chosen(self.waiting, "out"), self.chosen(self.delegations, "out_delegation")
        due_on = form.cleaned_data["due_on"]
        if due_on < today_at(self.fair):
            raise ValidationError({"due_on": _("This day is over. Choose a later one.")})
        if len(rows) + len(delegations) > actions.AT_ONCE:
            return _begin(self, rows, deed="ask", due_on=due_on.isoformat(), delegations=delegations)
        asked = {"fair": self.fair, "by": self.request.user, "due_on": due_on}
        with transaction.atomic():
            made = actions.make_requests(applications=rows, **asked)
            made += delegation_fees.make_requests(delegations=delegations, **asked)
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
        unmeasured = self.unmeasured()
        delegations = [(row, cost) for row, cost in self.delegations if cost.price and row not in unmeasured]
        asked = [(row, cost) for row, cost in self.waiting if cost.price]
        free = [*self.waiting, *((row, cost) for row, cost in self.delegations if row not in unmeasured)]
        return super().get_context_data(
            asked=asked,
            delegations=delegations,
            unmeasured=unmeasured,
            n_asked=len(asked) + len(delegations),
            free=[row for row, cost in free if not cost.price],
            sum_total=sum(cost.total for _row, cost in [*asked, *delegations]),
            **kwargs,
        )


def no_terms(view: FeesMixin) -> HttpResponse | None:
    """To where it is said into which account is paid, if nobody said so yet."""
    if queries.terms_of(view.fair):
        return None
    messages.info(view.request, _("Say first into which account the fees of this fair are paid."))
    return redirect(reverse("fee_setup", args=[view.organizer.slug, view.fair.slug]))


def usual_due(view: FeesMixin):
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
        rows = self.fair.applications.select_related(
            "fair__organizer", "enterprise", "package", "submitted_by", "delegation"
        )
        return get_object_or_404(rows.exclude(submitted_at=None), pk=self.kwargs["pk"])

    @cached_property
    def earlier(self) -> PaymentRequest | None:
        return queries.requests(self.fair).filter(application=self.application, state="asked").first()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.application.delegation_id:
            words = _("This firm stands on the bill of its delegation, %(delegation)s. Ask the delegation to pay.")
            messages.info(request, words % {"delegation": self.application.delegation})
            return redirect("delegation", self.organizer.slug, self.fair.slug, self.application.delegation_id)
        return no_terms(self) or super().get(request, *args, **kwargs)

    def get_initial(self) -> dict:
        funded = self.earlier.funded_elsewhere if self.earlier else ""
        replaces = self.earlier.pk if self.earlier else None
        return {"due_on": usual_due(self), "funded_elsewhere": funded, "replaces": replaces}

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
        return super().get_context_data(payer=self.application.enterprise, earlier=self.earlier, cost=cost, **kwargs)


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
        first = due.order_by("payer_key", "pk").first()
        by_phone = due.filter(Q(application__contact_email="") | Q(delegation__contact_email="")).count()
        return super().get_context_data(
            by_email=due.count() - by_phone,
            by_phone=by_phone,
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
        kind = "application" if row.application_id else "delegation"
        billed = reverse(kind, args=[self.organizer.slug, self.fair.slug, row.billed.pk])
        may_review = self.may("events.review_application")
        return [
            Fact(_("Enterprise") if row.application_id else _("Delegation"), row.payer, billed if may_review else ""),
            Fact(_("Name on the bill"), row.delegation.bill_to if row.delegation else ""),
            Fact(_("Payment reference"), spoken(row.reference)),
            Fact(_("Made on"), row.issued_on),
            Fact(_("Made by"), row.made_by),
            Fact(_("To be paid by"), row.due_on),
            Fact(_("Paid into"), f"{row.account_number}, {row.bank_name}, {row.account_holder}"),
            Fact(_("Reminded on"), row.reminded_at),
            Fact(_("Why it was cancelled"), row.reason),
        ]

    def ask_url(self) -> str:
        """Where it is replaced by a new one."""
        name = "fee_ask" if self.object.application_id else "fee_ask_delegation"
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.object.billed.pk])

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
            ask_url=self.ask_url(),
            no_longer_agrees=row.is_open and not agrees(row, Reckoner(self.fair).prices(row.billed)),
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
