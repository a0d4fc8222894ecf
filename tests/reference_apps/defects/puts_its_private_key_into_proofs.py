"""Puts its whole key into the header of its proofs."""

import json

from joserfc import jws
from relying_party import RelyingParty as Conformant

KILLED_BY = "DPOP-05"


class RelyingParty(Conformant):
    """A key is a key."""

    def proof(self, method: str, url: str, access_token: str | None) -> str:
        """A proof with everything in it."""
        assert self.proof_key is not None
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.proof_key.as_dict(private=True)}
        claims = self.proof_claims(method, url, access_token)
        return jws.serialize_compact(header, json.dumps(claims), self.proof_key, algorithms=["ES256"])
