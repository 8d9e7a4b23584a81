"""Which deed leads from which state of a request to which. docs/states.md prints it."""

from portal.models import RequestState

DATA_REQUEST = {
    (RequestState.UNCONFIRMED, "confirm"): RequestState.RECEIVED,
    (RequestState.UNCONFIRMED, "vouch"): RequestState.RECEIVED,
    (RequestState.RECEIVED, "answer"): RequestState.ANSWERED,
    (RequestState.RECEIVED, "do"): RequestState.DONE,
    (RequestState.RECEIVED, "refuse"): RequestState.REFUSED,
    (RequestState.RECEIVED, "withdraw"): RequestState.WITHDRAWN,
    (RequestState.ANSWERED, "extend"): RequestState.ANSWERED,
    (RequestState.ANSWERED, "do"): RequestState.DONE,
    (RequestState.ANSWERED, "refuse"): RequestState.REFUSED,
    (RequestState.ANSWERED, "withdraw"): RequestState.WITHDRAWN,
}
