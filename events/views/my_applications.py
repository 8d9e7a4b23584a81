"""An enterprise's own side: fairs that are open, its applications, the form, submitting, withdrawing."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts import consents
from accounts.models import ConsentPurpose
from accounts.queries import has_consent
from accounts.workspace import DeedForm, Fact
from common import history, states
from common.statuses import status
from common.tables import day_range
from enterprises.access import EnterpriseView
from events import queries, told, window
from events.actions.answers import check_invited
from events.actions.applications import (
    TAKEN_OVER,
    may_change,
    start_application,
    submit_application,
    withdraw_application,
)
from events.actions.changes import may_ask
from events.desk.queries import told_marks
from events.drawing import draw
from events.fees.my_card import cards as fee_cards
from events.forms import SubmitForm, VersionForm
from events.invitations.queries import invited
from events.mail.queries import read_by_enterprise
from events.models import (
    ENDED,
    Application,
    ApplicationOrigin,
    ApplicationState,
    Fair,
    Invitation,
    OfferState,
)
from events.registration import steps
from events.registration.eligibility import rules_of
from events.registration.facts import answered, asked_for
from events.registration.queries import documents
from events.registration.step_forms import ContactForm
from events.states import APPLICATION
from events.views.public import found_by_link


class MyApplications(EnterpriseView, TemplateView):
    section = "my_applications"
    template_name = "events/my_applications.html"

    def get_context_data(self, **kwargs) -> dict:
        rows = list(queries.applications_of(self.enterprise))
        for row in rows:
            row.status = status(row.told_state, row.told_state.label)
        fairs = queries.open_fairs(self.enterprise)
        for fair in fairs:
            fair.last_day = window.last_day(fair)
        return super().get_context_data(applications=rows, fairs=fairs, **kwargs)


class MyApplicationMixin(EnterpriseView):
    """Finds one application of this enterprise."""

    section = "my_applications"

    def scope(self) -> QuerySet[Application]:
        return queries.applications_of(self.enterprise).select_related(
            "fair__organizer", "enterprise__province", "enterprise__legal_form", "submitted_by", "package", "group"
        )

    def own_scope(self) -> QuerySet[Application]:
        """Without those that staff entered."""
        return MyApplicationMixin.scope(self).filter(origin=ApplicationOrigin.ONLINE)

    @cached_property
    def object(self) -> Application:
        return get_object_or_404(self.scope(), pk=self.kwargs["pk"])

    def own_url(self, name: str) -> str:
        return reverse(name, args=[self.enterprise.pk, self.object.pk])


class MyApplicationPage(MyApplicationMixin, TemplateView):
    template_name = "events/my_application.html"

    def facts(self) -> list[Fact]:
        row = self.object
        facts = [
            Fact(_("How it came"), capfirst(row.get_origin_display()) if row.is_entered else ""),
            Fact(_("Contact person"), ", ".join(filter(None, [row.contact_name, row.contact_position]))),
            Fact(_("Phone"), row.contact_phone),
            Fact(_("Email"), row.contact_email),
            *asked_for(row),
            Fact(_("Products to show"), ", ".join(map(str, row.products.all()))),
            Fact(_("Who comes"), ", ".join(map(str, row.attendees.all()))),
            Fact(_("Vehicles"), ", ".join(map(str, row.vehicles.all()))),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def plans(self, holdings: list) -> list:
        """The halls in which the enterprise has a booth; who holds the others is not said."""
        mine = frozenset(holding.booth_id for holding in holdings)
        halls = {holding.booth.hall_id for holding in holdings}
        return [
            draw(hall, hall.booths.all(), mine=mine, say_holder=False)
            for hall in (queries.plan(self.object.fair) if halls else [])
            if hall.pk in halls
        ]

    def entries(self) -> list[history.Entry]:
        """The history as an enterprise reads it: the steps; of the organizer's people it names none."""
        ours = {str(member.user) for member in self.enterprise.members.select_related("user")}
        state = str(Application._meta.get_field("state").verbose_name)
        return [
            replace(
                entry,
                who=entry.who if entry.who in ours else str(self.object.fair.organizer),
                changes=[change for change in entry.changes if change.label == state],
            )
            for entry in told.entries(self.object)[:20]
        ]

    def get_context_data(self, **kwargs) -> dict:
        row, fair, state = self.object, self.object.fair, self.object.told_state
        holdings = told.booths_of(row)
        return super().get_context_data(
            object=row,
            fair=fair,
            days=day_range(fair.starts_on, fair.ends_on),
            state=state,
            status=status(state, state.label),
            facts=self.facts(),
            holdings=holdings,
            plans=self.plans(holdings),
            called_off=told.called_off(fair),
            fees=fee_cards(
                row, paper="my_fee_paper", receipt="my_fee_receipt", args=[self.kwargs["enterprise"], row.pk]
            ),
            on_bill_of=row.delegation if row.delegation_id and fair.has_fees else None,
            may_edit=not row.is_entered and may_change(row),
            answers=answered(row),
            papers=row.papers.select_related("file"),
            may_withdraw="withdraw" in states.deeds(APPLICATION, state),
            last_day=window.last_day(fair) if state == ApplicationState.DRAFT else None,
            letters=read_by_enterprise(row),
            submissions=row.submissions.all(),
            entries=self.entries(),
            offer=row.offers.filter(state=OfferState.OPEN, expires_at__gt=timezone.now()).first(),
            may_ask=may_ask(row),
            change=row.change_requests.first(),
            may_hand_over=state not in ENDED and own_members(row) > 1,
            **kwargs,
        )


def own_members(application: Application) -> int:
    return application.account.members.count()


class MyDeed(MyApplicationMixin, DeedForm):
    """Something the enterprise does with an application."""

    def success_url(self, outcome: Application) -> str:
        return reverse("my_application", args=[self.enterprise.pk, outcome.pk])

    def back_url(self) -> str:
        return self.own_url("my_application")


class MyApplicationEdit(MyApplicationMixin, View):
    """Leads to the first step with something missing or marked by the organizer; what staff entered, they change."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.object.is_entered:
            messages.info(request, _("The organizer entered this application. Tell the organizer what to change."))
            return redirect(self.own_url("my_application"))
        lacking = steps.missing(self.object)
        wanted = [*lacking, *told_marks(self.object)]
        step = wanted[0].step if wanted else steps.CONTACT
        return redirect(self.own_url(f"my_application_{step}"))


class MyApplicationNew(EnterpriseView, DeedForm):
    """The first step of a new application to a public fair, or to that of an organizer's link.

    One that is under way is opened instead.
    """

    section = "my_applications"
    template_name = "events/application_form.html"
    form_class = ContactForm
    heading = _("Apply to take part")
    submit_label = _("Save and go on")

    @cached_property
    def fair(self) -> Fair:
        if "token" in self.kwargs:
            return found_by_link(self.kwargs["token"])
        found = queries.fairs_open_to(self.enterprise)
        return get_object_or_404(found, organizer__slug=self.kwargs["organizer"], slug=self.kwargs["fair"])

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if under_way := queries.under_way(self.fair, self.enterprise):
            return redirect("my_application", self.enterprise.pk, under_way.pk)
        try:
            window.check_open(self.fair)
            check_invited(self.fair, self.enterprise)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("my_applications", self.enterprise.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        """Filled from the enterprise's last application, else from its own record."""
        own, person = self.enterprise, self.request.user
        asked, last = invited(self.fair, own) or Invitation(), queries.applications_of(own).first()
        start = Application(
            fair=self.fair,
            enterprise=own,
            contact_name=own.contact_name or asked.contact_name or person.full_name,
            contact_phone=own.phone or asked.phone or person.mobile or "",
            contact_email=own.email or asked.email or person.email or "",
            fascia_name=str(own)[:60],
        )
        for name in TAKEN_OVER if last else ():
            setattr(start, name, getattr(last, name) or getattr(start, name))
        return super().get_form_kwargs() | {"instance": start}

    def perform(self, form: ContactForm) -> Application:
        return start_application(application=form.instance, by=self.request.user)

    def success_url(self, outcome: Application) -> str:
        following = steps.after(steps.CONTACT, steps.steps_of(self.fair))
        return reverse(f"my_application_{following}", args=[self.enterprise.pk, outcome.pk])

    def back_url(self) -> str:
        return reverse("my_applications", args=[self.enterprise.pk])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            fair=self.fair, rules=rules_of(self.fair), documents=documents(self.fair), **kwargs
        )


class MyApplicationSubmit(MyDeed):
    """What is missing, what would help, the consent if it is not given yet, and the button that submits."""

    template_name = "events/my_application_submit.html"
    scope = MyDeed.own_scope
    form_class = SubmitForm
    heading = _("Check and submit")
    submit_label = _("Submit application")
    success_message = _("Submitted. A receipt is on its way, and the answer will come by letter.")

    def get_form_kwargs(self) -> dict:
        wording = ""
        if not has_consent(self.request.user, ConsentPurpose.REGISTRATION):
            wording = consents.current(ConsentPurpose.REGISTRATION).text(get_language() or "vi")
        terms = self.object.fair.terms.first()
        return super().get_form_kwargs() | {
            "wording": wording,
            "asks_terms": terms is not None and terms != self.object.terms,
            "initial": {"version": self.object.version},
        }

    def perform(self, form: SubmitForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return submit_application(
            application=self.object,
            by=self.request.user,
            consent=form.cleaned_data.get("consent", False),
            terms=form.cleaned_data.get("terms", False),
        )

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        return super().get_context_data(
            object=row,
            missing=[(one, self.own_url(f"my_application_{one.step}")) for one in steps.missing(row)],
            advice=steps.advice(row),
            facts=asked_for(row),
            answers=answered(row),
            terms=row.fair.terms.first(),
            can_submit="submit" in states.deeds(APPLICATION, row.told_state),
            last_day=window.last_day(row.fair) if row.told_state == ApplicationState.DRAFT else None,
            **kwargs,
        )


class MyApplicationWithdraw(MyDeed):
    template_name = "events/my_application_withdraw.html"
    form_class = VersionForm
    heading = _("Withdraw the application?")
    success_message = _("Withdrawn. You may apply anew while applications are open.")

    def get_initial(self) -> dict:
        return {"version": self.object.version}

    def perform(self, form: VersionForm) -> Application:
        self.object.version = form.cleaned_data["version"]
        return withdraw_application(application=self.object, by=self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(object=self.object, **kwargs)
