from django.urls import path, re_path

from accounts.views import access, consents, lost, mailed, platform, preferences, team

urlpatterns = [
    # Before allauth's own
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        mailed.ResetLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path("accounts/confirm-email/<str:key>/", mailed.ConfirmLink.as_view(), name="account_confirm_email"),
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("preferences/switch/", preferences.SetPreferences.as_view(), name="set_preferences"),
    path("preferences/consents/", consents.Consents.as_view(), name="consents"),
    path("preferences/consents/<slug:purpose>/", consents.ConsentChange.as_view(), name="consent_change"),
    path("access/<str:secret>/", access.Access.as_view(), name="access"),
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
    path("platform/people/", lost.People.as_view(), name="platform_people"),
    path("platform/people/<int:pk>/", lost.Person.as_view(), name="platform_person"),
    path("platform/people/links/<int:pk>/withdraw/", lost.LinkWithdraw.as_view(), name="platform_link_withdraw"),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("team/", team.Team.as_view(), name="team"),
    path("team/invite/", team.Invite.as_view(), name="team_invite"),
    path("team/invitations/<int:pk>/withdraw/", team.InvitationWithdraw.as_view(), name="invitation_withdraw"),
    path("team/invitations/<int:pk>/again/", team.InvitationRenew.as_view(), name="invitation_renew"),
    path("team/<int:pk>/", team.MemberEdit.as_view(), name="member_edit"),
    path("team/<int:pk>/remove/", team.MemberRemove.as_view(), name="member_remove"),
    path("access/", access.AccessLinks.as_view(), name="access_links"),
    path("access/new/", access.AccessLinkNew.as_view(), name="access_link_new"),
    path("access/lost/", access.LostAccounts.as_view(), name="lost_accounts"),
    path("access/lost/<int:pk>/", access.LostAccount.as_view(), name="lost_account"),
    path("access/<int:pk>/withdraw/", access.AccessLinkWithdraw.as_view(), name="access_link_withdraw"),
    path("second-factor/", access.SecondFactor.as_view(), name="second_factor"),
    path("settings/", team.OrganizerSettings.as_view(), name="organizer_settings"),
    path("settings/history/", team.OrganizerHistory.as_view(), name="organizer_history"),
]
