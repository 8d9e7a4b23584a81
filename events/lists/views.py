"""The lists of a fair: where each begins, the list with its columns and files, the reminder of papers."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.workspace import WorkspaceList
from common.money import format_dong
from events.access import FairMixin
from events.actions.lists import choose_columns, remind_of_papers
from events.catalogue.queries import shown
from events.lists import filters, queries, tables
from events.models import ChosenColumns
from events.tables import kilowatts

MOST_COLUMNS = 60


class ListsMixin(FairMixin):
    section = "fair_lists"
    permission = "events.view_lists"

    def tabs(self) -> list[tuple[str, str]]:
        """The lists that the person may open, each with its address."""
        return [(page.heading, self.page_url(page.url_name)) for page in self.pages()]

    def pages(self) -> list[type["FairList"]]:
        return [page for page in LISTS.values() if page.is_used(self.fair) and self.may(page.permission)]


class FairLists(ListsMixin, TemplateView):
    """The ways to all lists, each with how many rows it has."""

    template_name = "events/lists/index.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            heading=_("Lists"),
            lists=[
                {
                    "label": page.heading,
                    "icon": page.icon,
                    "text": page.lead,
                    "url": self.page_url(page.url_name),
                    "count": page.rows_of(self.fair).count(),
                }
                for page in self.pages()
            ]
            + [
                {
                    "label": _("Participant catalogue"),
                    "icon": "i-eye",
                    "text": _("Who agreed to be published; on the fair's page, and to print in both languages."),
                    "url": self.page_url("fair_catalogue"),
                    "count": shown(self.fair).count(),
                }
            ],
            **kwargs,
        )


class FairList(ListsMixin, WorkspaceList):
    """One list. Its columns are those of the address, else those that the person chose before, else the usual ones."""

    template_name = "events/lists/list.html"
    table_class: type[tables.FairListTable]
    url_name: str
    icon: str
    needs: str = ""  # what the fair must use for the list to be of use

    @classmethod
    def is_used(cls, fair) -> bool:
        return not cls.needs or getattr(fair, cls.needs)

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        raise TypeError("a list says which rows it shows")

    def get_queryset(self) -> QuerySet:
        return self.rows_of(self.fair)

    @property
    def list_name(self) -> str:
        return self.url_name.removeprefix("fair_list_")

    @cached_property
    def hidden(self) -> list[str]:
        return self.table_class.hidden(self.chosen())

    def chosen(self) -> list[str]:
        if "columns" in self.request.GET:
            return self.request.GET["columns"].split(",")[:MOST_COLUMNS]
        own = ChosenColumns.objects.filter(person=self.request.user, list_name=self.list_name).first()
        return own.columns if own else []

    def get_table_kwargs(self) -> dict:
        return {"exclude": self.hidden}

    def get_context_data(self, **kwargs) -> dict:
        names = self.table_class.names()
        columns = self.table_class(data=self.object_list.none()).columns
        query = self.request.GET.copy()
        for name in ("columns", "page", "export"):
            query.pop(name, None)
        return super().get_context_data(
            tabs=self.tabs(),
            summary=self.summary(),
            lead_column=columns[names[0]].header,
            columns=[(name, columns[name].header, name not in self.hidden) for name in names[1:]],
            columns_url=reverse("fair_list_columns", args=[self.organizer.slug, self.fair.slug, self.list_name]),
            query_without_columns=query.urlencode(),
            empty_icon=self.icon,
            **kwargs,
        )


class Participants(FairList):
    url_name, icon = "fair_list_participants", "i-people"
    heading = _("Participants")
    lead = _("Who takes part, with booths and contacts.")
    empty_text = _("Participants appear here once applications are approved, or once you add them.")
    table_class = tables.ParticipantTable
    filterset_class = filters.ParticipantFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.participants(fair)


class Papers(FairList):
    permission = "events.review_application"
    url_name, icon, needs = "fair_list_papers", "i-file", "uses_applications"
    heading = _("Papers missing")
    lead = _("Which enterprise still owes which paper, with a text to send or a number to call.")
    empty_text = _("No application lacks a paper that the fair asks for.")
    table_class = tables.PapersTable
    filterset_class = filters.PapersFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.lacking(fair, queries.required_papers(fair))

    def get_table_kwargs(self) -> dict:
        extra = {"required": queries.required_papers(self.fair), "reminded": queries.reminded(self.fair)}
        return super().get_table_kwargs() | extra

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            bulk_url=self.page_url("fair_list_papers_remind"),
            bulk_deeds=[("remind", _("Remind by letter"))],
            **kwargs,
        )


class Delegates(FairList):
    url_name, icon = "fair_list_delegates", "i-user"
    heading = _("Delegates")
    lead = _("The people who come, and the name on each badge.")
    empty_text = _("People are listed in the applications; an approval brings them here.")
    table_class = tables.DelegateTable
    filterset_class = filters.DelegateFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.delegates(fair)


class FasciaNames(FairList):
    url_name, icon, needs = "fair_list_fascia", "i-booth", "uses_floor"
    heading = _("Fascia names")
    lead = _("What stands over each booth, letter for letter, for the sign maker.")
    empty_text = _("Participants appear here once applications are approved, or once you add them.")
    table_class = tables.FasciaTable
    filterset_class = filters.FasciaFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.boards(fair)


class PowerOrders(FairList):
    url_name, icon, needs = "fair_list_power", "i-power", "uses_floor"
    heading = _("Power orders")
    lead = _("Power, water and refrigerators by booth, with the sums of each hall.")
    empty_text = _("Nobody has asked for power, water or a refrigerator yet.")
    table_class = tables.PowerTable
    filterset_class = filters.PowerFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.supplies(fair)

    def summary(self) -> list[tuple[str, str]]:
        """Of the rows that are shown: by hall, what the electrician and the plumber have to bring."""
        return [(row["hall"] or _("Without a booth"), self.sums(row)) for row in queries.supply_sums(self.object_list)]

    @staticmethod
    def sums(row: dict) -> str:
        said = [_("%(kw)s kW") % {"kw": kilowatts(row["power"])}] if row["power"] else []
        if n := row["unstated"]:
            words = ngettext(
                "%(n)s enterprise did not say how much power", "%(n)s enterprises did not say how much power", n
            )
            said.append(words % {"n": format_dong(n)})
        if n := row["water"]:
            said.append(ngettext("%(n)s wants water", "%(n)s want water", n) % {"n": format_dong(n)})
        if n := row["cooling"]:
            said.append(ngettext("%(n)s refrigerator", "%(n)s refrigerators", n) % {"n": format_dong(n)})
        return ", ".join(said)


class Vehicles(FairList):
    url_name, icon, needs = "fair_list_vehicles", "i-go", "uses_applications"
    heading = _("Vehicles")
    lead = _("Which vehicles bring goods, for the gate.")
    empty_text = _("Vehicles are listed in the applications; an approval brings them here.")
    table_class = tables.VehicleTable
    filterset_class = filters.VehicleFilter

    @classmethod
    def rows_of(cls, fair) -> QuerySet:
        return queries.vehicles(fair)


LISTS: dict[str, type[FairList]] = {
    page.url_name.removeprefix("fair_list_"): page
    for page in (Participants, Papers, Delegates, FasciaNames, PowerOrders, Vehicles)
}


class ListColumns(ListsMixin, View):
    """Keep the columns that a person ticked, and show the list with them in its address, to be passed on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        page = LISTS.get(kwargs["list"])
        if page is None:
            raise Http404
        known = set(page.table_class.names())
        ticked = [name for name in dict.fromkeys(request.POST.getlist("column")) if name in known]
        if request.POST.get("deed") == "usual":
            ticked = []
        choose_columns(person=request.user, list_name=kwargs["list"], columns=ticked)
        query = QueryDict(request.POST.get("query", ""), mutable=True)
        query.pop("columns", None)
        if ticked:
            query["columns"] = ",".join(ticked)
        return HttpResponseRedirect(f"{self.page_url(page.url_name)}?{query.urlencode(safe=',')}")


class PapersRemind(ListsMixin, View):
    """Write to the ticked firms about what they still owe."""

    permission = "events.review_application"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        ticked = {int(pk) for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 19}
        written = remind_of_papers(fair=self.fair, applications=ticked)
        if written:
            words = ngettext("%(n)s letter is written", "%(n)s letters are written", written)
            messages.success(request, words % {"n": written})
        if left := len(ticked) - written:
            words = ngettext("%(n)s row was left as it was", "%(n)s rows were left as they were", left) % {"n": left}
            why = _("Nobody is reminded twice within a day, or once nothing is missing.")
            messages.warning(request, f"{words}. {why}")
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = self.page_url("fair_list_papers")
        return HttpResponseRedirect(back)
