"""Refuses tokens of which no scope is told."""

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-12"


class RelyingParty(Conformant):
    """Too strict: a scope that is as asked may be left out."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Refuse more than has to be refused."""
        answer = super().token_request(form)
        if b"access_token" in answer.body and "scope" not in answer.json():
            raise Refused("La réponse de l'espace de santé n'a pas la forme attendue.")
        return answer
