"""allauth's letters go through our outbox, like every other letter, in the language of who reads them."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from accounts.models import User
from common import outbox
from common.links import absolute


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        reader = User.objects.filter(email=email.lower()).first() or context.get("user")
        with translation.override(reader.language if reader else translation.get_language()):
            message: EmailMessage = self.render_mail(template_prefix, email, self.letter_context(email, context))
        outbox.post(
            to=email,
            subject=message.subject,
            body=message.body,
            kind=template_prefix.rsplit("/", 1)[-1],
        )

    def letter_context(self, email: str, context: dict) -> dict:
        """Links lead to the site's own address, whatever Host the request that caused the letter named."""
        links = {name: _at_our_address(url) for name, url in context.items() if name.endswith("_url")}
        return {"request": self.request, "email": email, "site_url": settings.SITE_URL, **context, **links}

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Wrong passwords are counted per account alone; by default each Host header, port included, counts anew."""
        return credentials.get("email", "").lower()


def _at_our_address(url: str) -> str:
    parts = urlsplit(url)
    return absolute(f"{parts.path}?{parts.query}" if parts.query else parts.path)
