"""The pages that set up fees: a fair's terms and extra prices; an organizer's bank accounts and support rules."""

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import OrganizerView
from accounts.workspace import HistoryPage, RecordFormPage, RemovePage
from events.actions.fee_setup import save_account, save_extra_price, save_support_rule, save_terms
from events.fees import queries
from events.fees.access import FeesMixin
from events.fees.forms import AccountForm, ExtraPriceForm, SupportRuleForm, TermsForm
from events.models import ExtraPrice, FeeAccount, FeeTerms, SupportRule


class FeeSetup(FeesMixin, TemplateView):
    """All that decides what is asked for, each part with the way to change it."""

    template_name = "fees/setup.html"

    def get_context_data(self, **kwargs) -> dict:
        fair = self.fair
        return super().get_context_data(
            may_change=self.may_change,
            may_keep=self.may("events.keep_fee_rules"),
            terms=queries.terms_of(fair),
            accounts=queries.accounts(self.organizer),
            packages=fair.packages.filter(price__gt=0),
            extras=fair.extra_prices.all(),
            rules=queries.support_rules(self.organizer),
            first_day=fair.starts_on,
            **kwargs,
        )


class SetupForm(FeesMixin, RecordFormPage):
    permission = "events.change_fees"
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def back_url(self) -> str:
        return reverse("fee_setup", args=[self.organizer.slug, self.fair.slug])

    def success_url(self, outcome: Model) -> str:
        return self.back_url()


class TermsEdit(SetupForm):
    form_class = TermsForm
    heading = _("Account and days to pay")

    def get_instance(self) -> FeeTerms:
        return queries.terms_of(self.fair) or FeeTerms(fair=self.fair)

    def perform(self, form: TermsForm) -> FeeTerms:
        return save_terms(terms=form.instance, by=self.request.user)


class ExtraPriceNew(SetupForm):
    form_class = ExtraPriceForm
    heading = _("Charge something more")

    def perform(self, form: ExtraPriceForm) -> ExtraPrice:
        return save_extra_price(price=form.instance, by=self.request.user)


class ExtraPriceEdit(ExtraPriceNew):
    heading = _("Change the price")

    def get_instance(self) -> ExtraPrice:
        return get_object_or_404(self.fair.extra_prices, pk=self.kwargs["pk"])


class ExtraPriceRemove(FeesMixin, RemovePage):
    permission = "events.change_fees"

    def get_object(self, queryset=None) -> ExtraPrice:
        return get_object_or_404(self.fair.extra_prices, pk=self.kwargs["pk"])

    def success_url(self) -> str:
        return reverse("fee_setup", args=[self.organizer.slug, self.fair.slug])

    def back_url(self) -> str:
        return self.success_url()


class RuleMixin(OrganizerView):
    """Of the organizer, for all its fairs: managers of the whole workspace keep them."""

    section = "fairs"
    permission = "events.keep_fee_rules"

    def home_url(self) -> str:
        return reverse("fee_rules", args=[self.organizer.slug])


class FeeRules(RuleMixin, TemplateView):
    """The bank accounts and support rules of the workspace."""

    template_name = "fees/rules.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            accounts=queries.accounts(self.organizer), rules=queries.support_rules(self.organizer), **kwargs
        )


class RuleForm(RuleMixin, RecordFormPage):
    template_name = "fees/rule_form.html"
    success_message = _("Saved: %(record)s")

    def success_url(self, outcome: Model) -> str:
        return self.home_url()

    def back_url(self) -> str:
        return self.home_url()


class AccountNew(RuleForm):
    form_class = AccountForm
    heading = _("Enter a bank account")

    def get_instance(self) -> FeeAccount:
        return FeeAccount(organizer=self.organizer)

    def perform(self, form: AccountForm) -> FeeAccount:
        return save_account(account=form.instance, by=self.request.user)


class AccountEdit(AccountNew):
    heading = _("Change the bank account")

    def get_instance(self) -> FeeAccount:
        return get_object_or_404(self.organizer.fee_accounts, pk=self.kwargs["pk"])


class SupportRuleNew(RuleForm):
    form_class = SupportRuleForm
    heading = _("Enter a support rule")

    def get_instance(self) -> SupportRule:
        return SupportRule(organizer=self.organizer)

    def perform(self, form: SupportRuleForm) -> SupportRule:
        chosen = {name: form.cleaned_data[name] for name in ("legal_forms", "provinces")}
        return save_support_rule(rule=form.instance, chosen=chosen, by=self.request.user)


class SupportRuleEdit(SupportRuleNew):
    heading = _("Change the support rule")

    def get_instance(self) -> SupportRule:
        return get_object_or_404(self.organizer.support_rules, pk=self.kwargs["pk"])


class SupportRuleRemove(RuleMixin, RemovePage):
    def get_object(self, queryset=None) -> SupportRule:
        return get_object_or_404(self.organizer.support_rules, pk=self.kwargs["pk"])

    def success_url(self) -> str:
        return self.home_url()

    def back_url(self) -> str:
        return self.home_url()


class RuleHistory(RuleMixin, HistoryPage):
    """What was changed in an account or a rule, by whom."""

    model: type[Model]

    def get_object(self, queryset=None) -> Model:
        return get_object_or_404(self.model.objects.filter(organizer=self.organizer), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.home_url(), **kwargs)


class AccountHistory(RuleHistory):
    model = FeeAccount


class SupportRuleHistory(RuleHistory):
    model = SupportRule
