"""Meetings as a side of them sees them: in the enterprise's account, by a personal link, in a calendar."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from common.links import absolute, unsign
from common.statuses import Status, status
from enterprises.access import EnterpriseView
from events.models import Participation
from matching import queries
from matching.actions.links import renew_link, switch_off
from matching.invitations import published
from matching.letters import language_of
from matching.models import PERSONAL_LINK, Meeting, MeetingState, PersonalLink
from matching.times import day_of


@dataclass(frozen=True)
class Mine:
    """A meeting from one side: with whom, and who of one's own sits in it."""

    meeting: Meeting
    other: Participation
    people: list[str]
    status: Status
    is_next: bool


def by_day(meetings: list[Meeting], sides: set[int]) -> list[tuple]:
    """Days, each with its meetings as the sides see them."""
    at = timezone.now()
    waiting = [meeting for meeting in meetings if meeting.state == MeetingState.SCHEDULED]
    following = next((meeting for meeting in waiting if meeting.slot.ends_at >= at), None)
    mine = [_seen(meeting, sides, is_next=meeting == following) for meeting in meetings]
    return [
        (day, list(rows)) for day, rows in groupby(mine, key=lambda one: day_of(one.meeting.fair, one.meeting.slot))
    ]


def _seen(meeting: Meeting, sides: set[int], *, is_next: bool) -> Mine:
    is_buyer = meeting.buyer_id in sides
    own = [seat.delegate for seat in meeting.seats.all() if seat.delegate.participation_id in sides]
    return Mine(
        meeting=meeting,
        other=meeting.seller if is_buyer else meeting.buyer,
        people=[person.name for person in own],
        status=status(meeting.state, meeting.get_state_display()),
        is_next=is_next,
    )


class MyMeetings(EnterpriseView, TemplateView):
    section = "my_meetings"
    template_name = "matching/my_meetings.html"

    def get_context_data(self, **kwargs) -> dict:
        sides = set(queries.sides_of(self.enterprise).values_list("pk", flat=True))
        days = by_day(list(queries.meetings_of(self.enterprise)), sides)
        link = queries.link_of_member(self.request.user, self.enterprise)
        return super().get_context_data(
            heading=_("Meetings"),
            days=days,
            following=next((one for _day, rows in days for one in rows if one.is_next), None),
            link=link,
            feed_url=feed_url(link) if link else "",
            **kwargs,
        )


class MyMeetingCalendar(EnterpriseView, View):
    """One meeting as a file for a calendar."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        sides = list(queries.sides_of(self.enterprise))
        rows = queries.meetings_of(self.enterprise).exclude(state=MeetingState.CANCELLED)
        meeting = get_object_or_404(rows, pk=kwargs["pk"])
        page = absolute(reverse("my_meetings", args=[self.enterprise.pk]))
        return calendar_file(published([meeting], of=sides, name="", link=page))


class MyMeetingsLink(EnterpriseView, View):
    """Make the person's own calendar address, or a new one in its place."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        renew_link(member=queries.member(request.user, self.enterprise), by=request.user)
        messages.success(request, _("Your calendar address is new. One given before leads nowhere now."))
        return redirect("my_meetings", self.enterprise.pk)


class MyMeetingsLinkOff(EnterpriseView, View):
    """Switch the person's own calendar address off."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        link = queries.link_of_member(request.user, self.enterprise)
        if link:
            switch_off(link=link, by=request.user)
        messages.success(request, _("Your calendar address is switched off. It leads nowhere now."))
        return redirect("my_meetings", self.enterprise.pk)


OVER = ValidationError(
    gettext_lazy(
        "The address was made anew, was switched off, or is older than a year. Look for a newer letter, or ask the "
        "organizer of your meetings for a new link. With an account you find your meetings and a new calendar "
        "address there."
    ),
    "over",
)


class LinkView(PublicView):
    """Opened by whoever holds a personal link."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.link is None:
            forged = unsign(PERSONAL_LINK, kwargs["token"]) is None
            return as_private(link_over(request, FORGED if forged else OVER))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def link(self) -> PersonalLink | None:
        return queries.personal_link(self.kwargs["token"])

    @property
    def sides(self) -> list[Participation]:
        if self.link.delegate_id:
            return [self.link.delegate.participation]
        return list(queries.sides_of(self.link.member.enterprise))

    @property
    def meetings(self) -> list[Meeting]:
        if self.link.delegate_id:
            return list(queries.meetings_of_delegate(self.link.delegate))
        return list(queries.meetings_of(self.link.member.enterprise))

    @property
    def language(self) -> str:
        """The owner's: a calendar that reads by itself says nothing of it."""
        return language_of(self.link.delegate) if self.link.delegate_id else self.link.member.user.language


class MeetingsByLink(LinkView, TemplateView):
    """A person's meetings, for those who have no account."""

    template_name = "matching/by_link.html"

    def get_context_data(self, **kwargs) -> dict:
        days = by_day(self.meetings, {side.pk for side in self.sides})
        return super().get_context_data(
            heading=_("Your meetings"),
            days=days,
            following=next((one for _day, rows in days for one in rows if one.is_next), None),
            feed_url=feed_url(self.link),
            **kwargs,
        )

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        return as_private(super().render_to_response(context, **kwargs))


class MeetingsFeed(LinkView, View):
    """The same for a calendar that reads it again by itself."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        with translation.override(self.language):
            text = published(self.meetings, of=self.sides, name=_("Meetings"), is_feed=True)
        return as_private(calendar_file(text))


def feed_url(link: PersonalLink) -> str:
    return absolute(reverse("meetings_feed", args=[link.token]))


def calendar_file(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meetings.ics"'
    return response


def as_private(response: HttpResponse) -> HttpResponse:
    """The address itself is the key: nobody keeps the page, finds it by a search, or learns where one came from."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
