"""The pages of a hosted fair's legal file."""

from dataclasses import dataclass

from django.db.models import Model
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.workspace import Fact, HistoryPage, RecordFormPage, RemovePage
from common import history
from common.tables import day_range
from events.access import FairMixin
from events.legal import actions, forms
from events.legal.deadlines import Deadline, answer_of, deadlines
from events.legal.queries import file_of
from events.legal.values import values
from events.models import Fair, FairAmendment, FairPaper, FairTerm, LegalFile, RegistrationBasis


class LegalMixin(FairMixin):
    section = "legal_file"
    feature = "is_hosted"
    permission = "events.change_legal_file"

    @cached_property
    def file(self) -> LegalFile:
        return file_of(self.fair)

    def legal_url(self, anchor: str = "") -> str:
        return self.page_url("legal_file") + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class Filed:
    """A change with the day by which it is answered and its scans."""

    record: FairAmendment
    answer: Deadline | None
    papers: list[FairPaper]


class LegalFilePage(LegalMixin, TemplateView):
    """Where the fair stands with the department: what is due when, numbers, changes, values, papers."""

    permission = "events.view_legal_file"
    template_name = "legal/legal_file.html"

    def facts(self) -> list[Fact]:
        fair, file = self.fair, self.file
        facts = [
            Fact(_("Registration"), fair.get_registration_basis_display()),
            Fact(number_label(fair), fair.basis_no),
            Fact(_("Who decided"), file.decided_by),
            Fact(_("Decided on"), file.decided_on),
            Fact(_("Receipt number"), file.receipt_no),
            Fact(_("Registration filed on"), file.receipt_on),
            Fact(_("Confirmed on"), file.confirmed_on),
            Fact(_("Results report filed on"), file.report_on),
            Fact(_("Number of the results report"), file.report_no),
            Fact(_("Incidents"), file.incidents),
            Fact(_("Proposals"), file.proposals),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def to_copy(self) -> list[Fact]:
        """What a registration asks for, in the words of the records."""
        fair, file = self.fair, self.file
        scale = [
            _("%(n)s booths") % {"n": file.planned_booths} if file.planned_booths is not None else "",
            _("%(n)s exhibitors") % {"n": exhibitors} if (exhibitors := planned_exhibitors(file)) is not None else "",
        ]
        return [
            Fact(_("Organizer"), fair.organizer.name),
            Fact(_("Name of the fair"), fair.name),
            Fact(_("Theme of the fair"), file.theme),
            Fact(_("Days"), day_range(fair.starts_on, fair.ends_on)),
            Fact(_("Place"), ", ".join(filter(None, [fair.place, str(fair.province or fair.province_as_written)]))),
            Fact(_("Scale"), ", ".join(filter(None, map(str, scale)))),
        ]

    def amendments(self, terms: list[FairTerm]) -> list[Filed]:
        rows = self.fair.amendments.prefetch_related("papers__file")
        return [Filed(row, answer_of(row, terms), list(row.papers.all())) for row in rows]

    def get_context_data(self, **kwargs) -> dict:
        fair, file, terms = self.fair, self.file, list(FairTerm.objects.all())
        owed = deadlines(fair, file, terms)
        return super().get_context_data(
            deadlines=owed,
            bases=sorted({one.basis for one in owed}),
            is_stated=fair.registration_basis != RegistrationBasis.NOT_STATED,
            facts=self.facts(),
            to_copy=self.to_copy(),
            values=values(fair, file),
            amendments=self.amendments(terms),
            papers=fair.legal_papers.select_related("file", "amendment"),
            results_url=self.page_url("fair_results") if self.may("contracts.view_results") else "",
            may_change=self.may("events.change_legal_file"),
            entries=history.entries(file, limit=5) if file.pk else [],
            **kwargs,
        )


def number_label(fair: Fair):
    return _("Decision number") if fair.registration_basis == RegistrationBasis.EXEMPT else _("Confirmation number")


def planned_exhibitors(file: LegalFile) -> int | None:
    known = [n for n in (file.planned_in_province, file.planned_out_of_province) if n is not None]
    return sum(known) if known else None


class LegalForm(LegalMixin, RecordFormPage):
    """A form over the file or one of its parts; `anchor` is where it stands on the page."""

    anchor = ""
    success_message = _("Saved.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def success_url(self, outcome: Model) -> str:
        return self.legal_url(self.anchor)

    def back_url(self) -> str:
        return self.legal_url(self.anchor)


class LegalFileEdit(LegalForm):
    form_class = forms.LegalFileForm
    heading = _("Basis and numbers")

    def get_instance(self) -> LegalFile:
        return file_of(self.fair)

    def perform(self, form: forms.LegalFileForm) -> LegalFile:
        return actions.save_basis(
            file=form.instance,
            basis=form.cleaned_data["registration_basis"],
            basis_no=form.cleaned_data["basis_no"],
            by=self.request.user,
        )


class LegalValuesEdit(LegalForm):
    form_class = forms.ValuesForm
    heading = _("Planned and actual")
    anchor = "values"

    def get_instance(self) -> LegalFile:
        return file_of(self.fair)

    def perform(self, form: forms.ValuesForm) -> LegalFile:
        return actions.save_values(file=form.instance, by=self.request.user)


class AmendmentNew(LegalForm):
    form_class = forms.AmendmentForm
    heading = _("File a change")
    anchor = "changes"

    def perform(self, form: forms.AmendmentForm) -> FairAmendment:
        return actions.save_amendment(amendment=form.instance, by=self.request.user)


class AmendmentEdit(AmendmentNew):
    heading = _("Change filed")

    def get_instance(self) -> FairAmendment:
        return get_object_or_404(FairAmendment, fair=self.fair, pk=self.kwargs["pk"])


class PaperNew(LegalForm):
    form_class = forms.PaperForm
    heading = _("Attach a paper")
    submit_label = _("Keep the file")
    anchor = "papers"

    def perform(self, form: Form) -> FairPaper:
        return actions.add_paper(paper=form.instance, file=form.cleaned_data["upload"], by=self.request.user)


class LegalRemove(LegalMixin, RemovePage):
    model: type[Model]
    anchor: str

    def get_object(self, queryset=None) -> Model:
        return get_object_or_404(self.model, fair=self.fair, pk=self.kwargs["pk"])

    def success_url(self) -> str:
        return self.legal_url(self.anchor)

    def back_url(self) -> str:
        return self.legal_url(self.anchor)


class AmendmentRemove(LegalRemove):
    model, anchor = FairAmendment, "changes"
    template_name = "legal/remove.html"


class PaperRemove(LegalRemove):
    model, anchor = FairPaper, "papers"
    template_name = "legal/remove.html"

    def perform(self) -> None:
        actions.remove_paper(paper=self.object, by=self.request.user)


class LegalHistory(LegalMixin, HistoryPage):
    permission = "events.view_legal_file"

    def get_object(self, queryset=None) -> LegalFile:
        return get_object_or_404(LegalFile, fair=self.fair)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.legal_url(), **kwargs)
