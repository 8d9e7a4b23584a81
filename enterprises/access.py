"""The door of an enterprise's own pages: /e/<enterprise>/…"""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from enterprises.models import Enterprise


class EnterpriseView(LoginRequiredMixin):
    """A page of one enterprise's own account: `permission` is asked of the person for that enterprise.

    Whoever does not act for it gets 404, so that nobody learns who has an account; a member without the right 403.
    """

    permission = "enterprises.act_for"
    enterprise: Enterprise

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        own = Enterprise.objects.accounts().select_related("legal_form", "province")
        self.enterprise = get_object_or_404(own, pk=kwargs["enterprise"])
        if not self.may("enterprises.act_for"):
            raise Http404
        if not self.may(self.permission):
            raise PermissionDenied
        request.enterprise = self.enterprise
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs | {"enterprise": self.enterprise})

    def may(self, permission: str) -> bool:
        return self.request.user.has_perm(permission, self.enterprise)
