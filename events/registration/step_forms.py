"""The form of each step of an application."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common import files
from common.layouts import sections
from common.money import format_dong
from events import queries
from events.models import Application, Attendee, PackageKind, Vehicle
from events.registration import papers
from events.registration.queries import offered

ACCEPTED = "application/pdf,image/*,.heic,.heif"  # some phones do not count HEIC among pictures
MOST_FILES = 10
OF_THE_FLOOR = (
    "booths", "fascia_name", "power_kw", "needs_water", "needs_cooling", "wished_booths", "near", "apart",
)  # fmt: skip


class StepForm(RecordForm):
    """A step that fills columns of the application itself."""

    def drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)


class KilowattsField(forms.FloatField):
    """Power as people write it: 1,5 or 1.5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: str | None) -> float | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def kilowatts(value: float) -> str:
    return f"{value:g}".replace(".", ",")


class ContactForm(StepForm):
    class Meta:
        model = Application
        fields = ["contact_name", "contact_position", "contact_phone", "contact_email"]
        widgets = {"contact_phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})}
        help_texts = {
            "contact_phone": _("The organizer calls this number."),
            "contact_email": _("Letters go here. Without one, the organizer calls."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("Whom to ask"),
                Div("contact_name", "contact_position", css_class="cp-pair"),
                Div("contact_phone", "contact_email", css_class="cp-pair"),
            )
        )


class BoothForm(StepForm):
    class Meta:
        model = Application
        fields = [
            "package", "booths", "area", "fascia_name", "power_kw", "needs_water", "needs_cooling", "wished_booths",
            "near", "apart",
        ]  # fmt: skip
        field_classes = {"power_kw": KilowattsField}
        widgets = {
            "power_kw": forms.TextInput(attrs={"inputmode": "decimal"}),
            "package": forms.RadioSelect,
            "fascia_name": forms.TextInput(attrs={"data-fascia": "", "autocomplete": "off"}),
            "area": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "fascia_name": _("The name over your booth, as visitors read it. At most 60 letters."),
            "power_kw": _("For a cooler, a stove, a heater. Light is there in any case: then leave 0."),
            "wished_booths": _("Such as A05, A06 or by the gate. The best one first; it is a wish."),
            "near": _("An enterprise whose neighbour you would like to be."),
            "apart": _("An enterprise next to whom you would rather not stand."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fair = self.instance.fair
        packages = offered(fair) | fair.packages.filter(pk=self.instance.package_id)
        self.fields["package"].queryset = packages.distinct()
        self.fields["package"].label_from_instance = package_words
        self.fields["package"].empty_label = None
        self.initial["power_kw"] = kilowatts(self.instance.power_kw)
        kinds = set(packages.values_list("kind", flat=True))
        self.fields["package"].required = True
        self.fields["fascia_name"].is_wanted = True
        if not kinds:
            self.drop("package")
        if PackageKind.RAW not in kinds:
            self.drop("area")
        if not fair.uses_floor:
            self.drop(
                "booths", "fascia_name", "power_kw", "needs_water", "needs_cooling", "wished_booths", "near", "apart"
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        package, area = cleaned.get("package"), cleaned.get("area")
        if package and not package.is_by_area:
            cleaned["area"] = None
        elif package and area:
            least, most = package.least_area or 1, package.most_area or area
            if not least <= area <= most:
                self.add_error("area", _("From %(least)s to %(most)s m².") % {"least": least, "most": most})
        return cleaned

    @property
    def helper(self) -> FormHelper:
        shown = self.fields
        board = HTML('{% include "events/fascia.html" with name=form.fascia_name.value %}')
        parts = [Fieldset(_("What you ask for"), *(name for name in ("package", "area", "booths") if name in shown))]
        if "fascia_name" in shown:
            parts.append(Fieldset(_("The name over the booth"), "fascia_name", board))
            parts.append(Fieldset(_("What you need there"), "power_kw", "needs_water", "needs_cooling"))
            parts.append(
                Fieldset(_("Wishes for the place"), "wished_booths", Div("near", "apart", css_class="cp-pair"))
            )
        return sections(*parts)


def package_words(package) -> str:
    """A package as applicants choose it: name, what it includes, its price."""

    price = ""
    if package.price is not None:
        unit = "/m²" if package.is_by_area else ""
        price = f"{format_dong(package.price)} đ{unit}"
    return " · ".join(filter(None, [str(package), package.note, price]))


class ProductsForm(StepForm):
    class Meta:
        model = Application
        fields = ["group", "products", "wishes"]
        widgets = {"products": forms.CheckboxSelectMultiple, "wishes": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "group": _("Of most of what you bring."),
            "wishes": _("Anything else that the organizer should know."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = queries.products_of(self.instance.enterprise)
        self.fields["products"].queryset = own
        if not own.exists():
            self.drop("products")

    @property
    def helper(self) -> FormHelper:
        shown = [name for name in ("group", "products") if name in self.fields]
        return sections(Fieldset(_("What you bring"), *shown, "wishes"))


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files at once, each checked by its content; a list of (file, kind)."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=FilesInput(attrs={"accept": ACCEPTED, "multiple": True}), **kwargs)

    def clean(self, data, initial=None) -> list[tuple]:
        chosen = data if isinstance(data, (list, tuple)) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in chosen if one]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("At most %(n)s files at once.") % {"n": MOST_FILES})
        return [(file, files.check(file, allowed=files.SCANS)) for file in found]


class PapersForm(forms.Form):
    """One field for each paper that is asked for; what was handed in before stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = application.version
        self.asked = papers.asked_of(application)
        for one in self.asked:
            self.fields[f"paper_{one.required.pk}"] = FilesField(label=str(one.required))

    def rows(self) -> list[tuple]:
        """Each paper with its field."""
        return [(one, self[f"paper_{one.required.pk}"]) for one in self.asked]

    def chosen(self) -> list[tuple]:
        """(required paper, file, kind) of every file that was chosen."""
        return [
            (one.required, file, kind)
            for one in self.asked
            for file, kind in self.cleaned_data.get(f"paper_{one.required.pk}") or []
        ]


class AttendeeForm(RecordForm):
    class Meta:
        model = Attendee
        fields = ["name", "badge_name", "position", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})}
        help_texts = {"badge_name": _("If the badge should say it otherwise.")}


class VehicleForm(RecordForm):
    class Meta:
        model = Vehicle
        fields = ["plate", "kind"]
        help_texts = {"plate": _("Such as 83C-123.45."), "kind": _("Such as lorry, 2.5 tonnes.")}
