"""The page of a firm's personal link: who invites it to what, and its answer.

Opening the address records nothing, as mail scanners open each link of a letter before its reader does. The link
counts as followed with the first touch, key or scrolling on the page, which asks by itself, or with any button.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.access import PublicView
from accounts.link_over import FORGED, link_over
from accounts.models import User
from common.links import unsign
from common.tables import day_range
from enterprises.models import Enterprise
from events import window
from events.actions import answers
from events.invitations import queries
from events.invitations.forms import DeclineForm
from events.models import INVITED, FairState, Invitation, InvitationState
from events.queries import accounts_of

ANEW = ValidationError(_("There is a newer link. Look for a newer letter, or ask the organizer."), "anew")
INVITED_KEY = "invited"  # in the session: where who signs up by an invitation goes on


class LinkView(PublicView, View):
    """Finds the invitation of the link, or says why the link does nothing."""

    even_renewed = False

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.invitation = queries.by_token(kwargs["token"], even_renewed=self.even_renewed)
        with translation.override(self.language()):
            if refusal := self.refusal():
                return link_over(request, refusal)
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def language(self) -> str:
        """That of the letter, unless the reader has chosen another."""
        has_chosen = self.request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in self.request.COOKIES
        return translation.get_language() if has_chosen or not self.invitation else self.invitation.language

    def refusal(self) -> ValidationError | None:
        if self.invitation:
            return None
        return FORGED if unsign(INVITED, self.kwargs["token"]) is None else ANEW

    @property
    def person(self) -> User | None:
        return self.request.user if self.request.user.is_authenticated else None

    def here(self) -> HttpResponse:
        return redirect(self.request.path)


class Invited(LinkView):
    def refusal(self) -> ValidationError | None:
        row = self.invitation
        if row is None:
            return super().refusal()
        if row.state == InvitationState.WITHDRAWN:
            return ValidationError(
                _("The organizer has withdrawn this invitation. Ask the organizer why."), "withdrawn"
            )
        if row.fair.state == FairState.CANCELLED:
            return ValidationError(_("The fair was cancelled."), "cancelled")
        if row.fair.state == FairState.HELD or window.today_at(row.fair) > row.fair.ends_on:
            return ValidationError(_("The fair is over, and the invitation with it."), "over")
        return None

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.page(DeclineForm())

    def page(self, form: DeclineForm, status: int = 200) -> HttpResponse:
        row, fair = self.invitation, self.invitation.fair
        context = {
            "object": row,
            "fair": fair,
            "days": day_range(fair.starts_on, fair.ends_on),
            "place": ", ".join(filter(None, [fair.place, fair.province_as_written])),
            "is_open": window.is_open(fair),
            "opens_later": window.opens_later(fair),
            "last_day": window.last_day(fair),
            "has_applied": answers.has_applied(row),
            "own_application": self.own_application(),
            "accounts": accounts_of(self.person) if self.person else [],
            "form": form,
        }
        return render(self.request, "events/invited.html", context, status=status)

    def own_application(self) -> str:
        """Where whoever applied follows the application; the link alone shows it to nobody."""
        row = self.invitation
        if not self.person or not answers.has_applied(row):
            return ""
        own = {account.pk for account in accounts_of(self.person)}
        account = row.application.account_id
        return reverse("my_application", args=[account, row.application_id]) if account in own else ""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        deeds = {"seen": self.seen, "apply": self.apply, "decline": self.decline, "reconsider": self.reconsider}
        deed = deeds.get(request.POST.get("deed", ""), self.here)
        try:
            return deed()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.here()

    def seen(self) -> HttpResponse:
        answers.follow(invitation=self.invitation, by=self.person)
        return HttpResponse(status=204)

    def apply(self) -> HttpResponse:
        """On to the form: by an enterprise of the person, by a new one, or first to sign up."""
        row = self.invitation
        window.check_open(row.fair)
        self.request.session[INVITED_KEY] = self.kwargs["token"]
        if self.person is None:
            answers.follow(invitation=row)
            return redirect(f"{reverse('account_signup')}?next={self.request.path}")
        accounts = accounts_of(self.person)
        account = self.chosen(accounts)
        answers.follow(invitation=row, by=self.person, account=account)
        if account is None:
            return self.here() if accounts else redirect(self.opening_url(row))
        self.request.session.pop(INVITED_KEY)
        return redirect("my_application_new", account.pk, row.fair.organizer.slug, row.fair.slug)

    def chosen(self, accounts: list[Enterprise]) -> Enterprise | None:
        if len(accounts) == 1:
            return accounts[0]
        return next((one for one in accounts if str(one.pk) == self.request.POST.get("account")), None)

    def opening_url(self, row: Invitation) -> str:
        """An account for the enterprise, begun with what the invitation knows of it."""
        query = {"legal_name": row.name, "tax_code": row.tax_code, "next": self.request.path}
        return reverse("enterprise_create", query={name: value for name, value in query.items() if value})

    def decline(self) -> HttpResponse:
        form = DeclineForm(self.request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        answers.decline(invitation=self.invitation, answer=form.cleaned_data["answer"], by=self.person)
        return self.here()

    def reconsider(self) -> HttpResponse:
        answers.reconsider(invitation=self.invitation, by=self.person)
        return self.here()


@method_decorator(csrf_exempt, name="dispatch")
class InvitedStop(LinkView):
    """No more invitations of this organizer: one press here, or the button of the reader's mailbox (RFC 8058).

    A mailbox posts without a cookie, so the address itself is the proof. Opening it changes nothing.
    """

    even_renewed = True

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.POST.get("deed") == "resume":
            answers.resume_letters(invitation=self.invitation, by=self.person)
            return self.here()
        answers.stop_letters(invitation=self.invitation, by=self.person)
        return self.page() if "List-Unsubscribe" in request.POST else self.here()

    def page(self) -> HttpResponse:
        row = self.invitation
        context = {"object": row, "organizer_name": row.fair.organizer.name, "is_out": queries.is_opted_out(row)}
        return render(self.request, "events/invited_stop.html", context)
