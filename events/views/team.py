"""Who of the team works at this fair. Whoever is put on the list works nowhere else: that is for the team's manager."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.workspace import DeedForm, RemovePage
from events import queries
from events.access import FairMixin
from events.actions.team import add_to_fair, remove_from_fair
from events.forms import FairTeamForm
from events.models import FairTeam


class FairTeamPage(FairMixin, DeedForm):
    section = "fair_team"
    permission = "accounts.manage_team"
    template_name = "events/fair_team.html"
    form_class = FairTeamForm
    heading = _("Team of this fair")
    submit_label = _("Add to this fair")
    success_message = _("Saved: %(record)s")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: FairTeamForm) -> FairTeam:
        return add_to_fair(fair=self.fair, by=self.request.user, **form.cleaned_data)

    def success_url(self, outcome: FairTeam) -> str:
        return self.page_url("fair_team")

    def back_url(self) -> str:
        return self.page_url("fair")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(rows=queries.fair_team(self.fair), **kwargs)


class FairMemberRemove(FairMixin, RemovePage):
    section = "fair_team"
    permission = "accounts.manage_team"
    template_name = "events/fair_member_remove.html"

    def rows(self) -> QuerySet[FairTeam]:
        return queries.fair_team(self.fair)

    def get_object(self, queryset=None) -> FairTeam:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def perform(self) -> None:
        remove_from_fair(row=self.object, by=self.request.user)

    def success_url(self) -> str:
        return self.page_url("fair_team")

    def back_url(self) -> str:
        return self.page_url("fair_team")
