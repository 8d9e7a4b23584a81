"""create_platform_admin: the first person of an installation, who then opens workspaces for organizers."""

import getpass
import sys

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import make_platform_admin
from accounts.models import User
from common.links import absolute


class Command(BaseCommand):
    help = (
        "Makes a person a platform administrator. Without an account yet, asks for its password, or where nobody "
        "can be asked prints a link by which the person sets one. An account that is there keeps its password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="full name of a new account")
        parser.add_argument("--link", action="store_true", help="print a link instead of asking for a password")

    def handle(self, *, email: str, name: str, link: bool, **options) -> None:
        email = email.strip().lower()
        is_new = not User.objects.filter(email=email).exists()
        password = self.ask_password() if is_new and not link and sys.stdin.isatty() else None
        try:
            validate_email(email)
            if password:
                validate_password(password, User(email=email, full_name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user = make_platform_admin(email=email, full_name=name, password=password)
        self.stdout.write(_("%(email)s is a platform administrator.") % {"email": user.email})
        if link or not user.has_usable_password():
            self.stdout.write(_("Set the password here: %(link)s") % {"link": reset_link(user)})

    def ask_password(self) -> str:
        password = getpass.getpass(_("Password: "))
        if password != getpass.getpass(_("Password again: ")):
            raise CommandError(_("The two passwords differ."))
        return password


def reset_link(user: User) -> str:
    """The same link as the letter for a forgotten password: good once, and for a limited time."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return absolute(reverse("account_reset_password_from_key", kwargs=key))
