"""What is done from a fair's lists: firms reminded of papers, a person's columns kept."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.letters import thread_of
from events.lists import letters, queries
from events.models import ChosenColumns, Fair

REST = timedelta(days=1)


@transaction.atomic
def remind_of_papers(*, fair: Fair, applications: Iterable[int]) -> int:
    """Write to those of them that lack a paper and were not reminded within a day; returns how many letters."""
    Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)  # who presses at the same moment comes after
    required, reminded = queries.required_papers(fair), queries.reminded(fair)
    rested = timezone.now() - REST
    rows = queries.lacking(fair, required).filter(pk__in=list(applications)).order_by("pk")
    due = [row for row in rows if (at := reminded.get(thread_of(row))) is None or at <= rested]
    for row in due:
        letters.remind(row, queries.missing_of(row, required))
    return len(due)


@transaction.atomic
def choose_columns(*, person: User, list_name: str, columns: list[str]) -> None:
    """Keep which columns a person wants in a list; none brings the usual ones back."""
    if columns:
        ChosenColumns.objects.update_or_create(person=person, list_name=list_name, defaults={"columns": columns})
    else:
        ChosenColumns.objects.filter(person=person, list_name=list_name).delete()
