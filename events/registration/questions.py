"""The fair's own questions as form fields, and their answers as values and as words."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common import files
from common.money import NumberError, parse_quantity
from common.text import clean
from events.models import Answer, Question, QuestionKind

LONG_ANSWER, SHORT_ANSWER = 4000, 300
FILES = (*files.SCANS,)


def asked(question: Question, values: Mapping[int, Any]) -> bool:
    """Whether a question is asked, given the firm's answers by question; a chain of conditions must hold whole."""
    parent = question.depends_on
    if not question.is_asked:
        return False
    if parent is None:
        return True
    return asked(parent, values) and _says(values.get(parent.pk), question.depends_value)


def _says(value: Any, wanted: str) -> bool:
    if isinstance(value, list):
        return wanted in value
    if isinstance(value, bool):
        return value
    return value is not None and str(value) == wanted


class NumberField(forms.CharField):
    """A number as people write it, kept as text without groups: 1.500 is 1500 and 1,5 is 1.5."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: str) -> str | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return format(parse_quantity(written).normalize(), "f")
        except NumberError:
            raise ValidationError(_("Write a number, such as 1.500 or 1,5.")) from None


def field_for(question: Question, *, answered_by_file: bool = False) -> forms.Field:
    """The form field of a question. Whether it must be answered is checked when the application is submitted."""
    said = {"label": str(question), "help_text": question.help, "required": False}
    match question.kind:
        case QuestionKind.LONG:
            return forms.CharField(max_length=LONG_ANSWER, widget=forms.Textarea(attrs={"rows": 3}), **said)
        case QuestionKind.NUMBER:
            return NumberField(**said)
        case QuestionKind.CHOICE:
            return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **said)
        case QuestionKind.MULTIPLE:
            return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **said)
        case QuestionKind.DATE:
            return forms.DateField(**said)
        case QuestionKind.FILE:
            return forms.FileField(widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}), **said)
        case QuestionKind.CONSENT:
            return forms.BooleanField(**said)
    return forms.CharField(max_length=SHORT_ANSWER, **said)


def value_of(question: Question, cleaned: Any) -> Any:
    """What is kept of a cleaned field; None where nothing was answered."""
    if isinstance(cleaned, datetime.date):
        return cleaned.isoformat()
    if question.kind == QuestionKind.TEXT and cleaned:
        return clean(cleaned)
    return cleaned or None


def initial_of(answer: Answer) -> Any:
    """An answer as its form field starts with it."""
    if answer.question.kind == QuestionKind.DATE and answer.value:
        return datetime.date.fromisoformat(answer.value)
    return answer.value


def words(answer: Answer) -> str:
    """An answer as pages and lists say it."""
    question, value = answer.question, answer.value
    if answer.file_id:
        return answer.file.name
    if value is None:
        return ""
    match question.kind:
        case QuestionKind.CHOICE:
            return dict(question.choices).get(value, "")
        case QuestionKind.MULTIPLE:
            return ", ".join(name for code, name in question.choices if code in value)
        case QuestionKind.DATE:
            return date_format(datetime.date.fromisoformat(value), "d/m/Y")
        case QuestionKind.CONSENT:
            return str(_("yes"))
    return str(value)


def firm_values(answers: Iterable[Answer]) -> dict[int, Any]:
    """The firm's own answers by question, on which conditions stand."""
    return {row.question_id: row.value for row in answers if row.product_id is None and row.attendee_id is None}
