"""What may become of an agreement, as a table: (state, deed) → state. docs/states.md prints it.

`correct` is every change of what the paper says: what was verified must then be verified again.
"""

from django.utils.translation import gettext_lazy as _

from contracts.models import State

AGREEMENT = {
    (State.DRAFT, "correct"): State.DRAFT,
    (State.DRAFT, "sign"): State.SIGNED,
    (State.DRAFT, "prepare"): State.TO_BE_SIGNED,
    (State.TO_BE_SIGNED, "correct"): State.TO_BE_SIGNED,
    (State.TO_BE_SIGNED, "sign"): State.SIGNED,
    (State.TO_BE_SIGNED, "put_off"): State.DRAFT,
    (State.SIGNED, "correct"): State.SIGNED,
    (State.SIGNED, "verify"): State.VERIFIED,
    (State.SIGNED, "perform"): State.IN_PERFORMANCE,
    (State.SIGNED, "expire"): State.EXPIRED,
    (State.SIGNED, "terminate"): State.TERMINATED,
    (State.SIGNED, "supersede"): State.SUPERSEDED,
    (State.SIGNED, "void"): State.VOID,
    (State.VERIFIED, "correct"): State.SIGNED,
    (State.VERIFIED, "perform"): State.IN_PERFORMANCE,
    (State.VERIFIED, "expire"): State.EXPIRED,
    (State.VERIFIED, "terminate"): State.TERMINATED,
    (State.VERIFIED, "supersede"): State.SUPERSEDED,
    (State.VERIFIED, "void"): State.VOID,
    (State.IN_PERFORMANCE, "correct"): State.IN_PERFORMANCE,
    (State.IN_PERFORMANCE, "fulfil"): State.FULFILLED,
    (State.IN_PERFORMANCE, "fulfil_part"): State.PARTLY_FULFILLED,
    (State.IN_PERFORMANCE, "expire"): State.EXPIRED,
    (State.IN_PERFORMANCE, "terminate"): State.TERMINATED,
    (State.IN_PERFORMANCE, "supersede"): State.SUPERSEDED,
    (State.IN_PERFORMANCE, "void"): State.VOID,
    (State.FULFILLED, "correct"): State.FULFILLED,
    (State.FULFILLED, "reopen"): State.IN_PERFORMANCE,
    (State.FULFILLED, "void"): State.VOID,
    (State.PARTLY_FULFILLED, "correct"): State.PARTLY_FULFILLED,
    (State.PARTLY_FULFILLED, "fulfil"): State.FULFILLED,
    (State.PARTLY_FULFILLED, "reopen"): State.IN_PERFORMANCE,
    (State.PARTLY_FULFILLED, "supersede"): State.SUPERSEDED,
    (State.PARTLY_FULFILLED, "void"): State.VOID,
    (State.EXPIRED, "correct"): State.EXPIRED,
    (State.EXPIRED, "reopen"): State.IN_PERFORMANCE,
    (State.EXPIRED, "supersede"): State.SUPERSEDED,
    (State.EXPIRED, "void"): State.VOID,
    (State.TERMINATED, "correct"): State.TERMINATED,
    (State.TERMINATED, "reopen"): State.IN_PERFORMANCE,
    (State.TERMINATED, "void"): State.VOID,
    # The contract that replaced it was declared void
    (State.SUPERSEDED, "restore"): State.SIGNED,
}

# What a person does with one press; `correct`, `supersede` and `restore` come about by other deeds.
DEED_LABELS = {
    "sign": _("Record as signed"),
    "prepare": _("Put down for signing"),
    "put_off": _("Back to draft"),
    "verify": _("Verify"),
    "perform": _("Performance has begun"),
    "fulfil": _("Fulfilled"),
    "fulfil_part": _("Partly fulfilled"),
    "reopen": _("Back to performance"),
    "expire": _("Expired"),
    "terminate": _("Terminate"),
    "void": _("Declare void"),
}
NEEDS_REASON = {"reopen", "terminate", "void"}
