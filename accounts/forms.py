"""Forms about people."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import clean


class FullNameField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Full name"))
        super().__init__(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}), **kwargs)

    def to_python(self, value):
        return clean(super().to_python(value) or "")


class SignupForm(AllauthSignupForm):
    """allauth's sign-up, with the name by which colleagues know the person."""

    full_name = FullNameField()
    field_order = ["full_name", "email", "password1", "password2"]


    def custom_signup(self, request, user) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["full_name", "language"])
