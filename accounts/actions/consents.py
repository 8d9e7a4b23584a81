"""Giving and withdrawing consent, one purpose at a time. The rows are the proof, and none of them is ever removed."""

from django.db import transaction
from django.utils import timezone

from accounts import consents
from accounts.models import Consent, User


@transaction.atomic
def give_consent(*, user: User, purpose: str, language: str) -> Consent:
    """Agree to a purpose in today's wording. Agreeing again changes nothing, unless the words are new."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wording = consents.current(purpose)
    standing = user.consents.filter(purpose=purpose, withdrawn_at=None).first()
    if standing and standing.version == wording.version:
        return standing
    if standing:
        _end(standing)
    return Consent.objects.create(
        user=user, purpose=purpose, version=wording.version, wording=wording.text(language), language=language
    )


@transaction.atomic
def withdraw_consent(*, user: User, purpose: str) -> Consent | None:
    """Take a consent back, as easily as it was given; None where there is none."""
    standing = user.consents.select_for_update().filter(purpose=purpose, withdrawn_at=None).first()
    if standing:
        _end(standing)
    return standing


def _end(consent: Consent) -> None:
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
