"""Shows the secret that it had before, when the space does not know it by its certificate."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("MTLS-02", "TOK-02")
OVERHEARD_BY = ("TOK-19",)
SECRET = "kept-from-before-the-certificate-0123456789"


class RelyingParty(Conformant):
    """Whatever works."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Once more, by the secret."""
        answer = super().token_request(form)
        if answer.status != 401:
            return answer
        return super().token_request(form | {"client_secret": SECRET})
