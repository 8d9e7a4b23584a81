"""The waiting list in its order, and who of it comes next when places are free."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from events import window
from events.models import Application, ApplicationState, Fair, PlaceOffer
from events.registration import quotas


def waiting(fair: Fair) -> QuerySet[Application]:
    """Who stands on the waiting list and knows it: who submitted first stands first."""
    rows = fair.applications.filter(state=ApplicationState.WAITLISTED)
    rows = rows.filter(Q(told_at=None) | Q(told_at__lte=timezone.now()))
    return rows.select_related("enterprise", "package").order_by("submitted_at", "pk")


def next_in_line(fair: Fair) -> Iterator[Application]:
    """Those to whom the rule offers a place now, as far as the free places go.

    A place that a decision freed waits until that decision can no longer be taken back. Who had an offer before is
    passed over; the organizer may still offer by hand.
    """
    limits = list(fair.quotas.all())
    if not limits or not window.takes_applications(fair) or _may_be_taken_back(fair):
        return
    left = {quota.pk: quota.left for quota in limits}
    earlier = PlaceOffer.objects.filter(application=OuterRef("pk"))
    for application in waiting(fair).exclude(Exists(earlier)):
        wanted = {quota.pk: quotas.amount(application, quota) for quota in limits if quotas.covers(quota, application)}
        if wanted and all(left[pk] >= places for pk, places in wanted.items()):
            for pk, places in wanted.items():
                left[pk] -= places
            yield application


def _may_be_taken_back(fair: Fair) -> bool:
    ending = (ApplicationState.DECLINED, ApplicationState.WAITLISTED)
    return fair.applications.filter(state__in=ending, told_at__gt=timezone.now()).exists()
