"""What an organizer sets up for fees: its bank accounts, support rules, a fair's terms of payment and extra prices."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history
from common.text import clean
from events.models import ExtraPrice, FeeAccount, FeeTerms, SupportRule


@transaction.atomic
def save_account(*, account: FeeAccount, by: User) -> FeeAccount:
    """Enter a bank account or change it. Requests that were made keep the account that they named."""
    account.holder = clean(account.holder)
    account.full_clean()
    history.save(account, by=by)
    return account


@transaction.atomic
def save_terms(*, terms: FeeTerms, by: User) -> FeeTerms:
    """Set into which account a fair's fees are paid, and within how many days."""
    terms.full_clean()
    history.save(terms, by=by)
    return terms


@transaction.atomic
def save_extra_price(*, price: ExtraPrice, by: User) -> ExtraPrice:
    """Charge something besides the packages, or change what it costs. Requests that were made stay as they are."""
    price.full_clean()
    history.save(price, by=by)
    return price


@transaction.atomic
def save_support_rule(*, rule: SupportRule, chosen: dict[str, Iterable[models.Model]], by: User) -> SupportRule:
    """Enter a support rule or change it; `chosen` holds the lists of whom it is for. What was granted stays."""
    rule.full_clean()
    history.save(rule, by=by, reason="; ".join(filter(None, (_changed(rule, *item) for item in chosen.items()))))
    for name, rows in chosen.items():
        getattr(rule, name).set(rows)
    return rule


def _changed(rule: SupportRule, name: str, rows: Iterable[models.Model]) -> str:
    """The history's words for a list, which a history row cannot hold."""
    before = set(getattr(rule, name).all()) if rule.pk else set()
    if before == set(rows):
        return ""
    return f"{rule._meta.get_field(name).verbose_name}: {', '.join(map(str, rows)) or _('all')}"
