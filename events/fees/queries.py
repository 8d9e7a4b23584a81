"""Reads of a fair's fees. How a request stands is told from its sums and days, never kept."""

import datetime

from django.db import models
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organizer
from events.models import (
    Application,
    ApplicationState,
    Delegation,
    DelegationState,
    Fair,
    FeeAccount,
    FeeTerms,
    Payment,
    PaymentRequest,
    RequestState,
    SupportRule,
)
from events.window import today_at

REMIND_AFTER = datetime.timedelta(days=3)


class Standing(models.TextChoices):
    UNPAID = "unpaid", pgettext_lazy("fee", "not paid")
    PART = "part_paid", pgettext_lazy("fee", "paid in part")
    OVERDUE = "overdue", pgettext_lazy("fee", "overdue")
    PAID = "paid", pgettext_lazy("fee", "paid")
    OVER = "overpaid", pgettext_lazy("fee", "too much came")
    TO_REFUND = "to_refund", pgettext_lazy("fee", "cancelled, money to give back")
    CANCELLED = "cancelled", pgettext_lazy("fee", "cancelled")


def _standing(today: datetime.date) -> Case:
    cancelled = Q(state=RequestState.CANCELLED)
    return Case(
        When(cancelled & Q(received__gt=0), then=Value(Standing.TO_REFUND)),
        When(cancelled, then=Value(Standing.CANCELLED)),
        When(received__gt=F("total"), then=Value(Standing.OVER)),
        When(received=F("total"), then=Value(Standing.PAID)),
        When(due_on__lt=today, then=Value(Standing.OVERDUE)),
        When(received__gt=0, then=Value(Standing.PART)),
        default=Value(Standing.UNPAID),
        output_field=CharField(),
    )


def of_payer(field: str, of: str = "") -> Coalesce:
    """A key of whoever pays, an enterprise or a delegation, to sort or search by; `of` leads to the request."""
    return Coalesce(f"{of}application__enterprise__{field}", f"{of}delegation__{field}")


def requests(fair: Fair) -> QuerySet[PaymentRequest]:
    """The fair's payment requests, each with how it stands and what is still owed."""
    rows = fair.payment_requests.select_related("application__enterprise", "delegation", "fair__organizer")
    return rows.annotate(
        payer_key=of_payer("sort_key"),
        payer_search=of_payer("search_key"),
        standing=_standing(today_at(fair)),
        left=Case(When(state=RequestState.ASKED, then=F("total")), default=0) - F("received"),
    )


def figures(fair: Fair) -> dict[str, int]:
    """What was asked for, borne as support, received, and is still to come or to be given back."""
    rows = requests(fair)
    is_open = Q(state=RequestState.ASKED)
    sums = rows.aggregate(
        asked=Sum("total", filter=is_open),
        support=Sum("support", filter=is_open),
        received=Sum("received"),
        outstanding=Sum("left", filter=Q(left__gt=0)),
        too_much=Sum("left", filter=Q(left__lt=0)),
    )
    return {name: abs(value or 0) for name, value in sums.items()}


def counts(fair: Fair) -> dict[str, int]:
    """How many requests stand how."""
    return dict(requests(fair).order_by().values_list("standing").annotate(Count("pk")))


def to_ask(fair: Fair) -> QuerySet[Application]:
    """Approved applications, told so, that were not asked to pay yet; firms of a delegation pay on its bill."""
    rows = fair.applications.told(ApplicationState.APPROVED).filter(state=ApplicationState.APPROVED, delegation=None)
    rows = rows.exclude(payment_requests__in=fair.payment_requests.filter(state=RequestState.ASKED))
    return rows.select_related("enterprise", "package", "submitted_by").order_by("enterprise__sort_key", "pk")


def delegations_to_ask(fair: Fair) -> QuerySet[Delegation]:
    """Approved delegations that were not asked to pay yet."""
    rows = fair.delegations.filter(state=DelegationState.APPROVED).select_related("package", "fair__organizer")
    return rows.exclude(payment_requests__in=fair.payment_requests.filter(state=RequestState.ASKED))


def count_to_ask(fair: Fair) -> int:
    return to_ask(fair).count() + delegations_to_ask(fair).count()


def to_remind(fair: Fair) -> QuerySet[PaymentRequest]:
    """Who owes something and has heard nothing of it within three days."""
    lately = timezone.now() - REMIND_AFTER
    rows = requests(fair).filter(state=RequestState.ASKED, left__gt=0, told_at__lt=lately)
    return rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=lately)).select_related("application__submitted_by")


def payments(fair: Fair) -> QuerySet[Payment]:
    """Every row of money at the fair."""
    rows = Payment.objects.filter(request__fair=fair)
    signed = Case(When(is_in=True, then=F("amount")), default=-F("amount"))
    rows = rows.select_related(
        "request__application__enterprise", "request__delegation", "request__fair__organizer", "recorded_by", "reverses"
    )
    return rows.annotate(
        signed=signed, payer_key=of_payer("sort_key", "request__"), payer_search=of_payer("search_key", "request__")
    )


def payments_of(request: PaymentRequest) -> QuerySet[Payment]:
    return request.payments.select_related("recorded_by", "reverses").order_by("pk")


def told_to(billed: Application | Delegation) -> QuerySet[PaymentRequest]:
    """What the payer sees: requests of which it was told, the open one first. One called back before is not one."""
    rows = billed.payment_requests.filter(told_at__lte=timezone.now()).exclude(
        state=RequestState.CANCELLED, updated_at__lt=F("told_at")
    )
    open_first = Case(When(state=RequestState.ASKED, then=0), default=1)
    rows = rows.select_related("organizer", "paper").annotate(standing=_standing(today_at(billed.fair)))
    return rows.prefetch_related("lines", "payments").order_by(open_first, "-pk")


def accounts(organizer: Organizer) -> QuerySet[FeeAccount]:
    return organizer.fee_accounts.order_by("-is_used", "pk")


def support_rules(organizer: Organizer) -> QuerySet[SupportRule]:
    return organizer.support_rules.prefetch_related("legal_forms", "provinces")


def terms_of(fair: Fair) -> FeeTerms | None:
    return FeeTerms.objects.select_related("account").filter(fair=fair).first()


LABELS = {
    "asked": _("Asked for"),
    "support": _("Borne as support"),
    "received": _("Received"),
    "outstanding": _("Still to come"),
    "too_much": _("To give back"),
}
