"""What the pages of an enterprise's own account have in common."""

from typing import Any

from django.contrib import messages
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.workspace import DeedForm
from common import history
from enterprises.access import EnterpriseView


class OwnDeed(EnterpriseView, DeedForm):
    """A deed on an enterprise's account, coming from and leading back to the page of its section."""

    def list_url(self) -> str:
        return reverse(self.section, args=[self.enterprise.pk])

    def success_url(self, outcome: Any) -> str:
        return self.list_url()

    def back_url(self) -> str:
        return self.list_url()


class OwnRecordForm(OwnDeed):
    """Enter or change a record of the enterprise."""

    def scope(self) -> QuerySet:
        raise TypeError("a form says whose records it changes")

    @cached_property
    def object(self) -> Model | None:
        return get_object_or_404(self.scope(), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.object}


class OwnRemove(EnterpriseView, DetailView):
    """Asks before a record goes, and says what stands in the way."""

    template_name = "records/remove.html"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_object()
        name = str(self.object)
        try:
            history.delete(self.object, by=request.user)
        except ProtectedError as error:
            blocked_by = sorted({str(o._meta.verbose_name_plural) for o in error.protected_objects})
            context = self.get_context_data(blocked_by=blocked_by, blocked_count=len(error.protected_objects))
            return self.render_to_response(context, status=409)
        messages.success(request, _("Removed: %(record)s. Its history is kept.") % {"record": name})
        return redirect(self.section, self.enterprise.pk)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(back_url=reverse(self.section, args=[self.enterprise.pk]), **kwargs)


class OwnHistory(EnterpriseView, DetailView):
    """Everything that was done to a record."""

    template_name = "records/history.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            entries=history.entries(self.object, limit=500),
            record_url=reverse(self.section, args=[self.enterprise.pk]),
            **kwargs,
        )
