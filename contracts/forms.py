"""Forms of agreements: the paper, a row for each party and each line, a file that proves it."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer
from accounts.workspace import RecordForm
from common import files
from common.choosing import said
from common.money import NumberError, parse_quantity
from common.text import clean
from contracts.models import Agreement, AgreementLine, Evidence, Grade, Kind, Party, PartyRole
from enterprises.choosing import EnterpriseField
from enterprises.forms import DongField
from enterprises.models import Enterprise
from events.queries import fairs_within

MAX_PARTIES, MAX_LINES = 12, 200
FOUND = forms.TextInput(attrs={"autocomplete": "off", "data-find-text": ""})  # static/js/find.js


class TextLine(forms.CharField):
    """One line of text, cleaned as all kept text is."""

    def to_python(self, value: str | None) -> str:
        return clean(super().to_python(value) or "")


class QuantityField(forms.Field):
    """A quantity as people write it: 1.500 is one thousand five hundred and 1,5 one and a half."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "not_a_number": _("Write a number, such as 1.500 or 1,5."),
        "ambiguous": _("This can be read as two different numbers. Write 1.500 or 1,5."),
        "negative": _("A quantity cannot be below zero."),
        "fraction": _("Write three decimals at most."),
        "too_large": _("The quantity is too large."),
    }

    def to_python(self, value: str | None) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            return parse_quantity(value)
        except NumberError as error:
            raise ValidationError(self.error_messages[error.code], error.code) from None

    def prepare_value(self, value: Decimal | str | None) -> str | None:
        return shown_quantity(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Decimal | None, data: str | None) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def shown_quantity(value: Decimal) -> str:
    """1500 → 1.500, 1.5 → 1,5"""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(".,", ",."))


class RowForm(forms.Form):
    """One row of a formset; a row in which nothing is written is left out."""

    required_name: str
    default_names: Sequence[str] = ()

    def __init__(self, *args, organizer: Organizer, **kwargs):
        self.organizer = organizer
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_box = isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput))
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "" if is_box else "form-select" if is_select else "form-control"

    def is_blank(self) -> bool:
        written = {name for name in self.fields if name not in (*self.default_names, "DELETE")}
        return not any(self.cleaned_data.get(name) not in (None, "", False) for name in written)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_blank() and not self.errors.get(self.required_name) and not cleaned.get(self.required_name):
            self.add_error(self.required_name, self.missing)
        return cleaned


class PartyForm(RowForm):
    required_name, default_names = "who", ("role",)
    missing = _("Say who it is.")

    role = forms.ChoiceField(label=_("Side"), choices=PartyRole)
    who = TextLine(
        label=_("Enterprise or agency"),
        max_length=255,
        required=False,
        help_text=_("A few letters of the name, without marks, or the tax code."),
        widget=FOUND,
    )
    card = forms.IntegerField(widget=forms.HiddenInput(attrs={"data-find-value": ""}), required=False)
    is_agency = forms.BooleanField(
        label=_("An agency without a card"), required=False, widget=forms.CheckboxInput(attrs={"data-find-off": ""})
    )
    signatory = TextLine(label=_("Signed by"), max_length=120, required=False)
    signatory_title = TextLine(label=_("Position"), max_length=120, required=False)

    enterprise: Enterprise | None = None

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("who") and not cleaned["is_agency"]:
            self.enterprise = self.found_card()
        return cleaned

    def found_card(self) -> Enterprise | None:
        """The card that was chosen, or the only one that the written name can mean."""
        every = Enterprise.objects.of(self.organizer)
        cards = EnterpriseField.meant(every, self.cleaned_data["who"], self.cleaned_data.get("card"))
        if len(cards) == 1:
            return cards[0]
        if cards:
            names = "; ".join(said(EnterpriseField.option(card)) for card in cards[:5])
            self.add_error("who", _("Several cards can be meant. Write the tax code: %(names)s") % {"names": names})
        else:
            self.add_error("who", _("No card has this name. Enter its card first, or say that it is an agency."))
        return None

    def record(self) -> Party:
        data = self.cleaned_data
        return Party(
            role=data["role"],
            enterprise=self.enterprise,
            agency_name="" if self.enterprise else data["who"],
            signatory=data["signatory"],
            signatory_title=data["signatory_title"],
        )

    @staticmethod
    def shown(party: Party) -> dict:
        return {
            "role": party.role,
            "who": party.enterprise.legal_name if party.enterprise_id else party.agency_name,
            "card": party.enterprise_id,
            "is_agency": not party.enterprise_id,
            "signatory": party.signatory,
            "signatory_title": party.signatory_title,
        }


class LineForm(RowForm):
    required_name = "product_as_written"
    missing = _("Name the product.")

    product_as_written = TextLine(label=_("Product"), max_length=255, required=False, widget=FOUND)
    quantity = QuantityField(label=_("Quantity"), required=False)
    unit = TextLine(label=_("Unit"), max_length=40, required=False)
    unit_price = DongField(label=_("Unit price, đồng"), required=False)
    amount = DongField(label=_("Amount, đồng"), required=False)

    def record(self) -> AgreementLine:
        return AgreementLine(**{name: self.cleaned_data[name] for name in self.base_fields})

    @staticmethod
    def shown(line: AgreementLine) -> dict:
        values = {name: getattr(line, name) for name in LineForm.base_fields}
        return values | {"product_as_written": line.product_as_written or str(line.product or "")}


class RowFormSet(forms.BaseFormSet):
    """Rows that are kept as typed when something is wrong; the page offers more of them."""

    def __init__(self, *args, organizer: Organizer, **kwargs):
        super().__init__(*args, form_kwargs={"organizer": organizer}, **kwargs)

    def get_deletion_widget(self) -> forms.Widget:
        return forms.CheckboxInput(attrs={"data-row-remove": ""})

    def records(self) -> list:
        """What the rows say, without the blank ones and those taken out."""
        return [form.record() for form in self.forms if form not in self.deleted_forms and not form.is_blank()]


def _rows(form: type[RowForm], *, most: int, extra: int) -> type[RowFormSet]:
    return forms.formset_factory(
        form, RowFormSet, extra=extra, can_delete=True, max_num=most, absolute_max=most, validate_max=True
    )


PartyRows = _rows(PartyForm, most=MAX_PARTIES, extra=1)
LineRows = _rows(LineForm, most=MAX_LINES, extra=2)
NEW_PARTIES = [{"role": PartyRole.SELLER}, {"role": PartyRole.BUYER}]


class AgreementForm(RecordForm):
    """An agreement whole: the paper with its parties and lines."""

    value = DongField(label=_("Value, đồng"), required=False, help_text=_("Left empty, it is the sum of the lines."))
    is_another = forms.BooleanField(label=_("This is another agreement"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Agreement
        fields = ["kind", "paper_no", "signed_on", "fair", "value_basis", "value", "note"]
        widgets = {
            "kind": forms.RadioSelect(attrs={"class": "form-check-input"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "paper_no": _("As the parties wrote it; it may be missing or repeat."),
            "signed_on": _("A draft may lack it."),
            "value_basis": _("Unknown is not zero: say why there is no amount."),
            "fair": _("The fair at which or for which it was made, if any."),
        }

    lookalikes: Sequence[Agreement] = ()

    def __init__(self, *args, shown_rows: tuple[Sequence[Party], Sequence[AgreementLine]] = ((), ()), **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.organizer = self.organizer
        self.fields["kind"].choices = Kind.choices
        self.fields["kind"].disabled = bool(self.instance.register_no)
        self.fields["fair"].queryset = fairs_within(self.reach)
        # What belongs to no fair would be out of reach for whoever works at certain fairs alone.
        self.fields["fair"].required = not self.reach.is_whole
        parties, lines = shown_rows
        self.parties = PartyRows(
            self.data if self.is_bound else None,
            prefix="parties",
            organizer=self.organizer,
            initial=[PartyForm.shown(party) for party in parties] or NEW_PARTIES,
        )
        self.lines = LineRows(
            self.data if self.is_bound else None,
            prefix="lines",
            organizer=self.organizer,
            initial=[LineForm.shown(line) for line in lines] or [{}],
        )

    def _get_validation_exclusions(self) -> set[str]:
        # The action fills a value left empty from the lines and then checks it.
        return super()._get_validation_exclusions() | {"value"}

    def is_valid(self) -> bool:
        # Each is asked, so that one look at the page shows all that is wrong.
        return all([super().is_valid(), self.parties.is_valid(), self.lines.is_valid()])

    def is_settled(self) -> bool:
        """Whether nobody need be asked if the same paper is recorded already."""
        if self.instance._state.adding:
            return self.cleaned_data["is_another"]
        says_which = {"kind", "signed_on"} & set(self.changed_data) or self.parties.has_changed()
        return self.cleaned_data["is_another"] or not says_which

    def ask_if_another(self, agreements: Sequence[Agreement]) -> None:
        """Show the agreements in reach that look the same, and the box to tick where this is none of them."""
        self.lookalikes = [agreement for agreement in agreements if agreement.fair_id in self.reach]
        self.fields["is_another"].widget = forms.CheckboxInput()


class ContractForm(AgreementForm):
    """The contract that a memorandum became."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in Kind.choices if choice[0] != Kind.MEMORANDUM]


class EvidenceForm(forms.Form):
    """On a phone the camera first; a file from elsewhere as well."""

    photo = forms.FileField(
        label=_("Take a photo of the signed paper"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label=_("Scan or photo"),
        required=False,
        help_text=_("PDF, JPEG, PNG, WebP or HEIC. It is never replaced."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/*,.heic,.heif"}),
    )
    grade = forms.TypedChoiceField(
        label=Evidence._meta.get_field("grade").verbose_name,
        choices=[choice for choice in Grade.choices if choice[0] != Grade.REGISTER],
        coerce=int,
        initial=Grade.SCAN,
    )
    note = TextLine(label=Evidence._meta.get_field("note").verbose_name, max_length=200, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        photo, file = cleaned.pop("photo", None), cleaned.get("file")
        if photo and file:
            self.add_error("file", _("Send one at a time: the photo or the file."))
        elif not (photo or file or self.errors):
            self.add_error("file", _("Choose a file or take a photo."))
        else:
            cleaned["file"] = file or photo
            self.check_kind(cleaned["file"], "file" if file else "photo")
        return cleaned

    def check_kind(self, file: UploadedFile | None, field: str) -> None:
        try:
            if file:
                files.check(file, allowed=files.SCANS)
        except ValidationError as error:
            self.add_error(field, error)
