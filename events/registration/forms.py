"""Forms with which an organizer sets up a fair's registration."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common.layouts import sections
from enterprises.forms import DongField
from events.models import (
    AskedOf,
    Fair,
    Package,
    Question,
    QuestionKind,
    Quota,
    Registration,
    RequiredPaper,
    Terms,
)

CONDITIONS = (QuestionKind.CHOICE, QuestionKind.MULTIPLE, QuestionKind.CONSENT)
TICKED = "true"


class FairRecordForm(RecordForm):
    """A form over a record of one fair."""

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        self.fair = self.instance.fair = fair


class RulesForm(FairRecordForm):
    """Who may apply, and what happens when it is late or full."""

    class Meta:
        model = Registration
        fields = [
            "intro_vi", "intro_en", "legal_forms", "provinces", "groups", "min_stars", "most_booths", "late",
            "when_full", "promotion", "offer_hours", "needs_decision",
        ]  # fmt: skip
        widgets = {
            "legal_forms": forms.CheckboxSelectMultiple,
            "groups": forms.CheckboxSelectMultiple,
            "provinces": forms.CheckboxSelectMultiple,
            "intro_vi": forms.Textarea(attrs={"rows": 4}),
            "intro_en": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "intro_vi": _("What the fair is, what is included, whom to call. It stands over the application."),
            "legal_forms": _("Tick none to let every one in."),
            "groups": _("Tick none to let every one in."),
            "provinces": _("Tick none to let every one in."),
            "min_stars": _("Left empty, a firm may apply without a certificate."),
            "most_booths": _("What one enterprise may ask for at most."),
            "promotion": _("By rule, an offer goes out once no decision can be taken back any more."),
            "offer_hours": _("Who does not answer in this time stays on the waiting list, and the next is asked."),
            "needs_decision": _("An application is then approved only once it stands on the list of such a decision."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("What applicants read first"), "intro_vi", "intro_en"),
            Fieldset(_("Who may apply"), "legal_forms", "groups", "provinces", "min_stars", css_class="rg-many"),
            Fieldset(_("Limits"), "most_booths", "late", "when_full"),
            Fieldset(_("Waiting list and decision"), "promotion", "offer_hours", "needs_decision"),
        )


class PackageForm(FairRecordForm):
    price = DongField(
        label=Package._meta.get_field("price").verbose_name,
        required=False,
        help_text=_("For each booth, or each m² of raw space. Left empty, no price is shown and nothing is charged."),
    )

    class Meta:
        model = Package
        fields = ["kind", "name_vi", "name_en", "note_vi", "note_en", "price", "least_area", "most_area", "is_offered"]
        help_texts = {
            "name_vi": _("As applicants know it, such as Gian hàng tiêu chuẩn 3 × 3 m."),
            "note_vi": _("Such as: three walls, a table, two chairs, light, one socket."),
            "least_area": _("Only for raw space."),
            "is_offered": _("Take the tick away when it is no longer to be had; applications that have it keep it."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The package"),
                "kind",
                Div("name_vi", "name_en", css_class="cp-pair"),
                Div("note_vi", "note_en", css_class="cp-pair"),
            ),
            Fieldset(_("Price and area"), "price", Div("least_area", "most_area", css_class="cp-pair"), "is_offered"),
        )


class QuotaForm(FairRecordForm):
    """A limit. What it is for is chosen once; a quota for something else is another one."""

    class Meta:
        model = Quota
        fields = ["scope", "package", "group", "province", "unit", "limit"]
        help_texts = {
            "package": _("Only where the limit is for a package."),
            "group": _("Only where the limit is for a sector."),
            "province": _("Only where the limit is for a province."),
            "limit": _("Who applies after that is put on the waiting list or refused, as the rules say."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = self.fair.packages.all()
        if self.instance.pk:
            for name in ("scope", "package", "group", "province", "unit"):
                del self.fields[name]

    def clean(self) -> dict:
        cleaned = super().clean()
        scope = cleaned.get("scope")
        if scope is None:
            return cleaned
        wanted = Quota.TARGETS[scope]
        for name in filter(None, Quota.TARGETS.values()):
            if name != wanted:
                cleaned[name] = None
        if wanted and not cleaned.get(wanted):
            self.add_error(wanted, _("Choose what the limit is for."))
        return cleaned

    @property
    def helper(self) -> FormHelper:
        shown = [name for name in ("scope", "package", "group", "province", "unit", "limit") if name in self.fields]
        return sections(Fieldset(_("The limit"), *shown))


class RequiredPaperForm(FairRecordForm):
    class Meta:
        model = RequiredPaper
        fields = ["kind", "name_vi", "name_en", "group", "is_required"]
        help_texts = {
            "name_vi": _("Where the kind does not say it, such as Giấy uỷ quyền."),
            "group": _("Left empty, every applicant is asked for it."),
            "is_required": _("Without the tick it is asked for, but an application may go out without it."),
        }

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The paper"), "kind", Div("name_vi", "name_en", css_class="cp-pair"), "group", "is_required")
        )


class QuestionForm(FairRecordForm):
    """A question of the fair's own; `condition` names the earlier answer that lets this one be asked."""

    condition = forms.ChoiceField(
        label=_("Asked only if"),
        required=False,
        help_text=_("Only questions that are answered by a choice or a tick can decide it."),
    )

    class Meta:
        model = Question
        fields = [
            "asked_of", "kind", "text_vi", "text_en", "help_vi", "help_en", "choices_vi", "choices_en", "is_required",
            "is_asked",
        ]  # fmt: skip
        widgets = {
            "choices_vi": forms.Textarea(attrs={"rows": 4}),
            "choices_en": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "choices_vi": _("Only for one or some of several. An answer keeps the line's place: do not reorder them."),
            "choices_en": _("The same lines in the same order."),
            "is_asked": _("Take the tick away to ask no longer; the answers given are kept."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self.instance
        earlier = self.fair.questions.filter(kind__in=CONDITIONS, asked_of=AskedOf.FIRM).exclude(pk=own.pk)
        if own.pk:
            earlier = earlier.filter(position__lt=own.position)
        self.earlier = {row.pk: row for row in earlier}
        self.fields["condition"].choices = [("", _("always")), *self._conditions()]
        if own.depends_on_id:
            self.initial["condition"] = f"{own.depends_on_id}:{own.depends_value}"

    def _conditions(self) -> list[tuple[str, str]]:
        found = []
        for pk, question in self.earlier.items():
            answers = question.choices or [(TICKED, _("ticked"))]
            found += [(f"{pk}:{code}", f"{question} → {name}") for code, name in answers]
        return found

    def clean(self) -> dict:
        cleaned = super().clean()
        parent, _colon, answer = cleaned.get("condition", "").partition(":")
        self.instance.depends_on = self.earlier.get(int(parent)) if parent else None
        self.instance.depends_value = answer
        for name in ("choices_vi", "choices_en"):
            lines = [line.strip() for line in cleaned.get(name, "").splitlines()]
            cleaned[name] = "\n".join(line for line in lines if line)
        if cleaned.get("kind") not in (QuestionKind.CHOICE, QuestionKind.MULTIPLE):
            cleaned["choices_vi"] = cleaned["choices_en"] = ""
        return cleaned

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The question"),
                Div("asked_of", "kind", css_class="cp-pair"),
                Div("text_vi", "text_en", css_class="cp-pair"),
                Div("help_vi", "help_en", css_class="cp-pair"),
                Div("choices_vi", "choices_en", css_class="cp-pair"),
            ),
            Fieldset(_("When it is asked"), "condition", "is_required", "is_asked"),
        )


class TermsForm(forms.ModelForm):
    class Meta:
        model = Terms
        fields = ["text_vi", "text_en"]
        widgets = {
            "text_vi": forms.Textarea(attrs={"rows": 14}),
            "text_en": forms.Textarea(attrs={"rows": 10}),
        }
        help_texts = {
            "text_vi": _("Applicants tick that they agree, and the version they saw is kept with their application.")
        }


class CopyForm(forms.Form):
    source = forms.ModelChoiceField(queryset=None, label=_("Take over from"))

    def __init__(self, *args, fairs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = fairs
