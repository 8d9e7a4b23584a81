"""Addresses of the review desk: below those of a fair, of an enterprise's own account, and one by personal link."""

from django.urls import path

from events.desk import bulk_views, change_views, paper_views, views, waiting_views

# /o/<organizer>/<fair>/…
fair_urls = [
    path("applications/", views.ApplicationList.as_view(), name="applications"),
    path("applications/assign/", views.ApplicationsAssign.as_view(), name="applications_assign"),
    path("applications/checklist/", views.ChecklistEdit.as_view(), name="applications_checklist"),
    path("applications/decide/", bulk_views.BulkDecide.as_view(), name="applications_decide"),
    path("applications/decided/<int:pk>/", bulk_views.BulkPage.as_view(), name="applications_bulk"),
    path("applications/decided/<int:pk>/undo/", bulk_views.BulkUndo.as_view(), name="applications_bulk_undo"),
    path("applications/waiting/", waiting_views.WaitingList.as_view(), name="waiting_list"),
    path("applications/<int:pk>/", views.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/check/", views.ApplicationCheck.as_view(), name="application_check"),
    path("applications/<int:pk>/note/", views.ApplicationNote.as_view(), name="application_note"),
    path(
        "applications/<int:pk>/note/<int:note>/remove/",
        views.ApplicationNoteRemove.as_view(),
        name="application_note_remove",
    ),
    path("applications/<int:pk>/assign/", views.ApplicationAssign.as_view(), name="application_assign"),
    path("applications/<int:pk>/offer/", waiting_views.ApplicationOffer.as_view(), name="application_offer"),
    path("applications/<int:pk>/change/", change_views.ChangeAnswer.as_view(), name="application_change"),
    path("decisions/", paper_views.PaperList.as_view(), name="decision_papers"),
    path("decisions/new/", paper_views.PaperNew.as_view(), name="decision_paper_new"),
    path("decisions/<int:pk>/", paper_views.PaperPage.as_view(), name="decision_paper"),
    path("decisions/<int:pk>/edit/", paper_views.PaperEdit.as_view(), name="decision_paper_edit"),
    path("decisions/<int:pk>/remove/", paper_views.PaperRemove.as_view(), name="decision_paper_remove"),
    path("decisions/<int:pk>/make/", paper_views.PaperMake.as_view(), name="decision_paper_make"),
    path("decisions/<int:pk>/scan/", paper_views.PaperScan.as_view(), name="decision_paper_scan"),
    path("decisions/<int:pk>/off/<int:application>/", paper_views.PaperOff.as_view(), name="decision_paper_off"),
]

# /e/<enterprise>/…
enterprise_urls = [
    path("applications/<int:pk>/offer/", waiting_views.MyOffer.as_view(), name="my_application_offer"),
    path("applications/<int:pk>/change/", change_views.MyChangeAsk.as_view(), name="my_application_change"),
    path(
        "applications/<int:pk>/change/<int:row>/withdraw/",
        change_views.MyChangeWithdraw.as_view(),
        name="my_application_change_withdraw",
    ),
    path("applications/<int:pk>/hand-over/", change_views.MyHandOver.as_view(), name="my_application_hand_over"),
]

public_urls = [path("offer/<str:token>/", waiting_views.OfferByLink.as_view(), name="place_offer")]
