"""Agreements: of the whole organizer or of one fair; entering, changing, moving, proving, replacing, removing."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import DeedPage, Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, WorkspaceList
from common import states
from common.history import Stale
from common.statuses import status
from contracts import changes, queries
from contracts.actions.agreements import (
    LooksAlike,
    doubts,
    move_agreement,
    remove_agreement,
    save_agreement,
    supersede,
)
from contracts.actions.evidence import add_evidence
from contracts.filters import AgreementFilter, FairAgreementFilter
from contracts.forms import AgreementForm, ContractForm, EvidenceForm
from contracts.models import UNSIGNED, Agreement, Evidence, Kind, Party, PartyRole, State, ValueBasis
from contracts.parties import in_order
from contracts.states import AGREEMENT, DEED_LABELS, NEEDS_REASON
from contracts.steps import chain
from contracts.tables import AgreementTable, FairAgreementTable
from events.access import FairMixin
from matching.models import Meeting
from matching.steps import up_to_meeting
from matching.times import day_of, said


def met(meeting: Meeting) -> list[Party]:
    """The parties of a deal that comes from a meeting."""
    sides = [(PartyRole.SELLER, meeting.seller), (PartyRole.BUYER, meeting.buyer)]
    return [Party(role=role, enterprise=side.enterprise) for role, side in sides]


class AgreementList(WorkspaceList):
    keeps_to_fairs = True
    section = "agreements"
    permission = "contracts.view_agreement"
    heading = _("Agreements")
    lead = _("Contracts and memoranda of understanding; the two are never added together.")
    empty_text = _("Record a signed contract or memorandum, or import a workbook.")
    table_class = AgreementTable
    filterset_class = AgreementFilter
    create_url_name, create_permission = "agreement_new", "contracts.change_agreement"
    create_label = _("Record an agreement")

    def get_queryset(self) -> QuerySet[Agreement]:
        return queries.agreements(self.reach)


class FairAgreementList(FairMixin, AgreementList):
    section = "fair_agreements"
    lead = _("What was signed at this fair or for it.")
    table_class = FairAgreementTable
    filterset_class = FairAgreementFilter

    def get_queryset(self) -> QuerySet[Agreement]:
        return queries.agreements(self.reach, self.get_fair())

    def create_url(self) -> str:
        return super().create_url() + f"?fair={self.request.fair.pk}"


class AgreementMixin(OrganizerView):
    keeps_to_fairs = True
    section = "agreements"

    def scope(self, reach: Reach) -> QuerySet[Agreement]:
        return queries.agreements(reach).select_related(
            "supersedes", "recorded_by", "verified_by", "meeting__fair__organizer", "meeting__slot", "meeting__place",
            "meeting__seller",
        )  # fmt: skip

    def get_agreement(self) -> Agreement:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def within_reach(self, agreement: Agreement) -> Agreement:
        """As it is shown: without a paper that it replaces or a meeting that it comes from at a fair out of reach."""
        shown = copy(agreement)
        for name in ("supersedes", "meeting"):
            other = getattr(agreement, name)
            if other and other.fair_id not in self.reach:
                setattr(shown, name, None)
        return shown

    def agreement_url(self, name: str = "agreement") -> str:
        return reverse(name, args=[self.organizer.slug, self.kwargs["pk"]])


class AgreementPage(AgreementMixin, RecordPage):
    permission = "contracts.view_agreement"
    change_permission = "contracts.change_agreement"
    template_name = "contracts/agreement.html"
    history_url_name = "agreement_history"

    def get_object(self, queryset=None) -> Agreement:
        return self.within_reach(super().get_object(queryset))

    def facts(self) -> list[Fact]:
        agreement, slug = self.object, self.organizer.slug
        fair, meeting = agreement.fair, agreement.meeting
        return [
            Fact(_("Kind"), agreement.get_kind_display()),
            Fact(_("Register number"), agreement.register_no),
            Fact(_("Number on the paper"), agreement.paper_no),
            Fact(_("Signed on"), agreement.signed_on),
            Fact(_("Signed when"), agreement.get_signed_when_display()),
            Fact(_("Fair"), fair, reverse("fair", args=[slug, fair.slug]) if fair else ""),
            Fact(_("Meeting"), said(meeting.fair, meeting.slot) if meeting else "", self.meeting_url(meeting)),
            Fact(_("Evidence"), agreement.get_grade_display()),
            Fact(_("Recorded by"), agreement.recorded_by),
            Fact(_("Verified by"), self.verified_by()),
            Fact(_("Note"), agreement.note),
        ]

    def meeting_url(self, meeting: Meeting | None) -> str:
        if not (meeting and meeting.fair.uses_matching and self.may("matching.view_meeting")):
            return ""
        return reverse("meeting", args=[self.organizer.slug, meeting.fair.slug, meeting.pk])

    def verified_by(self) -> str:
        if not self.object.is_self_verified:
            return str(self.object.verified_by or "")
        return _("%(person)s, who also recorded it") % {"person": self.object.verified_by}

    def get_context_data(self, **kwargs) -> dict:
        agreement, may_change = self.object, self.may(self.change_permission)
        allowed = states.deeds(AGREEMENT, agreement.state) if may_change else []
        replaced_by = queries.replaced_by(agreement, self.reach)
        own = {
            "status": status(agreement.state, agreement.get_state_display()),
            "grade": status(agreement.grade, agreement.get_grade_display()),
            "parties": in_order(agreement.parties.all()),
            "lines": list(queries.lines(agreement)),
            "lines_total": queries.lines_total(agreement),
            "evidence": [(one, status(one.grade, one.get_grade_display())) for one in queries.evidence(agreement)],
            "replaced_by": replaced_by,
            "chain": chain(agreement, replaced_by),
            "deeds": self.deeds(allowed),
            "waits_for_another": "verify" in allowed and not queries.may_verify(agreement, self.request.user),
            "replace_url": self.replace_url(allowed),
            "evidence_url": self.page_url("agreement_evidence") if may_change and agreement.state != State.VOID else "",
            "entries": changes.of_agreement(agreement, limit=5),
        }
        context = super().get_context_data(**kwargs) | own
        context["edit_url"] = self.page_url("agreement_edit") if "correct" in allowed else ""
        context["remove_url"] = (
            self.page_url("agreement_remove") if may_change and agreement.state == State.DRAFT else ""
        )
        return context

    def deeds(self, allowed: list[str]) -> list[tuple[str, str, bool]]:
        """What may be done now: the deed, its label, and whether it asks for a reason."""
        if "verify" in allowed and not queries.may_verify(self.object, self.request.user):
            allowed = [deed for deed in allowed if deed != "verify"]
        return [(deed, DEED_LABELS[deed], deed in NEEDS_REASON) for deed in allowed if deed in DEED_LABELS]

    def replace_url(self, allowed: list[str]) -> str:
        can = "supersede" in allowed and self.object.kind == Kind.MEMORANDUM
        return self.page_url("agreement_replace") if can else ""


class AgreementNew(AgreementMixin, RecordFormPage):
    permission = "contracts.change_agreement"
    template_name = "contracts/agreement_form.html"
    form_class = AgreementForm
    heading = _("Record an agreement")
    success_message = _("Saved: %(record)s")
    sign_label = _("Record as signed")
    draft_label = _("Save draft")

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting from which the deal comes: its parties, fair and day stand in the form."""
        return queries.held_meeting(self.reach, self.request.GET.get("meeting"))

    def get_initial(self) -> dict:
        initial = {"fair": self.request.GET.get("fair"), "kind": Kind.SALES, "value_basis": "stated"}
        if self.meeting:
            kind = self.request.GET.get("kind")
            initial |= {
                "fair": self.meeting.fair_id,
                "kind": kind if kind in Kind.values else Kind.MEMORANDUM,
                "signed_on": day_of(self.meeting.fair, self.meeting.slot),
            }
            if initial["kind"] == Kind.MEMORANDUM:
                initial["value_basis"] = ValueBasis.NOT_STATED
        return initial

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        return kwargs | {"shown_rows": (met(self.meeting), [])} if self.meeting else kwargs

    def perform(self, form: AgreementForm) -> Agreement:
        try:
            return self.write(form)
        except LooksAlike as error:
            form.ask_if_another(error.agreements)
            raise

    def write(self, form: AgreementForm) -> Agreement:
        if form.instance._state.adding:
            form.instance.meeting = self.meeting
        return save_agreement(
            agreement=form.instance,
            parties=form.parties.records(),
            lines=form.lines.records(),
            by=self.request.user,
            is_another=form.is_settled(),
            sign="sign" in self.request.POST,
        )

    def form_valid(self, form: AgreementForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            for doubt in doubts(form.instance):
                messages.warning(self.request, doubt)
        return response

    def success_url(self, outcome: Agreement) -> str:
        return reverse("agreement", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        if self.meeting:
            fair = self.meeting.fair
            return reverse("meeting", args=[self.organizer.slug, fair.slug, self.meeting.pk])
        return reverse("agreements", args=[self.organizer.slug])

    def get_context_data(self, **kwargs) -> dict:
        labels = {"sign_label": self.sign_label, "draft_label": self.draft_label}
        if self.meeting:
            labels["chain"] = up_to_meeting(self.meeting)
        return super().get_context_data(
            find_url=reverse("find_enterprises", args=[self.organizer.slug]),
            find_product_url=reverse("find_products", args=[self.organizer.slug]),
            **labels,
            **kwargs,
        )


class AgreementEdit(AgreementNew):
    heading = _("Change the agreement")
    draft_label = _("Save")
    meeting = None

    def get_instance(self) -> Agreement:
        agreement = self.get_agreement()
        if (agreement.state, "correct") not in AGREEMENT:
            raise Http404
        return agreement

    def get_initial(self) -> dict:
        return {}

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        return kwargs | {"shown_rows": (in_order(self.object.parties.all()), queries.lines(self.object))}

    def back_url(self) -> str:
        return self.agreement_url()

    def get_context_data(self, **kwargs) -> dict:
        # Read anew: what was refused has left its traces on the form's own record.
        kept = self.get_agreement()
        sign_label = self.sign_label if kept.state in UNSIGNED else ""
        return super().get_context_data(**kwargs) | {"sign_label": sign_label, "object": kept}


class AgreementReplace(AgreementNew):
    """The contract that a memorandum became: its form begins with what the memorandum says."""

    form_class = ContractForm
    heading = _("Record the contract that replaces the memorandum")
    draft_label = ""
    meeting = None

    @cached_property
    def memorandum(self) -> Agreement:
        agreement = self.get_agreement()
        if agreement.kind != Kind.MEMORANDUM or (agreement.state, "supersede") not in AGREEMENT:
            raise Http404
        return agreement

    def get_form_kwargs(self) -> dict:
        rows = in_order(self.memorandum.parties.all()), queries.lines(self.memorandum)
        return super().get_form_kwargs() | {"shown_rows": rows}

    def get_initial(self) -> dict:
        return super().get_initial() | {"fair": self.memorandum.fair_id}

    def write(self, form: ContractForm) -> Agreement:
        return supersede(
            memorandum=self.memorandum,
            contract=form.instance,
            parties=form.parties.records(),
            lines=form.lines.records(),
            by=self.request.user,
            is_another=form.is_settled(),
        )

    def back_url(self) -> str:
        return self.agreement_url()

    def get_context_data(self, **kwargs) -> dict:
        steps = chain(self.within_reach(self.memorandum), None)
        return super().get_context_data(memorandum=self.memorandum, chain=steps, **kwargs)


class AgreementMove(AgreementMixin, View):
    """Take the agreement along its states."""

    permission = "contracts.change_agreement"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        agreement = self.get_agreement()
        deed, reason = request.POST.get("deed", ""), request.POST.get("reason", "")
        try:
            move_agreement(agreement=agreement, deed=deed, by=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Stale:
            messages.error(request, _("Somebody else changed this record meanwhile. Look at it again."))
        else:
            facts = {"agreement": agreement, "state": agreement.get_state_display()}
            messages.success(request, _("%(agreement)s: %(state)s") % facts)
        return redirect(self.agreement_url())


class AgreementEvidence(AgreementMixin, DeedPage):
    permission = "contracts.change_agreement"
    template_name = "contracts/agreement_evidence.html"
    form_class = EvidenceForm
    heading = _("Add evidence")
    submit_label = _("Keep the file")
    success_message = _("Kept: %(record)s")

    def perform(self, form: EvidenceForm) -> Evidence:
        return add_evidence(agreement=self.get_agreement(), by=self.request.user, **form.cleaned_data)

    def success_url(self, outcome: Evidence) -> str:
        return self.agreement_url()

    def back_url(self) -> str:
        return self.agreement_url()

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(object=self.get_agreement(), **kwargs)


class AgreementHistory(AgreementMixin, HistoryPage):
    permission = "contracts.view_agreement"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(record_url=self.page_url("agreement"), **kwargs)
        return context | {"entries": changes.of_agreement(self.object, limit=500)}


class AgreementRemove(AgreementMixin, RemovePage):
    """Drafts alone; what was signed is declared void."""

    permission = "contracts.change_agreement"

    def scope(self, reach: Reach) -> QuerySet[Agreement]:
        return super().scope(reach).filter(state=State.DRAFT)

    def perform(self) -> None:
        remove_agreement(agreement=self.object, by=self.request.user)

    def success_url(self) -> str:
        return reverse("agreements", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("agreement")
