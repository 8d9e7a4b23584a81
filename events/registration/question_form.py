"""The step of an application that asks the fair's own questions."""

from typing import Any

from django import forms

from enterprises.models import Product
from events.models import Application, AskedOf, Attendee, Fair, Question
from events.registration import questions

Subject = tuple[Product | None, Attendee | None]
FIRM: Subject = (None, None)


class QuestionsForm(forms.Form):
    """Questions of the firm, then of each product shown, then of each person who comes."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = application.version
        self.questions = list(application.fair.questions.filter(is_asked=True).select_related("depends_on__depends_on"))
        self.kept = {
            (row.question_id, row.product_id, row.attendee_id): row
            for row in application.answers.select_related("question", "file")
        }
        self.asked: dict[str, tuple[Question, Subject]] = {}
        self.sections: list[tuple[str, list[str]]] = []
        self._ask(AskedOf.FIRM, FIRM)
        for product in application.products.all():
            self._ask(AskedOf.PRODUCT, (product, None))
        for person in application.attendees.all():
            self._ask(AskedOf.DELEGATE, (None, person))

    def _ask(self, asked_of: str, subject: Subject) -> None:
        """Add a section with the questions that are asked of one subject."""
        names = [self._add(row, subject) for row in self.questions if row.asked_of == asked_of]
        if names:
            self.sections.append((str(subject[0] or subject[1] or ""), names))

    def _add(self, question: Question, subject: Subject) -> str:
        product, person = subject
        name = field_name(question, subject)
        field = self.fields[name] = questions.field_for(question)
        field.is_wanted = question.is_required
        if question.depends_on_id:
            condition = {"data-if": field_name(question.depends_on, FIRM), "data-if-value": question.depends_value}
            field.widget.attrs |= condition
        kept = self.kept.get((question.pk, product and product.pk, person and person.pk))
        if kept:
            self.initial[name] = questions.initial_of(kept)
            field.kept_file = kept.file
        self.asked[name] = (question, subject)
        return name

    def shown(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(heading, fields) of each section."""
        return [(heading, [self[name] for name in names]) for heading, names in self.sections]

    def answers(self) -> dict[tuple[Question, Subject], Any]:
        """What was answered to each question that is asked now; what its condition rules out is left out."""
        values = {
            question.pk: questions.value_of(question, self.cleaned_data.get(name))
            for name, (question, subject) in self.asked.items()
            if subject == FIRM
        }
        return {
            (question, subject): self.cleaned_data.get(name)
            for name, (question, subject) in self.asked.items()
            if questions.asked(question, values)
        }


class PreviewForm(forms.Form):
    """All questions of a fair, as an organizer looks them over."""

    def __init__(self, *args, fair: Fair, **kwargs):
        super().__init__(*args, **kwargs)
        for question in fair.questions.filter(is_asked=True).select_related("depends_on"):
            field = self.fields[field_name(question, FIRM)] = questions.field_for(question)
            field.is_wanted = question.is_required


def field_name(question: Question, subject: Subject) -> str:
    product, person = subject
    about = f"_p{product.pk}" if product else f"_a{person.pk}" if person else ""
    return f"q{question.pk}{about}"
