"""The state machines of this room as tables: (state, deed) → state. docs/states.md prints them."""

from events.models import (
    ApplicationState,
    ChangeState,
    DelegationState,
    FairState,
    InvitationState,
    OfferState,
    ParticipationState,
    RequestState,
)

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

# The enterprise submits and withdraws, the organizer decides. What is submitted when no place is left is queued. A
# decision is taken back by `undo`, while its letter still waits, to the state that it came from: see
# events.actions.review.
APPLICATION = {
    (ApplicationState.DRAFT, "submit"): ApplicationState.SUBMITTED,
    (ApplicationState.DRAFT, "queue"): ApplicationState.WAITLISTED,
    (ApplicationState.DRAFT, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.SUBMITTED, "approve"): ApplicationState.APPROVED,
    (ApplicationState.SUBMITTED, "return"): ApplicationState.RETURNED,
    (ApplicationState.SUBMITTED, "waitlist"): ApplicationState.WAITLISTED,
    (ApplicationState.SUBMITTED, "decline"): ApplicationState.DECLINED,
    (ApplicationState.SUBMITTED, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.RETURNED, "submit"): ApplicationState.SUBMITTED,
    (ApplicationState.RETURNED, "queue"): ApplicationState.WAITLISTED,
    (ApplicationState.RETURNED, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.WAITLISTED, "accept"): ApplicationState.SUBMITTED,
    (ApplicationState.WAITLISTED, "approve"): ApplicationState.APPROVED,
    (ApplicationState.WAITLISTED, "decline"): ApplicationState.DECLINED,
    (ApplicationState.WAITLISTED, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.APPROVED, "cancel"): ApplicationState.CANCELLED,
}
DECISIONS = ("approve", "return", "waitlist", "decline", "cancel")

# Approved again, a delegation's later firms are taken in; approved, it is declined once none of its firms comes.
DELEGATION = {
    (DelegationState.OPEN, "approve"): DelegationState.APPROVED,
    (DelegationState.OPEN, "decline"): DelegationState.DECLINED,
    (DelegationState.APPROVED, "approve"): DelegationState.APPROVED,
    (DelegationState.APPROVED, "decline"): DelegationState.DECLINED,
}

# The organizer asks, reminds, withdraws and invites anew; the firm declines and thinks better of it. Whether it opened
# its link, applied or wants no more letters is kept beside the state.
INVITATION = {
    (InvitationState.LISTED, "ask"): InvitationState.ASKED,
    (InvitationState.LISTED, "decline"): InvitationState.DECLINED,
    (InvitationState.LISTED, "withdraw"): InvitationState.WITHDRAWN,
    (InvitationState.ASKED, "remind"): InvitationState.ASKED,
    (InvitationState.ASKED, "decline"): InvitationState.DECLINED,
    (InvitationState.ASKED, "withdraw"): InvitationState.WITHDRAWN,
    (InvitationState.DECLINED, "reconsider"): InvitationState.ASKED,
    (InvitationState.DECLINED, "withdraw"): InvitationState.WITHDRAWN,
    (InvitationState.WITHDRAWN, "restore"): InvitationState.LISTED,
}

# A payment request is never changed: one that no longer agrees is cancelled, and another made. What came and was given
# back stands beside the state, in Payment rows.
PAYMENT_REQUEST = {(RequestState.ASKED, "cancel"): RequestState.CANCELLED}
# A place offered from the waiting list. While it is open the place is held; the enterprise answers, the hours run out,
# or the organizer takes it back: any decision on the application does so too.
OFFER = {
    (OfferState.OPEN, "accept"): OfferState.ACCEPTED,
    (OfferState.OPEN, "let_go"): OfferState.LET_GO,
    (OfferState.OPEN, "expire"): OfferState.EXPIRED,
    (OfferState.OPEN, "withdraw"): OfferState.WITHDRAWN,
}

# After applications have closed an enterprise asks to change its own; the organizer lets it until a day, or says why
# not.
CHANGE_REQUEST = {
    (ChangeState.ASKED, "grant"): ChangeState.GRANTED,
    (ChangeState.ASKED, "refuse"): ChangeState.REFUSED,
    (ChangeState.ASKED, "withdraw"): ChangeState.WITHDRAWN,
}
