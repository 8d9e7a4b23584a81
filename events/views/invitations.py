"""The organizer's invitations to a fair: the list, one firm's, the words, writing to many, deeds on ticked rows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import DeedForm, Fact, HistoryPage, RecordFormPage, RecordPage, WorkspaceList
from common import jobs
from common.models import Letter
from common.statuses import status
from enterprises.tax_codes import masked
from events import window
from events.access import FairMixin
from events.actions import invitations as actions
from events.invitations import queries, wording
from events.invitations.forms import InvitationForm, WordsForm
from events.invitations.queries import STAGES, Standing
from events.invitations.tables import InvitationFilter, InvitationTable
from events.models import Invitation, InvitationState, InvitationText
from events.tasks import INVITE

# What can be done with ticked rows; the first four write or tell, the others note
WRITING = {"ask": ("ask", False), "remind": ("remind", False), "call": ("remind", True)}
BULK = [
    ("ask", _("Send the invitation")),
    ("remind", _("Remind")),
    ("call", _("Remind by phone")),
    ("told", _("Told by phone or message")),
    ("decline", _("Will not come")),
    ("withdraw", _("Withdraw")),
    ("restore", _("Invite after all")),
]


class InvitationsView(FairMixin):
    section = "fair_invitations"
    feature = "uses_applications"
    permission = "events.invite"


class InvitationList(InvitationsView, WorkspaceList):
    template_name = "events/invitations.html"
    heading = _("Invitations")
    empty_text = _("Paste a list, choose a spreadsheet, or ask those again who took part before.")
    table_class = InvitationTable
    filterset_class = InvitationFilter

    def get_queryset(self) -> QuerySet[Invitation]:
        return queries.invitations(self.fair)

    def figures(self) -> list[dict]:
        """How far the firms came; each figure shows its rows."""
        counts = queries.figures(self.fair)
        return [
            {"label": label, "value": counts[name], "url": f"?which={name}"}
            for name, (label, _condition) in STAGES.items()
        ]

    def calls_url(self) -> str:
        """The call list, cut down to this fair."""
        if not self.may("portal.work_call_list"):
            return ""
        return reverse("calls", args=[self.organizer.slug], query={"q": self.fair.name})

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            figures=self.figures(),
            calls_url=self.calls_url(),
            unsent=queries.to_ask(self.fair).count(),
            to_remind=queries.to_remind(self.fair).count(),
            bulk_url=self.page_url("fair_invitations_do"),
            bulk_deeds=BULK,
            last_day=window.last_day(self.fair),
            empty_icon="i-mail",
            **kwargs,
        )


class InvitationsDo(InvitationsView, View):
    """A deed on the rows that were ticked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        ticked = [int(pk) for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 19]
        try:
            done = self.do(request.POST.get("deed", ""), ticked)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.say(done, left=len(ticked) - done)
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = self.page_url("fair_invitations")
        return HttpResponseRedirect(back)

    def do(self, deed: str, ticked: list[int]) -> int:
        whose = {"fair": self.fair, "invitations": ticked, "by": self.request.user}
        if deed in WRITING:
            name, by_phone = WRITING[deed]
            return actions.write_to(**whose, deed=name, by_phone=by_phone)
        if deed == "told":
            return actions.mark_told(**whose)
        return actions.move_invitations(**whose, deed=deed)

    def say(self, done: int, *, left: int) -> None:
        if done:
            words = ngettext("%(n)s row changed", "%(n)s rows changed", done)
            messages.success(self.request, words % {"n": done})
        if left:
            words = ngettext("%(n)s row was left as it was", "%(n)s rows were left as they were", left) % {"n": left}
            why = _("Nobody is reminded within three days, or after applying, declining or asking for no more letters.")
            messages.warning(self.request, f"{words}. {why}")


class InvitationsSend(InvitationsView, TemplateView):
    """Writes to all whose turn it is: how many, by which way, and what the first of them reads."""

    template_name = "events/invitations_send.html"

    @cached_property
    def deed(self) -> str:
        return "remind" if self.request.GET.get("deed") == "remind" else "ask"

    def due(self) -> QuerySet[Invitation]:
        return queries.to_remind(self.fair) if self.deed == "remind" else queries.to_ask(self.fair)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = list(self.due().order_by("pk").values_list("pk", flat=True))
        back = self.page_url("fair_invitations")
        if len(rows) > actions.AT_ONCE:
            return self.start(rows, back)
        try:
            n = actions.write_to(fair=self.fair, invitations=rows, deed=self.deed, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = ngettext("%(n)s letter is written", "%(n)s letters are written", n)
            messages.success(request, words % {"n": n})
        return redirect(back)

    def start(self, rows: list[int], back: str) -> HttpResponse:
        job = jobs.start(
            kind=INVITE,
            organizer=self.organizer,
            by=self.request.user,
            params={"fair": self.fair.pk, "deed": self.deed, "rows": rows, "by_phone": False, "next": back},
            key=f"{INVITE}:{self.fair.pk}:{self.deed}",
        )
        return redirect("job", self.organizer.slug, job.pk)

    def get_context_data(self, **kwargs) -> dict:
        due = self.due()
        first = due.select_related("fair__organizer").order_by("sort_key", "pk").first()
        words = wording.words_of(self.fair, first.language) if first else None
        return super().get_context_data(
            deed=self.deed,
            by_email=due.exclude(email="").count(),
            by_phone=due.filter(email="").count(),
            first=first,
            letter=wording.letter(first, words, is_reminder=self.deed == "remind") if first else None,
            back_url=self.page_url("fair_invitations"),
            **kwargs,
        )


class InvitationMixin(InvitationsView):
    """Finds one invitation to this fair."""

    def scope(self, *_reach) -> QuerySet[Invitation]:
        return queries.invitations(self.fair)

    @cached_property
    def object(self) -> Invitation:
        return get_object_or_404(queries.invitations(self.fair), pk=self.kwargs["pk"])

    def get_object(self, queryset=None) -> Invitation:
        return self.object

    def page_url(self, name: str, record: Invitation | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, self.kwargs["pk"]])

    def list_url(self) -> str:
        return reverse("fair_invitations", args=[self.organizer.slug, self.fair.slug])


class InvitationPage(InvitationMixin, RecordPage):
    template_name = "events/invitation.html"
    change_permission = "events.invite"
    edit_url_name, history_url_name = "fair_invitation_edit", "fair_invitation_history"

    def facts(self) -> list[Fact]:
        row, slug = self.object, self.organizer.slug
        card_url = reverse("enterprise", args=[slug, row.card_id]) if row.card_id else ""
        applied = row.application if row.standing in (Standing.APPLIED, Standing.APPROVED) else None
        applied_url = reverse("application", args=[slug, self.fair.slug, row.application_id]) if applied else ""
        return [
            Fact(_("Contact person"), row.contact_name),
            Fact(_("Phone"), row.phone, f"tel:{row.phone}"),
            Fact(_("Email"), row.email, f"mailto:{row.email}"),
            Fact(_("Tax code"), masked(row.tax_code)),
            Fact(_("Language of the letter"), row.get_language_display()),
            Fact(_("Origin"), row.get_origin_display()),
            Fact(_("Your card"), row.card, card_url),
            Fact(_("Invited on"), row.asked_at),
            Fact(_("Reminded on"), row.reminded_at),
            Fact(_("Link opened on"), row.followed_at),
            Fact(_("Application"), applied.get_state_display() if applied else "", applied_url),
            Fact(_("Why they will not come"), row.answer),
        ]

    def get_context_data(self, **kwargs) -> dict:
        row = self.object
        words = wording.words_of(self.fair, row.language)
        letter = wording.letter(row, words, is_reminder=row.state == InvitationState.ASKED)
        return super().get_context_data(
            status=status(row.standing, Standing(row.standing).label),
            letter=letter,
            letter_status=status(row.letter.state, row.letter.get_state_display()) if row.letter else None,
            is_waiting=row.standing in (Standing.LISTED, Standing.ASKED, Standing.FOLLOWED),
            deeds=self.deeds(),
            **kwargs,
        )

    def deeds(self) -> list[tuple[str, str]]:
        """What can be done with this firm now; the first is what is most likely meant."""
        row = self.object
        if row.standing in (Standing.APPLIED, Standing.APPROVED):
            return []
        reminds = ("remind", "call") if queries.to_remind(self.fair).filter(pk=row.pk).exists() else ()
        told = ("told",) if row.letter and row.letter.state == Letter.State.BY_HAND else ()
        fitting = {
            InvitationState.LISTED: ("ask", "told", "decline", "withdraw"),
            InvitationState.ASKED: (*told, *reminds, "decline", "withdraw"),
            InvitationState.DECLINED: ("reconsider", "withdraw"),
            InvitationState.WITHDRAWN: ("restore",),
        }[row.state]
        labels = dict(BULK) | {"reconsider": _("They come after all")}
        return [(deed, labels[deed]) for deed in fitting]


class InvitationEdit(InvitationMixin, RecordFormPage):
    form_class = InvitationForm
    heading = _("Change the invitation")
    success_message = _("Saved: %(record)s")

    def get_instance(self) -> Invitation:
        return get_object_or_404(self.fair.invitations.select_related("fair__organizer"), pk=self.kwargs["pk"])

    def perform(self, form: InvitationForm) -> Invitation:
        return actions.save_invitation(invitation=form.instance, by=self.request.user)

    def success_url(self, outcome: Invitation) -> str:
        return self.page_url("fair_invitation")

    def back_url(self) -> str:
        return self.page_url("fair_invitation")


class InvitationHistory(InvitationMixin, HistoryPage):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("fair_invitation"), **kwargs)


class InvitationRenew(InvitationMixin, View):
    """From then on the firm's old link leads nowhere."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        actions.renew_link(invitation=self.object, by=request.user)
        messages.success(request, _("The link is new. The one before leads nowhere now."))
        return redirect(self.page_url("fair_invitation"))


class InvitationWords(InvitationsView, DeedForm):
    """The letter in both languages, with what a firm would read beside it."""

    template_name = "events/invitation_words.html"
    form_class = WordsForm
    heading = _("Words of the invitation")
    success_message = _("Saved. Letters from now on say it so.")

    def get_instance(self) -> InvitationText:
        return wording.text_of(self.fair) or InvitationText(fair=self.fair)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.get_instance(), "reach": self.reach}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        language = request.GET.get("preview")
        if request.htmx and language in wording.LANGUAGES:
            letter = self.letter(language, {name: request.POST.get(f"{name}_{language}", "") for name in wording.USUAL})
            return render(request, "events/invitation_letter.html", {"letter": letter})
        return super().post(request, *args, **kwargs)

    def letter(self, language: str, said: dict[str, str]) -> wording.Text:
        """As the first firm of that language reads it, or one that is made up."""
        known = self.fair.invitations.filter(language=language).select_related("fair__organizer").first()
        example = known or Invitation(pk=0, fair=self.fair, name=str(_("The invited firm")), language=language)
        return wording.letter(example, wording.Words(**said))

    def perform(self, form: WordsForm) -> InvitationText:
        return actions.save_words(text=form.instance, by=self.request.user)

    def success_url(self, outcome: InvitationText) -> str:
        return self.page_url("fair_invitations")

    def back_url(self) -> str:
        return self.page_url("fair_invitations")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context["parts"] = [
            (
                language,
                label,
                [form[f"{name}_{language}"] for name in wording.USUAL],
                self.letter(language, {name: form[f"{name}_{language}"].value() or "" for name in wording.USUAL}),
            )
            for language, label in (("vi", _("Vietnamese")), ("en", _("English")))
        ]
        context["names"] = wording.PLACEHOLDERS.known.values()
        return context
