"""A person's own data: what is held about them and by whom, a copy to take away, and what they may ask."""

from datetime import timedelta

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts import queries as people
from accounts.access import PersonView, PublicView
from accounts.models import Organizer
from accounts.workspace import DeedForm
from common.links import unsign
from common.statuses import status
from portal.models import DataRequest, RequestKind, RequestState
from portal.privacy import actions, queries
from portal.privacy.archive import FORMS, Held, download, holder_name
from portal.privacy.findings import everywhere, held
from portal.privacy.forms import AskForm, PublicForm
from portal.privacy.letters import CONFIRM, COPY
from portal.privacy.people import person_asking, person_of

ROWS_SHOWN = 10
COPY_LASTS = timedelta(days=14)
PLATFORM = "platform"


class MyData(PersonView, TemplateView):
    """What is held, by each holder; one's own requests; who looked."""

    template_name = "portal/privacy/my_data.html"

    def get_context_data(self, **kwargs) -> dict:
        user = self.request.user
        found = everywhere(person_of(user))
        return super().get_context_data(
            holders=[(holder_name(holder), parts) for holder, parts in found.items()],
            rows_shown=ROWS_SHOWN,
            requests=looked(queries.requests_of(user)[:20]),
            consents=people.consents_of(user),
            restrictions=[row for row in queries.restrictions_of(user) if row.organizer],
            openings=queries.openings_for(user)[:20],
            **kwargs,
        )


def looked(requests) -> list[DataRequest]:
    """Requests with the look of their state."""
    requests = list(requests)
    for request in requests:
        request.status = status(request.state, request.get_state_display())
    return requests


class MyDataDownload(PersonView, View):
    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        return download(everywhere(person_of(request.user)), form)


class MyDataAsk(PersonView, DeedForm):
    template_name = "portal/privacy/ask.html"
    form_class = AskForm
    heading = _("Ask about your data")
    submit_label = _("Send the request")

    def holders(self) -> dict[str, Organizer | None]:
        """Whom the person may ask: the platform for the account, and each organizer that holds something."""
        found = everywhere(person_of(self.request.user))
        return {PLATFORM: None} | {holder.slug: holder for holder in found if holder}

    def get_form_kwargs(self) -> dict:
        choices = [(key, holder_name(holder)) for key, holder in self.holders().items()]
        return super().get_form_kwargs() | {"holders": choices}

    def get_initial(self) -> dict:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind if kind in RequestKind else None}

    def perform(self, form: AskForm) -> list[DataRequest]:
        holders = self.holders()
        data = form.cleaned_data
        made = actions.ask(
            user=self.request.user,
            kind=data["kind"],
            holders=[holders[key] for key in data["holders"]],
            words=data["words"],
            language=self.request.LANGUAGE_CODE,
        )
        messages.success(self.request, _("Sent. Below you see by when it is answered and done."))
        return made

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(terms=queries.terms(timezone.localdate()), **kwargs)

    def success_url(self, outcome: list[DataRequest]) -> str:
        return reverse("my_data") + "#requests"

    def back_url(self) -> str:
        return reverse("my_data")


class MyDataWithdraw(PersonView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(request.user.data_requests, pk=pk)
        try:
            actions.withdraw(request=row, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("You no longer ask for this."))
        return redirect("my_data")


class MyDataLift(PersonView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, organizer: str) -> HttpResponse:
        holder = get_object_or_404(Organizer, slug=organizer)
        if actions.lift_restriction(user=request.user, holder=holder):
            messages.success(request, _("%(organizer)s may use your data again.") % {"organizer": holder})
        return redirect("my_data")


class DataForm(PublicView, FormView):
    """For people without an account. Whatever is known of an address, the page says the same."""

    template_name = "portal/privacy/public_form.html"
    form_class = PublicForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and (refusal := consume_or_429(request, action="data_request")):
            return refusal
        return super().dispatch(request, *args, **kwargs)

    def holders(self) -> dict[str, Organizer | None]:
        return {organizer.slug: organizer for organizer in queries.open_to_all()} | {PLATFORM: None}

    def get_form_kwargs(self) -> dict:
        choices = [(key, holder_name(holder)) for key, holder in self.holders().items()]
        return super().get_form_kwargs() | {"holders": choices}

    def get_initial(self) -> dict:
        return {"holder": self.request.GET.get("of", "")}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(terms=queries.terms(timezone.localdate()), **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        data = form.cleaned_data
        actions.ask_without_account(
            holder=self.holders()[data["holder"]],
            kind=data["kind"],
            full_name=data["full_name"],
            words=data["words"],
            language=self.request.LANGUAGE_CODE,
            **{"email": "", "mobile": ""} | data["who"],
        )
        return redirect("data_form_sent")

    def form_invalid(self, form: PublicForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class DataFormSent(PublicView, TemplateView):
    template_name = "portal/privacy/sent.html"


class DataConfirm(PublicView, View):
    """The link of the letter to the address on record. Opening it does nothing yet: mail programs open links too."""

    def dispatch(self, request: HttpRequest, token: str) -> HttpResponse:
        self.row = DataRequest.objects.select_related("organizer").filter(pk=unsign(CONFIRM, token)).first()
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(waits=self.row is not None and self.row.state == RequestState.UNCONFIRMED)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            if self.row is None:
                raise ValidationError(_("The time for confirming is over. Ask anew."))
            self.row = actions.confirm(request=self.row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.show(waits=False, code=409)
        return self.show(waits=False)

    def show(self, *, waits: bool, code: int = 200) -> HttpResponse:
        context = {"row": self.row, "waits": waits, "holder": holder_name(self.row.organizer) if self.row else ""}
        return render(self.request, "portal/privacy/confirm.html", context, status=code)


class DataCopy(PublicView, View):
    """The link of an answer: what one holder has of the person. Good for two weeks."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        row = self.row(token)
        if row is None:
            return render(request, "portal/privacy/copy_over.html", status=410)
        found: Held = {row.organizer: held(person_asking(row), row.organizer)}
        form = request.GET.get("form", "")
        if form in FORMS:
            return download(found, form)
        holders = [(holder_name(holder), parts) for holder, parts in found.items()]
        return render(request, "portal/privacy/copy_page.html", {"holders": holders, "rows_shown": ROWS_SHOWN})

    def row(self, token: str) -> DataRequest | None:
        rows = DataRequest.objects.select_related("organizer", "user").filter(
            pk=unsign(COPY, token), state=RequestState.DONE, kind__in=(RequestKind.VIEW, RequestKind.PROVIDE),
            settled_at__gt=timezone.now() - COPY_LASTS,
        )  # fmt: skip
        return rows.first()
