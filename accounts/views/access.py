"""Access links: what staff make and hand over, and the page that the person opens."""

from dataclasses import dataclass

import django_filters
import django_tables2 as tables
import segno
from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts import actions, queries, recovery
from accounts.access import OrganizerView, PublicView
from accounts.forms import AccessLinkForm, NewPasswordForm, RecoverForm
from accounts.link_over import link_over
from accounts.models import AccessLink, User
from accounts.workspace import DeedForm, WorkspaceList, add_error
from common.links import absolute
from common.lists import ListTable, SearchFilter
from common.statuses import status
from common.tables import StatusColumn

STATES = {
    "open": ("waiting", _("waits for the person")),
    "used": ("done", _("used")),
    "expired": ("expired", _("time is over")),
    "withdrawn": ("withdrawn", _("withdrawn")),
}


class LinkStateColumn(StatusColumn):
    def render(self, value: str, record: AccessLink, bound_column) -> str:
        code, label = STATES[value]
        return render_to_string("components/status.html", {"status": status(code, label)})

    def value(self, value: str) -> str:
        return str(STATES[value][1])


class AccessLinkTable(ListTable):
    person = tables.TemplateColumn(
        template_name="accounts/access_link_person.html",
        verbose_name=_("For whom"),
        order_by="sort_key",
        attrs={"td": {"class": "is-lead"}},
    )
    created_at = tables.DateTimeColumn(format="H:i d/m/Y", verbose_name=_("Made on"))
    made_by = tables.Column(verbose_name=_("Made by"), orderable=False)
    expires_at = tables.DateTimeColumn(format="H:i d/m/Y")
    state = LinkStateColumn(verbose_name=_("State"), orderable=False)
    deed = tables.TemplateColumn(
        template_name="accounts/access_link_deed.html",
        verbose_name=_("What to do"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta(ListTable.Meta):
        model = AccessLink
        fields = ["person", "purpose", "created_at", "made_by", "expires_at", "state", "deed"]
        order_by = "-created_at"


class AccessLinkFilter(django_filters.FilterSet):
    q = SearchFilter()
    purpose = django_filters.ChoiceFilter(choices=AccessLink.Purpose, label=_("Purpose"), empty_label=_("All purposes"))

    class Meta:
        model = AccessLink
        fields = ["q", "purpose"]


class AccessLinks(WorkspaceList):
    section = "access_links"
    permission = create_permission = "accounts.hand_over_access"
    template_name = "accounts/access_links.html"
    heading = _("Access links")
    lead = _("For people without email, and for those who cannot get into their account any more. You show or send "
             "the link; they choose a password of their own.")  # fmt: skip
    empty_text = _("Make a link for somebody who has a mobile number and no email.")
    create_url_name = "access_link_new"
    create_label = _("Make a link")
    table_class = AccessLinkTable
    filterset_class = AccessLinkFilter

    def get_queryset(self) -> QuerySet[AccessLink]:
        return queries.access_links(self.organizer)


@dataclass(frozen=True)
class Card:
    """A link as it is handed over: what for, from whom, and for which number or address."""

    link: Model
    path: str
    title: str
    giver: str
    short: str
    sign_in_name: str
    phone: str
    caution: str
    back_url: str


def hand_over(request: HttpRequest, card: Card) -> HttpResponse:
    """The page with the link, its QR and a text to send."""
    url = absolute(card.path)
    context = {
        "card": card,
        "url": url,
        "short": card.short % {"giver": card.giver, "url": url},
        "qr": mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=2)),  # our own drawing
        "organizer": getattr(request, "organizer", None),
        "enterprise": getattr(request, "enterprise", None),
    }
    response = render(request, "accounts/access_handover.html", context)
    add_never_cache_headers(response)
    return response


BEGIN, RECOVER = AccessLink.Purpose.BEGIN, AccessLink.Purpose.RECOVER
TITLES = {BEGIN: _("Begin your account on Chợ Phiên"), RECOVER: _("Get back into your account on Chợ Phiên")}
SHORT = {
    BEGIN: _("%(giver)s: open this link within 24 hours and choose your password: %(url)s"),
    RECOVER: _("%(giver)s: open this link within 24 hours and set a new password: %(url)s"),
}


class HandsOver(DeedForm):
    """Makes an access link and shows it, this once: neither the page nor the database can show it again."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            link = self.perform(form)
        except ValidationError as error:
            add_error(form, error)
            return self.form_invalid(form)
        card = Card(
            link=link,
            path=reverse("access", args=[link.secret]),
            title=str(TITLES[link.purpose]),
            giver=link.giver,
            short=str(SHORT[link.purpose]),
            sign_in_name=link.sign_in_name,
            phone=link.phone,
            caution=_("Whoever opens the link first gets the account. If it goes to somebody else, withdraw it in the "
                      "list."),
            back_url=self.back_url(),
        )  # fmt: skip
        return hand_over(self.request, card)


class HandOver(OrganizerView, HandsOver):
    section = "access_links"
    permission = "accounts.hand_over_access"

    def back_url(self) -> str:
        return reverse("access_links", args=[self.organizer.slug])


class AccessLinkNew(HandOver):
    form_class = AccessLinkForm
    heading = _("Make a link for a new person")
    submit_label = _("Make the link")

    def get_initial(self) -> dict:
        """Filled in where an invitation or an earlier link led here."""
        return {name: self.request.GET.get(name, "") for name in ("full_name", "mobile")}

    def perform(self, form: AccessLinkForm) -> AccessLink:
        return actions.begin_account(organizer=self.organizer, by=self.request.user, **form.cleaned_data)


class LostAccounts(OrganizerView, ListView):
    """Whose account this member of the team may recover; found by name, number or address."""

    section = "access_links"
    permission = "accounts.hand_over_access"
    template_name = "accounts/lost_accounts.html"
    paginate_by = 25

    def get_queryset(self) -> list[User]:
        return queries.people_to_recover(
            organizer=self.organizer, by=self.request.user, text=self.request.GET.get("q", "")
        )

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(q=self.request.GET.get("q", ""), **kwargs)


class LostAccount(HandOver):
    form_class = RecoverForm
    submit_label = _("Make the link")

    @property
    def heading(self) -> str:
        return str(_("Recover the account of %(person)s") % {"person": self.person})

    lead = _("Make sure that it is really this person: whoever opens the link gets into the account. Where there is "
             "an email address, it is told at once.")  # fmt: skip

    @property
    def person(self) -> User:
        reachable = recovery.people(organizer=self.organizer, by=self.request.user)
        return get_object_or_404(reachable, pk=self.kwargs["pk"])

    def perform(self, form: RecoverForm) -> AccessLink:
        return actions.recover_account(
            organizer=self.organizer, by=self.request.user, user=self.person, **form.cleaned_data
        )

    def back_url(self) -> str:
        return reverse("lost_accounts", args=[self.organizer.slug])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(lead=self.lead, **kwargs)


class AccessLinkWithdraw(OrganizerView, View):
    permission = "accounts.hand_over_access"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        link = get_object_or_404(queries.access_links(self.organizer), pk=kwargs["pk"])
        try:
            actions.withdraw_access_link(link=link, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The link for %(person)s does nothing any more.") % {"person": link})
        return redirect("access_links", self.organizer.slug)


OVER = ValidationError(
    _("It was used already, was withdrawn, or is older than 24 hours. If it was you who used it, sign in. Otherwise "
      "ask whoever gave it to you for a new one."),
    "over",
)  # fmt: skip


class Access(PublicView, FormView):
    """The link itself: says who hands it over, asks for a password, and signs the person in.

    A link that is used up, out of time or unknown looks the same to whoever opens it.
    """

    template_name = "accounts/access.html"
    form_class = NewPasswordForm
    link: AccessLink | None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.link = queries.usable_access_link(actions.digest(kwargs["secret"]))
        if self.link is None:
            return link_over(request, OVER)
        if request.user.is_authenticated:
            response = render(request, "accounts/access_signed_in.html", {"link": self.link})
        else:
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_form_kwargs(self) -> dict:
        person = self.link.user or User(full_name=self.link.full_name)
        begins = self.link.purpose == AccessLink.Purpose.BEGIN
        return super().get_form_kwargs() | {"user": person, "begins": begins, "name": self.link.full_name}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(link=self.link, **kwargs)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        try:
            user = actions.use_access_link(
                link=self.link,
                password=form.cleaned_data["password1"],
                full_name=form.cleaned_data.get("full_name", ""),
                language=self.request.LANGUAGE_CODE,
                agrees=form.cleaned_data.get("agrees", False),
            )
        except ValidationError as error:
            if error.code == "state":  # used in another tab, or withdrawn meanwhile
                return link_over(self.request, OVER)
            add_error(form, error)
            return self.form_invalid(form)
        return perform_login(self.request, user, email_verification="none", redirect_url=reverse("home"))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SecondFactor(OrganizerView, TemplateView):
    """Says that this organizer asks for a second factor, and leads to setting one up."""

    permission = "accounts.enter_workspace"
    template_name = "accounts/second_factor.html"
    keeps_to_fairs = True
    lets_in_without_second_factor = True

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.lacks_second_factor():
            return redirect("overview", self.organizer.slug)
        return super().get(request, *args, **kwargs)
