"""What is done with OCOP certificates and other papers."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import files
from enterprises.actions.saving import save_checked
from enterprises.models import Certificate, OcopCertificate
from enterprises.vocabulary import Vocabulary

Paper = UploadedFile | None


@transaction.atomic
def save_ocop_certificate(*, certificate: OcopCertificate, by: User, paper: Paper = None) -> OcopCertificate:
    """Enter a certificate or change it. What is left empty follows from the rules in force on the day of issue."""
    _refuse_future_issue(certificate)
    if certificate.revoked_on and certificate.revoked_on <= certificate.issued_on:
        raise ValidationError({"revoked_on": _("A certificate is revoked after the day of its issue.")})
    rules, expires_on = Vocabulary().ocop_expiry(certificate.issued_on)
    certificate.rule_set = certificate.rule_set or rules
    certificate.expires_on = certificate.expires_on or expires_on
    organizer = certificate.product.enterprise.kept_by
    _save_with_paper(certificate, by=by, paper=paper, organizer=organizer)
    return certificate


@transaction.atomic
def save_other_certificate(*, certificate: Certificate, by: User, paper: Paper = None) -> Certificate:
    """Enter a food-safety certificate or another paper, or change it."""
    _refuse_future_issue(certificate)
    _save_with_paper(certificate, by=by, paper=paper, organizer=certificate.enterprise.kept_by)
    return certificate


def _refuse_future_issue(certificate: OcopCertificate | Certificate) -> None:
    if certificate.issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("A certificate cannot have been issued on a day to come.")})


def _save_with_paper(
    certificate: OcopCertificate | Certificate, *, by: User, paper: Paper, organizer: Organizer
) -> None:
    """An earlier scan is kept: the history of the certificate still names it."""
    if not paper:
        save_checked(certificate, by=by)
        return
    certificate.full_clean()
    kind = files.check(paper, allowed=files.SCANS)
    stored = files.store(file=paper, kind=kind, purpose="certificate", by=by, organizer=organizer)
    certificate.file = stored
    try:
        save_checked(certificate, by=by)
    except Exception:
        stored.content.delete(save=False)  # the row goes with the transaction, the file would stay
        raise
