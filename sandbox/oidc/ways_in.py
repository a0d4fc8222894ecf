"""By which identity providers citizens sign in at the health space: the names in its paths."""

from typing import Final

WAYS_IN: Final = ("franceconnect", "apcv")
