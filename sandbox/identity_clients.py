"""The clients that the command registers at the identity providers, one at each that it is asked for."""

from pathlib import Path
from typing import Final, cast

from joserfc.jwk import ECKey

from sandbox.client import Space
from sandbox.json_value import JsonObject, JsonValue
from sandbox.kept_file import keep, kept

PROVIDERS: Final = ("prosanteconnect", "franceconnect", "franceconnect-plus", "apcv")
_CIBA: Final = "urn:openid:params:grant-type:ciba"
_ENCRYPTING: Final = "franceconnect-plus"
_KEY_FILE: Final = "franceconnect-plus-client-key.json"


def register_identity_client(space: Space, provider: str, redirect_uri: str, *, state: Path | None) -> JsonObject:
    """Register a client at an identity provider; the same one again at the next start in the same folder.

    One of FranceConnect+ gets a key as well, `private_jwk`: what is told to it is encrypted for that (ECDH-ES).
    """
    metadata: dict[str, JsonValue] = {"redirect_uris": [redirect_uri], "id_token_signed_response_alg": "ES256"}
    key = _key_to_encrypt_for(state) if provider == _ENCRYPTING else None
    if provider == "prosanteconnect":
        metadata["grant_types"] = ["authorization_code", "refresh_token", _CIBA]
    if key is not None:
        metadata |= {
            "jwks": {"keys": [cast("JsonObject", key.as_dict(private=False))]},
            "id_token_encrypted_response_alg": "ECDH-ES",
            "userinfo_encrypted_response_alg": "ECDH-ES",
        }
    client = space.register_client(metadata, client_id=f"{provider}-client", provider=provider)
    credentials: JsonObject = {"client_id": client.client_id, "client_secret": client.client_secret}
    return credentials if key is None else credentials | {"private_jwk": cast("JsonObject", key.as_dict(private=True))}


def _key_to_encrypt_for(state: Path | None) -> ECKey:
    file = state / _KEY_FILE if state else None
    known = kept(file, None) if file else None
    if isinstance(known, dict):
        return ECKey.import_key(cast("dict[str, str | list[str]]", known))
    key = ECKey.generate_key("P-256", {"use": "enc", "alg": "ECDH-ES"}, auto_kid=True)
    if file:
        keep(file, cast("JsonObject", key.as_dict(private=True)))
    return key
