"""Consents: each purpose by itself, given and withdrawn with one press, with the proof beside it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts import actions, queries
from accounts.access import PersonView
from accounts.consents import current as current_wording
from accounts.models import Consent, ConsentPurpose


@dataclass(frozen=True)
class Row:
    """A purpose: today's words, the consent that stands, and those that ended."""

    purpose: str
    label: str
    wording: str
    standing: Consent | None
    ended: list[Consent]
    words_are_new: bool


class Consents(PersonView, TemplateView):
    template_name = "accounts/consents.html"

    def get_context_data(self, **kwargs) -> dict:
        given = queries.consents_of(self.request.user)
        return super().get_context_data(rows=[self.row(purpose, given) for purpose in ConsentPurpose], **kwargs)

    def row(self, purpose: ConsentPurpose, given: list[Consent]) -> Row:
        wording = current_wording(purpose)
        own = [consent for consent in given if consent.purpose == purpose]
        standing = next((consent for consent in own if consent.withdrawn_at is None), None)
        return Row(
            purpose=purpose.value,
            label=purpose.label,
            wording=wording.text(self.request.LANGUAGE_CODE),
            standing=standing,
            ended=[consent for consent in own if consent.withdrawn_at],
            words_are_new=standing is not None and standing.version != wording.version,
        )


class ConsentChange(PersonView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, purpose: str) -> HttpResponse:
        if purpose not in ConsentPurpose:
            raise Http404
        if request.POST.get("deed") == "withdraw":
            actions.withdraw_consent(user=request.user, purpose=purpose)
            messages.success(request, _("Your consent is withdrawn."))
        elif request.POST.get("agree"):
            actions.give_consent(user=request.user, purpose=purpose, language=request.LANGUAGE_CODE)
            messages.success(request, _("Your consent is noted."))
        else:
            messages.error(request, _("Tick the box first, if you agree."))
        return redirect("consents")
