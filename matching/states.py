"""What becomes of a meeting, as a table: (state, deed) → state. docs/states.md prints it.

`reset` takes back an outcome that was entered wrongly, on the day of its entry alone. `restore` takes back that the
whole fair was called off, while the letters about it wait.
"""

from matching.models import MeetingState

MEETING = {
    (MeetingState.SCHEDULED, "move"): MeetingState.SCHEDULED,
    (MeetingState.SCHEDULED, "cancel"): MeetingState.CANCELLED,
    (MeetingState.SCHEDULED, "hold"): MeetingState.HELD,
    (MeetingState.SCHEDULED, "miss"): MeetingState.NOT_HELD,
    (MeetingState.HELD, "reset"): MeetingState.SCHEDULED,
    (MeetingState.NOT_HELD, "reset"): MeetingState.SCHEDULED,
    (MeetingState.CANCELLED, "restore"): MeetingState.SCHEDULED,
}
