"""Pictures and papers of enterprises' own accounts, for those who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from accounts.access import PublicView
from accounts.models import Organizer, User
from common import files
from common.models import StoredFile
from enterprises.models import Enterprise
from events.models import Application, ApplicationState

NOT_SHOWN = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


class FirmFile(PublicView, View):
    """A product's picture or a certificate's scan; whoever may not see it does not learn that it is there."""

    def get(self, request: HttpRequest, file) -> HttpResponse:
        stored = get_object_or_404(StoredFile, pk=file, organizer=None, purpose__in=("picture", "certificate"))
        if not may_see(request.user, stored):
            raise Http404
        return files.serve(stored, by=request.user)


def may_see(user: User, stored: StoredFile) -> bool:
    """Members, and staff to whom the enterprise applied; a picture anyone once its product is at a public fair."""
    if stored.purpose == "picture" and _is_shown(stored):
        return True
    enterprise = _owner(stored)
    if enterprise is None or not user.is_authenticated:
        return False
    return user.has_perm("enterprises.act_for", enterprise) or any(
        user.has_perm("enterprises.view_certificate", organizer) for organizer in _applied_to(enterprise)
    )


def _is_shown(picture: StoredFile) -> bool:
    return Application.objects.filter(
        products__picture=picture, state=ApplicationState.APPROVED, fair__is_public=True
    ).exists()


def _owner(stored: StoredFile) -> Enterprise | None:
    """The enterprise whose product or paper the file is of today."""
    accounts = Enterprise.objects.accounts()
    for path in ("products__picture", "products__ocop_certificates__file", "certificates__file"):
        if owner := accounts.filter(**{path: stored}).first():
            return owner
    return None


def _applied_to(enterprise: Enterprise) -> list[Organizer]:
    sent = enterprise.applications.exclude(state__in=NOT_SHOWN)
    return list(Organizer.objects.filter(pk__in=sent.values("fair__organizer"), is_active=True))
