"""Forms of a fair's legal file."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import files
from common.layouts import sections
from enterprises.forms import DongField
from events.models import Fair, FairAmendment, FairPaper, LegalFile, RegistrationBasis
from events.registration.forms import FairRecordForm

LONG_TEXT = forms.Textarea(attrs={"rows": 4})


class CountField(DongField):
    """A whole number as people write it: 400.000 is four hundred thousand."""

    default_error_messages = {
        "not_a_number": _("Write a whole number, such as 1.200."),
        "ambiguous": _("This can be read as two different numbers. Write it whole, such as 1.200."),
        "negative": _("A number cannot be below zero."),
        "fraction": _("Write a whole number, such as 1.200."),
        "too_large": _("The number is larger than %(limit)s."),
    }


class LegalFileForm(FairRecordForm):
    """On which basis the fair is held, and what offices wrote on it."""

    registration_basis = forms.ChoiceField(label=_("Registration"), choices=RegistrationBasis.choices, required=False)
    basis_no = forms.CharField(
        label=_("Decision or confirmation number"),
        max_length=80,
        required=False,
        help_text=_("As the office gave it. The results report cites it."),
    )

    class Meta:
        model = LegalFile
        fields = [
            "theme", "decided_by", "decided_on", "receipt_no", "receipt_on", "confirmed_on", "report_no", "report_on",
            "incidents", "proposals",
        ]  # fmt: skip
        help_texts = {
            "decided_by": _("Such as the provincial People's Committee."),
            "receipt_on": _("The day on which the office took the papers in. It ends the countdown."),
            "report_on": _("The day on which it was sent. It ends the countdown."),
        }
        widgets = {"incidents": LONG_TEXT, "proposals": LONG_TEXT}

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, fair=fair, **kwargs)
        for name in ("registration_basis", "basis_no"):
            self.fields[name].initial = getattr(fair, name)

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("Basis"), "registration_basis", "basis_no", "theme"),
            Fieldset(_("Exempt by decision"), Div("decided_by", "decided_on", css_class="cp-pair")),
            Fieldset(
                _("Registered with the department"),
                Div("receipt_no", "receipt_on", css_class="cp-pair"),
                "confirmed_on",
            ),
            Fieldset(_("Results report"), Div("report_no", "report_on", css_class="cp-pair"), "incidents", "proposals"),
        )


def _field(kind: type[DongField], name: str) -> DongField:
    return kind(label=LegalFile._meta.get_field(name).verbose_name, required=False)


SOURCES = {"visits": "visits_source", "on_site_sales": "sales_source"}


class ValuesForm(FairRecordForm):
    """What is planned, and what was reached where the records cannot say it."""

    planned_booths = _field(CountField, "planned_booths")
    planned_in_province = _field(CountField, "planned_in_province")
    planned_out_of_province = _field(CountField, "planned_out_of_province")
    planned_visits = _field(CountField, "planned_visits")
    planned_sales = _field(DongField, "planned_sales")
    visits = _field(CountField, "visits")
    on_site_sales = _field(DongField, "on_site_sales")

    class Meta:
        model = LegalFile
        fields = [
            "planned_booths", "planned_in_province", "planned_out_of_province", "planned_visits", "planned_sales",
            "visits", "visits_source", "on_site_sales", "sales_source",
        ]  # fmt: skip
        help_texts = {
            "visits_source": _("Such as: counted at the gate, three times a day."),
            "sales_source": _("Such as: stated by the exhibitors each evening."),
        }

    def clean(self) -> dict:
        data = super().clean()
        for value, source in SOURCES.items():
            if data.get(value) is not None and not data.get(source):
                self.add_error(source, _("Say where the number comes from."))
        return data

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("Planned"),
                Div("planned_booths", "planned_visits", css_class="cp-pair"),
                Div("planned_in_province", "planned_out_of_province", css_class="cp-pair"),
                "planned_sales",
            ),
            Fieldset(
                _("Actual"),
                Div("visits", "visits_source", css_class="cp-pair"),
                Div("on_site_sales", "sales_source", css_class="cp-pair"),
            ),
        )


class AmendmentForm(FairRecordForm):
    """A change as it was filed, and its answer once it came."""

    class Meta:
        model = FairAmendment
        fields = ["what", "before", "after", "filed_on", "filed_no", "answered_on", "answer_no"]

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The change"), "what", Div("before", "after", css_class="cp-pair")),
            Fieldset(_("Filed with the department"), Div("filed_on", "filed_no", css_class="cp-pair")),
            Fieldset(_("Its answer"), Div("answered_on", "answer_no", css_class="cp-pair")),
        )


class PaperForm(FairRecordForm):
    """A scan or photo for the legal file."""

    upload = forms.FileField(
        label=_("Scan or photo"),
        help_text=_("PDF, JPEG, PNG, WebP or HEIC."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*,.heic,.heif"}),
    )

    class Meta:
        model = FairPaper
        fields = ["kind", "amendment", "note"]

    field_order = ["upload", "kind", "amendment", "note"]

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, fair=fair, **kwargs)
        self.fields["amendment"].queryset = fair.amendments.all()
        if not fair.amendments.exists():
            del self.fields["amendment"]

    def clean_upload(self):
        file = self.cleaned_data["upload"]
        try:
            files.check(file, allowed=files.SCANS)
        except ValidationError as error:
            self.add_error("upload", error)
        return file
