"""Forms of meetings: times and tables, when and where, why not, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common.text import clean
from enterprises.actions.enterprises import kept_phone
from events.models import Delegate, Fair
from matching.actions.slots import Hours
from matching.models import Meeting, NextStep, Place, Slot


class HoursForm(forms.Form):
    """A stretch of one day, to be cut into turns."""

    day = forms.DateField(label=_("Day"), help_text=_("One of the days of the fair."))
    first = forms.TimeField(label=_("From what hour"), widget=forms.TimeInput(attrs={"type": "time"}))
    last = forms.TimeField(label=_("Until what hour"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("Minutes of a turn"), initial=20, min_value=5, max_value=240)
    buffer = forms.IntegerField(
        label=_("Minutes between turns"), initial=5, min_value=0, max_value=120, help_text=_("To change tables.")
    )
    break_from = forms.TimeField(label=_("Break from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    break_to = forms.TimeField(label=_("Break to"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = fair.starts_on

    def hours(self) -> Hours:
        return Hours(**self.cleaned_data)


class TablesForm(forms.Form):
    count = forms.IntegerField(label=_("How many more tables"), initial=5, min_value=1, max_value=200)


class WhenForm(forms.Form):
    """A time and a table of the fair. `version` notices that the meeting was changed in another tab."""

    slot = forms.ModelChoiceField(queryset=Slot.objects.none())
    place = forms.ModelChoiceField(queryset=Place.objects.none())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = fair.slots.all()
        self.fields["place"].queryset = fair.places.all()


class PersonForm(RecordForm):
    """Who comes for a side, and where they are told."""

    class Meta:
        model = Delegate
        fields = ["name", "position", "phone", "email"]
        help_texts = {
            "email": _("Invitations for the calendar go here. Without it we call, or send the text by phone.")
        }

    def clean_phone(self) -> str:
        return kept_phone(self.cleaned_data["phone"])


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Both sides read it in their letter."), strip=True
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"])


class CallOffForm(forms.Form):
    """Why a fair is called off."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone concerned reads it in their letter."),
    )


class FairDaysForm(CallOffForm):
    """Where and when a fair takes place instead. `version` notices that it was changed in another tab."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))
    place = forms.CharField(label=_("Place"), max_length=255, required=False)
    field_order = ["starts_on", "ends_on", "place", "reason"]


TOOK_PLACE, MISSED = "held", "missed"
OUTCOMES = [
    (_("It took place"), [(f"{TOOK_PLACE}:{step}", step.label) for step in NextStep]),
    (
        _("It did not take place"),
        [
            (f"{MISSED}:buyer", _("the buyer did not come")),
            (f"{MISSED}:seller", _("the seller did not come")),
            (f"{MISSED}:both", _("neither came")),
        ],
    ),
]


class OutcomeForm(forms.Form):
    """One touch says whether it took place and what follows or who was missing."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=Meeting._meta.get_field("note").max_length, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was talked of, quantities, dates. Your team reads it, the two sides do not."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def outcome_groups(self) -> list[tuple[str, list[dict]]]:
        """The choices as the page shows them, below what they mean."""
        chosen = self["outcome"].value()
        return [
            (
                group,
                [
                    {
                        "value": value,
                        "label": label,
                        "id": f"id_{value}".replace(":", "_"),
                        "is_chosen": value == chosen,
                    }
                    for value, label in choices
                ],
            )
            for group, choices in OUTCOMES
        ]

    def outcome_said(self) -> dict[str, Any]:
        """What the action asks for."""
        kind, what = self.cleaned_data["outcome"].split(":")
        about = {"next_step": what} if kind == TOOK_PLACE else {"absent": what}
        return {"held": kind == TOOK_PLACE, "note": self.cleaned_data["note"], **about}
