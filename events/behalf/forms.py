"""Forms in which staff enter a firm's paper form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.reach import Reach
from common.layouts import sections
from common.text import clean
from enterprises.choosing import EnterpriseField
from events.forms import VersionForm
from events.models import Application
from events.registration.step_forms import ContactForm, FilesField, ProductsForm, StepForm

MOST_NAMES = 50


class FirmForm(forms.Form):
    """Which of the organizer's cards the paper form is from."""

    firm = EnterpriseField(label=_("Enterprise"))

    def __init__(self, *args, reach: Reach, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["firm"].offer_all_of(reach.organizer)


class BeginForm(ContactForm):
    """What is first read off the paper: when it came in, and whom to ask."""

    class Meta(ContactForm.Meta):
        fields = ["received_on", *ContactForm.Meta.fields]
        help_texts = {
            "contact_phone": _("You call this number."),
            "contact_email": _("Letters go here. Without one, the firm stands in your call list."),
            "received_on": _("The day that is stamped on the form. It decides whether the form is late."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].required = True

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The paper form"), "received_on"),
            Fieldset(
                _("Whom to ask"),
                Div("contact_name", "contact_position", css_class="cp-pair"),
                Div("contact_phone", "contact_email", css_class="cp-pair"),
            ),
        )


class SignedForm(StepForm):
    """The proof that the firm itself applied and agreed: the signed form, photographed or scanned."""

    pages = FilesField(
        label=_("Photo or PDF"),
        help_text=_("Every page, signatures and stamp included. A photo will do, if every word can be read."),
    )

    class Meta:
        model = Application
        fields = ["received_on", "consent_in_writing"]
        labels = {
            "consent_in_writing": _(
                "The signed form says that the person agrees to the handling of their name, phone and email."
            )
        }
        help_texts = {"received_on": BeginForm.Meta.help_texts["received_on"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].required = True
        self.fields["pages"].widget.attrs["data-shrink"] = ""

    @property
    def helper(self) -> FormHelper:
        return sections(Fieldset(_("The paper form"), "received_on", "pages", "consent_in_writing"))


class EnteredProductsForm(ProductsForm):
    """The card's products to tick, and those that stand on the form alone."""

    names = forms.CharField(
        label=_("Other products on the form"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. They are entered on the firm's card."),
    )

    @property
    def helper(self) -> FormHelper:
        shown = [name for name in ("group", "products") if name in self.fields]
        return sections(Fieldset(_("What the firm brings"), *shown, "names", "wishes"))

    def clean_names(self) -> list[str]:
        names = [clean(line)[:255] for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(_("At most %(n)s products at once.") % {"n": MOST_NAMES})
        return names


class HandInForm(VersionForm):
    """The last look before it is handed in for the firm."""

    terms = forms.BooleanField(
        label=_("The signed form says that the firm agrees to the terms of taking part."), required=False
    )

    def __init__(self, *args, asks_terms: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_terms:
            del self.fields["terms"]
