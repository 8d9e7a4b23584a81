"""Pages of an organizer's workspace: list, record, form, removal, history. Rooms fill them with their records."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView

from accounts.access import OrganizerView
from accounts.reach import Reach
from common import busy, files, history, jobs
from common.lists import ListPage
from common.text import clean


class WorkspaceList(OrganizerView, ListPage):
    """A list in the workspace, with the button that enters a new row. As a PDF it is laid out by a job."""

    exports = ("xlsx", "csv", "pdf")
    create_url_name: str = ""
    create_permission: str = ""
    create_label: str = ""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if self.create_url_name and self.may(self.create_permission):
            context["create_url"] = self.create_url()
            context["create_label"] = self.create_label
        return context

    def create_url(self) -> str:
        return reverse(self.create_url_name, args=[self.organizer.slug])

    def export(self, kind: str) -> HttpResponse:
        files.note_list(organizer=self.organizer, name=str(self.heading), by=self.request.user)
        if kind != "pdf" and self.object_list.count() <= self.export_inline_limit:
            return super().export(kind)
        query = self.request.GET.copy()
        job = jobs.start(
            kind="export_list",
            organizer=self.organizer,
            by=self.request.user,
            params={"path": self.request.path, "query": query.urlencode(), "type": kind},
            key=f"export:{self.request.user.pk}:{self.request.get_full_path()}",
        )
        return redirect("job", self.organizer.slug, job.pk)


@dataclass(frozen=True)
class Fact:
    """A line of a record's page: what it is, what it says, where it leads."""

    label: str
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Section:
    """Rows that belong to a record, shown as a table below its facts."""

    title: str
    table: Any
    empty_text: str
    add_url: str = ""
    add_label: str = ""


class RecordMixin(OrganizerView):
    """Finds one record within the person's reach; `scope` names the queryset that it must be in."""

    record: Model

    def scope(self, reach: Reach) -> QuerySet:
        raise TypeError("a record page says whose records it shows")

    def get_queryset(self) -> QuerySet:
        return self.scope(self.reach)

    def page_url(self, name: str, record: Model | None = None) -> str:
        return reverse(name, args=[self.organizer.slug, (record or self.object).pk])


class RecordPage(RecordMixin, DetailView):
    """A record's page: its facts, the rows that belong to it, its history, what can be done with it."""

    template_name = "records/record.html"
    change_permission: str = ""
    edit_url_name: str = ""
    remove_url_name: str = ""
    history_url_name: str = ""

    def facts(self) -> list[Fact]:
        raise TypeError("a record page lists its facts")

    def sections(self) -> list[Section]:
        return []

    def may(self, permission: str) -> bool:
        """Whether the person may do something at the record that is shown."""
        reach = self.reach_of(permission)
        if reach is None or reach.covers(self.reach):
            return reach is not None
        return self.scope(reach).filter(pk=self.object.pk).exists()

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.may(self.change_permission)
        return super().get_context_data(
            facts=[fact for fact in self.facts() if fact.value not in (None, "")],
            sections=self.sections(),
            entries=history.entries(self.object, limit=5),
            history_url=self.page_url(self.history_url_name) if self.history_url_name else "",
            edit_url=self.page_url(self.edit_url_name) if may_change and self.edit_url_name else "",
            remove_url=self.page_url(self.remove_url_name) if may_change and self.remove_url_name else "",
            **kwargs,
        )


class HistoryPage(RecordMixin, DetailView):
    """Everything that was done to a record."""

    template_name = "records/history.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(entries=history.entries(self.object, limit=500), **kwargs)


class RecordForm(forms.ModelForm):
    """A form over a record: text is cleaned, and `version` notices a change made in another tab."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, reach: Reach | None = None, **kwargs):
        self.reach, self.organizer = reach, reach and reach.organizer
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def _clean_fields(self) -> None:
        self.data = _cleaned_text(self)
        super()._clean_fields()

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.instance.pk and self.cleaned_data.get("version"):
            self.instance.version = self.cleaned_data["version"]

    def _get_validation_exclusions(self) -> set[str]:
        # The organizer and other fields set by the view take part in unique rules, so they are validated too.
        # What the form itself found wrong is not said a second time.
        unique = {"organizer", "kept_by", "enterprise", "fair"}
        return super()._get_validation_exclusions() - (unique - set(self._errors))


def _cleaned_text(form: forms.Form):
    data = form.data.copy()
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if isinstance(field, forms.CharField) and key in data:
            long_text = isinstance(field.widget, forms.Textarea)
            data[key] = data[key] if long_text else clean(data[key])
    return data


class DeedForm(FormView):
    """A form that does one deed through an action; whatever the action refuses is said in the form."""

    template_name = "records/form.html"
    heading: str = ""
    submit_label: str = _("Save")
    is_grave = False  # what cannot be taken back, or bars others: the button is red
    success_message: str = ""

    def perform(self, form: forms.Form) -> Any:
        """Call the action; returns what it made."""
        raise TypeError("a deed page calls its action")

    def success_url(self, outcome: Any) -> str:
        raise TypeError("a deed page says where it leads")

    def back_url(self) -> str:
        raise TypeError("a deed page has a way back")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            outcome = self.perform(form)
        except ValidationError as error:
            add_error(form, error)
            return self.form_invalid(form)
        except history.Stale:
            form.add_error(
                None,
                _("Somebody else changed this record meanwhile. Open it again to see the change, then enter yours."),
            )
            return self.form_invalid(form)
        except OperationalError as error:
            if not busy.is_busy(error):
                raise
            form.add_error(None, busy.ADVICE)
            return busy.try_again(self.form_invalid(form))
        if self.success_message:
            messages.success(self.request, self.success_message % {"record": outcome})
        return redirect(self.success_url(outcome))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            heading=self.heading, submit_label=self.submit_label, back_url=self.back_url(), **kwargs
        )


class DeedPage(OrganizerView, DeedForm):
    """A deed in an organizer's workspace."""


def add_error(form: forms.Form, error: ValidationError) -> None:
    """Put an action's refusal where it belongs: at its field if the form has it, else at the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class RecordFormPage(DeedPage):
    """Create or edit a record with a RecordForm."""

    form_class: type[RecordForm]

    def get_instance(self) -> Model | None:
        """The record to edit; None where a new one is entered."""
        return None

    def get_form_kwargs(self) -> dict:
        self.object = self.get_instance()
        return super().get_form_kwargs() | {"instance": self.object, "reach": self.reach}


class RemovePage(RecordMixin, DetailView):
    """Asks before a record goes, and says what stands in the way."""

    template_name = "records/remove.html"
    success_message = _("Removed: %(record)s. Its history is kept.")

    def perform(self) -> None:
        history.delete(self.object, by=self.request.user)

    def success_url(self) -> str:
        raise TypeError("a removal says where it leads")

    def back_url(self) -> str:
        raise TypeError("a removal has a way back")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_object()
        name = str(self.object)
        try:
            self.perform()
        except ProtectedError as error:
            blocked_by = sorted({str(o._meta.verbose_name_plural) for o in error.protected_objects})
            context = self.get_context_data(blocked_by=blocked_by, blocked_count=len(error.protected_objects))
            return self.render_to_response(context, status=409)
        messages.success(request, self.success_message % {"record": name})
        return redirect(self.success_url())

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(back_url=self.back_url(), **kwargs)
