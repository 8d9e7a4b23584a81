"""Every address of the product: /o/<organizer>/…, /o/<organizer>/<fair>/…, an enterprise's own /e/<enterprise>/…"""

from django.urls import include, path

from accounts import urls as accounts
from contracts import urls as contracts
from enterprises import urls as enterprises
from events import urls as events
from matching import urls as matching
from portal import urls as portal

workspace = [
    *portal.organizer_urls,
    *accounts.organizer_urls,
    *enterprises.organizer_urls,
    *events.organizer_urls,
    *contracts.organizer_urls,
]
fair_workspace = [*portal.fair_urls, *events.fair_urls, *matching.fair_urls, *contracts.fair_urls]
own_pages = [
    *portal.enterprise_urls,
    *enterprises.enterprise_urls,
    *events.enterprise_urls,
    *matching.enterprise_urls,
    *contracts.enterprise_urls,
]

urlpatterns = [
    *portal.urlpatterns,
    *accounts.urlpatterns,
    *enterprises.urlpatterns,
    *events.urlpatterns,
    *matching.urlpatterns,
    *contracts.urlpatterns,
    path("accounts/", include("allauth.urls")),
    path("e/<int:enterprise>/", include(own_pages)),
    path("o/<slug:organizer>/", include(workspace)),
    path("o/<slug:organizer>/<slug:fair>/", include(fair_workspace)),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
