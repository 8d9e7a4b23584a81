"""Form fields about people."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from common.phones import PhoneError, read_phone
from common.text import clean

_MOBILE = re.compile(r"0[35789]\d{8}|\+\d{8,15}", re.ASCII)


class FullNameField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Full name"))
        super().__init__(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}), **kwargs)

    def to_python(self, value):
        return clean(super().to_python(value) or "")


class MobileField(forms.CharField):
    """A mobile number in the form in which it is kept; None where it is left empty."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Mobile number"))
        widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"max_length": 40, "widget": widget} | kwargs)

    def clean(self, value):
        written = super().clean(value)
        return read_mobile(written) if written else None


def read_mobile(written: str) -> str:
    """The number as it is kept; ValidationError where no mobile telephone can have it."""
    try:
        number = read_phone(written)
    except PhoneError:
        number = ""
    if not _MOBILE.fullmatch(number):
        raise ValidationError(_("Enter a mobile number, such as 0912 345 678."), "invalid")
    return number


class WhoField(forms.CharField):
    """An e-mail address or a mobile number, as {"email": …} or {"mobile": …}."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Email or mobile number"), "max_length": 254} | kwargs)

    def clean(self, value):
        who = super().clean(value)
        if "@" not in who:
            return {"mobile": read_mobile(who)} if who else {}
        validate_email(who)
        return {"email": who.strip().lower()}
