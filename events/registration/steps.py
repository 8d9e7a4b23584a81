"""The steps of an application: which of them a fair uses, their order, and what is still missing in each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import (
    Answer,
    Application,
    ApplicationOrigin,
    AskedOf,
    Fair,
    PaperKind,
    ParticipationRole,
    Question,
    Registration,
)
from events.registration import papers, queries, questions
from events.registration.eligibility import obstacles, rules_of

FORM = "form"  # of what staff enter from paper alone
CONTACT, BOOTH, PRODUCTS, PAPERS, PEOPLE, QUESTIONS = "contact", "booth", "products", "papers", "people", "questions"
TITLES: dict[str, Promise] = {
    FORM: gettext_lazy("The signed form"),
    CONTACT: gettext_lazy("Whom to ask"),
    BOOTH: gettext_lazy("Your booth"),
    PRODUCTS: gettext_lazy("What you bring"),
    PAPERS: gettext_lazy("Papers"),
    PEOPLE: gettext_lazy("Who comes"),
    QUESTIONS: gettext_lazy("The organizer's questions"),
}


# Of what comes in as a list, papers and answers are asked for afterwards; the review says what is not there.
IN_NUMBERS = (ApplicationOrigin.LIST, ApplicationOrigin.DELEGATION)


@dataclass(frozen=True)
class Missing:
    """What must still be filled in, and the step in which it is."""

    step: str
    words: str

    def __str__(self) -> str:
        return self.words


def steps_of(fair: Fair) -> list[str]:
    """The steps that this fair uses, in order."""
    used = {
        CONTACT: True,
        BOOTH: fair.uses_floor or fair.packages.exists(),
        PRODUCTS: True,
        PAPERS: fair.required_papers.exists(),
        PEOPLE: True,
        QUESTIONS: fair.questions.filter(is_asked=True).exists(),
    }
    return [step for step, is_used in used.items() if is_used]


def after(step: str, steps: list[str]) -> str:
    """The step that follows; empty after the last, where the application is checked and submitted."""
    n = steps.index(step) + 1
    return steps[n] if n < len(steps) else ""


def missing(application: Application, rules: Registration | None = None) -> list[Missing]:
    """What stands in the way of submitting, in the order of the steps."""
    rules = rules or rules_of(application.fair)
    found = [
        *_form(application),
        *_contact(application),
        *_booth(application, rules),
        *_products(application, rules),
    ]
    if application.origin in IN_NUMBERS:
        return found
    return [*found, *_papers(application), *_questions(application)]


def _form(application: Application) -> list[Missing]:
    """What proves that the firm itself applied, where staff entered it from paper."""
    if application.origin != ApplicationOrigin.PAPER:
        return []
    wanted = [
        (application.received_on, _("The day on which the signed form was received")),
        (application.papers.filter(kind=PaperKind.FORM).exists(), _("A photo or scan of the signed form")),
        (application.consent_in_writing, _("That the signed form carries the person's consent")),
    ]
    return [Missing(FORM, words) for is_there, words in wanted if not is_there]


def _contact(application: Application) -> list[Missing]:
    wanted = [
        (application.contact_name, _("Who the organizer can ask: the contact person's name")),
        (application.contact_phone, _("The contact person's phone number")),
    ]
    return [Missing(CONTACT, words) for value, words in wanted if not value]


def _booth(application: Application, rules: Registration) -> list[Missing]:
    package, found = application.package, []
    has_choice = queries.offered(application.fair).exists()
    if package is None and has_choice:
        found.append(_("The package that you ask for"))
    if package and not package.is_offered and application.submitted_at is None:
        found.append(_("Another package: %(package)s is no longer offered") % {"package": package})
    if package and package.is_by_area and not application.area:
        found.append(_("How many m² you need"))
    has_board = application.fair.uses_floor and (package is None or package.has_booth)
    if has_board and not application.fascia_name:
        found.append(_("The name printed over the booth"))
    if has_board and application.booths > rules.most_booths:
        found.append(_("Fewer booths: one enterprise can have %(n)s at most") % {"n": rules.most_booths})
    return [Missing(BOOTH, words) for words in found]


def _products(application: Application, rules: Registration) -> list[Missing]:
    found = [Missing(PRODUCTS, words) for words in obstacles(application, rules)]
    if rules.pk and application.group is None and rules.groups.exists():
        found.append(Missing(PRODUCTS, _("The sector of what you bring")))
    return found


def _papers(application: Application) -> list[Missing]:
    lacking = [one.required for one in papers.asked_of(application) if one.required.is_required and not one.is_there]
    return [Missing(PAPERS, capfirst(str(paper))) for paper in lacking]


def _questions(application: Application) -> list[Missing]:
    rows = list(application.fair.questions.filter(is_asked=True).select_related("depends_on__depends_on"))
    if not rows:
        return []
    answers = list(application.answers.all())
    values = questions.firm_values(answers)
    return [
        Missing(QUESTIONS, f"{question} ({about})" if about else str(question))
        for question in rows
        if question.is_required and questions.asked(question, values)
        for about, answer in _subjects(application, question, answers)
        if answer is None or (answer.value is None and answer.file_id is None)
    ]


def _subjects(application: Application, question: Question, answers: list[Answer]) -> list[tuple[str, Answer | None]]:
    """About what a question is asked here, each with its answer if there is one."""
    own = [row for row in answers if row.question_id == question.pk]
    match question.asked_of:
        case AskedOf.PRODUCT:
            by_product = {row.product_id: row for row in own}
            return [(str(product), by_product.get(product.pk)) for product in application.products.all()]
        case AskedOf.DELEGATE:
            by_person = {row.attendee_id: row for row in own}
            return [(str(person), by_person.get(person.pk)) for person in application.attendees.all()]
    return [("", own[0] if own else None)]


def advice(application: Application) -> list[str]:
    """What would help the organizer to say yes; none of it stands in the way."""
    found = []
    if application.enterprise.usual_role == ParticipationRole.SELLER and not application.products.exists():
        found.append(_("No product is ticked: the organizer does not see what you sell."))
    if not application.enterprise.address_as_written:
        found.append(_("Your address is not filled in."))
    return found
