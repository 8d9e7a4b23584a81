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
    "Participation",
    "ParticipationRole",
    "ParticipationState",
    "Preset",
    "RegistrationBasis",
]
