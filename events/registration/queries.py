"""Reads of a fair's registration: what is set up, and what an application still lacks."""

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from accounts.reach import Reach
from events.models import Fair, FairDocument, Package, Question, Quota, Terms
from events.queries import fairs_within


def packages(fair: Fair) -> QuerySet[Package]:
    """The fair's packages, each with how many applications ask for it."""
    return fair.packages.annotate(asked=Count("applications"))


def offered(fair: Fair) -> QuerySet[Package]:
    return fair.packages.filter(is_offered=True)


def quotas(fair: Fair) -> QuerySet[Quota]:
    return fair.quotas.select_related("package", "group", "province")


def questions(fair: Fair) -> QuerySet[Question]:
    """The fair's questions in their order, each with how many answers it has."""
    return fair.questions.select_related("depends_on").annotate(answered=Count("answers"))


def terms(fair: Fair) -> Terms | None:
    """The terms that hold now."""
    return fair.terms.first()


def to_copy_from(reach: Reach, fair: Fair) -> QuerySet[Fair]:
    """Fairs of the same organizer for which packages were offered or questions asked, the latest first."""
    packages, questions = Package.objects.filter(fair=OuterRef("pk")), Question.objects.filter(fair=OuterRef("pk"))
    rows = fairs_within(reach).filter(Exists(packages) | Exists(questions))
    return rows.exclude(pk=fair.pk).order_by("-starts_on")


def documents(fair: Fair) -> list[FairDocument]:
    """What the organizer gives out to who reads the language of now."""
    return list(fair.documents.filter(language__in=["", get_language() or "vi"]).select_related("file"))
