from django.urls import path

from matching.views import day, fairs, meetings, mine, setup

# For those who hold a personal link
urlpatterns = [
    path("meetings/<str:token>/", mine.MeetingsByLink.as_view(), name="meetings_by_link"),
    path("meetings/<str:token>/meetings.ics", mine.MeetingsFeed.as_view(), name="meetings_feed"),
]

# Of one fair: /o/<organizer>/<fair>/…
fair_urls = [
    path("call-off/", fairs.FairCallOff.as_view(), name="fair_call_off"),
    path("days/", fairs.FairDays.as_view(), name="fair_days"),
    path("notices/<int:pk>/undo/", fairs.FairNoticeUndo.as_view(), name="fair_notice_undo"),
    path("meetings/", day.MeetingsGrid.as_view(), name="meetings"),
    path("meetings/new/", meetings.MeetingNew.as_view(), name="meeting_new"),
    path("meetings/board/", day.DayBoard.as_view(), name="meeting_board"),
    path("meetings/sheets/", day.DaySheets.as_view(), name="meeting_sheets"),
    path("meetings/setup/", setup.Setup.as_view(), name="meeting_setup"),
    path("meetings/setup/tables/", setup.TablesAdd.as_view(), name="meeting_tables"),
    path("meetings/setup/tables/<int:pk>/remove/", setup.TableRemove.as_view(), name="meeting_table_remove"),
    path("meetings/setup/times/remove/", setup.TimesRemove.as_view(), name="meeting_times_remove"),
    path("meetings/<int:pk>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/move/", meetings.MeetingMove.as_view(), name="meeting_move"),
    path("meetings/<int:pk>/cancel/", meetings.MeetingCancel.as_view(), name="meeting_cancel"),
    path("meetings/<int:pk>/outcome/", meetings.MeetingOutcome.as_view(), name="meeting_outcome"),
    path("meetings/<int:pk>/reset/", meetings.MeetingReset.as_view(), name="meeting_reset"),
    path("meetings/<int:pk>/links/<int:delegate>/", meetings.DelegateLink.as_view(), name="meeting_link"),
    path("meetings/<int:pk>/people/<int:delegate>/", meetings.MeetingPerson.as_view(), name="meeting_person"),
    path("meetings/<int:pk>/history/", meetings.MeetingHistory.as_view(), name="meeting_history"),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    path("meetings/", mine.MyMeetings.as_view(), name="my_meetings"),
    path("meetings/link/", mine.MyMeetingsLink.as_view(), name="my_meetings_link"),
    path("meetings/link/off/", mine.MyMeetingsLinkOff.as_view(), name="my_meetings_link_off"),
    path("meetings/<int:pk>/meeting.ics", mine.MyMeetingCalendar.as_view(), name="my_meeting_calendar"),
]
