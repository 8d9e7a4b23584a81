from django.urls import path

from events.views import fairs, participations

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("fairs/", fairs.FairList.as_view(), name="fairs"),
    path("fairs/new/", fairs.FairFormPage.as_view(), name="fair_new"),
    path("participations/", participations.ParticipationList.as_view(), name="participations"),
    path("participations/new/", participations.ParticipationNew.as_view(), name="participation_new"),
    path("participations/move/", participations.ParticipationsMove.as_view(), name="participations_move"),
    path("participations/<int:pk>/", participations.ParticipationPage.as_view(), name="participation"),
    path("participations/<int:pk>/edit/", participations.ParticipationEdit.as_view(), name="participation_edit"),
    path("participations/<int:pk>/move/", participations.ParticipationMove.as_view(), name="participation_move"),
    path(
        "participations/<int:pk>/history/", participations.ParticipationHistory.as_view(), name="participation_history"
    ),
    path("participations/<int:pk>/remove/", participations.ParticipationRemove.as_view(), name="participation_remove"),
]

# Of one fair: /o/<organizer>/<fair>/…
fair_urls = [
    path("", fairs.FairPage.as_view(), name="fair"),
    path("participations/", participations.FairParticipationList.as_view(), name="fair_participations"),
    path("edit/", fairs.FairEdit.as_view(), name="fair_edit"),
    path("move/", fairs.FairMove.as_view(), name="fair_move"),
    path("history/", fairs.FairHistory.as_view(), name="fair_history"),
    path("remove/", fairs.FairRemove.as_view(), name="fair_remove"),
    path("calendar.ics", fairs.FairCalendar.as_view(), name="fair_calendar"),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = []
