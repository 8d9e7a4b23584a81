"""Steps of signing in that differ from allauth's."""

from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse


class EmailStage(EmailVerificationStage):
    """The address is verified before the first sign-in; who has none has nothing to verify."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        return super().handle() if user is None or user.email else (None, True)
