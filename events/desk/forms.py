"""Forms of the review desk."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.files.base import File
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common import files
from common.layouts import sections
from enterprises.models import EnterpriseMember
from events import window
from events.actions.review import NEEDS_WORDS
from events.desk.marking import Mark
from events.forms import DecisionForm, VersionForm
from events.letters import reader_of
from events.models import Application, ChecklistItem, DecisionPaper, Fair
from events.registration import steps
from events.registration.question_form import QuestionsForm
from events.registration.step_forms import BoothForm, ContactForm, PapersForm, ProductsForm

SPARE_LINES = 3
DAYS_TO_CHANGE = 3  # proposed where a change is allowed
MOST_WORDS = 200


class NoteForm(forms.Form):
    """A word among colleagues."""

    text = forms.CharField(
        label=_("A note for your colleagues"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChecklistForm(forms.Form):
    """The fair's points with their words, and some empty lines for new ones. An emptied line takes its point off."""

    def __init__(self, *args, items: list[ChecklistItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.codes: dict[str, str] = {}
        for item in items:
            self._add(f"item_{item.code}", item.code, str(item))
        for n in range(SPARE_LINES):
            self._add(f"new_{n}", "", "")
        for n, name in enumerate(self.codes, start=1):
            self.fields[name].label = _("Point %(n)s") % {"n": n}

    def _add(self, name: str, code: str, words: str) -> None:
        self.codes[name] = code
        self.fields[name] = forms.CharField(max_length=200, required=False, initial=words)

    def lines(self) -> list[tuple[str, str]]:
        """(code, words) of each line; a new one has no code."""
        return [(code, self.cleaned_data.get(name, "")) for name, code in self.codes.items()]


# The form of each step, as the enterprise fills it in; a step without one can be marked as a whole.
STEP_FORMS = {
    steps.CONTACT: lambda row: ContactForm(instance=row),
    steps.BOOTH: lambda row: BoothForm(instance=row),
    steps.PRODUCTS: lambda row: ProductsForm(instance=row),
    steps.PAPERS: lambda row: PapersForm(application=row),
    steps.QUESTIONS: lambda row: QuestionsForm(application=row),
}


def markable(application: Application) -> list[tuple[str, list[Mark]]]:
    """By step what can be marked: its fields as the enterprise sees them, or the step where it has none.

    The words are in the enterprise's language: they go into its letter.
    """
    with translation.override(reader_of(application).language):
        return [(str(steps.TITLES[step]), _marks_of(step, application)) for step in steps.steps_of(application.fair)]


def _marks_of(step: str, application: Application) -> list[Mark]:
    fields = STEP_FORMS[step](application).fields if step in STEP_FORMS else {}
    found = [Mark(step, name, str(field.label or name)[:200]) for name, field in fields.items() if name != "version"]
    return found or [Mark(step, "", str(steps.TITLES[step]))]


class ReturnForm(DecisionForm):
    """The organizer's words, and beside each field of the application what should be changed in it."""

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = False
        self.sections: list[tuple[str, list[str]]] = []
        self.offered: dict[str, Mark] = {}
        for title, marks in markable(application):
            self.sections.append((title, [self._add(mark) for mark in marks]))

    def _add(self, mark: Mark) -> str:
        name = f"mark_{mark.step}_{mark.field}"
        self.offered[name] = mark
        self.fields[name] = forms.BooleanField(label=mark.label, required=False)
        self.fields[name].widget.attrs["class"] = "form-check-input"
        self.fields[f"words_{name}"] = forms.CharField(
            label=_("What should be changed: %(field)s") % {"field": mark.label},
            max_length=MOST_WORDS,
            required=False,
        )
        return name

    def shown(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """(step, its fields each with the words for it)."""
        return [(title, [(self[name], self[f"words_{name}"]) for name in names]) for title, names in self.sections]

    def marks(self) -> list[Mark]:
        """What was ticked, or has words written beside it."""
        data = self.cleaned_data
        return [
            Mark(mark.step, mark.field, mark.label, data.get(f"words_{name}", ""))
            for name, mark in self.offered.items()
            if data.get(name) or data.get(f"words_{name}")
        ]


class BulkForm(forms.Form):
    """What is said to all of them, and whether letters are sent."""

    answer = forms.CharField(
        label=_("Your words to the enterprises"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    sends_letters = forms.BooleanField(
        label=_("Send letters"),
        required=False,
        help_text=_("Without the tick nobody is written to; each enterprise finds the decision on its page."),
    )
    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, deed: str, **kwargs):
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        answer.required = deed in NEEDS_WORDS
        preview = {"hx-post": "", "hx-vals": '{"preview": "1"}', "hx-target": "#letters"}
        answer.widget.attrs |= preview | {"hx-trigger": "input changed delay:300ms"}


class DecisionPaperForm(RecordForm):
    class Meta:
        model = DecisionPaper
        fields = [
            "title", "addressee", "submission_number", "submission_day", "number", "day", "signer_title",
            "signer_name",
        ]  # fmt: skip
        help_texts = {
            "title": _("It stands under the head of the submission and of the decision."),
            "addressee": _("Such as Sở Công Thương. It stands on the submission."),
            "submission_number": _("Only the number, such as 118. Left out, its place on the paper stays blank."),
            "number": _("Whole, as letters are to cite it, such as 245/QĐ-SCT. From then on the list stays as it is."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The submission"), "title", "addressee",
                     Div("submission_number", "submission_day", css_class="cp-pair")),
            Fieldset(_("The decision"), Div("number", "day", css_class="cp-pair")),
            Fieldset(_("Who signs"), Div("signer_title", "signer_name", css_class="cp-pair")),
        )  # fmt: skip


class ScanForm(forms.Form):
    file = forms.FileField(
        label=_("Signed scan: photo or PDF"), widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"})
    )

    def clean_file(self) -> File:
        files.check(self.cleaned_data["file"], allowed=files.SCANS)
        return self.cleaned_data["file"]


class ChangeAskForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to change, and why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ChangeAnswerForm(forms.Form):
    """Until when it may be changed, or why not."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("grant", _("It may be changed")), ("refuse", _("It stays as it is"))],
        widget=forms.RadioSelect,
        initial="grant",
    )
    until = forms.DateField(label=_("May be changed until"), required=False)
    answer = forms.CharField(
        label=_("Your words to the enterprise"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        latest = fair.starts_on - datetime.timedelta(days=1)
        self.fields["until"].initial = min(latest, window.today_at(fair) + datetime.timedelta(days=DAYS_TO_CHANGE))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("verdict") == "grant" and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until which day it may be changed."))
        return data


class HandOverForm(VersionForm):
    member = forms.ModelChoiceField(
        queryset=EnterpriseMember.objects.none(),
        label=_("Who looks after it from now on"),
        help_text=_("A member of your enterprise. Letters and calls about this application go to them."),
    )

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        members = application.account.members.select_related("user")
        self.fields["member"].queryset = members.order_by("user__full_name", "pk")
        self.fields["member"].label_from_instance = lambda member: str(member.user)
