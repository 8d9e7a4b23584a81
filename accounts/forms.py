"""Forms about people."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer, Role, User
from accounts.workspace import RecordForm
from common.text import clean


class FullNameField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Full name"))
        super().__init__(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}), **kwargs)

    def to_python(self, value):
        return clean(super().to_python(value) or "")


class LoginForm(AllauthLoginForm):
    """allauth's sign-in; the way to a forgotten password stands below the button, out of the Tab key's path."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device for 14 days")


class KeyForm(AddWebAuthnForm):
    """A new passkey or security key: a passkey, unless the person says otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].initial = True


class KeyNameForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class SignupForm(AllauthSignupForm):
    """allauth's sign-up, with the name by which colleagues know the person."""

    full_name = FullNameField()
    field_order = ["full_name", "email", "password1", "password2"]

    def custom_signup(self, request, user) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["full_name", "language"])


class SwitchForm(forms.Form):
    """The language and theme switch; whatever is not a known choice is ignored."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=User.Theme, required=False)


class PreferencesForm(forms.ModelForm):
    full_name = FullNameField()

    class Meta:
        model = User
        fields = ["full_name", "language", "theme"]


class RoleFields(forms.Form):
    """A role, and for an auditor the day on which it ends."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *Role.choices],
        help_text=_(
            "A manager may do everything, also in the team. Registration keeps enterprises, products, certificates "
            "and participations; deals keeps agreements. A viewer reads; an auditor reads until a day."
        ),
    )
    until = forms.DateField(
        label=_("Until"), required=False, help_text=_("Only for an auditor: the last day, such as 31/12/2026.")
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("role") != Role.AUDITOR:
            data["until"] = None
        return data


class InviteForm(RoleFields):
    email = forms.EmailField(label=_("Email"))
    field_order = ["email", "role", "until"]


class ManagerForm(forms.Form):
    """Whom a platform administrator asks to manage an organizer that nobody manages yet."""

    email = forms.EmailField(
        label=_("First manager's email"), help_text=_("This person gets a letter with a link to join.")
    )


class OrganizerForm(RecordForm):
    """What a manager may change of the organizer."""

    class Meta:
        model = Organizer
        fields = ["name", "superior_name", "document_place", "document_code"]
        help_texts = {
            "superior_name": _(
                "Printed above the organizer's name on reports, such as: Sở Công Thương tỉnh Sóc Trăng."
            ),
            "document_code": _("Stands in document numbers, such as TTXTTM in 118/BC-TTXTTM."),
        }


class PlatformOrganizerForm(OrganizerForm):
    """What a platform administrator may change: also whom the organizer stands under."""

    class Meta(OrganizerForm.Meta):
        fields = ["name", "parent", "superior_name", "document_place", "document_code"]


class NewOrganizerForm(PlatformOrganizerForm):
    """What a platform administrator enters to open a workspace."""

    manager_email = ManagerForm.base_fields["email"]

    class Meta(OrganizerForm.Meta):
        fields = ["name", "slug", "parent", "superior_name", "document_place", "document_code"]
        help_texts = OrganizerForm.Meta.help_texts | {
            "slug": _(
                "Lower-case letters, digits and hyphens, such as soc-trang. It stays in every address of the team."
            )
        }


class DeactivateForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Kept in the organizer's history."))
