"""The fair, who applies and takes part, its halls and booths."""

from events.models.fairs import (
    APPLY_LINK,
    Fair,
    FairLevel,
    FairNotice,
    FairRole,
    FairState,
    FairTeam,
    Preset,
    RegistrationBasis,
)
from events.models.floor import Booth, BoothHolding, BoothKind, Hall
from events.models.invitations import INVITED, Invitation, InvitationState, InvitationText, OptOut
from events.models.participations import (
    ENDED,
    Application,
    ApplicationState,
    Delegate,
    Participation,
    ParticipationRole,
    ParticipationState,
)

__all__ = [
    "APPLY_LINK",
    "ENDED",
    "INVITED",
    "Application",
    "ApplicationState",
    "Booth",
    "BoothHolding",
    "BoothKind",
    "Delegate",
    "Fair",
    "FairLevel",
    "FairNotice",
    "FairRole",
    "FairState",
    "FairTeam",
    "Hall",
    "Invitation",
    "InvitationState",
    "InvitationText",
    "OptOut",
    "Participation",
    "ParticipationRole",
    "ParticipationState",
    "Preset",
    "RegistrationBasis",
]
