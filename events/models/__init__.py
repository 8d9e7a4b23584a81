"""The fair, who applies and takes part, its halls and booths."""

from events.models.fairs import (
    Fair,
    FairLevel,
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
    "ENDED",
    "Application",
    "ApplicationState",
    "Booth",
    "BoothHolding",
    "BoothKind",
    "Delegate",
    "Fair",
    "FairLevel",
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
