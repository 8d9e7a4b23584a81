from django.urls import path

from accounts.views import platform, preferences, team

urlpatterns = [
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("preferences/switch/", preferences.SetPreferences.as_view(), name="set_preferences"),
    path("join/<str:token>/", team.AcceptInvitation.as_view(), name="accept_invitation"),
    path("platform/organizers/", platform.Organizers.as_view(), name="platform_organizers"),
    path("platform/organizers/new/", platform.OrganizerNew.as_view(), name="platform_organizer_new"),
    path("platform/organizers/<int:pk>/", platform.OrganizerPage.as_view(), name="platform_organizer"),
    path("platform/organizers/<int:pk>/edit/", platform.OrganizerEdit.as_view(), name="platform_organizer_edit"),
    path("platform/organizers/<int:pk>/manager/", platform.FirstManager.as_view(), name="platform_first_manager"),
    path(
        "platform/organizers/<int:pk>/deactivate/",
        platform.OrganizerDeactivate.as_view(),
        name="platform_organizer_deactivate",
    ),
    path(
        "platform/organizers/<int:pk>/reactivate/",
        platform.OrganizerReactivate.as_view(),
        name="platform_organizer_reactivate",
    ),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("team/", team.Team.as_view(), name="team"),
    path("team/invite/", team.Invite.as_view(), name="team_invite"),
    path("team/invitations/<int:pk>/withdraw/", team.InvitationWithdraw.as_view(), name="invitation_withdraw"),
    path("team/invitations/<int:pk>/again/", team.InvitationRenew.as_view(), name="invitation_renew"),
    path("team/<int:pk>/", team.MemberEdit.as_view(), name="member_edit"),
    path("team/<int:pk>/remove/", team.MemberRemove.as_view(), name="member_remove"),
    path("settings/", team.OrganizerSettings.as_view(), name="organizer_settings"),
    path("settings/history/", team.OrganizerHistory.as_view(), name="organizer_history"),
]
