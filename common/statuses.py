"""How a state looks wherever it is shown: its mark in icons.svg and its tone. Its word comes from its choices."""

from dataclasses import dataclass

# state code → (mark, tone); tones are those of components.css
LOOKS = {
    "draft": ("s-draft", "is-line"),
    "open": ("s-open", "is-wait"),
    "planned": ("s-open", "is-off"),
    "held": ("s-ok", "is-ok"),
    "cancelled": ("s-off", "is-off"),
    "expected": ("s-open", "is-off"),
    "took_part": ("s-ok", "is-ok"),
    "no_show": ("s-bad", "is-bad"),
    "to_be_signed": ("s-wait", "is-wait"),
    "signed": ("s-ok", "is-ok"),
    "verified": ("s-lock", "is-ok"),
    "in_performance": ("s-now", "is-wait"),
    "fulfilled": ("s-ok", "is-ok"),
    "partly_fulfilled": ("s-todo", "is-todo"),
    "expired": ("s-off", "is-off"),
    "terminated": ("s-bad", "is-bad"),
    "superseded": ("s-off", "is-off"),
    "void": ("s-off", "is-off"),
    "in_force": ("s-ok", "is-ok"),
    "expiring": ("s-todo", "is-todo"),
    "revoked": ("s-bad", "is-bad"),
    "waiting": ("s-wait", "is-wait"),
    "running": ("s-now", "is-wait"),
    "sending": ("s-now", "is-wait"),
    "done": ("s-ok", "is-ok"),
    "sent": ("s-ok", "is-ok"),
    "failed": ("s-bad", "is-bad"),
    "uncertain": ("s-todo", "is-todo"),
    "by_hand": ("s-todo", "is-todo"),
    "told": ("s-ok", "is-ok"),
    "withheld": ("s-off", "is-off"),
    "reached": ("s-ok", "is-ok"),
    "not_reached": ("s-todo", "is-todo"),
    "call_again": ("s-wait", "is-wait"),
    "wrong_number": ("s-bad", "is-bad"),
    "listed": ("s-draft", "is-line"),
    "invited": ("s-wait", "is-wait"),
    "followed": ("s-now", "is-wait"),
    "applied": ("s-ok", "is-ok"),
    "not_coming": ("s-bad", "is-bad"),
    "opted_out": ("s-off", "is-off"),
    "accepted": ("s-ok", "is-ok"),
    "let_go": ("s-off", "is-off"),
    "granted": ("s-ok", "is-ok"),
    "submitted": ("s-wait", "is-wait"),
    "returned": ("s-todo", "is-todo"),
    "approved": ("s-ok", "is-ok"),
    "waitlisted": ("s-queue", "is-wait"),
    "declined": ("s-bad", "is-bad"),
    "withdrawn": ("s-off", "is-off"),
    "scheduled": ("s-wait", "is-wait"),
    "not_held": ("s-bad", "is-bad"),
    "offered": ("s-wait", "is-wait"),
    "asked": ("s-wait", "is-wait"),
    "linked": ("s-ok", "is-ok"),
    "refused": ("s-bad", "is-bad"),
    "undone": ("s-off", "is-off"),
    "unconfirmed": ("s-open", "is-off"),
    "received": ("s-todo", "is-todo"),
    "answered": ("s-wait", "is-wait"),
    "shown": ("s-ok", "is-ok"),
    "unasked": ("s-open", "is-off"),
    "taken_back": ("s-off", "is-off"),
    "restricted": ("s-lock", "is-off"),
    "offline": ("s-open", "is-off"),
    "untold": ("s-wait", "is-wait"),
    "absent": ("s-bad", "is-bad"),
    "unpaid": ("s-wait", "is-wait"),
    "part_paid": ("s-todo", "is-todo"),
    "overdue": ("s-bad", "is-bad"),
    "paid": ("s-ok", "is-ok"),
    "overpaid": ("s-todo", "is-todo"),
    "to_refund": ("s-todo", "is-todo"),
    "exact": ("s-ok", "is-ok"),
    "under": ("s-todo", "is-todo"),
    "over": ("s-todo", "is-todo"),
    "ended": ("s-off", "is-off"),
    "likely": ("s-info", "is-wait"),
    1: ("s-info", "is-off"),
    2: ("s-todo", "is-todo"),
    3: ("s-wait", "is-wait"),
    4: ("s-ok", "is-ok"),
    5: ("s-ok", "is-ok"),
}


@dataclass(frozen=True)
class Status:
    mark: str
    tone: str
    label: str


def status(code: str | int, label: str) -> Status:
    """The look of a state; KeyError where a new state was given none."""
    mark, tone = LOOKS[code]
    return Status(mark, tone, str(label))
