"""The state machines of this room as tables: (state, deed) → state. docs/states.md prints them."""

from events.models import FairState, ParticipationState

FAIR = {
    (FairState.PLANNED, "hold"): FairState.HELD,
    (FairState.PLANNED, "cancel"): FairState.CANCELLED,
    (FairState.CANCELLED, "reopen"): FairState.PLANNED,
    (FairState.HELD, "reopen"): FairState.PLANNED,
}

PARTICIPATION = {
    (ParticipationState.EXPECTED, "take_part"): ParticipationState.TOOK_PART,
    (ParticipationState.EXPECTED, "stay_away"): ParticipationState.NO_SHOW,
    (ParticipationState.TOOK_PART, "reset"): ParticipationState.EXPECTED,
    (ParticipationState.NO_SHOW, "reset"): ParticipationState.EXPECTED,
}
