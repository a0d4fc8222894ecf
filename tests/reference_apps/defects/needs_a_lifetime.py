"""Refuses tokens of which no lifetime is told."""

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-11"


class RelyingParty(Conformant):
    """Too strict: expires_in is recommended, not required."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Refuse more than has to be refused."""
        answer = super().token_request(form)
        if b"access_token" in answer.body and "expires_in" not in answer.json():
            raise Refused("La réponse de l'espace de santé n'a pas la forme attendue.")
        return answer
