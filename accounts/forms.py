"""Forms about people."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.fields import FullNameField, MobileField, WhoField, read_mobile
from accounts.models import ConsentPurpose, Organizer, Role, User
from accounts.workspace import RecordForm


class LoginForm(AllauthLoginForm):
    """allauth's sign-in; the way to a forgotten password stands below the button, out of the Tab key's path."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email or mobile number")
        self.fields["login"].widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device for 14 days")

    def clean_login(self) -> str:
        """A number however it is written: 0912 345 678, +84 912…"""
        login = super().clean_login()
        try:
            return read_mobile(login)
        except ValidationError:
            return login


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

    def try_save(self, request):
        if self.account_already_exists:
            # As long as a new account takes, so that the time of the answer does not tell which addresses are known.
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # the button was pressed twice: the other press has signed this address up
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request, user) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["full_name", "language"])


class SwitchForm(forms.Form):
    """The language and theme switch; whatever is not a known choice is ignored."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=User.Theme, required=False)


class PreferencesForm(forms.ModelForm):
    """One's own name, language and theme, and a mobile number for as long as nobody vouched for one."""

    full_name = FullNameField()
    mobile = MobileField(
        required=False, help_text=_("You can then sign in with this number too, with the same password.")
    )

    class Meta:
        model = User
        fields = ["full_name", "mobile", "language", "theme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.mobile_vouched:
            del self.fields["mobile"]
        elif not self.instance.email:
            self.fields["mobile"].required = True


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


class MemberForm(RoleFields):
    """Another role for a member; `version` notices that it was changed in another tab."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class InviteForm(RoleFields):
    """Whom a manager asks to join: by e-mail, or by mobile number where the person has no e-mail."""

    who = WhoField(help_text=_("Who has no email is told by phone, or handed a link that you show or send."))
    full_name = FullNameField(required=False, help_text=_("Only for somebody without email."))
    field_order = ["who", "full_name", "role", "until"]

    def clean(self) -> dict:
        data = super().clean()
        data |= data.pop("who", {})
        if data.get("mobile") and not data.get("full_name"):
            self.add_error("full_name", _("Say who it is."))
        return data


class AccessLinkForm(forms.Form):
    """For whom staff make a link to begin an account."""

    full_name = FullNameField()
    mobile = MobileField(help_text=_("The person signs in with this number and a password of their own."))


class RecoverForm(forms.Form):
    mobile = MobileField(
        label=_("New mobile number"), required=False, help_text=_("Only where the old number is lost too.")
    )
    ends_second_factor = forms.BooleanField(
        label=_("The device of the second factor is lost too: stop asking for it"), required=False
    )

    def clean_mobile(self) -> str:
        return self.cleaned_data["mobile"] or ""


class PlatformRecoverForm(RecoverForm):
    """What a platform administrator says of it: above all why."""

    reason = forms.CharField(
        label=_("Why, and how you know that it is this person"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, and told to the managers of the person's teams."),
    )
    field_order = ["reason", "mobile", "ends_second_factor"]


class NewPasswordForm(SetPasswordForm):
    """What a person who opens an access link enters; who begins an account also says their name."""

    def __init__(self, *args, begins: bool, name: str, **kwargs):
        super().__init__(*args, **kwargs)
        if begins:
            self.fields["full_name"] = FullNameField(initial=name)
            self.fields["agrees"] = forms.BooleanField(
                label=consents.current(ConsentPurpose.REGISTRATION).text(get_language()),
                required=False,
                help_text=_("You may leave this open, and give or withdraw it later in your preferences."),
            )
            self.order_fields(["full_name", "password1", "password2", "agrees"])


class ManagerForm(forms.Form):
    """Whom a platform administrator asks to manage an organizer that nobody manages yet."""

    email = forms.EmailField(
        label=_("First manager's email"), help_text=_("This person gets a letter with a link to join.")
    )


class OrganizerForm(RecordForm):
    """What a manager may change of the organizer."""

    class Meta:
        model = Organizer
        fields = ["name", "superior_name", "document_place", "document_code", "requires_second_factor"]
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
