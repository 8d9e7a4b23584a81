"""allauth's letters go through our outbox, like every other letter."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage

from common import outbox


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        message: EmailMessage = self.render_mail(template_prefix, email, self.letter_context(email, context))
        outbox.post(
            to=email,
            subject=message.subject,
            body=message.body,
            kind=template_prefix.rsplit("/", 1)[-1],
        )

    def letter_context(self, email: str, context: dict) -> dict:
        return {"request": self.request, "email": email, "current_site": {"name": "Chợ Phiên"}, **context}
