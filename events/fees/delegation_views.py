"""The bill of a delegation: asked for by staff, read with its papers by whoever has the delegation's link."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.workspace import DeedForm
from events.actions import delegation_fees as actions
from events.delegations.by_link import LinkDoor
from events.fees import papers, queries
from events.fees.access import FeesMixin
from events.fees.forms import AskDelegationForm
from events.fees.reckoning import Reckoner
from events.fees.views import no_terms, usual_due
from events.models import Delegation, PaymentRequest


class FeeAskDelegation(FeesMixin, DeedForm):
    """Ask a delegation to pay, or anew where its request no longer agrees with its pavilion and firms."""

    permission = "events.change_fees"
    template_name = "fees/ask.html"
    form_class = AskDelegationForm
    heading = _("Make a payment request")

    @cached_property
    def delegation(self) -> Delegation:
        rows = self.fair.delegations.select_related("fair__organizer", "package")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def earlier(self) -> PaymentRequest | None:
        return queries.requests(self.fair).filter(delegation=self.delegation, state="asked").first()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return no_terms(self) or self.no_bill_yet() or super().get(request, *args, **kwargs)

    def no_bill_yet(self) -> HttpResponse | None:
        """Back to the delegation, with what is wanting, where it cannot be billed."""
        try:
            actions.check_can_be_billed(self.delegation)
        except ValidationError as error:
            messages.info(self.request, " ".join(error.messages))
            return redirect(self.back_url())
        return None

    def get_initial(self) -> dict:
        return {"due_on": usual_due(self), "replaces": self.earlier.pk if self.earlier else None}

    def perform(self, form: AskDelegationForm) -> PaymentRequest:
        made = actions.make_request(delegation=self.delegation, by=self.request.user, **form.cleaned_data)
        papers.start(self.organizer, by=self.request.user)
        messages.success(self.request, _("Made. Its letter goes out in 10 minutes."))
        return made

    def success_url(self, outcome: PaymentRequest) -> str:
        return reverse("fee_request", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("delegation", args=[self.organizer.slug, self.fair.slug, self.delegation.pk])

    def get_context_data(self, **kwargs) -> dict:
        cost = Reckoner(self.fair).reckon_delegations([self.delegation])[self.delegation.pk]
        return super().get_context_data(
            payer=self.delegation, delegation=self.delegation, earlier=self.earlier, cost=cost, **kwargs
        )


class FeeByLink(LinkDoor):
    """Finds a request of which the delegation of the link was told."""

    @property
    def record(self) -> PaymentRequest:
        return get_object_or_404(queries.told_to(self.delegation), pk=self.kwargs["row"])

    def being_made(self) -> HttpResponse:
        messages.info(self.request, _("The paper is being made. Try again in a moment."))
        return redirect(self.here())


class PaperByLink(FeeByLink, View):
    """The payment request as a PDF."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return papers.hand_out(self.record, by=request.user) or self.being_made()


class ReceiptByLink(FeeByLink, View):
    """A receipt as a PDF."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = self.record.payments.filter(receipt_number__isnull=False, reversed_at=None)
        return papers.hand_out(get_object_or_404(rows, pk=kwargs["payment"]), by=request.user) or self.being_made()
