"""Overlooks an error when there is a code as well."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-15"


class RelyingParty(Conformant):
    """A code is a code."""

    def check_error(self, parameters: dict[str, str]) -> None:
        """Look for an error only where there is no code."""
        if "code" not in parameters:
            super().check_error(parameters)
