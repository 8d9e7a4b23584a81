"""The register: our own running number per organizer, year and kind."""

import re
from collections.abc import Iterable

from accounts.models import Organizer
from contracts.models import Agreement, Kind, RegisterCounter

SERIES = {Kind.MEMORANDUM: "BBGN", Kind.FRAMEWORK: "HĐNT", Kind.SALES: "HĐ"}
# A longer number at the head is a date or the like and says nothing of a sequence.
_SEQUENCE = re.compile(r"\D{0,4}(\d{1,6})(?!\d)")


def next_number(*, organizer: Organizer, year: int, kind: str) -> str:
    """The next number of a register, such as 46/HĐ-2019; one that the register holds already is passed over.

    Called in the transaction that writes the agreement, so that a failed write leaves no gap.
    """
    counter, _created = RegisterCounter.objects.get_or_create(organizer=organizer, year=year, kind=kind)
    counter = RegisterCounter.objects.select_for_update().get(pk=counter.pk)
    register = Agreement.objects.filter(organizer=organizer, register_year=year, kind=kind)
    while True:
        counter.last += 1
        number = f"{counter.last:02}/{SERIES[kind]}-{year}"
        if not register.filter(register_no=number).exists():
            break
    counter.save(update_fields=["last"])
    return number


def note_numbers(*, organizer: Organizer, numbers: Iterable[tuple[int, str, str]]) -> None:
    """Take notice of (year, kind, number) that came from elsewhere: our own sequence goes on after the highest."""
    highest: dict[tuple[int, str], int] = {}
    for year, kind, number in numbers:
        if found := _SEQUENCE.match(number):
            highest[year, kind] = max(highest.get((year, kind), 0), int(found[1]))
    for (year, kind), last in highest.items():
        RegisterCounter.objects.get_or_create(organizer=organizer, year=year, kind=kind)
        counters = RegisterCounter.objects.filter(organizer=organizer, year=year, kind=kind)
        counters.filter(last__lt=last).update(last=last)
