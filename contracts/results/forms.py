"""What a person asks of the report: of which days, and what the office writes on its paper."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.reach import Reach
from common.spreadsheets import DayError, read_day
from contracts.models import Grade
from contracts.results.scope import Period, Scope
from events.queries import fairs_within


class DayField(forms.CharField):
    """A day as people type it, or as an address keeps it."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": 12})
    default_error_messages = {
        "not_a_day": _("“%(text)s” is no day. Write it like 31/12/2019."),
        "impossible_day": _("There is no day “%(text)s”. The day stands first, then the month: 31/12/2019."),
        "two_digit_year": _("Write all four figures of the year: 31/12/2019."),
        "out_of_range": _("The year must lie between 1990 and 2100."),
    }

    def to_python(self, value: str | None) -> date | None:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return read_day(text)
        except DayError as error:
            raise ValidationError(self.error_messages[error.code], error.code, {"text": text}) from None

    def prepare_value(self, value: str | date | None) -> str | None:
        """31/12/2019, also where an address says 2019-12-31; what is no day stays as it was typed."""
        try:
            return date_format(read_day(value), "d/m/Y") if value else None
        except DayError:
            return value


class PeriodForm(forms.Form):
    """From a day to a day; `from` is no name for a variable, so the fields are given by name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(label=_("From"), error_messages={"required": _("Write the first day.")})
        self.fields["to"] = DayField(label=_("To"), error_messages={"required": _("Write the last day.")})

    def clean(self) -> dict:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day comes before the first."))
        return self.cleaned_data

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["from"], self.cleaned_data["to"])


class LeastForm(forms.Form):
    """From which evidence on agreements count; weaker ones stand beside."""

    least = forms.TypedChoiceField(
        label=_("Count from evidence"),
        choices=Grade,
        coerce=int,
        empty_value=int(Grade.REGISTER),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def read_least(query: Mapping[str, str]) -> int:
    """The threshold that an address names, all evidence where it names none that there is."""
    form = LeastForm(query)
    return form.cleaned_data["least"] if form.is_valid() else int(Grade.REGISTER)


def read_scope(reach: Reach, query: Mapping[str, str]) -> Scope:
    """The scope that layout.scope_query wrote. ValidationError where it names no days, or no fair in reach."""
    if slug := query.get("fair"):
        fair = fairs_within(reach).select_related("organizer").filter(slug=slug).first()
        if fair is None:
            raise ValidationError(_("There is no such fair."), "unknown_fair")
        return Scope.of_fair(reach, fair, read_least(query))
    form = PeriodForm(query)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return Scope(reach, form.period, least=read_least(query))


@dataclass(frozen=True)
class Paper:
    """What the office adds to the figures; what is not said stays blank on the paper."""

    number: str = ""
    day: date | None = None
    addressee: str = ""
    proposals: str = ""
    signer_title: str = ""
    signer_name: str = ""
    edition: str = ""  # of a report that was filed anew: which version, and why

    def as_params(self) -> dict[str, str]:
        return asdict(self) | {"day": self.day.isoformat() if self.day else ""}

    @classmethod
    def from_params(cls, params: dict[str, str]) -> "Paper":
        return cls(**params | {"day": date.fromisoformat(params["day"]) if params["day"] else None})


class PaperForm(forms.Form):
    """All of it may be left out: an office number and day are printed only once the office has given them."""

    addressee = forms.CharField(label=_("Addressed to"), max_length=200, required=False)
    number = forms.CharField(
        label=_("Number given by the office"),
        max_length=40,
        required=False,
        help_text=_("Only the number, such as 118. Left out, its place on the paper stays blank."),
    )
    day = DayField(
        label=_("Day of the paper"),
        required=False,
        help_text=_("As 31/12/2019. Left out, its place stays blank and the legal bases are those of today."),
    )
    proposals = forms.CharField(
        label=_("Proposals"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the office asks for; each line becomes a paragraph."),
    )
    signer_title = forms.CharField(label=_("Position of who signs"), max_length=100, required=False)
    signer_name = forms.CharField(label=_("Name of who signs"), max_length=100, required=False)

    @property
    def paper(self) -> Paper:
        return Paper(**self.cleaned_data)
