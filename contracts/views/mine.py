"""Agreements as a party of them sees them, in the enterprise's own account."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import DetailView, ListView

from accounts.reach import Reach
from accounts.workspace import Fact
from common import files
from common.statuses import status
from contracts import queries
from contracts.models import Agreement
from contracts.parties import in_order
from enterprises.access import EnterpriseView


class MyAgreementMixin(EnterpriseView):
    """Signed or later, and only where a card linked to this account is a party."""

    section = "my_agreements"

    def get_queryset(self) -> QuerySet[Agreement]:
        return queries.agreements_of(self.enterprise)


class MyAgreements(MyAgreementMixin, ListView):
    template_name = "contracts/my_agreements.html"
    paginate_by = 50

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(heading=_("Agreements"), **kwargs)
        cards = queries.own_cards(self.enterprise)
        rows = [(one, others(one, cards), status(one.state, one.get_state_display())) for one in context["object_list"]]
        return context | {"rows": rows}


def others(agreement: Agreement, cards: set[int]) -> str:
    """With whom the paper was signed."""
    return ", ".join(str(party) for party in in_order(agreement.parties.all()) if party.enterprise_id not in cards)


class MyAgreement(MyAgreementMixin, DetailView):
    template_name = "contracts/my_agreement.html"

    def facts(self) -> list[Fact]:
        agreement = self.object
        return [
            Fact(_("Kind"), agreement.get_kind_display()),
            Fact(_("Register number"), agreement.register_no),
            Fact(_("Number on the paper"), agreement.paper_no),
            Fact(_("Signed on"), agreement.signed_on),
            Fact(_("Fair"), agreement.fair),
            Fact(_("Recorded by"), agreement.organizer),
        ]

    def other(self, agreement: Agreement | None) -> tuple[Agreement, str] | None:
        """The paper before or after this one, where this account is a party of that too."""
        if agreement is None or not self.get_queryset().filter(pk=agreement.pk).exists():
            return None
        return agreement, reverse("my_agreement", args=[self.enterprise.pk, agreement.pk])

    def get_context_data(self, **kwargs) -> dict:
        agreement = self.object
        return super().get_context_data(
            status=status(agreement.state, agreement.get_state_display()),
            facts=[fact for fact in self.facts() if fact.value not in (None, "")],
            parties=in_order(agreement.parties.all()),
            lines=list(queries.lines(agreement)),
            evidence=[(one, status(one.grade, one.get_grade_display())) for one in queries.evidence(agreement)],
            replaces=self.other(agreement.supersedes),
            replaced_by=self.other(queries.replaced_by(agreement, Reach(agreement.organizer))),
            **kwargs,
        )


class MyAgreementFile(MyAgreementMixin, View):
    """The scan of a paper that one signed oneself."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        agreement = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        evidence = get_object_or_404(queries.evidence(agreement), pk=kwargs["evidence"])
        return files.serve(evidence.file, by=self.request.user)
