"""The platform administrator's pages: the organizers, opening a workspace. Their data stay theirs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView

from accounts import actions
from accounts.access import PlatformView
from accounts.forms import NewOrganizerForm
from accounts.models import Organizer
from accounts.workspace import add_error


class Organizers(PlatformView, ListView):
    section = "platform_organizers"
    template_name = "accounts/organizers.html"
    paginate_by = 50

    def get_queryset(self):
        return Organizer.objects.select_related("parent").annotate(members=Count("team"))


class OrganizerNew(PlatformView, FormView):
    section = "platform_organizers"
    template_name = "accounts/organizer_new.html"
    form_class = NewOrganizerForm

    def form_valid(self, form: NewOrganizerForm) -> HttpResponse:
        try:
            organizer = actions.create_organizer(by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            add_error(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(organizer)s is open; its manager has a letter with a link to join.") % {"organizer": organizer},
        )
        return redirect("platform_organizers")
