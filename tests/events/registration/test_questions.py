"""The fair's own questions: when each is asked, what is kept, what counts as answered."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Answer, Attendee, Question, QuestionKind
from events.registration import questions, steps
from events.registration.actions import move_up, save_question
from events.registration.filling import save_answers
from events.registration.question_form import FIRM, QuestionsForm
from tests.factories import ApplicationFactory, FairFactory, ProductFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db
CHOICES = {"kind": "choice", "choices_vi": "Có\nKhông", "choices_en": "Yes\nNo"}


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True, uses_floor=False)


@pytest.fixture
def application(fair):
    return ApplicationFactory(fair=fair)


def answered(application, data: dict) -> dict:
    form = QuestionsForm({"version": application.version} | data, application=application)
    assert form.is_valid(), form.errors
    save_answers(application=application, answers=form.answers(), by=UserFactory())
    return {row.question_id: row.value for row in application.answers.all()}


@pytest.mark.parametrize(
    ("fields", "typed", "kept", "said"),
    [
        ({}, " Rượu  nếp ", "Rượu nếp", "Rượu nếp"),
        ({"kind": "number"}, "1.500", "1500", "1500"),
        ({"kind": "number"}, "1,5", "1.5", "1.5"),
        ({"kind": "date"}, "05/11/2026", "2026-11-05", "05/11/2026"),
        (CHOICES, "2", "2", "Không"),
        (CHOICES | {"kind": "multiple"}, ["1", "2"], ["1", "2"], "Có, Không"),
        ({"kind": "consent"}, "on", True, "yes"),
        ({"kind": "long"}, "dòng một\r\ndòng hai", "dòng một\r\ndòng hai", "dòng một\r\ndòng hai"),
    ],
)
def test_each_kind_of_answer_is_kept_and_said_again(application, fields, typed, kept, said):
    question = QuestionFactory(fair=application.fair, **fields)
    assert answered(application, {f"q{question.pk}": typed}) == {question.pk: kept}
    assert questions.words(Answer.objects.get()) == said
    again = QuestionsForm(application=application)
    assert again[f"q{question.pk}"].value()


@pytest.mark.parametrize(
    ("fields", "typed"), [({"kind": "number"}, "nhiều"), ({"kind": "date"}, "32/13/2026"), (CHOICES, "3")]
)
def test_what_is_no_answer_is_refused_at_its_field(application, fields, typed):
    question = QuestionFactory(fair=application.fair, **fields)
    form = QuestionsForm({"version": 1, f"q{question.pk}": typed}, application=application)
    assert list(form.errors) == [f"q{question.pk}"]


def test_a_question_is_asked_only_where_the_earlier_one_was_answered_so(application):
    first = QuestionFactory(fair=application.fair, **CHOICES)
    second = QuestionFactory(fair=application.fair, depends_on=first, depends_value="1", is_required=True)
    data = {f"q{first.pk}": "2", f"q{second.pk}": "không ai hỏi"}
    assert answered(application, data) == {first.pk: "2"}
    assert steps.missing(application) == []
    assert second.pk not in answered(application, {f"q{first.pk}": "2"})
    answered(application, {f"q{first.pk}": "1"})
    assert [one.step for one in steps.missing(application)] == [steps.QUESTIONS]


def test_an_answer_goes_when_its_condition_no_longer_holds(application):
    first = QuestionFactory(fair=application.fair, **CHOICES)
    second = QuestionFactory(fair=application.fair, depends_on=first, depends_value="1")
    answered(application, {f"q{first.pk}": "1", f"q{second.pk}": "220 V"})
    assert answered(application, {f"q{first.pk}": "2", f"q{second.pk}": "220 V"}) == {first.pk: "2"}


def test_a_question_of_each_product_and_person_is_asked_of_each(application):
    rice, tea = ProductFactory.create_batch(2, enterprise=application.enterprise)
    application.products.set([rice, tea])
    person = Attendee.objects.create(application=application, name="Lý Thị Hoa")
    of_product = QuestionFactory(fair=application.fair, asked_of="product", is_required=True)
    of_person = QuestionFactory(fair=application.fair, asked_of="delegate", is_required=True)
    assert len(steps.missing(application)) == 3
    names = [f"q{of_product.pk}_p{rice.pk}", f"q{of_product.pk}_p{tea.pk}", f"q{of_person.pk}_a{person.pk}"]
    answered(application, dict.fromkeys(names, "x"))
    assert steps.missing(application) == []
    assert Answer.objects.filter(product=None, attendee=None).count() == 0


def test_a_question_with_answers_keeps_its_kind_and_its_choices(application):
    question = QuestionFactory(fair=application.fair, **CHOICES)
    answered(application, {f"q{question.pk}": "2"})
    question.kind = QuestionKind.TEXT
    with pytest.raises(ValidationError, match="answers already"):
        save_question(question=question, by=UserFactory())
    question = Question.objects.get()
    question.choices_vi = "Có"
    with pytest.raises(ValidationError, match="choices can be added"):
        save_question(question=question, by=UserFactory())
    question = Question.objects.get()
    question.choices_vi = "Có\nKhông\nChưa biết"
    save_question(question=question, by=UserFactory())


def test_a_question_never_moves_before_the_one_on_which_it_depends(fair):
    by = UserFactory()
    first = save_question(question=Question(fair=fair, text_vi="Có dùng bếp ga?", **CHOICES), by=by)
    second = save_question(question=Question(fair=fair, text_vi="Mấy bếp?", depends_on=first, depends_value="1"), by=by)
    third = save_question(question=Question(fair=fair, text_vi="Ghi chú"), by=by)
    with pytest.raises(ValidationError, match="after the question"):
        move_up(record=second, by=by)
    move_up(record=third, by=by)
    assert list(fair.questions.all()) == [first, third, second]
    third.refresh_from_db()
    third.depends_on = second
    with pytest.raises(ValidationError, match="after the question"):
        save_question(question=third, by=by)


def test_a_chain_of_conditions_must_hold_whole(fair):
    first = QuestionFactory(fair=fair, **CHOICES)
    second = QuestionFactory(fair=fair, depends_on=first, depends_value="1", **CHOICES)
    third = QuestionFactory(fair=fair, depends_on=second, depends_value="2")
    assert questions.asked(third, {first.pk: "1", second.pk: "2"})
    assert not questions.asked(third, {first.pk: "2", second.pk: "2"})
    assert FIRM == (None, None)
