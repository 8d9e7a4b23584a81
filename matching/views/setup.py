"""The times and tables of a fair, before meetings are arranged."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from accounts.workspace import DeedPage
from matching import queries
from matching.actions.slots import add_tables, remove_slots, remove_table, set_up_slots
from matching.forms import HoursForm, TablesForm
from matching.views.day import MatchingPage


class Setup(MatchingPage, DeedPage):
    """The times of each day and the tables, with the form that cuts a day into turns."""

    permission = "matching.arrange_meeting"
    template_name = "matching/setup.html"
    form_class = HoursForm
    heading = _("Times and tables")
    submit_label = _("Set up these times")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: HoursForm) -> int:
        return len(set_up_slots(fair=self.fair, hours=form.hours(), by=self.request.user))

    def success_url(self, outcome: int) -> str:
        said = ngettext("%(n)s turn is set up.", "%(n)s turns are set up.", outcome)
        messages.success(self.request, said % {"n": outcome})
        return self.page_url("meeting_setup")

    def back_url(self) -> str:
        return self.page_url("meetings")

    def get_context_data(self, **kwargs) -> dict:
        days = queries.days(self.fair).items()
        return super().get_context_data(
            days=[(day, slots, any(not slot.meetings_ever for slot in slots)) for day, slots in days],
            places=list(queries.places(self.fair)),
            tables_form=TablesForm(),
            **kwargs,
        )


class SetupDeed(MatchingPage, View):
    """A deed of one press; whatever is refused is said on the page of times and tables."""

    permission = "matching.arrange_meeting"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            messages.success(request, self.perform())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.page_url("meeting_setup"))

    def perform(self) -> str:
        """Does it and says what was done."""
        raise TypeError("a deed calls its action")


class TablesAdd(SetupDeed):
    def perform(self) -> str:
        form = TablesForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("Write how many tables."))
        added = add_tables(fair=self.fair, count=form.cleaned_data["count"], by=self.request.user)
        return ngettext("%(n)s table is added.", "%(n)s tables are added.", len(added)) % {"n": len(added)}


class TableRemove(SetupDeed):
    def perform(self) -> str:
        place = get_object_or_404(self.fair.places, pk=self.kwargs["pk"])
        remove_table(place=place, by=self.request.user)
        return _("Removed: %(record)s. Its history is kept.") % {"record": place}


class TimesRemove(SetupDeed):
    def perform(self) -> str:
        try:
            day = datetime.date.fromisoformat(self.request.POST.get("day", ""))
        except ValueError:
            raise ValidationError(_("Choose one of the days of the fair.")) from None
        removed = remove_slots(fair=self.fair, day=day, by=self.request.user)
        return ngettext("%(n)s free turn is taken away.", "%(n)s free turns are taken away.", removed) % {"n": removed}
