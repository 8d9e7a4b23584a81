"""The state machine of links between cards and accounts: (state, deed) → state. docs/states.md prints it."""

from enterprises.models import LinkState

LINK = {
    (LinkState.OFFERED, "accept"): LinkState.LINKED,
    (LinkState.OFFERED, "withdraw"): LinkState.UNDONE,
    (LinkState.ASKED, "vouch"): LinkState.LINKED,
    (LinkState.ASKED, "refuse"): LinkState.REFUSED,
    (LinkState.ASKED, "withdraw"): LinkState.UNDONE,
    (LinkState.LINKED, "undo"): LinkState.UNDONE,
}
