"""Linking cards and accounts: the organizer's pages, the enterprise's, and the offer that a link opens."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import OrganizerView, PersonView
from accounts.link_over import FORGED, link_over
from accounts.workspace import DeedForm, DeedPage
from common.choosing import said
from common.links import absolute, unsign
from common.statuses import status
from enterprises import queries
from enterprises.access import EnterpriseView
from enterprises.account_forms import AcceptForm, AnswerAskForm, AskForm, OfferForm
from enterprises.actions import links
from enterprises.choosing import EnterpriseField
from enterprises.models import OFFER, CardLink, Enterprise, LinkState
from enterprises.tax_codes import masked
from enterprises.views.own import OwnDeed


def shown(found: list[CardLink]) -> list[CardLink]:
    """Links with the look of their state."""
    for link in found:
        link.status = status(link.state, link.get_state_display())
    return found


# The organizer's side


class CardLinkPage(DeedPage):
    """Whether a card is linked; offering it; the link to hand over; undoing."""

    keeps_to_fairs = True
    section = "enterprises"
    permission = "enterprises.change_enterprise"
    template_name = "enterprises/card_link.html"
    form_class = OfferForm
    heading = _("The enterprise's own account")
    submit_label = _("Offer the card")

    @cached_property
    def card(self) -> Enterprise:
        return get_object_or_404(queries.cards(self.reach), pk=self.kwargs["pk"])

    def get_initial(self) -> dict:
        has_address = self.card.email or self.card.phone
        return {"way": OfferForm.LETTER if has_address else OfferForm.BY_HAND}

    def perform(self, form: OfferForm) -> CardLink:
        by_hand = form.cleaned_data["way"] == OfferForm.BY_HAND
        outcome = links.offer(card=self.card, by=self.request.user, by_hand=by_hand)
        told = _("Show the code or paste the text below.") if by_hand else _("The letter is on its way.")
        messages.success(self.request, told)
        return outcome

    def success_url(self, outcome: CardLink) -> str:
        return reverse("card_link", args=[self.organizer.slug, self.card.pk])

    def back_url(self) -> str:
        return reverse("enterprise", args=[self.organizer.slug, self.card.pk])

    def get_context_data(self, **kwargs) -> dict:
        found = shown(list(queries.links_of_card(self.card)[:20]))
        open_offer = next((link for link in found if link.state == LinkState.OFFERED and not link.is_expired), None)
        return super().get_context_data(
            card=self.card,
            links=found,
            linked=next((link for link in found if link.state == LinkState.LINKED), None),
            offer=open_offer,
            **(handed_over(open_offer) if open_offer else {}),
            **kwargs,
        )


def handed_over(link: CardLink) -> dict[str, str]:
    """The offer's address as a QR code, and the text to paste into a message."""
    address = absolute(link.offer_url)
    code = segno.make(address, error="m", micro=False)
    return {"qr": code.svg_data_uri(scale=6, border=2), "text": links.offer_text(link)[0] + ". " + address}


class LinkAsks(OrganizerView, TemplateView):
    """Enterprises that ask to be linked, the longest waiting first."""

    section = "enterprises"
    permission = "enterprises.answer_ask"
    template_name = "enterprises/link_asks.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(asks=queries.asks(self.organizer), **kwargs)


class LinkAnswer(DeedPage):
    """One ask beside the cards it may be of: link, or refuse with a reason."""

    section = "enterprises"
    permission = "enterprises.answer_ask"
    template_name = "enterprises/link_answer.html"
    form_class = AnswerAskForm
    heading = _("Is this your card?")

    @cached_property
    def link(self) -> CardLink:
        return get_object_or_404(queries.asks(self.organizer), pk=self.kwargs["pk"])

    def get_form(self, form_class=None) -> AnswerAskForm:
        form = super().get_form(form_class)
        form.fields["card"].queryset = queries.cards_like(self.organizer, self.link.account)
        form.fields["card"].label_from_instance = lambda card: said(EnterpriseField.option(card))
        return form

    def get_initial(self) -> dict:
        return {"card": queries.card_of_same_firm(self.organizer, self.link.account)}

    def perform(self, form: AnswerAskForm) -> CardLink:
        if "refuse" in self.request.POST:
            return links.refuse(link=self.link, by=self.request.user, reason=form.cleaned_data["reason"])
        return links.vouch(link=self.link, by=self.request.user, card=form.cleaned_data["card"])

    def form_valid(self, form: AnswerAskForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            messages.success(self.request, _("%(firm)s has its answer.") % {"firm": self.link.account})
        return response

    def success_url(self, outcome: CardLink) -> str:
        return self.back_url()

    def back_url(self) -> str:
        return reverse("link_asks", args=[self.organizer.slug])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(link=self.link, tax_code=masked(self.link.account.tax_code), **kwargs)


def end_link(request: HttpRequest, link: CardLink) -> None:
    """Undo what is linked, take back what is open; the page says what came of it."""
    deed = links.undo if link.state == LinkState.LINKED else links.withdraw
    try:
        deed(link=link, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Undone. Both sides keep their own records."))


class LinkEnd(OrganizerView, View):
    keeps_to_fairs = True
    permission = "enterprises.change_enterprise"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        own = queries.links_of_cards(self.reach).filter(state__in=(LinkState.LINKED, LinkState.OFFERED))
        link = get_object_or_404(own, pk=kwargs["pk"])
        end_link(request, link)
        return redirect("card_link", self.organizer.slug, link.card_id)


# The enterprise's side


class MyLinks(EnterpriseView, TemplateView):
    """The organizers with which the account is linked, and what it has asked."""

    section = "my_details"
    template_name = "enterprises/my_links.html"

    def get_context_data(self, **kwargs) -> dict:
        found = shown(list(queries.links_of_account(self.enterprise)[:50]))
        return super().get_context_data(links=found, may_manage=self.may("enterprises.own"), **kwargs)


class MyLinkAsk(OwnDeed):
    section = "my_details"
    permission = "enterprises.own"
    form_class = AskForm
    heading = _("Ask an organizer")
    submit_label = _("Send the question")
    success_message = _(
        "Asked. If the organizer keeps a card of your enterprise it links it; its answer comes by letter."
    )

    def get_initial(self) -> dict:
        return {"organizer": self.request.GET.get("organizer", "")}

    def perform(self, form: AskForm) -> CardLink:
        organizer = form.cleaned_data["organizer"]
        return links.ask(organizer=organizer, account=self.enterprise, by=self.request.user)

    def list_url(self) -> str:
        return reverse("my_links", args=[self.enterprise.pk])

    def get_context_data(self, **kwargs) -> dict:
        lead = _("Organizers often keep a card of you from earlier fairs. Linked, you see what stands there about you.")
        return super().get_context_data(lead=lead, **kwargs)


class MyLinkEnd(EnterpriseView, View):
    permission = "enterprises.own"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        own = self.enterprise.card_links.filter(state__in=(LinkState.LINKED, LinkState.ASKED))
        end_link(request, get_object_or_404(own, pk=kwargs["pk"]))
        return redirect("my_links", self.enterprise.pk)


OVER = ValidationError(_("This offer was used, withdrawn or has expired. Ask the organizer for a new one."), "over")


class CardOffer(PersonView, DeedForm):
    """The link of an offer: which organizer and which card, and for which of one's accounts."""

    template_name = "enterprises/card_offer.html"
    form_class = AcceptForm
    heading = _("Link your enterprise")
    submit_label = _("Link")
    success_message = _("Linked: %(record)s")

    @cached_property
    def link(self) -> CardLink | None:
        offers = CardLink.objects.filter(card__isnull=False, organizer__is_active=True)
        return offers.select_related("organizer", "card").filter(pk=unsign(OFFER, self.kwargs["token"])).first()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.refused() or super().post(request, *args, **kwargs)

    def refused(self) -> HttpResponse | None:
        """The page that says why the offer cannot be taken; whoever took it already is led to what came of it."""
        if unsign(OFFER, self.kwargs["token"]) is None:
            return link_over(self.request, FORGED)
        link = self.link
        if link and link.state == LinkState.LINKED and queries.owned_by(self.request.user).filter(pk=link.account_id):
            messages.info(self.request, _("It is linked already."))
            return redirect("my_links", link.account_id)
        if link is None or link.state != LinkState.OFFERED or link.is_expired:
            return link_over(self.request, OVER)
        return None

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"owned": queries.owned_by(self.request.user)}

    def get_initial(self) -> dict:
        code = self.link.card.tax_code
        return {"account": queries.owned_by(self.request.user).filter(tax_code=code).first() if code else None}

    def perform(self, form: AcceptForm) -> CardLink:
        try:
            return links.accept(link=self.link, by=self.request.user, **form.cleaned_data)
        except links.OtherTaxCode:
            form.ask_about_tax_code()
            raise

    def form_invalid(self, form: AcceptForm) -> HttpResponse:
        del self.link  # it may have been answered meanwhile, perhaps by the same button
        return self.refused() or super().form_invalid(form)

    def success_url(self, outcome: CardLink) -> Any:
        return reverse("my_links", args=[outcome.account_id])

    def back_url(self) -> str:
        return reverse("home")

    def get_context_data(self, **kwargs) -> dict:
        link = self.link
        return super().get_context_data(
            link=link,
            tax_code=masked(link.card.tax_code),
            owned=queries.owned_by(self.request.user).exists(),
            **kwargs,
        )
