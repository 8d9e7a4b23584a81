"""Putting firms on a fair's list of invitations: from a list or from those who took part before, looked at first."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.generic import FormView

from enterprises.queries import cards
from events.access import FairMixin
from events.actions.invitations import invite
from events.invitations import past
from events.invitations.comparing import Preview, chosen, compare
from events.invitations.forms import ListForm, PastForm
from events.invitations.reading import read_list
from events.models import Invitation

SHOWN = 200


class InvitePage(FairMixin, FormView):
    """First what inviting would do is shown; nothing is written before it is confirmed, and then all or nothing."""

    section = "fair_invitations"
    feature = "uses_applications"
    permission = "events.invite"
    origin: str

    def preview(self, form: forms.Form) -> Preview:
        raise TypeError("a way of inviting says whom")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        preview = self.preview(form)
        if "confirm" in self.request.POST and preview.new and not self.is_barred(preview):
            return self.confirm(form, preview)
        context = self.get_context_data(form=form, preview=preview, barred=self.is_barred(preview), shown=SHOWN)
        return self.render_to_response(context)

    def is_barred(self, preview: Preview) -> bool:
        """A list with faults is put right first: it comes in whole or not at all."""
        return bool(preview.faults)

    def confirm(self, form: forms.Form, preview: Preview) -> HttpResponse:
        ticked = {
            name: set(map(int, filter(str.isdecimal, self.request.POST.getlist(name)))) for name in ("out", "own")
        }
        rows = chosen(preview, left_out=ticked["out"], linked=ticked["own"])
        try:
            made = invite(fair=self.fair, rows=rows, origin=self.origin, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data(form=form, preview=self.preview(form)))
        said = ngettext(
            "%(n)s firm is on the list. No letter has gone out yet.",
            "%(n)s firms are on the list. No letter has gone out yet.",
            len(made),
        )
        messages.success(self.request, said % {"n": len(made)})
        return redirect(self.page_url("fair_invitations"))

    def ticked(self, name: str) -> set[int]:
        """The lines that were ticked in the preview."""
        return {int(line) for line in self.request.POST.getlist(name) if line.isdecimal()}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(back_url=self.page_url("fair_invitations"), **kwargs)


class InviteList(InvitePage):
    """Lines as they are pasted, or a spreadsheet."""

    template_name = "events/invite_list.html"
    form_class = ListForm
    origin = Invitation.Origin.LIST

    def preview(self, form: ListForm) -> Preview:
        found = read_list(form.cleaned_data["text"])
        at_fault = {fault.line for fault in found.faults}
        rows = [row for row in found.rows if row.line not in at_fault]
        preview = compare(self.fair, rows, cards(self.reach))
        preview.faults = sorted([*found.faults, *preview.faults], key=lambda fault: fault.line)
        return preview

    def get_context_data(self, **kwargs) -> dict:
        form = kwargs.get("form")
        if form and form.is_bound and form.is_valid():  # what a spreadsheet held stands in the field from now on
            kwargs["form"] = ListForm(initial={"text": form.cleaned_data["text"]})
        return super().get_context_data(**kwargs)


class InvitePast(InvitePage):
    """Those who took part in earlier fairs, by filter."""

    template_name = "events/invite_past.html"
    form_class = PastForm
    origin = Invitation.Origin.PAST

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair, "reach": self.reach}

    def preview(self, form: PastForm) -> Preview:
        rows = past.participants(self.fair, self.reach, wanted=form.cleaned_data)
        reachable = [row for row in rows if row.phone or row.email]
        preview = compare(self.fair, reachable, cards(self.reach))
        preview.unreachable = [row for row in rows if not (row.phone or row.email)]
        return preview

    def is_barred(self, preview: Preview) -> bool:
        """Nothing here is a list that could be put right: two cards with one number are simply left out."""
        return False

    def card_url(self, pk: int) -> str:
        return reverse("enterprise", args=[self.organizer.slug, pk])
