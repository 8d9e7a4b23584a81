"""Forms of the fair's room."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django.utils.translation import gettext_lazy as _

from accounts.workspace import RecordForm
from common.layouts import sections
from enterprises.models import Enterprise
from events.models import Fair, Participation


class FairForm(RecordForm):
    class Meta:
        model = Fair
        fields = [
            "code", "name", "role", "host_name", "level", "place", "province_as_written", "province",
            "planned_start", "planned_end", "starts_on", "ends_on", "registration_basis", "basis_no",
        ]  # fmt: skip
        help_texts = {
            "code": _("Short and unused, such as HC26-01. It stands in reports and addresses."),
            "host_name": _("Only for a fair attended elsewhere: who runs it."),
            "starts_on": _("The real first day. Before the fair, the planned one."),
            "ends_on": _("The real last day."),
            "basis_no": _("The decision that exempts the fair, or the confirmation of its registration."),
        }

    def _get_validation_exclusions(self) -> set[str]:
        # A code in use is told by the action, which knows at which field.
        return super()._get_validation_exclusions() | {"organizer"}

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(_("The fair"), "code", "name", "level", "role", "host_name"),
            Fieldset(_("Where"), "place", "province_as_written", "province"),
            Fieldset(
                _("When"),
                Div("planned_start", "planned_end", css_class="cp-pair"),
                Div("starts_on", "ends_on", css_class="cp-pair"),
            ),
            Fieldset(_("Registration of the fair"), "registration_basis", "basis_no"),
        )


class ParticipationForm(RecordForm):
    class Meta:
        model = Participation
        fields = ["fair", "enterprise", "role", "booths_as_reported", "needs_power"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fair"].queryset = Fair.objects.filter(organizer=self.organizer)
        self.fields["enterprise"].queryset = Enterprise.objects.of(self.organizer)
