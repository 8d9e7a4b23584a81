"""Follow-up: who was asked, answers taken by telephone, the page of the link, how much came true."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import OrganizerView, PublicView
from accounts.link_over import FORGED, link_over
from accounts.reach import Reach
from accounts.workspace import DeedForm, DeedPage, Fact, HistoryPage, RecordPage, WorkspaceList
from contracts.actions.followup import answer
from contracts.followup.forms import AnswerForm
from contracts.followup.queries import GROUPS, by_token, follow_ups, rates
from contracts.followup.tables import FollowUpFilter, FollowUpTable
from contracts.letters import language_of
from contracts.models import Channel, FollowUp

GROUP_NAMES = {"fair": _("By fair"), "buyer": _("By buyer"), "sector": _("By sector"), "year": _("By year")}


class FollowUpList(WorkspaceList):
    """Everybody who was asked what became of a deal; who did not answer is called."""

    keeps_to_fairs = True
    section = "follow_ups"
    permission = "contracts.view_agreement"
    template_name = "contracts/follow_ups.html"
    heading = _("What became of deals")
    lead = _("Each side is asked some months after signing. Whoever does not answer is called.")
    empty_text = _("Nobody was asked yet. The first questions go out three months after a paper was signed.")
    table_class = FollowUpTable
    filterset_class = FollowUpFilter

    def get_queryset(self) -> QuerySet[FollowUp]:
        return follow_ups(self.reach)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(rates_url=reverse("realisation", args=[self.organizer.slug]), **kwargs)


class Realisation(OrganizerView, TemplateView):
    """The share of agreed value that came true, with its denominator and who did not answer."""

    keeps_to_fairs = True
    section = "follow_ups"
    permission = "contracts.view_results"
    template_name = "contracts/realisation.html"

    def get_context_data(self, **kwargs) -> dict:
        group = self.request.GET.get("by", "fair")
        if group not in GROUPS:
            raise Http404
        rows, total = rates(self.reach, group)
        chips = [(name, f"?by={name}", name == group) for name in GROUP_NAMES]
        return super().get_context_data(
            rows=rows,
            total=total,
            chips=[(GROUP_NAMES[name], url, is_current) for name, url, is_current in chips],
            first=GROUP_NAMES[group],
            list_url=reverse("follow_ups", args=[self.organizer.slug]),
            **kwargs,
        )


class FollowUpMixin(OrganizerView):
    keeps_to_fairs = True
    section = "follow_ups"

    def scope(self, reach: Reach) -> QuerySet[FollowUp]:
        return follow_ups(reach)

    def page_url(self, name: str, record: FollowUp | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, self.kwargs["pk"]])


class FollowUpPage(FollowUpMixin, RecordPage):
    permission = "contracts.view_agreement"
    change_permission = "contracts.change_agreement"
    edit_url_name = "follow_up_answer"
    history_url_name = "follow_up_history"

    def facts(self) -> list[Fact]:
        row, slug = self.object, self.organizer.slug
        card = row.party.enterprise
        return [
            Fact(_("Agreement"), row.agreement, reverse("agreement", args=[slug, row.agreement.pk])),
            Fact(_("Who was asked"), card, reverse("enterprise", args=[slug, card.pk])),
            Fact(_("Telephone"), card.phone, f"tel:{card.phone}"),
            Fact(_("Asked on"), row.due_on),
            Fact(_("Reminded on"), row.reminded_at),
            Fact(_("Deliveries"), row.get_deliveries_display() or _("no answer yet")),
            Fact(_("Delivered and paid so far, đồng"), row.realised),
            Fact(_("Difficulties"), row.difficulties),
            Fact(_("Help wanted"), row.help_wanted),
            Fact(_("Something new was signed"), row.new_deal),
            Fact(
                _("Draft made of it"), row.draft, reverse("agreement", args=[slug, row.draft_id]) if row.draft else ""
            ),
            Fact(_("Answered"), row.get_channel_display()),
            Fact(_("Entered by"), row.answered_by),
            Fact(_("Link to answer"), row.link, row.link),
        ]


class FollowUpAnswer(FollowUpMixin, DeedPage):
    """What somebody said on the telephone."""

    permission = "contracts.change_agreement"
    form_class = AnswerForm
    heading = _("Enter an answer by telephone")
    success_message = _("Saved: %(record)s")

    @cached_property
    def row(self) -> FollowUp:
        row = self.scope(self.reach).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row

    def get_initial(self) -> dict:
        return AnswerForm.shown(self.row)

    def perform(self, form: AnswerForm) -> FollowUp:
        self.row.version = form.cleaned_data["version"]
        return answer(row=self.row, said=form.cleaned_data, channel=Channel.PHONE, by=self.request.user)

    def success_url(self, outcome: FollowUp) -> str:
        return self.page_url("follow_up")

    def back_url(self) -> str:
        return self.page_url("follow_up")


class FollowUpHistory(FollowUpMixin, HistoryPage):
    permission = "contracts.view_agreement"


class FollowUpByLink(PublicView, DeedForm):
    """Three questions on a phone, without signing in."""

    form_class = AnswerForm
    template_name = "contracts/follow_up_link.html"
    submit_label = _("Send")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.row = by_token(kwargs["token"])
        if self.row is None:
            return link_over(request, FORGED)
        with translation.override(language_of(self.row.party.enterprise)):
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    def get_initial(self) -> dict:
        return AnswerForm.shown(self.row)

    def perform(self, form: AnswerForm) -> FollowUp:
        self.row.version = form.cleaned_data["version"]
        person = self.request.user if self.request.user.is_authenticated else None
        return answer(row=self.row, said=form.cleaned_data, channel=Channel.LINK, by=person)

    def success_url(self, outcome: FollowUp) -> str:
        return f"{self.request.path}?sent=1"

    def back_url(self) -> str:
        return ""

    def get_context_data(self, **kwargs) -> dict:
        agreement = self.row.agreement
        others = agreement.parties.select_related("enterprise").exclude(role=self.row.party.role)
        return super().get_context_data(
            row=self.row,
            agreement=agreement,
            other=", ".join(str(one) for one in others if one.role != "witness"),
            is_sent="sent" in self.request.GET and self.row.answered_at is not None,
            **kwargs,
        )
