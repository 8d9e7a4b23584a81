"""An enterprise's own account: opening one, what it says of itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.access import PersonView
from accounts.workspace import DeedForm
from enterprises.account_forms import DetailsForm, StartForm
from enterprises.actions.accounts import change_account, create_account
from enterprises.actions.enterprises import doubts
from enterprises.models import Enterprise
from enterprises.views.own import OwnDeed, OwnHistory


class SaysDoubts(DeedForm):
    """Saves an account, then says what should be looked at again."""

    def form_valid(self, form: StartForm) -> HttpResponse:
        response = super().form_valid(form)
        if form.is_valid():
            for doubt in doubts(form.instance):
                messages.warning(self.request, doubt)
        return response


class EnterpriseCreate(PersonView, SaysDoubts):
    template_name = "enterprises/account_form.html"
    form_class = StartForm
    heading = _("Open an account for your enterprise")
    submit_label = _("Open the account")
    success_message = _("%(record)s has an account. You own it and can invite others.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": Enterprise()}

    def get_initial(self) -> dict:
        """Filled in where an invitation to a fair led here."""
        return {name: self.request.GET[name] for name in ("legal_name", "tax_code") if name in self.request.GET}

    def perform(self, form: StartForm) -> Enterprise:
        return create_account(enterprise=form.instance, by=self.request.user)

    def success_url(self, outcome: Enterprise) -> str:
        back = self.request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return back
        return reverse("my_enterprise", args=[outcome.pk])

    def back_url(self) -> str:
        return reverse("home")

    def get_context_data(self, **kwargs) -> dict:
        lead = _("You then apply to fairs, see your booth and your meetings, and read your agreements.")
        return super().get_context_data(lead=lead, **kwargs)


class Details(OwnDeed, SaysDoubts):
    section = "my_details"
    template_name = "enterprises/my_details.html"
    form_class = DetailsForm
    heading = _("Details")
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        # Read anew: the form writes into its record even where it then refuses it.
        return super().get_form_kwargs() | {"instance": Enterprise.objects.accounts().get(pk=self.enterprise.pk)}

    def perform(self, form: DetailsForm) -> Enterprise:
        return change_account(enterprise=form.instance, by=self.request.user)

    def back_url(self) -> str:
        return reverse("my_enterprise", args=[self.enterprise.pk])


class DetailsHistory(OwnHistory):
    section = "my_details"

    def get_object(self, queryset=None) -> Enterprise:
        return self.enterprise
