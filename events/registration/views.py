"""The workspace in which an organizer sets up a fair's registration."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm, HistoryPage, RecordFormPage, RemovePage
from events import window
from events.access import FairMixin
from events.models import Application, Package, Question, Quota, Registration, RequiredPaper, Terms
from events.registration import forms, queries
from events.registration.actions import (
    move_up,
    save_package,
    save_paper,
    save_question,
    save_quota,
    save_rules,
    write_terms,
)
from events.registration.copying import LISTS, copy_registration, is_set_up
from events.registration.eligibility import rules_of
from events.registration.question_form import PreviewForm
from events.registration.step_forms import BoothForm


class RegistrationMixin(FairMixin):
    section = "registration"
    feature = "uses_applications"
    permission = "events.set_up_registration"

    def registration_url(self, anchor: str = "") -> str:
        return self.page_url("registration") + (f"#{anchor}" if anchor else "")

    def own_url(self, name: str, pk: int) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, pk])


class RegistrationPage(RegistrationMixin, TemplateView):
    """All that is set up, each part with the way to change it."""

    permission = "events.view_registration"
    template_name = "registration/registration.html"

    def get_context_data(self, **kwargs) -> dict:
        fair = self.fair
        may_change = self.may("events.set_up_registration")
        return super().get_context_data(
            may_change=may_change,
            rules=rules_of(fair),
            packages=queries.packages(fair),
            quotas=queries.quotas(fair),
            papers=fair.required_papers.select_related("group"),
            questions=queries.questions(fair),
            terms=queries.terms(fair),
            documents=fair.documents.select_related("file"),
            opens=fair.applications_from,
            last_day=window.last_day(fair),
            can_copy=may_change and not is_set_up(fair) and queries.to_copy_from(self.reach, fair).exists(),
            **kwargs,
        )


class RegistrationPreview(RegistrationMixin, TemplateView):
    """What applicants will be asked, with nothing kept."""

    permission = "events.view_registration"
    template_name = "registration/preview.html"

    def get_context_data(self, **kwargs) -> dict:
        fair = self.fair
        return super().get_context_data(
            rules=rules_of(fair),
            booth_form=BoothForm(instance=Application(fair=fair))
            if fair.uses_floor or fair.packages.exists()
            else None,
            papers=fair.required_papers.select_related("group"),
            question_form=PreviewForm(fair=fair),
            terms=queries.terms(fair),
            **kwargs,
        )


class RegistrationForm(RegistrationMixin, RecordFormPage):
    """Enter or change one part; `model` is its record, `anchor` where it stands on the page."""

    model: type[Model]
    anchor: str
    success_message = _("Saved: %(record)s")

    def get_instance(self) -> Model | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(self.model.objects.filter(fair=self.fair), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def success_url(self, outcome: Model) -> str:
        return self.registration_url(self.anchor)

    def back_url(self) -> str:
        return self.registration_url(self.anchor)


class RulesEdit(RegistrationForm):
    model, form_class, anchor = Registration, forms.RulesForm, "rules"
    template_name = "registration/rules.html"
    heading = _("Who may apply, and limits")

    def get_instance(self) -> Registration:
        return rules_of(self.fair)

    def perform(self, form: forms.RulesForm) -> Registration:
        chosen = {name: form.cleaned_data[name] for name in LISTS}
        return save_rules(rules=form.instance, chosen=chosen, by=self.request.user)


class RulesHistory(RegistrationMixin, HistoryPage):
    permission = "events.view_registration"

    @cached_property
    def object(self) -> Registration:
        return get_object_or_404(Registration, fair=self.fair)

    def get_object(self, queryset=None) -> Registration:
        return get_object_or_404(Registration, fair=self.fair)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.registration_url(), **kwargs)


class PackageNew(RegistrationForm):
    model, form_class, anchor = Package, forms.PackageForm, "packages"
    heading = _("Offer a package")

    def perform(self, form: forms.PackageForm) -> Package:
        return save_package(package=form.instance, by=self.request.user)


class PackageEdit(PackageNew):
    heading = _("Change the package")


class QuotaNew(RegistrationForm):
    model, form_class, anchor = Quota, forms.QuotaForm, "quotas"
    heading = _("Set a limit")

    def perform(self, form: forms.QuotaForm) -> Quota:
        return save_quota(quota=form.instance, by=self.request.user)


class QuotaEdit(QuotaNew):
    heading = _("Change the limit")


class PaperNew(RegistrationForm):
    model, form_class, anchor = RequiredPaper, forms.RequiredPaperForm, "papers"
    heading = _("Ask for a paper")

    def perform(self, form: forms.RequiredPaperForm) -> RequiredPaper:
        return save_paper(paper=form.instance, by=self.request.user)


class PaperEdit(PaperNew):
    heading = _("Change what is asked for")


class QuestionNew(RegistrationForm):
    model, form_class, anchor = Question, forms.QuestionForm, "questions"
    heading = _("Ask a question")

    def perform(self, form: forms.QuestionForm) -> Question:
        return save_question(question=form.instance, by=self.request.user)


class QuestionEdit(QuestionNew):
    heading = _("Change the question")


class RegistrationRemove(RegistrationMixin, RemovePage):
    """Removes a part on which no application stands."""

    model: type[Model]
    anchor: str

    def get_object(self, queryset=None) -> Model:
        return get_object_or_404(self.model.objects.filter(fair=self.fair), pk=self.kwargs["pk"])

    def success_url(self) -> str:
        return self.registration_url(self.anchor)

    def back_url(self) -> str:
        return self.registration_url(self.anchor)


class PackageRemove(RegistrationRemove):
    model, anchor = Package, "packages"


class QuotaRemove(RegistrationRemove):
    model, anchor = Quota, "quotas"


class PaperRemove(RegistrationRemove):
    model, anchor = RequiredPaper, "papers"


class QuestionRemove(RegistrationRemove):
    model, anchor = Question, "questions"


class MoveUp(RegistrationMixin, View):
    """Let a package or question change places with the one before it."""

    model: type[Model]
    anchor = ""
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        record = get_object_or_404(self.model.objects.filter(fair=self.fair), pk=kwargs["pk"])
        try:
            move_up(record=record, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.registration_url(self.anchor))


class PackageUp(MoveUp):
    model, anchor = Package, "packages"


class QuestionUp(MoveUp):
    model, anchor = Question, "questions"


class TermsEdit(RegistrationMixin, DeedForm):
    template_name = "records/form.html"
    form_class = forms.TermsForm
    heading = _("Terms of taking part")
    success_message = _("Saved as version %(record)s. Who submits from now on agrees to it.")

    def get_form_kwargs(self) -> dict:
        """A copy of what holds now: a new wording is a new row."""
        now = queries.terms(self.fair)
        return super().get_form_kwargs() | {"instance": copy(now) if now else Terms()}

    def perform(self, form: forms.TermsForm) -> Terms:
        return write_terms(
            fair=self.fair,
            text_vi=form.cleaned_data["text_vi"],
            text_en=form.cleaned_data["text_en"],
            by=self.request.user,
        )

    def success_url(self, outcome: Terms) -> str:
        return self.registration_url("terms")

    def back_url(self) -> str:
        return self.registration_url("terms")


class RegistrationCopy(RegistrationMixin, DeedForm):
    """Start from an earlier fair."""

    form_class = forms.CopyForm
    heading = _("Start from an earlier fair")
    submit_label = _("Take it over")
    success_message = _("Taken over. Look at the days, prices and limits: they are the earlier fair's.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fairs": queries.to_copy_from(self.reach, self.fair)}

    def perform(self, form: Form) -> None:
        copy_registration(source=form.cleaned_data["source"], target=self.fair, by=self.request.user)

    def success_url(self, outcome: None) -> str:
        return self.registration_url()

    def back_url(self) -> str:
        return self.registration_url()
