"""The questions of a follow-up, the same on the link's page and at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import clean_lines
from contracts.models import Deliveries, FollowUp
from enterprises.forms import DongField


class AnswerForm(forms.Form):
    deliveries = forms.ChoiceField(
        label=_("1. Was anything delivered?"),
        choices=Deliveries,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    realised = DongField(
        label=_("2. For how much in all so far, đồng?"),
        required=False,
        help_text=_("Delivered and paid since the signing. Leave it empty if you do not know or may not say."),
    )
    difficulties = forms.CharField(
        label=_("3. What was difficult?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    help_wanted = forms.CharField(
        label=_("What help do you want from us?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    new_deal = forms.CharField(
        label=_("Did you sign something new with somebody met at the fair?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("With whom, what, since when. We note it and ask for the paper."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("difficulties", "help_wanted", "new_deal"):
            cleaned[name] = clean_lines(cleaned.get(name, ""))
        return cleaned

    @staticmethod
    def shown(row: FollowUp) -> dict:
        names = ("deliveries", "realised", "difficulties", "help_wanted", "new_deal", "version")
        return {name: getattr(row, name) for name in names}
