"""Forms about delegations."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common.layouts import sections
from events.invitations.forms import ListForm
from events.models import Delegation, DelegationFirm
from events.registration.queries import offered
from events.registration.step_forms import package_words


class DelegationForm(RecordForm):
    """Who comes, whom to ask, who pays, and what the pavilion needs."""

    class Meta:
        model = Delegation
        fields = [
            "name", "contact_name", "contact_phone", "contact_email", "bill_to", "tax_code", "address", "package",
            "booths", "area", "note",
        ]  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "contact_phone": _("You call this number."),
            "contact_email": _("Letters go here. Without one, the delegation stands in your call list."),
            "bill_to": _("If it is not the name above."),
            "booths": _("Of the whole pavilion, however many firms share it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fair = self.instance.fair
        packages = offered(fair) | fair.packages.filter(pk=self.instance.package_id)
        self.fields["package"].queryset = packages.distinct()
        self.fields["package"].label_from_instance = package_words
        if not packages.exists():
            del self.fields["package"], self.fields["area"]

    @property
    def helper(self) -> FormHelper:
        pavilion = [name for name in ("package", "booths", "area") if name in self.fields]
        return sections(
            Fieldset(_("The delegation"), "name", "note"),
            Fieldset(_("Whom to ask"), "contact_name", Div("contact_phone", "contact_email", css_class="cp-pair")),
            Fieldset(_("The pavilion"), *pavilion),
            Fieldset(_("The bill"), "bill_to", Div("tax_code", "address", css_class="cp-pair")),
        )


class FirmsForm(ListForm):
    """A list of firms, pasted or as a spreadsheet, and that their people agreed."""

    consent = forms.BooleanField(
        label=_("We keep the consent of every person on this list in writing, and hand it over when asked.")
    )


class DelegationFirmForm(RecordForm):
    class Meta:
        model = DelegationFirm
        fields = ["name", "tax_code", "contact_name", "phone", "email", "fascia_name", "people", "products"]
        widgets = {
            "people": forms.Textarea(attrs={"rows": 3}),
            "products": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }
        help_texts = {
            "fascia_name": _("The name over its place, as visitors read it."),
            "people": _("One name a line; each gets a badge."),
            "products": _("One a line."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The firm"),
                "name", "tax_code", "contact_name", Div("phone", "email", css_class="cp-pair"), "fascia_name",
                "people", "products",
            )
        )  # fmt: skip


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Your words to the delegation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
