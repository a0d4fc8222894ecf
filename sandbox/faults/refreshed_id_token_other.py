"""RFR-05, RFR-06, RFR-07: a refreshed ID token speaks of somebody else, or comes from or goes to somebody else."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject

_OTHERS = {"iss": "https://another-space.example", "sub": "somebody-else", "aud": "another-client"}


@dataclass(frozen=True)
class RefreshedIdTokenOther:
    """Changes one claim of a refreshed ID token, which is known by its having no nonce (OpenID Connect Core, 12.2)."""

    id: ClassVar[str] = "refreshed_id_token_other"
    claim: Literal["iss", "sub", "aud"] = "sub"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with another issuer, subject or audience; those of a sign-in stay as they are."""
        return claims if "nonce" in claims else claims | {self.claim: _OTHERS[self.claim]}
