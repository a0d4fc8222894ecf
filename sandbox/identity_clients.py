"""The clients that the command and the console register at the identity providers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from joserfc.jwk import ECKey

from sandbox.client import Space
from sandbox.json_value import JsonObject, JsonValue
from sandbox.kept_file import keep, kept

if TYPE_CHECKING:
    from sandbox.spaces import Space as SpaceItself

PROVIDERS: Final = ("prosanteconnect", "franceconnect", "franceconnect-plus", "apcv")
_CIBA: Final = "urn:openid:params:grant-type:ciba"
_ENCRYPTING: Final = "franceconnect-plus"
_KEY_FILE: Final = "franceconnect-plus-client-key.json"


def register_identity_client(space: Space, provider: str, redirect_uri: str, *, state: Path | None) -> JsonObject:
    """Register a client at an identity provider; the same one again at the next start in the same folder.

    One of FranceConnect+ gets a key as well, `private_jwk`: what is told to it is encrypted for that (ECDH-ES).
    """
    key = EncryptionKey(_key_to_encrypt_for(state)) if needs_key(provider) else None
    metadata = metadata_at(provider, [redirect_uri], key.public if key else None)
    client = space.register_client(metadata, client_id=f"{provider}-client", provider=provider)
    credentials: JsonObject = {"client_id": client.client_id, "client_secret": client.client_secret}
    return credentials if key is None else credentials | {"private_jwk": key.private}


def needs_key(provider: str) -> bool:
    """Tell whether a provider encrypts what it tells for a key of the client."""
    return provider == _ENCRYPTING


def metadata_at(provider: str, redirect_uris: Sequence[JsonValue], key: JsonObject | None) -> JsonObject:
    """Return the metadata of a client that may do all that a provider offers; `key` is the one to encrypt for."""
    metadata: JsonObject = {"redirect_uris": [*redirect_uris], "id_token_signed_response_alg": "ES256"}
    if provider == "prosanteconnect":
        metadata["grant_types"] = ["authorization_code", "refresh_token", _CIBA]
    if key is not None:
        metadata |= {
            "jwks": {"keys": [key]},
            "id_token_encrypted_response_alg": "ECDH-ES",
            "userinfo_encrypted_response_alg": "ECDH-ES",
        }
    return metadata


@dataclass(frozen=True)
class EncryptionKey:
    """A key for which a provider encrypts what it tells a client."""

    key: ECKey

    @property
    def public(self) -> JsonObject:
        """What the client registers."""
        return cast("JsonObject", self.key.as_dict(private=False))

    @property
    def private(self) -> JsonObject:
        """What the app decrypts with."""
        return cast("JsonObject", self.key.as_dict(private=True))


class MadeKeys:
    """The keys that the console made for clients of a provider, to be copied as long as the process lives."""

    def __init__(self, _space: "SpaceItself") -> None:
        self._keys: dict[str, EncryptionKey] = {}

    def new(self) -> EncryptionKey:
        """Make a key."""
        return EncryptionKey(_new_key())

    def keep(self, client_id: str, key: EncryptionKey) -> None:
        """Remember whose key it is."""
        self._keys[client_id] = key

    def of(self, client_id: str) -> EncryptionKey | None:
        """Return the key of a client, if this process made it."""
        return self._keys.get(client_id)


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "enc", "alg": "ECDH-ES"}, auto_kid=True)


def _key_to_encrypt_for(state: Path | None) -> ECKey:
    file = state / _KEY_FILE if state else None
    known = kept(file, None) if file else None
    if isinstance(known, dict):
        return ECKey.import_key(cast("dict[str, str | list[str]]", known))
    key = _new_key()
    if file:
        keep(file, cast("JsonObject", key.as_dict(private=True)))
    return key
