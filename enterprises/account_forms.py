"""Forms on an enterprise's own pages."""

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import WhoField
from accounts.models import Organizer
from accounts.workspace import RecordForm
from common.layouts import sections
from enterprises import countries, queries
from enterprises.forms import DongField, OcopCertificateForm, OtherCertificateForm
from enterprises.models import Certificate, Enterprise, EnterpriseRole, OcopCertificate, Product


class StartForm(RecordForm):
    """What an account begins with; the rest is asked for when it is needed."""

    country = forms.ChoiceField(label=_("Registered in"), choices=countries.choices)
    tax_code = forms.CharField(
        label=Enterprise._meta.get_field("tax_code").verbose_name,
        max_length=40,
        required=False,
        help_text=_("10 digits, 10 and 3 for a dependent unit, or the 12 of a household's owner."),
        widget=forms.TextInput(attrs={"data-home-only": True, "autocomplete": "off"}),
    )

    class Meta:
        model = Enterprise
        fields = ["country", "legal_form", "legal_name", "tax_code", "foreign_no", "usual_role"]
        help_texts = {
            "legal_name": _("As on the registration certificate."),
            "legal_form": _("A cooperative group may go without a tax code."),
            "foreign_no": _("The number under which the firm is registered in its country."),
        }
        widgets = {
            "legal_form": forms.Select(attrs={"data-home-only": True}),
            "foreign_no": forms.TextInput(attrs={"data-abroad-only": True}),
        }

    def _get_validation_exclusions(self) -> set[str]:
        # Who already has an account of this number is told by the action, which knows at which field.
        return super()._get_validation_exclusions() | {"tax_code", "foreign_no", "country"}


class DetailsForm(StartForm):
    """All that an enterprise says of itself."""

    class Meta(StartForm.Meta):
        fields = [
            *StartForm.Meta.fields, "trade_name", "address_as_written", "district_as_written", "province_as_written",
            "contact_name", "phone", "email",
        ]  # fmt: skip
        help_texts = StartForm.Meta.help_texts | {
            "trade_name": _("The name people know it by, if it has another."),
            "address_as_written": _("As on the registration certificate."),
            "district_as_written": _("Also where the district is no more."),
            "contact_name": _("Whom organizers and buyers should ask for."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The enterprise"),
                "legal_name", "trade_name", "country", "legal_form", "tax_code", "foreign_no", "usual_role",
            ),
            Fieldset(_("Where it is"), "address_as_written", "district_as_written", "province_as_written"),
            Fieldset(_("Whom to ask"), "contact_name", Div("phone", "email", css_class="cp-pair")),
        )  # fmt: skip


class MemberRoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=EnterpriseRole,
        initial=EnterpriseRole.MEMBER,
        help_text=_("A member applies to fairs and keeps products. An owner also keeps members and links."),
    )


class MemberForm(MemberRoleForm):
    """Another role for a member; `version` notices that it was changed in another tab."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberInviteForm(MemberRoleForm):
    who = WhoField(help_text=_("To an email goes a letter. For a mobile number you get a link to show or send."))
    field_order = ["who", "role"]


class OwnProductForm(RecordForm):
    list_price = DongField(label=Product._meta.get_field("list_price").verbose_name, required=False)
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("A photo from your phone will do. Where and when it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Product
        fields = ["name", "description", "group", "unit", "list_price", "name_en", "description_en"]
        labels = {"name": _("Name")}
        help_texts = {
            "unit": _("Such as kg, box, bottle."),
            "description": _("What a buyer should know: what it is made of, how much a month, how long it keeps."),
            "name_en": _("For buyers from abroad. It can stay empty."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("description", "description_en")}

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The product"),
                "name", "description", "picture", "group", Div("unit", "list_price", css_class="cp-pair"),
            ),
            Fieldset(_("In English"), "name_en", "description_en"),
        )  # fmt: skip


class OwnOcopForm(OcopCertificateForm):
    """Stars of one of the enterprise's own products."""

    class Meta(OcopCertificateForm.Meta):
        model = OcopCertificate
        fields = ["product", "stars", "issued_on", "expires_on", "decision_no", "issuer"]
        field_classes = {}  # its own products are few: a plain choice

    def __init__(self, *args, enterprise: Enterprise, **kwargs):
        self.enterprise = enterprise
        super().__init__(*args, **kwargs)

    def offer_owners(self) -> None:
        self.fields["product"].queryset = Product.objects.filter(enterprise=self.enterprise)


class OwnCertificateForm(OtherCertificateForm):
    """A paper of the enterprise itself, which the view puts in."""

    class Meta(OtherCertificateForm.Meta):
        model = Certificate

    def __init__(self, *args, enterprise: Enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.enterprise = enterprise

    def offer_owners(self) -> None:
        del self.fields["enterprise"]


class OfferForm(forms.Form):
    """How a card is offered to its enterprise."""

    LETTER, BY_HAND = "letter", "by_hand"
    way = forms.ChoiceField(
        label=_("How the link reaches them"),
        choices=[(LETTER, _("By a letter to the address on the card")), (BY_HAND, _("I hand it over: QR or message"))],
        initial=LETTER,
        widget=forms.RadioSelect,
    )


class AcceptForm(forms.Form):
    """Which of a person's accounts is the firm of the card."""

    account = forms.ModelChoiceField(Enterprise.objects.none(), label=_("Your enterprise"), empty_label=None)
    despite_tax_code = forms.BooleanField(
        label=_("It is the same enterprise although the tax codes differ"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, owned: Iterable[Enterprise], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = owned

    def ask_about_tax_code(self) -> None:
        self.fields["despite_tax_code"].widget = forms.CheckboxInput()


class AskForm(forms.Form):
    organizer = forms.CharField(
        label=_("Organizer's short name"),
        max_length=40,
        help_text=_("It stands in the address of its fairs: in …/f/soc-trang/… it is soc-trang."),
    )

    def clean_organizer(self) -> Organizer:
        """Those with a public fair alone: nobody finds out by trying which others there are."""
        found = queries.organizers_in_public().filter(slug=self.cleaned_data["organizer"].strip().lower()).first()
        if found is None:
            raise forms.ValidationError(
                _("No public fair has this short name in its address. Copy it from there, or ask the organizer to "
                  "offer you its card.")
            )  # fmt: skip
        return found


class AnswerAskForm(forms.Form):
    """Staff's answer to an ask: link it with a card, or say why not."""

    card = forms.ModelChoiceField(
        Enterprise.objects.none(), label=_("Your card of it"), required=False, empty_label=_("none yet: make a card")
    )
    reason = forms.CharField(
        label=_("If you refuse: why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
