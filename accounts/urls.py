from django.urls import path

from accounts.views import platform, preferences, team

urlpatterns = [
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("preferences/switch/", preferences.SetPreferences.as_view(), name="set_preferences"),
    path("join/<str:token>/", team.AcceptInvitation.as_view(), name="accept_invitation"),
    path("platform/organizers/", platform.Organizers.as_view(), name="platform_organizers"),
    path("platform/organizers/new/", platform.OrganizerNew.as_view(), name="platform_organizer_new"),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("team/", team.Team.as_view(), name="team"),
    path("team/invite/", team.Invite.as_view(), name="team_invite"),
    path("team/invitations/<int:pk>/withdraw/", team.InvitationWithdraw.as_view(), name="invitation_withdraw"),
    path("team/<int:pk>/", team.MemberEdit.as_view(), name="member_edit"),
    path("team/<int:pk>/remove/", team.MemberRemove.as_view(), name="member_remove"),
    path("settings/", team.OrganizerSettings.as_view(), name="organizer_settings"),
    path("settings/history/", team.OrganizerHistory.as_view(), name="organizer_history"),
]
