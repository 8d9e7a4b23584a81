"""Forms of the fair's room."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, LayoutObject
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, TeamMember
from accounts.workspace import RecordForm
from common.layouts import sections
from enterprises.choosing import EnterpriseField
from events import queries
from events.choosing import ParticipantField
from events.layout import MOST_BOOTHS, Rule
from events.models import Booth, BoothKind, Fair, FairRole, Participation, Preset
from events.presets import PRESETS, start


class FairForm(RecordForm):
    """The settings of a fair: its facts, what it uses, when enterprises may apply."""

    class Meta:
        model = Fair
        fields = [
            "code", "name", "role", "host_name", "level", "place", "province_as_written", "province",
            "planned_start", "planned_end", "starts_on", "ends_on", "registration_basis", "basis_no",
            "uses_applications", "uses_floor", "uses_matching", "is_public", "by_link_only",
            "invitation_only",
            "applications_from", "applications_until",
        ]  # fmt: skip
        help_texts = {
            "code": _("Short and unused, such as HC26-01. It stands in reports and addresses."),
            "host_name": _("Only for a fair attended elsewhere: who runs it."),
            "starts_on": _("The real first day. Before the fair, the planned one."),
            "ends_on": _("The real last day."),
            "basis_no": _("The decision that exempts the fair, or the confirmation of its registration."),
            "uses_applications": _("What is switched off leaves the menu. Nothing that was entered is lost."),
            "is_public": _("Anyone may read it. Enterprises find the fair there and apply."),
            "by_link_only": _(
                "For fairs to which you invite. The link stands beside the applications; with it no public page is "
                "needed."
            ),
            "invitation_only": _("Everyone else is refused. Invite under Invitations."),
            "applications_until": _("The last day on which an enterprise may apply; without one, until the fair."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # kept in the legal file, with the papers that prove it
            for name in ("registration_basis", "basis_no"):
                del self.fields[name]

    def _get_validation_exclusions(self) -> set[str]:
        # A code in use is told by the action, which knows at which field.
        return super()._get_validation_exclusions() | {"organizer"}

    @property
    def helper(self) -> FormHelper:
        return sections(*self.parts())

    def parts(self) -> list[Fieldset]:
        return [
            Fieldset(_("The fair"), "code", "name", "level", "role", "host_name"),
            Fieldset(_("Where"), "place", "province_as_written", "province"),
            Fieldset(
                _("When"),
                Div("planned_start", "planned_end", css_class="cp-pair"),
                Div("starts_on", "ends_on", css_class="cp-pair"),
            ),
            Fieldset(_("What the fair uses"), "uses_applications", "uses_floor", "uses_matching"),
            self.applying(),
        ]

    def applying(self) -> Fieldset:
        window = Div("applications_from", "applications_until", css_class="cp-pair")
        return Fieldset(_("Public page and applications"), "is_public", "by_link_only", "invitation_only", window)


class NewFairForm(FairForm):
    """A new fair of a kind: only what that kind needs is asked; the rest stands in the settings."""

    def __init__(self, *args, preset: Preset, **kwargs):
        super().__init__(*args, **kwargs)
        self.setup = PRESETS[preset]
        start(self.instance, preset)
        self.initial["level"] = self.setup.level
        kept = {name for part in self.parts() for name in field_names(part)} | {"version"}
        for name in set(self.fields) - kept:
            del self.fields[name]

    def parts(self) -> list[Fieldset]:
        attended = self.setup.role == FairRole.ATTENDED
        found = [
            Fieldset(_("The fair"), "code", "name", "level", *(["host_name"] if attended else [])),
            Fieldset(_("Where"), "place", "province_as_written"),
            Fieldset(_("When"), Div("starts_on", "ends_on", css_class="cp-pair")),
        ]
        if "uses_applications" in self.setup.features:
            found.append(self.applying())
        if self.setup.asks_registration:
            found.append(Fieldset(_("Registration of the fair"), "registration_basis", "basis_no"))
        return found


def field_names(part: LayoutObject) -> list[str]:
    """The fields in a part of a layout."""
    return [pointer.name for pointer in part.get_field_names()]


class ParticipationForm(RecordForm):
    class Meta:
        model = Participation
        fields = ["fair", "enterprise", "role", "booths_as_reported", "needs_power"]
        field_classes = {"enterprise": EnterpriseField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fair"].queryset = queries.fairs_within(self.reach)
        self.fields["enterprise"].offer_all_of(self.organizer)


class SubmitForm(forms.Form):
    """The last look before an application goes out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    terms = forms.BooleanField(label=_("I have read the terms of taking part and agree to them."), required=False)
    consent = forms.BooleanField(required=False)

    def __init__(self, *args, wording: str = "", asks_terms: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if wording:
            self.fields["consent"].label = wording
        else:
            del self.fields["consent"]
        if not asks_terms:
            del self.fields["terms"]


class VersionForm(forms.Form):
    """Nothing to enter; the version notices what somebody else did meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(VersionForm):
    """The organizer's words to the enterprise."""

    answer = forms.CharField(
        label=_("Your words to the enterprise"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class HallForm(forms.Form):
    """A hall and the rule by which its booths are made."""

    name = forms.CharField(label=_("Hall"), max_length=80, help_text=_("Such as Hall A, or Open ground by the river."))
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=26, initial=2)
    columns = forms.IntegerField(label=_("Booths in a row"), min_value=1, max_value=100, initial=10)
    width = forms.FloatField(label=_("Booth width, m"), localize=True, min_value=1, max_value=50, initial=3)
    depth = forms.FloatField(label=_("Booth depth, m"), localize=True, min_value=1, max_value=50, initial=3)
    aisle = forms.FloatField(label=_("Aisle between rows, m"), localize=True, min_value=0, max_value=50, initial=3)
    first_code = forms.CharField(
        label=_("Number of the first booth"),
        max_length=12,
        initial="A01",
        help_text=_("From A01 the rows are A, B, C. From 1 the numbers go on from row to row."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=BoothKind)
    has_power = forms.BooleanField(label=_("Power at each booth"), required=False, initial=True)

    @property
    def helper(self) -> FormHelper:
        return sections(
            Fieldset(
                _("The hall"),
                Div("name", "first_code", css_class="cp-pair"),
                Div("rows", "columns", css_class="cp-pair"),
                Div("width", "depth", css_class="cp-pair"),
                Div("aisle", "kind", css_class="cp-pair"),
                "has_power",
            )
        )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("rows", 1) * data.get("columns", 1) > MOST_BOOTHS:
            self.add_error("columns", _("At most %(n)s booths at once.") % {"n": MOST_BOOTHS})
        return data

    def rule(self) -> Rule:
        return Rule(**{name: value for name, value in self.cleaned_data.items() if name != "name"})


class AssignForm(forms.Form):
    """A participant and the booth it gets."""

    participation = ParticipantField(label=_("Participant"))
    booth = forms.ModelChoiceField(queryset=None, label=_("Booth"), empty_label=_("Choose a free booth"))

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        url = reverse("find_placeable", args=[fair.organizer.slug, fair.slug])
        self.fields["participation"].offer(queries.placeable(fair), url)
        # Booths that somebody took a moment ago stay choosable: the action then says who holds them.
        self.fields["booth"].queryset = fair.booths.select_related("hall")
        self.fields["booth"].label_from_instance = lambda booth: f"{booth.code} · {booth.hall}"


class SwapForm(forms.Form):
    first = forms.ModelChoiceField(queryset=Booth.objects.none())
    second = forms.ModelChoiceField(queryset=Booth.objects.none(), label=_("With booth"))
    holding = forms.IntegerField(required=False)

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = fair.booths.all()


class FairTeamForm(forms.Form):
    member = forms.ModelChoiceField(queryset=None, label=_("Member of the team"))
    role = forms.ChoiceField(label=_("Role at this fair"), choices=Role, initial=Role.REGISTRATION)

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        current = TeamMember.objects.current().filter(organizer=fair.organizer).select_related("user")
        self.fields["member"].queryset = current.exclude(role=Role.MANAGER).exclude(fairs__fair=fair)
