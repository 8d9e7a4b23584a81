"""The door of one fair: it finds the fair of the address among those in the person's reach."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.access import OrganizerView
from accounts.reach import Reach, may_at
from events import queries
from events.models import Fair


class FairMixin(OrganizerView):
    """Finds the fair of the address; the rail then shows the fair. What is asked is asked at this fair.

    To members who work at certain fairs alone those beside theirs are not there (404). `reach` is all fairs at which
    the person may do the same, for what a page says of others. `feature` names what the fair must use for the page to
    be there.
    """

    slug_url_kwarg = "fair"
    keeps_to_fairs = True
    feature: str = ""

    @cached_property
    def fair(self) -> Fair:
        fair = get_object_or_404(queries.fairs(self.reach_of("events.view_fair")), slug=self.kwargs["fair"])
        if self.feature and not getattr(fair, self.feature):
            raise Http404
        return fair

    def let_in(self) -> None:
        here = self.fair.pk
        super().let_in()
        if here not in self.reach:
            raise PermissionDenied
        self.request.fair = self.fair

    def may(self, permission: str) -> bool:
        """Whether the person may do something at this fair."""
        return may_at(self.request.user, permission, self.organizer, self.fair.pk)

    def scope(self, reach: Reach) -> QuerySet[Fair]:
        return queries.fairs(reach)

    def get_queryset(self) -> QuerySet[Fair]:
        return self.scope(self.reach)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs | {"fair": self.fair})

    def get_fair(self) -> Fair:
        return self.fair

    def get_object(self, queryset=None) -> Fair:
        return self.fair

    def page_url(self, name: str, record: Fair | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, (record or self.fair).slug])
