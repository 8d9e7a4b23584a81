from django.urls import include, path

from events.behalf.urls import fair_urls as behalf_urls
from events.catalogue import urls as catalogue
from events.delegations.urls import fair_urls as delegation_urls
from events.delegations.urls import link_urls as delegation_link_urls
from events.desk import urls as desk
from events.fees import urls as fees
from events.legal.urls import urls as legal_urls
from events.lists import urls as lists
from events.mail.urls import urls as mail_urls
from events.receipts import views as receipts
from events.registration import document_views as documents
from events.registration import step_views
from events.registration import views as registration
from events.views import (
    applications,
    fairs,
    floor,
    invitations,
    invited,
    inviting,
    links,
    my_applications,
    participations,
    public,
    team,
)

urlpatterns = [
    *delegation_link_urls,
    path("f/<slug:organizer>/<slug:fair>/", public.PublicFair.as_view(), name="public_fair"),
    *catalogue.public_urls,
    path("document/<str:token>/", documents.DocumentOpen.as_view(), name="fair_document"),
    path("apply/<str:token>/", public.FairByLink.as_view(), name="fair_by_link"),
    *desk.public_urls,
    path("invitation/<str:token>/", invited.Invited.as_view(), name="invited"),
    path("invitation/<str:token>/stop/", invited.InvitedStop.as_view(), name="invited_stop"),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("fairs/", fairs.FairList.as_view(), name="fairs"),
    path("fee-rules/", include(fees.organizer_urls)),
    path("fairs/new/", fairs.FairNew.as_view(), name="fair_new"),
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
    path("team/", team.FairTeamPage.as_view(), name="fair_team"),
    path("team/<int:pk>/remove/", team.FairMemberRemove.as_view(), name="fair_member_remove"),
    path("invitations/", invitations.InvitationList.as_view(), name="fair_invitations"),
    path("invitations/list/", inviting.InviteList.as_view(), name="fair_invite_list"),
    path("invitations/past/", inviting.InvitePast.as_view(), name="fair_invite_past"),
    path("invitations/words/", invitations.InvitationWords.as_view(), name="fair_invitation_words"),
    path("invitations/send/", invitations.InvitationsSend.as_view(), name="fair_invitations_send"),
    path("invitations/do/", invitations.InvitationsDo.as_view(), name="fair_invitations_do"),
    path("invitations/<int:pk>/", invitations.InvitationPage.as_view(), name="fair_invitation"),
    path("invitations/<int:pk>/edit/", invitations.InvitationEdit.as_view(), name="fair_invitation_edit"),
    path("invitations/<int:pk>/history/", invitations.InvitationHistory.as_view(), name="fair_invitation_history"),
    path("invitations/<int:pk>/renew/", invitations.InvitationRenew.as_view(), name="fair_invitation_renew"),
    *behalf_urls,
    *delegation_urls,
    *desk.fair_urls,
    path("applications/<int:pk>/sent/<int:number>/", receipts.ApplicationReceipt.as_view(), name="application_receipt"),
    path("applications/<int:pk>/decide/", applications.ApplicationDecide.as_view(), name="application_decide"),
    path("applications/<int:pk>/undo/", applications.ApplicationUndo.as_view(), name="application_undo"),
    path("applications/<int:pk>/send/", applications.ApplicationTellNow.as_view(), name="application_tell_now"),
    path("fees/", include(fees.fair_urls)),
    path("registration/", registration.RegistrationPage.as_view(), name="registration"),
    path("registration/rules/", registration.RulesEdit.as_view(), name="registration_rules"),
    path("registration/history/", registration.RulesHistory.as_view(), name="registration_history"),
    path("registration/terms/", registration.TermsEdit.as_view(), name="registration_terms"),
    path("registration/copy/", registration.RegistrationCopy.as_view(), name="registration_copy"),
    path("registration/preview/", registration.RegistrationPreview.as_view(), name="registration_preview"),
    path("registration/packages/new/", registration.PackageNew.as_view(), name="package_new"),
    path("registration/packages/<int:pk>/", registration.PackageEdit.as_view(), name="package_edit"),
    path("registration/packages/<int:pk>/up/", registration.PackageUp.as_view(), name="package_up"),
    path("registration/packages/<int:pk>/remove/", registration.PackageRemove.as_view(), name="package_remove"),
    path("registration/quotas/new/", registration.QuotaNew.as_view(), name="quota_new"),
    path("registration/quotas/<int:pk>/", registration.QuotaEdit.as_view(), name="quota_edit"),
    path("registration/quotas/<int:pk>/remove/", registration.QuotaRemove.as_view(), name="quota_remove"),
    path("registration/papers/new/", registration.PaperNew.as_view(), name="paper_new"),
    path("registration/papers/<int:pk>/", registration.PaperEdit.as_view(), name="paper_edit"),
    path("registration/papers/<int:pk>/remove/", registration.PaperRemove.as_view(), name="paper_remove"),
    path("registration/documents/new/", documents.DocumentNew.as_view(), name="document_new"),
    path("registration/documents/<int:pk>/remove/", documents.DocumentRemove.as_view(), name="document_remove"),
    path("registration/questions/new/", registration.QuestionNew.as_view(), name="question_new"),
    path("registration/questions/<int:pk>/", registration.QuestionEdit.as_view(), name="question_edit"),
    path("registration/questions/<int:pk>/up/", registration.QuestionUp.as_view(), name="question_up"),
    path("registration/questions/<int:pk>/remove/", registration.QuestionRemove.as_view(), name="question_remove"),
    path("apply-link/", links.ApplyLink.as_view(), name="apply_link"),
    path("apply-link/renew/", links.ApplyLinkRenew.as_view(), name="apply_link_renew"),
    *legal_urls,
    *mail_urls,
    path("floor/", floor.Floor.as_view(), name="floor"),
    path("floor/participants/", floor.FindPlaceable.as_view(), name="find_placeable"),
    path("floor/assign/", floor.BoothAssign.as_view(), name="booth_assign"),
    path("floor/release/<int:pk>/", floor.BoothRelease.as_view(), name="booth_release"),
    path("floor/swap/", floor.BoothSwap.as_view(), name="booth_swap"),
    path("floor/booths/", floor.BoothList.as_view(), name="booths"),
    path("floor/booths/<int:pk>/remove/", floor.BoothRemove.as_view(), name="booth_remove"),
    path("floor/halls/new/", floor.HallNew.as_view(), name="hall_new"),
    path("floor/halls/<int:pk>/remove/", floor.HallRemove.as_view(), name="hall_remove"),
    *lists.fair_urls,
    *catalogue.fair_urls,
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    *desk.enterprise_urls,
    path("fairs/", my_applications.MyApplications.as_view(), name="my_applications"),
    path(
        "fairs/<slug:organizer>/<slug:fair>/apply/",
        my_applications.MyApplicationNew.as_view(),
        name="my_application_new",
    ),
    path("apply/<str:token>/", my_applications.MyApplicationNew.as_view(), name="my_application_by_link"),
    path("applications/<int:pk>/", my_applications.MyApplicationPage.as_view(), name="my_application"),
    path(
        "applications/<int:pk>/sent/<int:number>/",
        receipts.MyApplicationReceipt.as_view(),
        name="my_application_receipt",
    ),
    path("applications/<int:pk>/edit/", my_applications.MyApplicationEdit.as_view(), name="my_application_edit"),
    path("applications/<int:pk>/fees/", include(fees.enterprise_urls)),
    path("applications/<int:pk>/contact/", step_views.ContactStep.as_view(), name="my_application_contact"),
    path("applications/<int:pk>/booth/", step_views.BoothStep.as_view(), name="my_application_booth"),
    path("applications/<int:pk>/products/", step_views.ProductsStep.as_view(), name="my_application_products"),
    path("applications/<int:pk>/papers/", step_views.PapersStep.as_view(), name="my_application_papers"),
    path(
        "applications/<int:pk>/papers/<int:row>/back/",
        step_views.PaperTakeBack.as_view(),
        name="my_application_paper_back",
    ),
    path("applications/<int:pk>/people/", step_views.PeopleStep.as_view(), name="my_application_people"),
    path(
        "applications/<int:pk>/people/<int:row>/strike/",
        step_views.AttendeeStrike.as_view(),
        name="my_application_attendee_strike",
    ),
    path(
        "applications/<int:pk>/vehicles/<int:row>/strike/",
        step_views.VehicleStrike.as_view(),
        name="my_application_vehicle_strike",
    ),
    path("applications/<int:pk>/questions/", step_views.QuestionsStep.as_view(), name="my_application_questions"),
    path("applications/<int:pk>/submit/", my_applications.MyApplicationSubmit.as_view(), name="my_application_submit"),
    path(
        "applications/<int:pk>/withdraw/",
        my_applications.MyApplicationWithdraw.as_view(),
        name="my_application_withdraw",
    ),
]
