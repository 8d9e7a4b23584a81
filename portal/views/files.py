"""Pictures and papers of enterprises' own accounts, for those who may see them."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accounts.access import PublicView
from accounts.models import User
from accounts.reach import may_at
from common import files
from common.models import StoredFile
from enterprises.models import Enterprise
from enterprises.pictures import small_picture
from events.models import Answer, Application, ApplicationPaper, ApplicationState, Fair
from events.queries import public_fairs, published_products

NOT_SHOWN = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


class FirmFile(PublicView, View):
    """A product's picture, a certificate's scan or what was handed in with an application.

    Whoever may not see it does not learn that it is there. With `?inline` a page of ours shows it within itself.
    """

    purposes = ("picture", "certificate", "application")

    def get(self, request: HttpRequest, file) -> HttpResponse:
        stored = get_object_or_404(StoredFile, pk=file, organizer=None, purpose__in=self.purposes)
        if not may_see(request.user, stored):
            raise Http404
        return self.served(stored)

    def served(self, stored: StoredFile) -> HttpResponse:
        if "inline" in self.request.GET:
            return self.framed(stored)
        return files.serve(stored, by=self.request.user)

    @method_decorator([xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})])
    def framed(self, stored: StoredFile) -> HttpResponse:
        """As it is looked at within a page of ours."""
        return files.serve(stored, by=self.request.user, inline=True)


class SmallPicture(FirmFile):
    """A product's picture as lists show it. A browser keeps it for an hour."""

    purposes = ("picture",)

    def served(self, stored: StoredFile) -> HttpResponse:
        response = HttpResponse(small_picture(stored), content_type="image/jpeg")
        response["Cache-Control"] = "private, max-age=3600"
        return response


def may_see(user: User, stored: StoredFile) -> bool:
    """Members, and staff to whom the enterprise applied; a picture anyone once its product is shown at a public fair.

    That is where the enterprise was told that it takes part, and agreed to publication. What was handed in with an
    application is seen by those who may see the application.
    """
    if stored.purpose == "application":
        return user.is_authenticated and _may_see_handed_in(user, stored)
    if stored.purpose == "picture" and _is_shown(stored):
        return True
    enterprise = _owner(stored)
    if enterprise is None or not user.is_authenticated:
        return False
    return user.has_perm("enterprises.act_for", enterprise) or any(
        may_at(user, "enterprises.view_certificate", fair.organizer, fair.pk) for fair in _applied_to(enterprise)
    )


def _may_see_handed_in(user: User, stored: StoredFile) -> bool:
    papers, answers = ApplicationPaper.objects.filter(file=stored), Answer.objects.filter(file=stored)
    among = Q(pk__in=papers.values("application")) | Q(pk__in=answers.values("application"))
    application = Application.objects.filter(among).select_related("account", "fair__organizer").first()
    if application is None:
        return False
    if application.account and user.has_perm("enterprises.act_for", application.account):
        return True
    fair = application.fair
    is_sent = application.is_entered or application.state not in NOT_SHOWN
    return is_sent and may_at(user, "events.review_application", fair.organizer, fair.pk)


def _is_shown(picture: StoredFile) -> bool:
    coming = Application.objects.filter(fair__in=public_fairs()).told(ApplicationState.APPROVED)
    return published_products(coming).filter(picture=picture).exists()


def _owner(stored: StoredFile) -> Enterprise | None:
    """The enterprise whose product or paper the file is of today."""
    accounts = Enterprise.objects.accounts()
    for path in ("products__picture", "products__ocop_certificates__file", "certificates__file"):
        if owner := accounts.filter(**{path: stored}).first():
            return owner
    return None


def _applied_to(enterprise: Enterprise) -> QuerySet[Fair]:
    sent = enterprise.applications.exclude(state__in=NOT_SHOWN)
    return Fair.objects.filter(pk__in=sent.values("fair"), organizer__is_active=True).select_related("organizer")
