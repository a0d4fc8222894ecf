"""IDT-04, 05: the ID token says `alg: none`, in whatever letters, and has an empty signature."""

import base64
import json
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenAlgNone:
    """Makes of the ID token an unsecured JWS (RFC 7515, A.5) with the very same claims, in this `spelling`."""

    id: ClassVar[str] = "id_token_alg_none"
    spelling: Literal["none", "None", "NONE", "nOnE"] = "none"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token unsecured; a `kid` goes with the key that is no longer used."""
        header = {name: value for name, value in token.header.items() if name != "kid"} | {"alg": self.spelling}
        claims = token.jws.split(".")[1]
        return replace(token, header=header, jws=f"{_segment(json.dumps(header))}.{claims}.")


def _segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8")).rstrip(b"=").decode("ascii")
