"""The way from booth to meeting; the deals that come of it follow in contracts.steps."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from common.statuses import status
from matching.models import Meeting, MeetingState
from matching.times import said


@dataclass(frozen=True)
class Step:
    title: str
    detail: str
    mark: str
    url: str = ""
    is_done: bool = False
    is_current: bool = False


def up_to_meeting(meeting: Meeting, *, is_current: bool = False) -> list[Step]:
    """The seller's booth, where it has one, and the meeting."""
    fair = meeting.fair
    codes = list(meeting.seller.holdings.filter(released_at=None).values_list("booth__code", flat=True))
    booth = [Step(_("Booth %(code)s") % {"code": ", ".join(codes)}, str(fair), "s-ok", is_done=True)] if codes else []
    own = Step(
        title=_("Meeting"),
        detail=f"{said(fair, meeting.slot)}, {meeting.place}",
        mark="s-now" if is_current else status(meeting.state, "").mark,
        url="" if is_current else reverse("meeting", args=[fair.organizer.slug, fair.slug, meeting.pk]),
        is_done=meeting.state == MeetingState.HELD,
        is_current=is_current,
    )
    return [*booth, own]
