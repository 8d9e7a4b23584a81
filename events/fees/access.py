"""The door of a fair's fees: they are there only where taking part costs something."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from events.access import FairMixin
from events.fees import queries
from events.models import PaymentRequest


class FeesMixin(FairMixin):
    section = "fees"
    feature = "has_fees"
    permission = "events.view_fees"

    @property
    def may_change(self) -> bool:
        return self.may("events.change_fees")


class RequestMixin(FeesMixin):
    """Finds one payment request of this fair."""

    def scope(self, *_reach) -> QuerySet[PaymentRequest]:
        rows = queries.requests(self.fair)
        return rows.select_related(
            "application__submitted_by", "application__package", "delegation__package", "made_by", "paper"
        )

    @cached_property
    def object(self) -> PaymentRequest:
        return get_object_or_404(self.scope(), pk=self.kwargs["pk"])

    def get_object(self, queryset=None) -> PaymentRequest:
        return self.object

    def page_url(self, name: str, record: PaymentRequest | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, (record or self.object).pk])

    def fees_url(self) -> str:
        return reverse("fees", args=[self.organizer.slug, self.fair.slug])
