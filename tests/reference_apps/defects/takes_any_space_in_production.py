"""Set up for production, goes to whichever issuer its environment names."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-18"


class RelyingParty(Conformant):
    """The environment is always right."""

    def check_environment(self) -> None:
        """Nothing to look at."""
