"""One meeting: arranging, moving, calling off, recording what came of it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.models import Organizer
from accounts.reach import Reach
from accounts.workspace import DeedPage, Fact, HistoryPage, RecordFormPage, RecordPage
from common import states
from common.history import Stale
from common.links import absolute
from common.statuses import status
from enterprises.choosing import EnterpriseField
from events.models import Delegate, Participation, ParticipationRole
from matching import queries
from matching.actions.links import renew_link
from matching.actions.meetings import (
    cancel_meeting,
    move_meeting,
    record_outcome,
    reset_outcome,
    schedule_meeting,
    stands_on,
)
from matching.actions.people import change_person
from matching.forms import CancelForm, OutcomeForm, PersonForm, WhenForm
from matching.models import Meeting, MeetingState, NextStep
from matching.states import MEETING
from matching.steps import Step, up_to_meeting
from matching.times import day_of, local, said, today
from matching.views.day import MatchingPage

ABSENT = {"buyer": _("the buyer"), "seller": _("the seller"), "both": _("both sides")}
FOLLOWED_BY = {NextStep.CONTRACT: "sales"}


def paper_url(organizer: Organizer, agreement) -> str:
    return reverse("agreement", args=[organizer.slug, agreement.pk])


class MeetingMixin(MatchingPage):
    """Finds the meeting among those of the fair."""

    def scope(self, reach: Reach) -> QuerySet[Meeting]:
        return queries.meetings(self.fair)

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def get_object(self, queryset=None) -> Meeting:
        return self.meeting

    def page_url(self, name: str, record: Meeting | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, self.fair.slug, (record or self.meeting).pk])


class MeetingDeed(MeetingMixin, DeedPage):
    """A deed on a meeting from whose state it may still be done."""

    permission = "matching.arrange_meeting"
    deed: str = ""

    def get_initial(self) -> dict:
        return {"version": self.meeting.version}

    def fresh(self, form: forms.Form) -> Meeting:
        """The meeting with the version that the form was opened with."""
        self.meeting.version = form.cleaned_data["version"] or self.meeting.version
        return self.meeting

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        del self.__dict__["meeting"]  # what was refused has left its traces on it
        return super().form_invalid(form)

    def success_url(self, outcome: Meeting) -> str:
        return self.page_url("meeting", outcome)

    def back_url(self) -> str:
        return self.page_url("meeting")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            object=self.meeting, can_be_done=(self.meeting.state, self.deed) in MEETING, **kwargs
        )


class MeetingNew(MatchingPage, DeedPage):
    """Who meets whom, then when and where: every choice stands in the address, so that Back works."""

    permission = "matching.arrange_meeting"
    template_name = "matching/meeting_new.html"
    form_class = WhenForm
    heading = _("Arrange a meeting")
    success_message = _("Arranged: %(record)s. Both sides get an invitation.")

    @cached_property
    def sides(self) -> tuple[Participation | None, Participation | None]:
        chosen = self.request.GET
        return (
            queries.participant(self.fair, ParticipationRole.BUYER, chosen.get("buyer")),
            queries.participant(self.fair, ParticipationRole.SELLER, chosen.get("seller")),
        )

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: WhenForm) -> Meeting:
        buyer, seller = self.sides
        if not (buyer and seller):
            raise ValidationError(_("Choose a buyer and a seller first."))
        when = {"slot": form.cleaned_data["slot"], "place": form.cleaned_data["place"]}
        return schedule_meeting(fair=self.fair, buyer=buyer, seller=seller, by=self.request.user, **when)

    def success_url(self, outcome: Meeting) -> str:
        return reverse("meeting", args=[self.organizer.slug, self.fair.slug, outcome.pk])

    def back_url(self) -> str:
        return super().page_url("meetings")

    def address(self, **changes: str | int) -> str:
        """This page with other choices."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query[name] = value
        kept = {name: value for name, value in query.items() if value != ""}
        return reverse("meeting_new", args=[self.organizer.slug, self.fair.slug], query=kept)

    def side(self, role: ParticipationRole, chosen: Participation | None) -> dict:
        """What the page offers for one side: who was chosen, or whom a few letters bring up."""
        text = self.request.GET.get(f"{role}_q", "")
        found = [] if chosen else queries.participants(self.fair, role, text)
        option = EnterpriseField.option
        return {
            "role": role,
            "label": role.label,
            "chosen": chosen,
            "text": text,
            "found": [
                (one, option(one.enterprise), self.address(**{role.value: one.pk, f"{role}_q": ""})) for one in found
            ],
            "change_url": self.address(**{role.value: ""}),
            "kept": [(name, value) for name, value in self.request.GET.items() if name != f"{role}_q"],
        }

    def get_context_data(self, **kwargs) -> dict:
        buyer, seller = self.sides
        openings = queries.openings(self.fair, buyer, seller) if buyer and seller else []
        wanted = self.request.GET.get("slot", "")
        return super().get_context_data(
            sides=[self.side(ParticipationRole.BUYER, buyer), self.side(ParticipationRole.SELLER, seller)],
            openings=sorted(openings, key=lambda opening: str(opening.slot.pk) != wanted),
            is_paired=bool(buyer and seller),
            wanted_place=self.request.GET.get("place", ""),
            **kwargs,
        )


class MeetingMove(MeetingDeed):
    template_name = "matching/meeting_move.html"
    form_class = WhenForm
    deed = "move"
    heading = _("Move the meeting")
    success_message = _("Moved: %(record)s. Both sides are told.")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"fair": self.fair}

    def perform(self, form: WhenForm) -> Meeting:
        data = form.cleaned_data
        return move_meeting(meeting=self.fresh(form), slot=data["slot"], place=data["place"], by=self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        meeting = self.meeting
        openings = queries.openings(self.fair, meeting.buyer, meeting.seller, meeting=meeting)
        return super().get_context_data(
            openings=openings, wanted_place=str(meeting.place_id), when=said(self.fair, meeting.slot), **kwargs
        )


class MeetingCancel(MeetingDeed):
    template_name = "matching/meeting_cancel.html"
    form_class = CancelForm
    deed = "cancel"
    heading = _("Call the meeting off")
    submit_label = _("Call off and tell both sides")
    is_grave = True
    success_message = _("Called off: %(record)s. Both sides are told.")

    def perform(self, form: CancelForm) -> Meeting:
        reason = form.cleaned_data["reason"]
        return cancel_meeting(meeting=self.fresh(form), reason=reason, by=self.request.user)


class MeetingOutcome(MeetingDeed):
    template_name = "matching/meeting_outcome.html"
    form_class = OutcomeForm
    deed = "hold"
    heading = _("What came of the meeting")
    submit_label = _("Record the outcome")
    success_message = _("Recorded: %(record)s")

    def perform(self, form: OutcomeForm) -> Meeting:
        return record_outcome(meeting=self.fresh(form), by=self.request.user, **form.outcome_said())

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"outcome_groups": context["form"].outcome_groups()}


class MeetingReset(MeetingMixin, View):
    """Take the outcome back."""

    permission = "matching.arrange_meeting"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            reset_outcome(meeting=self.meeting, by=request.user)
        except ValidationError as error:
            messages.error(request, self.refusal(error))
        except Stale:
            messages.error(request, _("Somebody else changed this record meanwhile. Look at it again."))
        else:
            messages.success(request, _("The outcome was taken back."))
        return redirect(self.page_url("meeting"))

    def refusal(self, error: ValidationError) -> str:
        """Why not; a paper that stands in the way is one press away for who may open it."""
        words = " ".join(error.messages)
        paper = stands_on(self.meeting)
        if error.code != "paper" or not paper or not self.may("contracts.view_agreement"):
            return words
        return format_html('{} <a href="{}">{}</a>', words, paper_url(self.organizer, paper), _("Open it"))


class MeetingPerson(MeetingMixin, RecordFormPage):
    """Correct who sits in the meeting or where they are told."""

    permission = "matching.arrange_meeting"
    template_name = "matching/person.html"
    form_class = PersonForm
    heading = _("Change the person")
    submit_label = _("Save and invite anew")
    success_message = _("Saved: %(record)s")

    def get_instance(self) -> Delegate:
        rows = self.meeting.seats.select_related("delegate__participation__enterprise")
        return get_object_or_404(rows, delegate=self.kwargs["delegate"]).delegate

    def perform(self, form: PersonForm) -> Delegate:
        return change_person(delegate=form.instance, by=self.request.user)

    def success_url(self, outcome: Delegate) -> str:
        return self.page_url("meeting")

    def back_url(self) -> str:
        return self.page_url("meeting")


class DelegateLink(MeetingMixin, View):
    """Give a delegate a new personal link; the old one leads nowhere from then on."""

    permission = "matching.arrange_meeting"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        seat = get_object_or_404(self.meeting.seats.select_related("delegate"), delegate=kwargs["delegate"])
        link = renew_link(delegate=seat.delegate, by=request.user)
        address = absolute(reverse("meetings_by_link", args=[link.token]))
        words = _("The old link of %(person)s leads nowhere now. The new one, to hand over: %(link)s")
        messages.warning(request, words % {"person": seat.delegate, "link": address})
        return redirect(self.page_url("meeting"))


class MeetingPage(MeetingMixin, RecordPage):
    template_name = "matching/meeting.html"
    history_url_name = "meeting_history"

    def facts(self) -> list[Fact]:
        meeting = self.meeting
        sides = [(_("Buyer"), meeting.buyer), (_("Seller"), meeting.seller)]
        return [
            Fact(_("Time"), said(self.fair, meeting.slot)),
            Fact(_("Table"), meeting.place),
            *(
                Fact(label, side.enterprise, reverse("participation", args=[self.organizer.slug, side.pk]))
                for label, side in sides
            ),
            Fact(_("Who did not come"), ABSENT.get(meeting.absent, "")),
            Fact(_("What follows"), meeting.get_next_step_display()),
            Fact(_("Note"), meeting.note),
        ]

    def deeds(self) -> list[str]:
        return states.deeds(MEETING, self.meeting.state) if self.may("matching.arrange_meeting") else []

    def get_context_data(self, **kwargs) -> dict:
        meeting, deeds = self.meeting, self.deeds()
        has_come = day_of(self.fair, meeting.slot) <= today(self.fair)
        is_held = meeting.state == MeetingState.HELD
        agreements = self.agreements()
        return super().get_context_data(
            status=status(meeting.state, meeting.get_state_display()),
            seats=sorted(meeting.seats.all(), key=lambda seat: seat.delegate.participation_id != meeting.buyer_id),
            chain=[*up_to_meeting(meeting, is_current=True), *map(self.deal, agreements)],
            agreements=agreements,
            may_record="hold" in deeds and has_come,
            may_move="move" in deeds,
            may_reset="reset" in deeds
            and not stands_on(meeting)
            and local(self.fair, meeting.updated_at).date() == today(self.fair),
            deal_kinds=self.deal_kinds() if is_held and self.may("contracts.change_agreement") else [],
            **kwargs,
        )

    def agreements(self) -> list:
        """What came of it, as far as it is in reach."""
        reach = self.reach_of("contracts.view_agreement")
        return list(self.meeting.agreements.filter(reach.among("fair")).order_by("pk")) if reach else []

    def deal(self, agreement) -> Step:
        word = str(agreement.get_kind_display()).capitalize()
        url = paper_url(self.organizer, agreement)
        mark = status(agreement.state, "").mark
        return Step(str(agreement), word, mark, url, is_done=bool(agreement.register_no))

    def deal_kinds(self) -> list[tuple[str, str]]:
        """The papers that may come of it, the one that was spoken of first: address and label."""
        page = reverse("agreement_new", args=[self.organizer.slug])
        kinds = [("memorandum", _("Record a memorandum")), ("sales", _("Record a contract"))]
        first = FOLLOWED_BY.get(self.meeting.next_step, "memorandum")
        kinds.sort(key=lambda kind: kind[0] != first)
        return [(f"{page}?meeting={self.meeting.pk}&kind={kind}", label) for kind, label in kinds]


class MeetingHistory(MeetingMixin, HistoryPage):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("meeting"), **kwargs)
