"""Forms of a fair's fees."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common.layouts import sections
from common.text import clean
from enterprises.forms import DongField
from events.actions.fees import Money
from events.fees.banks import BANKS
from events.models import ExtraPrice, FeeAccount, FeeTerms, Payment, PaymentMethod, SupportRule
from events.registration.forms import FairRecordForm

ANOTHER_BANK = "other"


class AccountForm(RecordForm):
    """A bank from the list, which gets a QR code, or another with its name and, where it is known, its number."""

    bank = forms.ChoiceField(
        label=_("Bank"),
        choices=[("", _("Choose")), *BANKS.items(), (ANOTHER_BANK, _("another bank, or the State Treasury"))],
    )
    # Longer than what is kept, for those who type spaces and points.
    number = forms.CharField(label=FeeAccount._meta.get_field("number").verbose_name, max_length=40)

    class Meta:
        model = FeeAccount
        fields = ["bank", "bank_name", "bank_bin", "number", "holder", "is_used"]
        labels = {"bank_name": _("Name of the other bank")}
        help_texts = {
            "bank_name": _("Only for another bank: its name, with the branch, as a transfer needs it."),
            "bank_bin": _("Only for another bank: 6 digits of the NAPAS list. Without it there is no QR code."),
            "holder": _("As the bank has it. Payers see it before they confirm."),
            "is_used": _("Take the tick away instead of removing it: requests that name the account stay as they are."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.organizer = self.organizer
        self.fields["bank_name"].required = False
        own = self.instance.bank_bin
        is_known = own in BANKS and self.instance.bank_name == BANKS[own]
        self.fields["bank"].initial = own if is_known else ANOTHER_BANK if self.instance.pk else ""
        if is_known:
            self.initial["bank_name"] = self.initial["bank_bin"] = ""

    def clean_number(self) -> str:
        return re.sub(r"[\s.\-]", "", self.cleaned_data["number"])

    def clean(self) -> dict:
        cleaned = super().clean()
        bank = cleaned.get("bank")
        if bank in BANKS:
            cleaned["bank_bin"], cleaned["bank_name"] = bank, BANKS[bank]
        elif bank and not cleaned.get("bank_name"):
            self.add_error("bank_name", _("Write the name of the bank."))
        return cleaned

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The account"), "bank", Div("bank_name", "bank_bin", css_class="cp-pair"), "number", "holder"),
            Fieldset(_("Use"), "is_used"),
        )


class TermsForm(FairRecordForm):
    class Meta:
        model = FeeTerms
        fields = ["account", "days_to_pay"]
        help_texts = {"days_to_pay": _("Counted from the day on which a payment request is made.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = self.fair.organizer.fee_accounts.filter(is_used=True)
        self.fields["account"].empty_label = None


class ExtraPriceForm(FairRecordForm):
    price = DongField(label=ExtraPrice._meta.get_field("price").verbose_name)

    class Meta:
        model = ExtraPrice
        fields = ["name_vi", "name_en", "counted_by", "price"]
        help_texts = {"name_vi": _("As the payment request says it, such as Điện 3 pha.")}


class SupportRuleForm(RecordForm):
    """A dated rule; lists left empty let every one in."""

    most_each_time = DongField(
        label=SupportRule._meta.get_field("most_each_time").verbose_name,
        required=False,
        help_text=_("For one fair. Left empty, there is no such limit."),
    )
    most_each_year = DongField(
        label=SupportRule._meta.get_field("most_each_year").verbose_name,
        required=False,
        help_text=_("For one enterprise at all your fairs of a year. Left empty, there is no such limit."),
    )

    class Meta:
        model = SupportRule
        fields = [
            "name", "legal_basis", "valid_from", "valid_to", "share", "most_booths", "most_each_time",
            "most_each_year", "legal_forms", "provinces", "min_stars", "position",
        ]  # fmt: skip
        labels = {"valid_from": _("Holds from"), "valid_to": _("Holds until")}
        widgets = {"legal_forms": forms.CheckboxSelectMultiple, "provinces": forms.CheckboxSelectMultiple}
        help_texts = {
            "legal_basis": _("Number and day of the decision or resolution. It stands in the payment request."),
            "valid_from": _("A fair is supported by the rules that hold on its first day."),
            "most_booths": _("Such as 1 where the rent of one booth is supported. Left empty, of all of them."),
            "legal_forms": _("Tick none to support every one."),
            "provinces": _("Tick none to support every one."),
            "min_stars": _("Left empty, a firm is supported without a certificate."),
            "position": _("Rules are tried from 1 upwards. The first that fits is applied, and no other beside it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.organizer = self.organizer

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The rule"), "name", "legal_basis", Div("valid_from", "valid_to", css_class="cp-pair")),
            Fieldset(
                _("How much"),
                Div("share", "most_booths", css_class="cp-pair"),
                Div("most_each_time", "most_each_year", css_class="cp-pair"),
            ),
            Fieldset(_("For whom"), "legal_forms", "provinces", "min_stars", css_class="rg-many"),
            Fieldset(_("Order"), "position"),
        )


class AskForm(forms.Form):
    """By when is to be paid; for one application also what another programme bears."""

    due_on = forms.DateField(label=_("To be paid by"))


class AskDelegationForm(AskForm):
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskOneForm(AskForm):
    funded_elsewhere = forms.CharField(
        label=_("Supported by another programme"),
        max_length=200,
        required=False,
        help_text=_(
            "Its name, if another programme pays the rent. No support is then taken off: nothing is paid twice."
        ),
    )

    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_funded_elsewhere(self) -> str:
        return clean(self.cleaned_data["funded_elsewhere"])


class MoneyForm(forms.Form):
    """Money that came or was given back."""

    amount = DongField(label=_("Amount, đồng"))
    paid_on = forms.DateField(label=Payment._meta.get_field("paid_on").verbose_name)
    method = forms.ChoiceField(
        label=Payment._meta.get_field("method").verbose_name,
        choices=[choice for choice in PaymentMethod.choices if choice[0] != PaymentMethod.CARRIED],
    )
    bank_ref = forms.CharField(
        label=Payment._meta.get_field("bank_ref").verbose_name,
        max_length=60,
        required=False,
        help_text=_("Each transaction is recorded once. Left empty, nothing is compared."),
    )
    note = forms.CharField(label=Payment._meta.get_field("note").verbose_name, max_length=500, required=False)
    received = forms.IntegerField(widget=forms.HiddenInput)  # when the form was opened

    def clean_amount(self) -> int:
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Write an amount above zero."))
        return amount

    @property
    def money(self) -> Money:
        told = {name: self.cleaned_data[name] for name in ("amount", "paid_on", "method")}
        return Money(**told, bank_ref=clean(self.cleaned_data["bank_ref"]), note=clean(self.cleaned_data["note"]))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CancelForm(ReasonForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class BankListForm(forms.Form):
    text = forms.CharField(
        label=_("Lines of the bank's list"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Copy the lines from the bank's page or spreadsheet, with the headings if there are any: day, amount, "
            "text. What left the account is passed over."
        ),
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Paste the lines first."))
        return text
