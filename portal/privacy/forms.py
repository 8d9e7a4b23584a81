"""What people ask with, and what staff answer with."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import FullNameField, WhoField
from accounts.models import User
from accounts.workspace import RecordForm
from common.models import SpecialDay
from common.rule_tables import citations
from portal.models import DataRequest, RequestKind

WORDS = _("For a correction: what is wrong, and how it should be. For all else you may leave it empty.")


class AskForm(forms.Form):
    """What a person who is signed in asks, and of whom."""

    kind = forms.ChoiceField(label=_("What do you ask for?"), choices=RequestKind, widget=forms.RadioSelect)
    holders = forms.MultipleChoiceField(label=_("Of whom?"), widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=WORDS,
    )  # fmt: skip

    def __init__(self, *args, holders: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holders"].choices = holders

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == RequestKind.CORRECT and not data.get("words", "").strip():
            self.add_error("words", _("Say what is wrong, and how it should be."))
        return data


class PublicForm(forms.Form):
    """What somebody without an account asks. No identity card: the address or number on record proves who it is."""

    holder = forms.ChoiceField(label=_("Of whom?"))
    kind = forms.ChoiceField(label=_("What do you ask for?"), choices=RequestKind, widget=forms.RadioSelect)
    full_name = FullNameField()
    who = WhoField(help_text=_("The one that the organizer has of you: there we ask whether it was you."))
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=WORDS,
    )  # fmt: skip

    def __init__(self, *args, holders: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = holders


class DeskForm(RecordForm):
    """A request that reached staff by word or on paper."""

    who = WhoField(help_text=_("There the answer goes."))
    knows = forms.BooleanField(
        label=_("I made sure that it is this person, by what we have on record. I made no copy of an identity card.")
    )
    field_order = ["full_name", "who", "kind", "words", "language", "knows"]

    class Meta:
        model = DataRequest
        fields = ["full_name", "kind", "words", "language"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}

    def _post_clean(self) -> None:
        self.instance.organizer = self.organizer
        for name, value in (self.cleaned_data.get("who") or {}).items():
            setattr(self.instance, name, value)
        super()._post_clean()


class VouchForm(forms.Form):
    knows = forms.BooleanField(
        label=_("I made sure that it is this person, by what we have on record. I made no copy of an identity card.")
    )


class TextForm(forms.Form):
    """An answer in words; it begins with a text that fits most cases."""

    text = forms.CharField(
        label=_("What the person reads"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Written in the person's language. The request, its day and the law are added by themselves."),
    )  # fmt: skip


class ExtendForm(forms.Form):
    due_by = forms.DateField(label=_("New day"))
    because = forms.CharField(
        label=_("Why it takes longer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this reason."),
    )  # fmt: skip


class BasisField(forms.MultipleChoiceField):
    """Laws that ask for records to be kept, those in force today."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=self.acts, **kwargs)

    @staticmethod
    def acts() -> list[tuple[str, str]]:
        return [(act, act) for act in citations(used_for="kept_records", on=timezone.localdate())]

    def clean(self, value: list[str]) -> str:
        return "; ".join(super().clean(value))


class RefuseForm(TextForm):
    basis = BasisField(label=_("Legal basis"))


class EraseForm(TextForm):
    """What goes besides the certain rows, what the answer says, and that somebody has read it all."""

    chosen = forms.MultipleChoiceField(
        label=_("The same name, but not sure to be this person: tick what is theirs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names_in_texts = forms.BooleanField(
        label=_("Also take the full name out of notes and letters to others"), required=False, initial=True,
        help_text=_("Leave it out where somebody else of this name stands in your records."),
    )  # fmt: skip
    basis = BasisField(label=_("Legal basis of what stays, named in the answer"), required=False)
    has_read = forms.BooleanField(label=_("I have read what goes and what stays"))
    number = forms.IntegerField(label=_("Number of the request"), required=False)
    field_order = ["chosen", "names_in_texts", "basis", "text", "has_read", "number"]

    def __init__(self, *args, namesakes: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = namesakes
        if not namesakes:
            del self.fields["chosen"]


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Assigned to"), required=False, empty_label=_("nobody"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class SpecialDayForm(forms.ModelForm):
    """A public holiday, or a day of rest that is worked in exchange."""

    class Meta:
        model = SpecialDay
        fields = ["day", "is_working", "name_vi", "name_en"]
        labels = {"name_vi": _("Name in Vietnamese"), "name_en": _("Name in English")}
