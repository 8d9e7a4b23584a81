"""Addresses of delegations: of the fair's staff, and of whoever has a delegation's link."""

from django.urls import include, path

from events.delegations import by_link, views
from events.fees import urls as fees

fair_urls = [
    path("delegations/", views.DelegationList.as_view(), name="delegations"),
    path("delegations/new/", views.DelegationNew.as_view(), name="delegation_new"),
    path("delegations/<int:pk>/", views.DelegationPage.as_view(), name="delegation"),
    path("delegations/<int:pk>/edit/", views.DelegationEdit.as_view(), name="delegation_edit"),
    path("delegations/<int:pk>/history/", views.DelegationHistory.as_view(), name="delegation_history"),
    path("delegations/<int:pk>/list/", views.DelegationFirms.as_view(), name="delegation_list"),
    path("delegations/<int:pk>/firms/<int:firm>/", views.FirmEdit.as_view(), name="delegation_firm_edit"),
    path("delegations/<int:pk>/firms/<int:firm>/strike/", views.FirmStrike.as_view(), name="delegation_firm_strike"),
    path("delegations/<int:pk>/approve/", views.DelegationApprove.as_view(), name="delegation_approve"),
    path("delegations/<int:pk>/decline/", views.DelegationDecline.as_view(), name="delegation_decline"),
    path("delegations/<int:pk>/renew/", views.DelegationRenew.as_view(), name="delegation_renew"),
]
link_urls = [
    path("delegation/<str:token>/", by_link.ListByLink.as_view(), name="delegation_by_link"),
    path("delegation/<str:token>/fees/", include(fees.link_urls)),
    path("delegation/<str:token>/<int:firm>/", by_link.FirmByLink.as_view(), name="delegation_firm_by_link"),
    path("delegation/<str:token>/<int:firm>/strike/", by_link.StrikeByLink.as_view(), name="delegation_strike_by_link"),
]
