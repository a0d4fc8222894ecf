"""LGO-06: the logout token says `alg: none` and has an empty signature."""

import base64
import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class LogoutTokenUnsecured:
    """Makes of the logout token an unsecured JWS (RFC 7515, A.5) with the very same claims."""

    id: ClassVar[str] = "logout_token_unsecured"

    def logout_token(self, token: SignedToken) -> SignedToken:
        """Return the token unsecured; a `kid` goes with the key that is no longer used."""
        header = {name: value for name, value in token.header.items() if name != "kid"} | {"alg": "none"}
        head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode("ascii")
        return replace(token, header=header, jws=f"{head}.{token.jws.split('.')[1]}.")
