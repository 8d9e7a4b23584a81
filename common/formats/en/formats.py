"""English pages of a Vietnamese product: days and amounts are written as on the papers they describe."""

from common.formats.vi.formats import *  # noqa: F403
