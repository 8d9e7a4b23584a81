"""A delegation is asked to pay once for its pavilion and all its firms."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions import fees
from events.fees import queries
from events.fees.reckoning import Reckoner
from events.models import Delegation, DelegationState, Fair, PaymentRequest
from events.registration import quotas


@transaction.atomic
def make_request(
    *, delegation: Delegation, by: User, due_on: datetime.date | None = None, replaces: int | None = None
) -> PaymentRequest:
    """Ask an approved delegation to pay what its pavilion costs. The letter to its contact waits ten minutes.

    The open request that it `replaces` is cancelled for it, and what came for that one is carried over.
    """
    organizer = fees.lock_organizer(delegation.fair)
    quotas.lock(delegation.fair)
    rows = Delegation.objects.select_related("fair__organizer", "package")
    delegation = rows.select_for_update(of=("self",), no_key=True).get(pk=delegation.pk)
    check_can_be_billed(delegation)
    reckoning = Reckoner(delegation.fair).reckon_delegations([delegation])[delegation.pk]
    request = PaymentRequest(delegation=delegation, organizer=organizer)
    return fees.ask(request, reckoning, by=by, due_on=due_on, replaces=replaces)


def check_can_be_billed(delegation: Delegation) -> None:
    """Refuse, and say why, where it is not known yet what the pavilion costs or whether it comes."""
    if delegation.state != DelegationState.APPROVED:
        raise ValidationError(_("Only an approved delegation is asked to pay. Take its firms in first."))
    package = delegation.package
    if package and package.is_by_area and package.price and not delegation.area:
        raise ValidationError(_("The area of the pavilion is not known. Change the delegation and enter it first."))


def can_be_billed(delegation: Delegation) -> bool:
    """Whether all is known that its bill needs."""
    try:
        check_can_be_billed(delegation)
    except ValidationError:
        return False
    return True


@transaction.atomic
def make_requests(*, fair: Fair, delegations: Iterable[int], by: User, due_on: datetime.date | None = None) -> int:
    """Ask those of them that were not asked yet; returns how many requests were made."""
    fees.lock_organizer(fair)
    quotas.lock(fair)
    rows = [row for row in queries.delegations_to_ask(fair).filter(pk__in=list(delegations)) if can_be_billed(row)]
    costs = Reckoner(fair).reckon_delegations(rows)
    asked = [row for row in sorted(rows, key=lambda row: row.pk) if costs[row.pk].price]
    for row in asked:
        make_request(delegation=row, by=by, due_on=due_on)
    return len(asked)
