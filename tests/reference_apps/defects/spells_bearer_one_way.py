"""Accepts a token type in one spelling only."""

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-10"


class RelyingParty(Conformant):
    """Too strict: the type has no case."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Refuse more than has to be refused."""
        answer = super().token_request(form)
        if b"access_token" in answer.body and b"bEARER" in answer.body:
            raise Refused("La réponse de l'espace de santé n'a pas la forme attendue.")
        return answer
