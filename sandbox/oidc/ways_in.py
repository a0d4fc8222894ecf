"""By which identity providers citizens sign in at the health space: name in its paths, and title."""

from typing import Final

WAYS_IN: Final = (("franceconnect", "FranceConnect"), ("apcv", "Appli carte Vitale"))
