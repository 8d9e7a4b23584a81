"""Marks on an application that is returned: lines of its letter, and words beside the fields of its steps."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A step or one of its fields, as the enterprise calls it, and what should be changed there."""

    step: str
    field: str
    label: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.words}" if self.words else self.label


def with_marks(answer: str, marks: Sequence[Mark]) -> str:
    """The organizer's words, with a line for each mark below them."""
    return "\n".join(filter(None, [answer.strip(), *(f"- {mark}" for mark in marks)]))
