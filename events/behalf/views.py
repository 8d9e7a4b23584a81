"""Staff enter a firm's paper form: find the firm, then the same steps that a firm takes online."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from accounts.workspace import DeedForm, RecordFormPage
from common import states
from enterprises.actions.enterprises import LooksAlike, save_enterprise
from enterprises.forms import EnterpriseForm
from enterprises.likeness import reasons
from enterprises.models import Enterprise
from events import letters, window
from events.access import FairMixin
from events.actions.applications import LETTERS, may_change, submit_application, withdraw_application
from events.behalf import actions, queries
from events.behalf.forms import BeginForm, EnteredProductsForm, FirmForm, HandInForm, SignedForm
from events.forms import VersionForm
from events.models import Application, ApplicationOrigin, ApplicationPaper, ApplicationState, PaperKind
from events.registration import step_views, steps
from events.registration.facts import answered, asked_for
from events.registration.step_forms import ContactForm
from events.states import APPLICATION


class BehalfMixin(FairMixin):
    """A page on which staff enter what a firm brought on paper."""

    section = "applications"
    feature = "uses_applications"
    permission = "events.review_application"


class ChooseFirm(BehalfMixin, FormView):
    """Find the firm among the organizer's cards; below, the forms of which the entering was begun."""

    template_name = "events/behalf/choose.html"
    form_class = FirmForm
    heading = _("Enter a paper form")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"reach": self.reach}

    def form_valid(self, form: FirmForm) -> HttpResponse:
        return redirect("entered_form_new", self.organizer.slug, self.fair.slug, form.cleaned_data["firm"].pk)

    def form_invalid(self, form: FirmForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(heading=self.heading, begun=queries.begun(self.fair), **kwargs)


class NewFirm(BehalfMixin, RecordFormPage):
    """A firm of which no card is kept yet. Cards that look the same are offered instead."""

    template_name = "events/behalf/new_firm.html"
    form_class = EnterpriseForm
    heading = _("Enter the firm first")
    submit_label = _("Save and go on")

    def perform(self, form: EnterpriseForm) -> Enterprise:
        try:
            return save_enterprise(enterprise=form.instance, by=self.request.user, is_another=form.is_settled())
        except LooksAlike as error:
            for card in error.cards:
                card.reasons = reasons(card, form.instance)
            form.ask_if_another(error.cards)
            raise

    def success_url(self, outcome: Enterprise) -> str:
        return reverse("entered_form_new", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return self.page_url("entered_new")


class Begin(BehalfMixin, DeedForm):
    """The first step: what is kept from here on is a draft that any of the staff may go on with."""

    template_name = "events/behalf/begin.html"
    form_class = BeginForm
    heading = _("Enter a paper form")
    submit_label = _("Save and go on")

    @cached_property
    def card(self) -> Enterprise:
        return get_object_or_404(Enterprise.objects.of(self.organizer), pk=self.kwargs["card"])

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if under_way := queries.open_application(self.fair, self.card):
            return self.go_on_with(under_way)
        try:
            window.check_answer_in_time(self.fair)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.page_url("applications"))
        return super().get(request, *args, **kwargs)

    def go_on_with(self, application: Application) -> HttpResponse:
        """A firm has one application at a time: that is opened, unless it is the firm's own draft."""
        if application.state != ApplicationState.DRAFT:
            messages.info(self.request, _("This enterprise has already applied to this fair."))
            return redirect("application", self.organizer.slug, self.fair.slug, application.pk)
        if application.is_entered:
            return redirect("entered_form", self.organizer.slug, self.fair.slug, application.pk)
        messages.error(
            self.request, _("This enterprise fills in an application itself at the moment. Ask it to submit that one.")
        )
        return redirect(self.page_url("entered_new"))

    def get_form_kwargs(self) -> dict:
        card = self.card
        start = Application(
            fair=self.fair,
            enterprise=card,
            received_on=window.today_at(self.fair),
            contact_name=card.contact_name,
            contact_phone=card.phone,
            contact_email=card.email,
            fascia_name=str(card)[:60],
        )
        return super().get_form_kwargs() | {"instance": start}

    def perform(self, form: BeginForm) -> Application:
        return actions.begin(application=form.instance, origin=ApplicationOrigin.PAPER, by=self.request.user)

    def success_url(self, outcome: Application) -> str:
        return reverse("entered_form", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return self.page_url("entered_new")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(card=self.card, **kwargs)


class EnteredMixin(BehalfMixin):
    """Finds one application that staff entered, and says where its steps are."""

    @cached_property
    def object(self) -> Application:
        rows = queries.entered(self.fair).select_related("package", "group", "account", "submitted_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def own_url(self, name: str, *more: int) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.object.pk, *more])

    def step_url(self, step: str) -> str:
        return self.own_url(f"entered_{step or 'submit'}")

    def row_url(self, deed: str, row: Model) -> str:
        return self.own_url(f"entered_{deed}", row.pk)

    def used(self) -> list[str]:
        proof = [steps.FORM] if self.object.origin == ApplicationOrigin.PAPER else []
        return [*proof, *steps.steps_of(self.fair)]

    def back_url(self) -> str:
        if self.object.state == ApplicationState.DRAFT:
            return self.page_url("entered_new")
        return self.own_url("application")


class SignedFormStep(EnteredMixin, step_views.StepForm):
    """The scan of the signed form, the day on which it came in, and the consent that it carries."""

    step, form_class = steps.FORM, SignedForm
    template_name = "events/behalf/form_step.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: SignedForm) -> Application:
        return actions.keep_form(
            application=form.instance, pages=form.cleaned_data.get("pages") or [], by=self.request.user
        )

    def pages(self) -> list[ApplicationPaper]:
        found = list(self.object.papers.filter(kind=PaperKind.FORM).select_related("file"))
        for page in found:
            page.back_url = self.row_url("page_back", page)
        return found

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(pages=self.pages(), **kwargs)


class ContactStep(EnteredMixin, step_views.ContactFields):
    form_class = ContactForm


class BoothStep(EnteredMixin, step_views.BoothFields):
    pass


class ProductsStep(EnteredMixin, step_views.ProductsFields):
    form_class = EnteredProductsForm

    def perform(self, form: EnteredProductsForm) -> Application:
        return actions.bring_products(
            application=form.instance,
            chosen=list(form.cleaned_data.get("products", ())),
            names=form.cleaned_data["names"],
            by=self.request.user,
        )


class PapersStep(EnteredMixin, step_views.PapersFields):
    pass


class QuestionsStep(EnteredMixin, step_views.QuestionsFields):
    pass


class PeopleStep(EnteredMixin, step_views.PeopleFields):
    pass


class AttendeeStrike(EnteredMixin, step_views.AttendeeOff):
    pass


class VehicleStrike(EnteredMixin, step_views.VehicleOff):
    pass


class PaperTakeBack(EnteredMixin, step_views.PaperBack):
    pass


class PageTakeBack(PaperTakeBack):
    step = steps.FORM


class HandIn(EnteredMixin, DeedForm):
    """What is missing, and the button that hands it in for the firm."""

    template_name = "events/behalf/submit.html"
    form_class = HandInForm
    heading = _("Check and hand in")
    submit_label = _("Hand in for the firm")
    success_message = _("Handed in. The receipt is below.")

    def get_form_kwargs(self) -> dict:
        terms = self.fair.terms.first()
        return super().get_form_kwargs() | {
            "asks_terms": terms is not None and terms != self.object.terms,
            "initial": {"version": self.object.version},
        }

    def perform(self, form: Form) -> Application:
        self.object.version = form.cleaned_data["version"]
        agreed = form.cleaned_data.get("terms", False)
        return submit_application(application=self.object, by=self.request.user, terms=agreed)

    def success_url(self, outcome: Application) -> str:
        return self.own_url("entered_receipt")

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        return super().get_context_data(
            application=row,
            missing=[(one, self.step_url(one.step)) for one in steps.missing(row)],
            advice=[] if row.products.exists() else [_("No product is ticked.")],
            facts=asked_for(row),
            answers=answered(row),
            terms=self.fair.terms.first(),
            can_submit="submit" in states.deeds(APPLICATION, row.state),
            change_url=self.step_url(self.used()[0]),
            withdraw_url=self.own_url("entered_withdraw"),
            **kwargs,
        )


class Receipt(EnteredMixin, TemplateView):
    """What the firm is given: a page to print, and a text to paste into Zalo or a message."""

    template_name = "events/behalf/receipt.html"
    heading = _("Receipt")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.object.submitted_at is None:
            return redirect(self.step_url(""))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        deed = LETTERS["queue"] if row.state == ApplicationState.WAITLISTED else LETTERS["submit"]
        return super().get_context_data(
            application=row,
            heading=self.heading,
            letter=letters.written(row, deed),
            facts=asked_for(row),
            products=row.products.all(),
            may_change=may_change(row),
            change_url=self.step_url(self.used()[0]),
            **kwargs,
        )


class Withdraw(EnteredMixin, DeedForm):
    """The firm no longer wants to come, or the form was entered by mistake."""

    template_name = "events/behalf/withdraw.html"
    form_class = VersionForm
    heading = _("Withdraw this application for the firm?")
    submit_label = _("Withdraw the application")
    is_grave = True
    success_message = _("Withdrawn. The firm may apply anew while applications are open.")

    def get_initial(self) -> dict:
        return {"version": self.object.version}

    def perform(self, form: VersionForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return withdraw_application(application=self.object, by=self.request.user)

    def success_url(self, outcome: Application) -> str:
        return self.page_url("applications")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(application=self.object, **kwargs)
