"""The kinds of fairs that an organizer starts from: what each uses, and what its form asks for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Fair, FairLevel, FairRole, Preset

FEATURES = ("uses_applications", "uses_floor", "uses_matching")


@dataclass(frozen=True)
class Setup:
    """What a new fair of a kind is set to; its manager may change each of them later."""

    description: Promise
    icon: str
    level: FairLevel
    role: FairRole = FairRole.HOSTED
    features: frozenset[str] = frozenset()
    asks_registration: bool = True


PRESETS = {
    Preset.MARKET_DAY: Setup(
        _("A short fair in a district. Enterprises apply online, booths are allocated on a plan."),
        "i-booth",
        FairLevel.DISTRICT,
        features=frozenset({"uses_applications", "uses_floor"}),
        asks_registration=False,
    ),
    Preset.PROVINCIAL: Setup(
        _("Applications, booths, and meetings of buyers and sellers, over several days."),
        "i-calendar",
        FairLevel.PROVINCIAL,
        features=frozenset(FEATURES),
    ),
    Preset.CONFERENCE: Setup(
        _("Buyers and sellers meet at set times at tables. Enterprises apply online, there are no booths."),
        "i-match",
        FairLevel.PROVINCIAL,
        features=frozenset({"uses_applications", "uses_matching"}),
        asks_registration=False,
    ),
    Preset.ATTENDED: Setup(
        _("Another body runs it and your enterprises attend. You call for them, choose, and keep what they signed."),
        "i-go",
        FairLevel.OTHER_PROVINCE,
        role=FairRole.ATTENDED,
        features=frozenset({"uses_applications"}),
        asks_registration=False,
    ),
}


def start(fair: Fair, preset: Preset) -> Fair:
    """Set a new fair to what its kind uses."""
    setup = PRESETS[preset]
    fair.preset, fair.role, fair.level = preset, setup.role, setup.level
    for feature in FEATURES:
        setattr(fair, feature, feature in setup.features)
    return fair
