"""UI-04: a signed UserInfo has a broken signature, none, or another audience."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class UserinfoTokenUnsound:
    """Puts a `name` that shows on the pages of who uses it, in a JWT that is unsound in one `way` alone.

    `bad_signature` changes one letter in the middle of the signature (RFC 7515, 5.2), `alg_none` makes an unsecured
    JWS of it (RFC 7515, A.5), `wrong_aud` has the space sign for another client (OpenID Connect Core, 5.3.2).
    """

    id: ClassVar[str] = "userinfo_token_unsound"
    way: Literal["bad_signature", "alg_none", "wrong_aud"] = "bad_signature"
    name: str = "Ambre Delacourse"
    audience: str = "another-client"

    def userinfo_token(self, token: SignedToken) -> SignedToken:
        """Return the claims with that name, unsound in that way."""
        aud = {"aud": self.audience} if self.way == "wrong_aud" else {}
        told = token.signed_by("space", claims={**token.claims, "name": self.name, **aud})
        if self.way == "bad_signature":
            return told.with_broken_signature()
        return told.unsecured() if self.way == "alg_none" else told
