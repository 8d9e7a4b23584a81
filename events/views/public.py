"""A fair's public page: what anyone may know of it, and the way to apply."""

from django.db.models import QuerySet
from django.views.generic import DetailView

from accounts.access import PublicView
from common.tables import day_range
from events import queries, window
from events.models import Fair


class PublicFair(PublicView, DetailView):
    template_name = "events/public_fair.html"
    slug_url_kwarg = "fair"

    def get_queryset(self) -> QuerySet[Fair]:
        return queries.public_fairs().filter(organizer__slug=self.kwargs["organizer"])

    def get_context_data(self, **kwargs) -> dict:
        fair = self.object
        is_open = window.is_open(fair)
        last_day = window.last_day(fair)
        return super().get_context_data(
            days=day_range(fair.starts_on, fair.ends_on),
            place=", ".join(filter(None, [fair.place, fair.province_as_written])),
            is_open=is_open,
            opens_later=window.opens_later(fair),
            last_day=last_day,
            days_left=(last_day - window.today_at(fair)).days,
            figures=queries.public_figures(fair),
            accounts=queries.accounts_of(self.request.user) if self.request.user.is_authenticated else [],
            **kwargs,
        )
