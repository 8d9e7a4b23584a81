"""What one says when a report is filed, and what the office gives it later."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common import files
from common.text import clean
from contracts.results.forms import DayField, LeastForm, Paper, PaperForm


class FileForm(LeastForm, PaperForm):
    """The paper as it is handed in; `reason` where the same was filed before."""

    reason = forms.CharField(
        label=_("Why it is filed anew"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands on the paper and beside the differences."),
    )
    field_order = ("reason", "least", "addressee", "number", "day", "proposals", "signer_title", "signer_name")

    def __init__(self, *args, is_first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]
        self.fields["least"].help_text = _("Agreements with weaker evidence stand beside the figures, never inside.")

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"])

    @property
    def paper(self) -> Paper:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "least")}
        return Paper(**said)


class IssueForm(forms.Form):
    """Number, day and signed paper: all three come from the office."""

    office_no = forms.CharField(label=_("Number given by the office"), max_length=40, required=False)
    issued_on = DayField(label=_("Day of issue"), required=False, help_text=_("As 31/12/2019."))
    scan = forms.FileField(
        label=_("Scan of the signed report"),
        required=False,
        help_text=_("PDF, JPEG, PNG, WebP or HEIC. It is never replaced."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, has_scan: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if has_scan:
            del self.fields["scan"]

    def clean_scan(self):
        scan = self.cleaned_data.get("scan")
        if scan:
            files.check(scan, allowed=files.SCANS)
        return scan
