"""The organizer's pages of money: recording by hand and from a bank's list, giving back, reversing, cancelling."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from accounts.workspace import DeedForm
from events.actions import fees as actions
from events.fees import papers
from events.fees.access import FeesMixin, RequestMixin
from events.fees.bank_list import read_statement
from events.fees.forms import BankListForm, CancelForm, MoneyForm, ReasonForm
from events.fees.matching import Preview, match_statement
from events.models import Payment, PaymentRequest
from events.window import today_at


class RequestDeed(RequestMixin, DeedForm):
    """Something that is done about one request."""

    permission = "events.change_fees"
    template_name = "fees/deed.html"

    def success_url(self, outcome) -> str:
        return self.page_url("fee_request")

    def back_url(self) -> str:
        return self.page_url("fee_request")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(object=self.object, owed=self.object.owed, **kwargs)


class PaymentNew(RequestDeed):
    form_class = MoneyForm
    heading = _("Record a payment")
    success_message = _("Recorded, receipt %(record)s. Its letter goes out in 10 minutes.")

    def get_initial(self) -> dict:
        row = self.object
        return {"amount": max(row.owed, 0) or None, "paid_on": today_at(self.fair), "received": row.received}

    def perform(self, form: MoneyForm) -> Payment:
        self.object.received = form.cleaned_data["received"]
        payment = actions.record_payment(request=self.object, money=form.money, by=self.request.user)
        papers.start(self.organizer, by=self.request.user)
        return payment


class RefundNew(RequestDeed):
    form_class = MoneyForm
    heading = _("Record money given back")
    success_message = _("Recorded.")

    def get_initial(self) -> dict:
        row = self.object
        return {"amount": max(-row.owed, 0) or None, "paid_on": today_at(self.fair), "received": row.received}

    def perform(self, form: MoneyForm) -> Payment:
        self.object.received = form.cleaned_data["received"]
        return actions.refund(request=self.object, money=form.money, by=self.request.user)


class PaymentReverse(RequestDeed):
    """A wrong entry stays and is taken back by another row."""

    form_class = ReasonForm
    heading = _("Reverse this entry?")
    submit_label = _("Reverse the entry")
    is_grave = True
    success_message = _("Reversed. Both entries stay in the books.")

    @cached_property
    def payment(self) -> Payment:
        rows = self.object.payments.select_related("request__fair")
        return get_object_or_404(rows, pk=self.kwargs["payment"])

    def perform(self, form: ReasonForm) -> Payment:
        reason = form.cleaned_data["reason"]
        return actions.reverse_payment(payment=self.payment, reason=reason, by=self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(payment=self.payment, **kwargs)


class RequestCancel(RequestDeed):
    form_class = CancelForm
    heading = _("Cancel this payment request?")
    submit_label = _("Cancel the request")
    is_grave = True
    success_message = _("Cancelled: %(record)s")

    def get_initial(self) -> dict:
        return {"version": self.object.version}

    def perform(self, form: CancelForm) -> PaymentRequest:
        self.object.version = form.cleaned_data["version"]
        return actions.cancel_request(request=self.object, reason=form.cleaned_data["reason"], by=self.request.user)


class BankList(FeesMixin, FormView):
    """First what each line would do is shown; nothing is written before it is confirmed."""

    permission = "events.change_fees"
    template_name = "fees/bank_list.html"
    form_class = BankListForm

    def form_valid(self, form: BankListForm) -> HttpResponse:
        preview = match_statement(self.fair, read_statement(form.cleaned_data["text"]))
        if "confirm" in self.request.POST:
            return self.confirm(preview)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def confirm(self, preview: Preview) -> HttpResponse:
        ticked = set(self.request.POST.getlist("take"))
        found = [(match.request.pk, match.line) for match in preview.offered if match.line.key in ticked]
        try:
            made = actions.record_lines(fair=self.fair, found=found, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data(form=self.get_form(), preview=preview), status=422)
        papers.start(self.organizer, by=self.request.user)
        words = ngettext("%(n)s payment is recorded", "%(n)s payments are recorded", made) % {"n": made}
        messages.success(self.request, words)
        return redirect(self.page_url("fees"))

    def form_invalid(self, form: BankListForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(back_url=self.page_url("fees"), **kwargs)
