"""Places that run out: an application takes from every quota that concerns it, all of them or none."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from events.models import (
    Application,
    ApplicationState,
    Delegation,
    DelegationState,
    DelegationUse,
    Fair,
    OfferState,
    PlaceOffer,
    Quota,
    QuotaScope,
    QuotaUnit,
    QuotaUse,
)

# An application holds its places from its submission until it ends or is put on the waiting list. There it holds them
# only while a place is offered to it.
HOLDING = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.APPROVED)


class Full(Exception):
    """A quota has too little left for this application; `quota` says which."""

    def __init__(self, quota: Quota):
        super().__init__(str(quota))
        self.quota = quota


@transaction.atomic
def take(application: Application) -> None:
    """Take the application's places, or raise Full and change nothing. Places held from before count as its own."""
    lock(application.fair)
    held = dict(application.quota_uses.values_list("quota_id", "amount"))
    wanted = {quota: amount(application, quota) for quota in concerned(application)}
    for quota, places in wanted.items():
        if places - held.get(quota.pk, 0) > quota.left:
            raise Full(quota)
    give_back(application)
    for quota, places in wanted.items():
        Quota.objects.filter(pk=quota.pk).update(taken=F("taken") + places)
    QuotaUse.objects.bulk_create(
        QuotaUse(quota=quota, application=application, amount=places) for quota, places in wanted.items()
    )


@transaction.atomic
def take_in_order(fair: Fair, applications: list[Application]) -> list[Application]:
    """Take the places of many new applications, the first first; returns those for which too little is left."""
    lock(fair)
    rows = list(fair.quotas.select_related("package", "group", "province"))
    uses, without = [], []
    for application in applications:
        wanted = {quota: amount(application, quota) for quota in rows if covers(quota, application)}
        if any(places > quota.left for quota, places in wanted.items()):
            without.append(application)
            continue
        for quota, places in wanted.items():
            quota.taken += places
            uses.append(QuotaUse(quota=quota, application=application, amount=places))
    for quota in rows:
        Quota.objects.filter(pk=quota.pk).update(taken=quota.taken)
    QuotaUse.objects.bulk_create(uses)
    return without


@transaction.atomic
def give_back(application: Application) -> None:
    """Free the places that the application holds."""
    lock(application.fair)
    for use in application.quota_uses.all():
        Quota.objects.filter(pk=use.quota_id).update(taken=F("taken") - use.amount)
    application.quota_uses.all().delete()


@transaction.atomic
def take_pavilion(delegation: Delegation) -> None:
    """Take a delegation's booths, or raise Full and change nothing; its firms take places as firms, and no booths."""
    lock(delegation.fair)
    held = dict(delegation.quota_uses.values_list("quota_id", "amount"))
    applies = Q(scope=QuotaScope.TOTAL) | Q(scope=QuotaScope.PACKAGE, package=delegation.package_id)
    has_booths = delegation.package is None or delegation.package.has_booth
    wanted = list(delegation.fair.quotas.filter(applies, unit=QuotaUnit.BOOTHS)) if has_booths else []
    for quota in wanted:
        if delegation.booths - held.get(quota.pk, 0) > quota.left:
            raise Full(quota)
    give_back_pavilion(delegation)
    for quota in wanted:
        Quota.objects.filter(pk=quota.pk).update(taken=F("taken") + delegation.booths)
    DelegationUse.objects.bulk_create(
        DelegationUse(quota=quota, delegation=delegation, amount=delegation.booths) for quota in wanted
    )


@transaction.atomic
def give_back_pavilion(delegation: Delegation) -> None:
    """Free the booths that a delegation holds."""
    lock(delegation.fair)
    for use in delegation.quota_uses.all():
        Quota.objects.filter(pk=use.quota_id).update(taken=F("taken") - use.amount)
    delegation.quota_uses.all().delete()


@transaction.atomic
def count_anew(quota: Quota) -> None:
    """Let a new quota hold what the applications under way, and approved delegations, use of it already."""
    lock(quota.fair)
    offered = PlaceOffer.objects.filter(application=OuterRef("pk"), state=OfferState.OPEN)
    holds = Q(state__in=HOLDING) | Q(Exists(offered), state=ApplicationState.WAITLISTED)
    rows = quota.fair.applications.filter(_covered_by(quota), holds).select_related("package")
    uses = [QuotaUse(quota=quota, application=row, amount=amount(row, quota)) for row in rows]
    QuotaUse.objects.bulk_create(uses)
    pavilions = DelegationUse.objects.bulk_create(
        DelegationUse(quota=quota, delegation=one, amount=one.booths) for one in _pavilions(quota)
    )
    quota.taken = sum(use.amount for use in [*uses, *pavilions])
    Quota.objects.filter(pk=quota.pk).update(taken=quota.taken)


def _pavilions(quota: Quota) -> list[Delegation]:
    if quota.unit != QuotaUnit.BOOTHS or quota.scope not in (QuotaScope.TOTAL, QuotaScope.PACKAGE):
        return []
    rows = quota.fair.delegations.filter(state=DelegationState.APPROVED).select_related("package")
    rows = rows.filter(package=quota.package_id) if quota.scope == QuotaScope.PACKAGE else rows
    return [row for row in rows if row.package is None or row.package.has_booth]


def lock(fair: Fair) -> None:
    """Places of one fair are taken one after the other; the quota's own constraint stands behind it.

    A deed that may take or free some begins here, before it takes the application: that is everybody's order.
    """
    Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)


def concerned(application: Application) -> list[Quota]:
    """The quotas from which an application takes."""
    limits = application.fair.quotas.select_related("package", "group", "province")
    return [quota for quota in limits if covers(quota, application)]


def covers(quota: Quota, application: Application) -> bool:
    """Whether an application takes from a quota."""
    match quota.scope:
        case QuotaScope.PACKAGE:
            return quota.package_id == application.package_id
        case QuotaScope.GROUP:
            return quota.group_id == application.group_id
        case QuotaScope.PROVINCE:
            return quota.province_id == application.enterprise.province_id
    return True


def amount(application: Application, quota: Quota) -> int:
    """What an application takes of a quota: itself, or its booths."""
    if quota.unit == QuotaUnit.FIRMS:
        return 1
    if application.delegation_id:
        return 0  # its delegation's pavilion took them
    return application.booths if application.package is None or application.package.has_booth else 0


def _covered_by(quota: Quota) -> Q:
    match quota.scope:
        case QuotaScope.PACKAGE:
            return Q(package=quota.package_id)
        case QuotaScope.GROUP:
            return Q(group=quota.group_id)
        case QuotaScope.PROVINCE:
            return Q(enterprise__province=quota.province_id)
    return Q()
