"""What the discovery document says, as a JWT that the space signs (RFC 8414, 2.1), once an app was given the keys."""

from typing import ClassVar, Final, cast

from sandbox.clock import Clock
from sandbox.hooks import SignedToken, apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.forge import forge_of
from sandbox.oidc.signing import signed
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space

ALGORITHM: Final[SigningAlgorithm] = "ES256"
LIFETIME: Final = 24 * 3600  # seconds
MEMBER: Final = "signed_metadata"


class MetadataKeys(SigningKeys):
    """The key with which the space vouches for its metadata, none before somebody asked for it.

    It stands in no `jwks_uri`: a key that the metadata themselves lead to would prove nothing.
    """

    file: ClassVar = "metadata-keys.json"

    def public(self) -> JsonObject:
        """Return the key set to give out beforehand; from now on the metadata are signed."""
        key = self.of(ALGORITHM).as_dict(private=False)
        return cast("JsonObject", {"keys": [key]})

    @property
    def given_out(self) -> bool:
        """Tell whether an app may be waiting for signed metadata."""
        return bool(self.ever())


def sign_metadata(space: Space, exchange: Exchange, described: JsonObject) -> JsonObject:
    """Return the metadata with their signed copy beside them, where an app was given the keys.

    The copy says all that the document says, whatever that is; `iss` is who attests to it: the space itself.
    """
    keys = space.part(MetadataKeys)
    if not keys.given_out:
        return described
    plain = {name: value for name, value in described.items() if name != MEMBER}
    now = int(space.part(Clock).now())
    claims: JsonObject = {**plain, "iss": space.issuer, "iat": now, "exp": now + LIFETIME}
    told: SignedToken | None = apply(exchange, "signed_metadata", _honest(keys, claims))
    return plain if told is None else {**plain, MEMBER: told.jws}


def _honest(keys: MetadataKeys, claims: JsonObject) -> SignedToken:
    header: JsonObject = {"typ": "JWT", "alg": ALGORITHM}
    return signed(header, claims, keys.of(ALGORITHM), forge_of(keys, ALGORITHM, claims))
