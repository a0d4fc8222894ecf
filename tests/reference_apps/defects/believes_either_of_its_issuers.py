"""Takes an answer of either of its two issuers for that of the one that it asked."""

import os

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-08"


class RelyingParty(Conformant):
    """Both are known."""

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """One of the two will do."""
        if parameters.get("iss") not in {os.environ["MES_ISSUER"], os.environ["ISSUER_2"]}:
            raise Refused("La réponse vient d'un autre espace de santé.")
