"""DISC-17: signed metadata do not verify, are attested to by somebody else or out of date, or are not there."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.hooks import SignedToken
from sandbox.json_value import JsonObject

_LONG_AGO = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class SignedMetadataUnsound:
    """Has the signed copy unsound in one `way` alone; what it says of the space is true (RFC 8414, 2.1).

    `stranger` has somebody else sign under the `kid` of the space, `alg_none` makes an unsecured JWS of it (RFC 7515,
    A.5), `expired` lets its time be over (RFC 7519, 4.1.4), `wrong_iss` has the space sign that another party attests
    to it, `absent` leaves the plain document alone.
    """

    id: ClassVar[str] = "signed_metadata_unsound"
    way: Literal["stranger", "alg_none", "expired", "wrong_iss", "absent"] = "stranger"
    issuer: str = "https://another-space.example"

    def signed_metadata(self, token: SignedToken) -> SignedToken | None:
        """Return the signed metadata, unsound in that way; None for none."""
        match self.way:
            case "stranger":
                return token.signed_by("stranger", header={"kid": token.header.get("kid")})
            case "alg_none":
                return token.unsecured()
            case "expired":
                return token.signed_by("space", claims=_long_ago(token.claims))
            case "wrong_iss":
                return token.signed_by("space", claims=token.claims | {"iss": self.issuer})
            case "absent":
                return None


def _long_ago(claims: JsonObject) -> JsonObject:
    dates = {name: value for name in ("iat", "exp") if isinstance(value := claims.get(name), int)}
    return claims | {name: value - _LONG_AGO for name, value in dates.items()}
