"""Forms about invitations."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.reach import Reach
from accounts.workspace import RecordForm
from common import files
from common.layouts import sections
from enterprises.choosing import EnterpriseField
from enterprises.models import ProductGroup, Province
from enterprises.queries import districts
from events.invitations import past, wording
from events.invitations.reading import lines_of_file
from events.models import Fair, Invitation, InvitationText, ParticipationRole

LIST_MAX_BYTES = 5_000_000


class ListForm(forms.Form):
    """A list as it is pasted, or a spreadsheet, whose rows then stand in the same field to be put right."""

    text = forms.CharField(
        label=_("The list"),
        required=False,
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off", "class": "iv-list"}),
        help_text=_(
            "A firm a line: name; contact; phone; email; tax code. In any order, from Excel or Zalo, with or without "
            "headings."
        ),
    )
    file = forms.FileField(
        label=_("Or a spreadsheet"),
        required=False,
        help_text=_("XLSX or CSV, with headings in Vietnamese or English."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LIST_MAX_BYTES:
            raise ValidationError(_("The file is larger than %(limit)s MB. Send a smaller one.") % {"limit": 5})
        if file and file.name.lower().endswith((".xlsx", ".xls", ".ods")):
            files.check(file, allowed=(files.WORKBOOK,))
            file.seek(0)
        return file

    def clean(self) -> dict:
        data = super().clean()
        if data.get("file"):
            try:
                data["text"] = lines_of_file(data["file"], data["file"].name)
            except ValidationError as error:
                self.add_error("file", error)
        if not self.errors and not data.get("text", "").strip():
            self.add_error("text", _("Paste a list, or choose a spreadsheet."))
        return data


class PastForm(forms.Form):
    """Which of those who took part before are asked again."""

    fair = forms.ModelChoiceField(
        queryset=Fair.objects.none(), label=_("Took part in"), required=False, empty_label=_("Any earlier fair")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Sellers and buyers")), *ParticipationRole.choices])
    group = forms.ModelChoiceField(
        queryset=ProductGroup.objects.all(), label=_("Product group"), required=False, empty_label=_("All groups")
    )
    stars = forms.ChoiceField(
        label=_("OCOP stars today"),
        choices=[("", _("With and without")), *((n, _("%(n)s stars or more") % {"n": n}) for n in (3, 4, 5))],
    )
    district = forms.ChoiceField(label=_("District"))
    province = forms.ModelChoiceField(
        queryset=Province.objects.all(), label=_("Province today"), required=False, empty_label=_("All provinces")
    )
    with_no_shows = forms.BooleanField(
        label=_("Also those who last time did not come"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args, fair: Fair, reach: Reach, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fair"].queryset = past.earlier_fairs(fair, reach)
        names = [(name, name) for name in districts(reach)]
        self.fields["district"].choices = [("", _("All districts")), *names]
        for name in ("role", "stars", "district"):
            self.fields[name].required = False

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("Who took part before"),
                Div("fair", "role", css_class="cp-pair"),
                Div("group", "stars", css_class="cp-pair"),
                Div("district", "province", css_class="cp-pair"),
                "with_no_shows",
            )
        )


class InvitationForm(RecordForm):
    """How an invited firm is called and reached."""

    class Meta:
        model = Invitation
        fields = ["name", "contact_name", "phone", "email", "tax_code", "language", "card"]
        field_classes = {"card": EnterpriseField}
        help_texts = {
            "name": _("As it stands in the letter."),
            "card": _("Its participations, agreements and papers with you."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["card"].offer_in(self.reach)

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The firm"),
                "name", "contact_name", Div("phone", "email", css_class="cp-pair"),
                Div("tax_code", "language", css_class="cp-pair"), "card",
            )
        )  # fmt: skip


class WordsForm(RecordForm):
    """The words of a fair's invitation in both languages. What is left as it was follows the usual words."""

    class Meta:
        model = InvitationText
        fields = ["subject_vi", "body_vi", "short_vi", "subject_en", "body_en", "short_en", "remind_days"]
        widgets = {
            f"{name}_{language}": forms.Textarea(attrs={"rows": rows})
            for name, rows in (("body", 14), ("short", 3))
            for language in wording.LANGUAGES
        }
        help_texts = {f"short_{language}": _("The firm's link follows by itself.") for language in wording.LANGUAGES}
        help_texts |= {"remind_days": _("Empty: the machine reminds nobody. You may still remind by hand.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language in wording.LANGUAGES:
            for name in wording.USUAL:
                field = f"{name}_{language}"
                self.initial[field] = self.initial.get(field) or wording.usual(name, language)
                preview = {"hx-post": f"?preview={language}", "hx-trigger": "input changed delay:400ms"}
                self.fields[field].widget.attrs |= preview | {"hx-target": f"#letter-{language}", "lang": language}

    def clean(self) -> dict:
        data = super().clean()
        for language in wording.LANGUAGES:
            for name in wording.USUAL:
                try:
                    wording.check_words(data.get(f"{name}_{language}", ""))
                except ValidationError as error:
                    self.add_error(f"{name}_{language}", error)
        return data


class DeclineForm(forms.Form):
    """The firm says no, and why if it likes."""

    answer = forms.CharField(
        label=_("Why not, if you like"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organizer reads it."),
    )
