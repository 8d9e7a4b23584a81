"""What is done with a card."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.phones import PhoneError, read_phone
from enterprises import queries
from enterprises.actions.saving import save_checked
from enterprises.models import Enterprise
from enterprises.tax_codes import TaxCodeError, has_right_check_digit, read_tax_code
from enterprises.vocabulary import Vocabulary


class LooksAlike(ValidationError):
    """There are cards that may be of the same enterprise."""

    def __init__(self, cards: Sequence[Enterprise]):
        super().__init__(_("A card that looks the same is already kept."), "looks_alike")
        self.cards = cards


@transaction.atomic
def save_enterprise(*, enterprise: Enterprise, by: User, is_another: bool = False) -> Enterprise:
    """Enter a card or change it.

    Unless the person says that `is_another`, a card that is alike by name, tax code, phone or e-mail refuses it as
    `LooksAlike`. The province of today is found from the written one where it is empty.
    """
    for name, kept in (("tax_code", kept_tax_code), ("phone", kept_phone)):
        try:
            setattr(enterprise, name, kept(getattr(enterprise, name)))
        except ValidationError as error:
            raise ValidationError({name: error}) from None
    if not is_another and (cards := queries.lookalikes(enterprise)):
        raise LooksAlike(cards)
    if not enterprise.province and enterprise.province_as_written:
        enterprise.province = Vocabulary().province(enterprise.province_as_written)
    save_checked(enterprise, by=by)
    return enterprise


def kept_tax_code(written: str) -> str:
    """A tax code in its one form; an empty one stays empty."""
    try:
        return read_tax_code(written) if written.strip() else ""
    except TaxCodeError:
        message = _("Write 10 digits, 10 digits-3 digits for a dependent unit, or 12 digits for a household business.")
        raise ValidationError(message) from None


def kept_phone(written: str) -> str:
    """A telephone number in its one form; an empty one stays empty."""
    try:
        return read_phone(written) if written.strip() else ""
    except PhoneError:
        message = _("This is not a telephone number. Write it as 0912 345 678 or +84 912 345 678.")
        raise ValidationError(message) from None


def doubts(enterprise: Enterprise) -> list[str]:
    """What was kept but should be looked at again."""
    if not enterprise.tax_code:
        form = enterprise.legal_form
        is_odd = form is not None and not form.may_lack_tax_code
        return [_("There is no tax code; only a cooperative group or an agency may go without one.")] if is_odd else []
    if has_right_check_digit(enterprise.tax_code):
        return []
    return [
        _("The tax code's check digit is wrong. Compare it with the business registration; it was kept as written.")
    ]
