"""allauth's letters go through our outbox, like every other letter, in the language of who reads them."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.fields import MobileField
from accounts.models import User
from common import outbox
from common.links import absolute

NO_MATCH = _("The email or mobile number and the password do not belong together.")


class AccountAdapter(DefaultAccountAdapter):
    # The same words whatever was typed, so that they tell nobody who has an account.
    error_messages = DefaultAccountAdapter.error_messages | {
        f"{kind}_password_mismatch": NO_MATCH for kind in ("email", "phone", "username")
    }

    def phone_form_field(self, **kwargs) -> MobileField:
        return MobileField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.mobile, user.mobile_vouched) if user.mobile else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(mobile=phone).first()

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "accounts.stages.EmailStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        reader = User.objects.filter(email=email.lower()).first() or context.get("user")
        with translation.override(reader.language if reader else translation.get_language()):
            message: EmailMessage = self.render_mail(template_prefix, email, self.letter_context(email, context))
        outbox.post(
            to=email,
            subject=message.subject,
            body=message.body,
            kind=template_prefix.rsplit("/", 1)[-1],
            is_secret=True,
        )

    def letter_context(self, email: str, context: dict) -> dict:
        """Links lead to the site's own address, whatever Host the request that caused the letter named."""
        links = {name: _at_our_address(url) for name, url in context.items() if name.endswith("_url")}
        return {"request": self.request, "email": email, "site_url": settings.SITE_URL, **context, **links}

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Wrong passwords are counted per account, by whichever name it is tried.

        By default each Host header, port included, counts anew, and so would the number beside the address.
        """
        email, phone = (credentials.get(name) or "" for name in ("email", "phone"))
        user = User.objects.filter(Q(email=email.lower()) | Q(mobile=phone)).only("pk").order_by("pk").first()
        return f"account:{user.pk}" if user else f"{email or phone or credentials.get('username', '')}".lower()


def _at_our_address(url: str) -> str:
    parts = urlsplit(url)
    return absolute(f"{parts.path}?{parts.query}" if parts.query else parts.path)
