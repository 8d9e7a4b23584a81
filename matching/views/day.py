"""The meetings of a day: the grid of tables and times, the desk's board, sheets to print."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from events.access import FairMixin
from matching import queries
from matching.models import Meeting, Place, Slot
from matching.times import today


class MatchingPage(FairMixin):
    """A page of a fair at which buyers and sellers meet."""

    section = "meetings"
    feature = "uses_matching"
    permission = "matching.view_meeting"

    def get_context_data(self, **kwargs) -> dict:
        may_arrange = self.may("matching.arrange_meeting")
        return super().get_context_data(**{"fair": self.fair, "may_arrange": may_arrange} | kwargs)


class DayPage(MatchingPage, TemplateView):
    """One day of the fair: the one asked for, else today, else the first."""

    @cached_property
    def slots_of_day(self) -> dict[datetime.date, list[Slot]]:
        return queries.days(self.fair)

    @cached_property
    def day(self) -> datetime.date | None:
        days = list(self.slots_of_day)
        asked = self.request.GET.get("day", "")
        chosen = next((day for day in days if day.isoformat() == asked), None)
        return chosen or next((day for day in days if day == today(self.fair)), days[0] if days else None)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(days=list(self.slots_of_day), day=self.day, **kwargs)


@dataclass(frozen=True)
class Cell:
    slot: Slot
    meeting: Meeting | None

    @property
    def is_open(self) -> bool:
        """Whether a meeting can still be arranged in it."""
        return self.meeting is None and self.slot.ends_at >= timezone.now()


@dataclass(frozen=True)
class Row:
    place: Place
    cells: list[Cell]


class MeetingsGrid(DayPage):
    """Tables down, times across; on a phone a list in the order of time."""

    template_name = "matching/meetings.html"

    def get_context_data(self, **kwargs) -> dict:
        slots = self.slots_of_day.get(self.day, [])
        meetings = list(queries.of_day(self.fair, self.day)) if self.day else []
        at = {(meeting.place_id, meeting.slot_id): meeting for meeting in meetings}
        places = list(queries.places(self.fair))
        rows = [Row(place, [Cell(slot, at.get((place.pk, slot.pk))) for slot in slots]) for place in places]
        return super().get_context_data(
            heading=_("Meetings"), slots=slots, places=places, rows=rows, meetings=meetings, **kwargs
        )


class DayBoard(DayPage):
    """Now, next, and what still lacks an outcome; it looks again by itself."""

    section = "meeting_board"
    template_name = "matching/board.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(heading=_("The day"), board=queries.board(self.fair), **kwargs)


class DaySheets(DayPage):
    """A sheet per table, to be printed and written on."""

    template_name = "matching/sheets.html"

    def get_context_data(self, **kwargs) -> dict:
        meetings = list(queries.of_day(self.fair, self.day)) if self.day else []
        sheets = [
            (place, [meeting for meeting in meetings if meeting.place_id == place.pk])
            for place in queries.places(self.fair)
        ]
        return super().get_context_data(
            heading=_("Sheets of the tables"), sheets=[sheet for sheet in sheets if sheet[1]], **kwargs
        )
