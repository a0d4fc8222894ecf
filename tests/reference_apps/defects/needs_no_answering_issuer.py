"""Accepts a response without an issuer, although the space promises one."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-07"


class RelyingParty(Conformant):
    """An issuer is compared if there is one."""

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """Nothing to compare, nothing wrong."""
        if "iss" in parameters:
            super().check_response_issuer(parameters)
