"""The door of one fair: it finds the fair of the address, and narrows members who work at certain fairs alone."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.access import OrganizerView
from accounts.models import User
from events import queries
from events.models import Fair, FairTeam


def narrow_to_fair(user: User, *, organizer: str, fair: str) -> None:
    """Let a narrowed member act with the role of this fair; the fairs beside theirs are not there for them."""
    _narrow(user, queries.fair_roles(user, organizer=organizer), lambda row: row.fair.slug == fair)


def narrow_to_record(user: User, *, organizer: str, fair: Callable[[], int | None]) -> int | None:
    """The same for a record that stands outside its fair's pages; returns the one fair that they may see there."""
    rows = queries.fair_roles(user, organizer=organizer)
    if not rows:
        return None
    here = fair()
    _narrow(user, rows, lambda row: row.fair_id == here)
    return here


def _narrow(user: User, rows: list[FairTeam], is_here: Callable[[FairTeam], bool]) -> None:
    if not rows:
        return
    here = next((row for row in rows if is_here(row)), None)
    if here is None:
        raise Http404
    user.act_as(here.fair.organizer, here.role)


class FairMixin(OrganizerView):
    """Finds the fair of the address within the organizer's own; the rail then shows the fair.

    `feature` names what the fair must use for the page to be there.
    """

    slug_url_kwarg = "fair"
    feature: str = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            narrow_to_fair(request.user, organizer=kwargs["organizer"], fair=kwargs["fair"])
        return super().dispatch(request, *args, **kwargs)

    def scope(self) -> QuerySet[Fair]:
        return queries.fairs(self.organizer)

    def get_queryset(self) -> QuerySet[Fair]:
        return self.scope()

    @cached_property
    def fair(self) -> Fair:
        fair = get_object_or_404(queries.fairs(self.organizer), slug=self.kwargs["fair"])
        if self.feature and not getattr(fair, self.feature):
            raise Http404
        self.request.fair = fair
        return fair

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs | {"fair": self.fair})

    def get_fair(self) -> Fair:
        return self.fair

    def get_object(self, queryset=None) -> Fair:
        return self.fair

    def page_url(self, name: str, record: Fair | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, (record or self.fair).slug])
