"""List pages: search without marks, filters in the address, sorting, paging, export of just what is shown."""

import io
from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from common.spreadsheets import SheetSpec, write_csv, write_workbook
from common.text import fold

PAGE_SIZES = (25, 50, 100)
NO_FILTER = {"sort", "page", "per_page", "export", "columns"}
EXPORT_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


def search(rows: QuerySet, text: str, *keys: str) -> QuerySet:
    """Rows of which a stored folded key, or any of several, holds every word of the text, marks and case aside."""
    for word in fold(text).split():
        rows = rows.filter(reduce(or_, (Q(**{f"{key}__contains": word}) for key in keys or ("search_key",))))
    return rows


class SearchFilter(django_filters.CharFilter):
    """The search field of a list, over one stored folded key or several."""

    def __init__(self, *keys: str, **kwargs):
        kwargs.setdefault("label", _("Search"))
        super().__init__(**kwargs)
        self.keys = keys

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return search(qs, value, *self.keys) if value else qs


class YearFilter(django_filters.ChoiceFilter):
    """The years in which there are rows, the latest first; `field_name` is a date."""

    def __init__(self, field_name: str, **kwargs):
        kwargs.setdefault("empty_label", _("All years"))
        super().__init__(field_name=f"{field_name}__year", **kwargs)
        self.day = field_name

    @property
    def field(self):
        days = self.parent.queryset.order_by().dates(self.day, "year", order="DESC")
        self.extra["choices"] = [(day.year, str(day.year)) for day in days]
        return super().field


class ListTable(tables.Table):
    """A table of records. A column's `value_<name>` method gives the export its plain value."""

    class Meta:
        template_name = "django_tables2/cp.html"
        orderable = True

    def plain_rows(self) -> Iterator[list]:
        """The rows as an export writes them: without markup, dates and numbers as such."""
        columns = self.exported_columns()
        told = [is_told_as_kept(column, self._meta.model) for column in columns]
        for row in self.rows:
            yield [plain(row, column, as_kept=as_kept) for column, as_kept in zip(columns, told, strict=True)]

    def exported_columns(self) -> list[tables.columns.BoundColumn]:
        return [column for column in self.columns if not column.column.exclude_from_export]


def plain(row: tables.rows.BoundRow, column: tables.columns.BoundColumn, *, as_kept: bool = False) -> Any:
    """A cell's own value where it is a number or day, else the words of the page."""
    raw = column.accessor.resolve(row.record, quiet=True) if column.accessor else None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and not _has_choices(row.record, column):
        return raw
    if hasattr(raw, "year"):
        return raw
    value = raw if as_kept else row.get_cell_value(column.name)
    return "" if value is None else force_str(value)


def is_told_as_kept(column: tables.columns.BoundColumn, model: type[Model] | None) -> bool:
    """Whether a column says the very text of a field: then a long export need not ask how it is drawn, row by row."""
    plainly = (tables.Column.render, tables.Column.value)
    if (getattr(column.render, "__func__", None), getattr(column.value, "__func__", None)) != plainly or not model:
        return False
    return not getattr(column.accessor.get_field(model), "choices", None)


def _has_choices(record: Any, column: tables.columns.BoundColumn) -> bool:
    return hasattr(record, f"get_{column.accessor}_display")


class ListPaginator(Paginator):
    """Pages of an offered size, whatever an address asks for."""

    def __init__(self, object_list, per_page: int, **kwargs):
        super().__init__(object_list, per_page if per_page in PAGE_SIZES else PAGE_SIZES[0], **kwargs)


class ListPage(SingleTableMixin, FilterView):
    """One list of records. Subclasses give `table_class`, `filterset_class` and `get_queryset`."""

    template_name = "records/list.html"
    heading: str = ""
    lead: str = ""
    empty_text: str = ""
    strict = False
    exports: tuple[str, ...] = ("xlsx", "csv")
    export_inline_limit = 2_000

    def get_paginate_by(self, table_data) -> None:
        """The table cuts its rows into pages; the view need not do it again."""

    def get_table_pagination(self, table) -> dict:
        return {"per_page": PAGE_SIZES[0], "paginator_class": ListPaginator}

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        kind = self.request.GET.get("export")
        if kind in self.exports:
            return self.export(kind)
        return super().render_to_response(context, **kwargs)

    def export(self, kind: str) -> HttpResponse:
        """The filtered and sorted rows as a file. Long lists go through a job; see accounts.workspace."""
        buffer = io.BytesIO()
        write_rows(buffer, kind, force_str(self.heading), self.get_table(**self.get_table_kwargs()))
        response = HttpResponse(buffer.getvalue(), content_type=EXPORT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{export_name(self.heading, kind)}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def summary(self) -> list[tuple[str, str]]:
        """Sums that stand above the rows, on the page and on paper; each with what it is of."""
        return []

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            heading=self.heading,
            lead=self.lead,
            empty_text=self.empty_text,
            page_sizes=PAGE_SIZES,
            exports=self.exports,
            is_filtered=is_filtered(self.request),
            export_query=without_page(self.request.GET),
            **kwargs,
        )


def is_filtered(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name not in NO_FILTER)


def without_page(query: QueryDict) -> str:
    query = query.copy()
    query.pop("page", None)
    query.pop("export", None)
    return query.urlencode()


def export_name(heading: str, kind: str) -> str:
    return f"{slugify(fold(force_str(heading))) or 'list'}-{date_format(localdate(), 'Y-m-d')}.{kind}"


def write_rows(
    target, kind: str, title: str, table: ListTable, progress: Callable[[int, int], None] | None = None
) -> None:
    headers = [force_str(column.header) for column in table.exported_columns()]
    rows = counted(table, progress) if progress else table.plain_rows()
    if kind == "csv":
        write_csv(target, headers, rows)
    else:
        write_workbook(target, [SheetSpec(title=title, headers=headers, rows=rows)])


def counted(table: ListTable, progress: Callable[[int, int], None]) -> Iterator[list]:
    """The rows of an export that tells how far it is."""
    total = len(table.rows)
    for done, row in enumerate(table.plain_rows(), start=1):
        progress(done, total)
        yield row
