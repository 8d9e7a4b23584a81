"""Which applications a deed on many is meant for: the ticked ones of every page, or all that match the filters."""

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from events.desk import queries
from events.desk.tables import ApplicationFilter
from events.models import Application, Fair

ALL = "all"
LONGEST_NUMBER = 18


def chosen(request: HttpRequest, fair: Fair) -> QuerySet[Application]:
    """`row` holds ticks of the page, `rows` the numbers of ticks on other pages, `query` the filters of the list."""
    rows = queries.queue(fair)
    if request.POST.get("scope") == ALL:
        return ApplicationFilter(QueryDict(request.POST.get("query", "")), queryset=rows, request=request).qs
    numbers = [*request.POST.getlist("row"), *request.POST.get("rows", "").split(",")]
    return rows.filter(pk__in={int(n) for n in numbers if n.isdecimal() and len(n) <= LONGEST_NUMBER})
