"""Forms of this room."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common import files
from common.layouts import sections
from common.money import MAX_DONG, NumberError, format_dong, parse_dong
from enterprises import countries, queries
from enterprises.actions.enterprises import kept_phone, kept_tax_code
from enterprises.choosing import EnterpriseField, ProductField
from enterprises.models import Certificate, Enterprise, OcopCertificate, Product


class DongField(forms.Field):
    """An amount in whole đồng as people write it: 1.376.000, 1376000đ."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "not_a_number": _("Write an amount in đồng, such as 1.376.000."),
        "ambiguous": _("This can be read as two different amounts. Write it in whole đồng, such as 1.376.000."),
        "negative": _("An amount cannot be below zero."),
        "fraction": _("Write whole đồng."),
        "too_large": _("The amount is larger than %(limit)s."),
    }

    def to_python(self, value: str | None) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_dong(value)
        except NumberError as error:
            limit = {"limit": format_dong(MAX_DONG)}
            raise ValidationError(self.error_messages[error.code], error.code, limit) from None

    def prepare_value(self, value: int | str | None) -> str | None:
        return format_dong(value) if isinstance(value, int) else value

    def has_changed(self, initial: int | None, data: str | None) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class EnterpriseForm(RecordForm):
    # Longer than what is kept, for those who type spaces and points.
    tax_code = forms.CharField(
        label=Enterprise._meta.get_field("tax_code").verbose_name,
        max_length=40,
        required=False,
        help_text=_("10 digits, 10 and 3 for a dependent unit, or the 12 of a household's owner."),
        widget=forms.TextInput(attrs={"data-home-only": True}),
    )
    country = forms.ChoiceField(label=_("Registered in"), choices=countries.choices, required=False)
    is_another = forms.BooleanField(label=_("This is another enterprise"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Enterprise
        fields = [
            "legal_name", "trade_name", "legal_form", "usual_role", "country", "tax_code", "foreign_no",
            "address_as_written", "district_as_written", "province_as_written", "province", "contact_name", "phone",
            "email",
        ]  # fmt: skip
        help_texts = {
            "legal_name": _("As on the registration certificate."),
            "trade_name": _("The name people know it by, if it has another."),
            "address_as_written": _("Kept as the document writes it; it is never rewritten."),
            "district_as_written": _("Also where the district is no more."),
            "province": _("Left empty, it is found from the province as written."),
        }
        widgets = {"foreign_no": forms.TextInput(attrs={"data-abroad-only": True})}

    lookalikes: Sequence[Enterprise] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kept_by = self.organizer

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The enterprise"),
                "legal_name", "trade_name", "country", "tax_code", "foreign_no", "legal_form", "usual_role",
            ),
            Fieldset(_("Where it is"), "address_as_written", "district_as_written", "province_as_written", "province"),
            Fieldset(_("Whom to ask"), "contact_name", "phone", "email"),
            *(["is_another"] if self.lookalikes else []),
        )  # fmt: skip

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or countries.HOME

    def clean_tax_code(self) -> str:
        return kept_tax_code(self.cleaned_data["tax_code"])

    def clean_phone(self) -> str:
        return kept_phone(self.cleaned_data["phone"])

    def is_settled(self) -> bool:
        """Whether nobody need be asked if the enterprise has a card already."""
        return self.cleaned_data["is_another"] or not {"legal_name", "tax_code", "phone", "email"} & set(
            self.changed_data
        )

    def ask_if_another(self, cards: Sequence[Enterprise]) -> None:
        """Show the cards that look the same, and the box to tick where this is none of them.

        Of a card that the person may not open the name alone is said.
        """
        self.lookalikes = cards
        self.opened = {card.pk for card in queries.cards(self.reach).filter(pk__in=[card.pk for card in cards])}
        self.fields["is_another"].widget = forms.CheckboxInput()


class ProductForm(RecordForm):
    list_price = DongField(label=Product._meta.get_field("list_price").verbose_name, required=False)

    class Meta:
        model = Product
        fields = ["enterprise", "name", "group", "unit", "list_price"]
        field_classes = {"enterprise": EnterpriseField}
        labels = {"name": _("Name")}
        help_texts = {"unit": _("Such as kg, box, bottle.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["enterprise"]
        else:
            self.fields["enterprise"].offer_in(self.reach)


class PaperForm(RecordForm):
    """A certificate with its scan. Once entered it stays with its product or enterprise, named by `belongs_to`."""

    belongs_to: str
    paper = forms.FileField(
        label=_("Scan or photo of the paper"), required=False, help_text=_("PDF, JPEG, PNG, WebP or HEIC.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields[self.belongs_to]
        else:
            self.offer_owners()

    def offer_owners(self) -> None:
        """Say what a certificate of this organizer may belong to."""
        raise TypeError("a certificate belongs to something")

    def clean_paper(self) -> UploadedFile | None:
        paper = self.cleaned_data["paper"]
        if paper:
            files.check(paper, allowed=files.SCANS)
        return paper


class OcopCertificateForm(PaperForm):
    belongs_to = "product"

    class Meta:
        model = OcopCertificate
        fields = [
            "product", "stars", "issued_on", "expires_on", "decision_no", "issuer", "rule_set", "revoked_on",
        ]  # fmt: skip
        field_classes = {"product": ProductField}
        help_texts = {
            "expires_on": _("Left empty, it follows from the rules in force on the day of issue."),
            "rule_set": _("Left empty, the rules in force on the day of issue."),
            "issuer": _("The People's Committee or ministry that signed the decision."),
            "revoked_on": _("Only where the certificate was taken back."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].required = False

    def offer_owners(self) -> None:
        self.fields["product"].offer_in(self.reach)


class OtherCertificateForm(PaperForm):
    belongs_to = "enterprise"

    class Meta:
        model = Certificate
        fields = ["enterprise", "kind", "number", "issuer", "issued_on", "expires_on"]
        field_classes = {"enterprise": EnterpriseField}
        help_texts = {"expires_on": _("Empty where the paper has no end.")}

    def offer_owners(self) -> None:
        self.fields["enterprise"].offer_in(self.reach)
