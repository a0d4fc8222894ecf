"""Reads the signed authorization response without verifying its signature."""

from typing import Any

from relying_party import Refused, decoded
from signed_response import RelyingParty as Conformant

KILLED_BY = "JARM-02"


class RelyingParty(Conformant):
    """It says the agreed algorithm, so it must be right."""

    def signed_response(self, response: str, header: dict[str, Any]) -> bytes:
        """What is written in the response, the algorithm being the agreed one."""
        if header.get("alg") != self.response_algorithm:
            raise Refused("La réponse de l'espace de santé n'est pas signée comme il faut.")
        return decoded(response.split(".")[1])
