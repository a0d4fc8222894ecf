"""Sends professionals to Pro Santé Connect without saying at which level they are to sign in."""

from professionals import ProfessionalParty as Conformant

KILLED_BY = "AREQ-11"


class ProfessionalParty(Conformant):
    """Whatever level it is."""

    def wishes(self) -> dict[str, str]:
        """The scopes alone."""
        return {name: value for name, value in super().wishes().items() if name != "acr_values"}
