"""Client metadata in the names of RFC 7591, section 2, and what the space accepts of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args
from urllib.parse import urlsplit

from authlib.oauth2.rfc7591 import InvalidClientMetadataError, InvalidRedirectURIError
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.inferred import inferred
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.client_certificates import METHOD, certificates_in

AuthMethod = Literal[
    "client_secret_basic", "client_secret_post", "private_key_jwt", "none", "self_signed_tls_client_auth"
]
SECRET_METHODS: Final = ("client_secret_basic", "client_secret_post")
SigningAlgorithm = Literal["RS256", "ES256"]  # with a key of the issuer's
IdTokenAlgorithm = Literal["RS256", "ES256", "HS256"]
HMAC: Final = "HS256"  # with the secret of the client (OpenID Connect Core, 10.1)
GRANT_TYPES = ("authorization_code", "refresh_token")
CLIENT_CREDENTIALS = "client_credentials"
RESPONSE_TYPES = ("code",)
ASSERTION_ALGORITHMS = ("ES256", "ES384", "PS256", "RS256", "RS384", "Ed25519", "EdDSA")
SERVICE_ALGORITHMS = ("RS384", "ES384")  # of the assertions of services (SMART App Launch 2.2, Backend Services)
REQUEST_OBJECT_ALGORITHMS = ("ES256", "PS256", "RS256")
CONTENT_ENCRYPTION = "A256GCM"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_RSA_BITS = 2048
_LONGEST_URI = 2000
_MOST_URIS = 20


@dataclass(frozen=True)
class Offer:
    """Among what clients may choose when they register; the first of each row is the default.

    Attributes:
        scopes: all of them by default, `openid` always among them.
        grant_types: `authorization_code` always among them; all of `default_grant_types` by default.
        id_token_algorithms: how ID tokens may be signed.
        assertion_algorithms: how clients may sign the assertions that authenticate them.
        userinfo_algorithms: how UserInfo may be signed; None is plain JSON, all that there is where nothing is named.
        binds_tokens: whether access tokens can be bound to a key of the client (RFC 9449).
        encryption_algorithms: how the keys that encrypt ID tokens and UserInfo may be agreed; none where nothing is.
        service_scopes: for tokens of a service of the client's own; none where there are none.
        request_object_algorithms: how they may sign their authorization requests (RFC 9101); none where none is read.
        pushed_requests: whether they may have their authorization requests pushed (RFC 9126).
        response_algorithms: how authorization responses may be signed; none where they never are.
    """

    auth_methods: tuple[AuthMethod, ...]
    scopes: tuple[str, ...]
    grant_types: tuple[str, ...] = GRANT_TYPES
    default_grant_types: tuple[str, ...] = GRANT_TYPES
    id_token_algorithms: tuple[IdTokenAlgorithm, ...] = get_args(SigningAlgorithm)
    assertion_algorithms: tuple[str, ...] = ASSERTION_ALGORITHMS
    userinfo_algorithms: tuple[SigningAlgorithm | None, ...] = (None,)
    encryption_algorithms: tuple[str, ...] = ()
    service_scopes: tuple[str, ...] = ()
    request_object_algorithms: tuple[str, ...] = ()
    pushed_requests: bool = False
    response_algorithms: tuple[SigningAlgorithm, ...] = ()
    binds_tokens: bool = False


HEALTH_SPACE = Offer(
    auth_methods=get_args(AuthMethod),
    scopes=inferred().scopes,
    grant_types=(*GRANT_TYPES, CLIENT_CREDENTIALS),
    id_token_algorithms=get_args(IdTokenAlgorithm),
    service_scopes=inferred().service_scopes,
    userinfo_algorithms=(None, *get_args(SigningAlgorithm)),
    request_object_algorithms=REQUEST_OBJECT_ALGORITHMS,
    pushed_requests=True,
    response_algorithms=get_args(SigningAlgorithm),
    binds_tokens=True,
)


@dataclass(frozen=True)
class ClientMetadata:
    """What a client said of itself when it registered, checked. `jwks` holds public keys only.

    The members about UserInfo and encryption are None where the issuer offers neither, or the client wants neither; so
    is `authorization_signed_response_alg` where authorization responses are not signed.
    """

    redirect_uris: tuple[str, ...]
    token_endpoint_auth_method: AuthMethod
    scope: tuple[str, ...]
    grant_types: tuple[str, ...]
    id_token_signed_response_alg: IdTokenAlgorithm
    post_logout_redirect_uris: tuple[str, ...]
    backchannel_logout_uri: str | None
    client_name: str
    jwks: JsonObject | None
    jwks_uri: str | None
    token_endpoint_auth_signing_alg: str | None
    userinfo_signed_response_alg: SigningAlgorithm | None = None
    userinfo_encrypted_response_alg: str | None = None
    id_token_encrypted_response_alg: str | None = None
    require_pushed_authorization_requests: bool = False
    request_object_signing_alg: str | None = None
    authorization_signed_response_alg: SigningAlgorithm | None = None
    dpop_bound_access_tokens: bool = False

    @property
    def signed_for_it(self) -> tuple[SigningAlgorithm, ...]:
        """With keys of which algorithms something will be signed for the client in any sign-in."""
        told = (self.id_token_signed_response_alg, self.authorization_signed_response_alg)
        return tuple(one for one in told if one is not None and one != HMAC)

    def as_json(self) -> JsonObject:
        """Write the metadata as RFC 7591 does, leaving out what was not given."""
        members: JsonObject = {
            "client_name": self.client_name,
            "redirect_uris": list(self.redirect_uris),
            "token_endpoint_auth_method": self.token_endpoint_auth_method,
            "scope": " ".join(self.scope),
            "grant_types": list(self.grant_types),
            "response_types": list(RESPONSE_TYPES),
            "id_token_signed_response_alg": self.id_token_signed_response_alg,
            "post_logout_redirect_uris": list(self.post_logout_redirect_uris),
            "backchannel_logout_uri": self.backchannel_logout_uri,
            "jwks": self.jwks,
            "jwks_uri": self.jwks_uri,
            "token_endpoint_auth_signing_alg": self.token_endpoint_auth_signing_alg,
            "userinfo_signed_response_alg": self.userinfo_signed_response_alg,
            "userinfo_encrypted_response_alg": self.userinfo_encrypted_response_alg,
            "id_token_encrypted_response_alg": self.id_token_encrypted_response_alg,
            "request_object_signing_alg": self.request_object_signing_alg,
            "require_pushed_authorization_requests": self.require_pushed_authorization_requests or None,
            "authorization_signed_response_alg": self.authorization_signed_response_alg,
            "dpop_bound_access_tokens": self.dpop_bound_access_tokens or None,
        }
        return {name: value for name, value in members.items() if value is not None}


def read_client_metadata(metadata: Mapping[str, JsonValue], offer: Offer = HEALTH_SPACE) -> ClientMetadata:
    """Check client metadata; members that the issuer does not use are left aside, as RFC 7591 allows.

    Raises:
        InvalidRedirectURIError: a redirect URI is missing or not acceptable.
        InvalidClientMetadataError: another member is not acceptable; the description names it.
    """
    if metadata.get("jwks_uri") is not None and metadata.get("jwks") is not None:
        raise InvalidClientMetadataError("jwks and jwks_uri exclude each other")
    if metadata.get("token_endpoint_auth_method") == METHOD:
        _require_certificate(metadata)
    if _flag(metadata, "tls_client_certificate_bound_access_tokens"):
        raise InvalidClientMetadataError(
            "tls_client_certificate_bound_access_tokens: access tokens are bound to no certificate here"
        )
    for response_type in _texts(metadata, "response_types", RESPONSE_TYPES):
        _one_of("response_types", response_type, RESPONSE_TYPES)
    if CLIENT_CREDENTIALS in _grant_types(metadata, offer):
        _require_service_form(metadata, offer)
    return ClientMetadata(
        redirect_uris=_redirect_uris(metadata),
        token_endpoint_auth_method=cast(
            "AuthMethod", _choice(metadata, "token_endpoint_auth_method", offer.auth_methods)
        ),
        scope=_scope(metadata, offer),
        grant_types=_grant_types(metadata, offer),
        id_token_signed_response_alg=_id_token_algorithm(metadata, offer),
        post_logout_redirect_uris=tuple(
            _web_uri("post_logout_redirect_uris", uri) for uri in _texts(metadata, "post_logout_redirect_uris", ())
        ),
        backchannel_logout_uri=_optional_uri(metadata, "backchannel_logout_uri"),
        client_name=_text(metadata, "client_name") or "Application",
        jwks=_public_keys(metadata),
        jwks_uri=_optional_uri(metadata, "jwks_uri"),
        token_endpoint_auth_signing_alg=_assertion_algorithm(metadata, offer),
        userinfo_signed_response_alg=_userinfo_algorithm(metadata, offer),
        userinfo_encrypted_response_alg=_encryption(metadata, "userinfo", offer),
        id_token_encrypted_response_alg=_encryption(metadata, "id_token", offer),
        require_pushed_authorization_requests=offer.pushed_requests
        and _flag(metadata, "require_pushed_authorization_requests"),
        request_object_signing_alg=_request_object_algorithm(metadata, offer),
        authorization_signed_response_alg=_response_algorithm(metadata, offer),
        dpop_bound_access_tokens=offer.binds_tokens and _flag(metadata, "dpop_bound_access_tokens"),
    )


def _redirect_uris(metadata: Mapping[str, JsonValue]) -> tuple[str, ...]:
    uris = _texts(metadata, "redirect_uris", ())
    if not uris or len(uris) > _MOST_URIS:
        raise InvalidRedirectURIError(f"redirect_uris must hold 1 to {_MOST_URIS} URIs")
    for uri in uris:
        reason = _why_not_redirectable(uri)
        if reason:
            raise InvalidRedirectURIError(f"a redirect URI {reason}")
    return uris


def _why_not_redirectable(uri: str) -> str | None:
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return "is malformed"
    if len(uri) > _LONGEST_URI or not uri.isascii() or not uri.isprintable() or " " in uri or "\\" in uri:
        return "is malformed"
    if "#" in uri:
        return "has a fragment (RFC 6749, 3.1.2)"
    if parts.scheme == "https":
        return None if host else "has no host"
    if parts.scheme == "http":
        return None if host in _LOOPBACK else "uses http on another host than loopback"
    return None if "." in parts.scheme else "has a scheme that is neither https nor a private one (RFC 8252, 7.1)"


def _web_uri(name: str, uri: str) -> str:
    reason = _why_not_redirectable(uri)
    if reason:
        raise InvalidClientMetadataError(f"{name}: a URI {reason}")
    return uri


def _optional_uri(metadata: Mapping[str, JsonValue], name: str) -> str | None:
    uri = _text(metadata, name)
    return None if uri is None else _web_uri(name, uri)


def _scope(metadata: Mapping[str, JsonValue], offer: Offer) -> tuple[str, ...]:
    asked = _text(metadata, "scope")
    scope = offer.scopes if asked is None else tuple(dict.fromkeys(asked.split()))
    serves = CLIENT_CREDENTIALS in _grant_types(metadata, offer)
    offered = (*offer.scopes, *(offer.service_scopes if serves else ()))
    if "openid" not in scope or not set(scope) <= set(offered):
        raise InvalidClientMetadataError(f"scope must hold openid and nothing beyond: {' '.join(offered)}")
    return scope


def _require_service_form(metadata: Mapping[str, JsonValue], offer: Offer) -> None:
    """Ask of a client with a service what SMART App Launch 2.2 (Backend Services) asks: key, algorithm, scope."""
    if metadata.get("token_endpoint_auth_method") != "private_key_jwt":
        raise InvalidClientMetadataError(f"token_endpoint_auth_method must be private_key_jwt for {CLIENT_CREDENTIALS}")
    if metadata.get("token_endpoint_auth_signing_alg") not in SERVICE_ALGORITHMS:
        algorithms = " or ".join(SERVICE_ALGORITHMS)
        raise InvalidClientMetadataError(
            f"token_endpoint_auth_signing_alg must be {algorithms} for {CLIENT_CREDENTIALS}"
        )
    if not {*(_text(metadata, "scope") or "").split()} & {*offer.service_scopes}:
        scopes = " ".join(offer.service_scopes)
        raise InvalidClientMetadataError(f"scope must hold one of these for {CLIENT_CREDENTIALS}: {scopes}")


def _require_certificate(metadata: Mapping[str, JsonValue]) -> None:
    """Ask for the certificate in `x5c`, where a client brings keys (RFC 8705, 2.2.2); without any one is made."""
    if metadata.get("jwks_uri") is not None:
        raise InvalidClientMetadataError(f"jwks must hold the certificate for {METHOD}; a jwks_uri is not read for it")
    if metadata.get("jwks") is None:
        return
    try:
        found = certificates_in(metadata["jwks"])
    except (ValueError, TypeError) as error:
        raise InvalidClientMetadataError("jwks holds an x5c that is not the certificate of its key") from error
    if not found:
        raise InvalidClientMetadataError(f"jwks must hold, in x5c, the certificate for {METHOD}")


def _grant_types(metadata: Mapping[str, JsonValue], offer: Offer) -> tuple[str, ...]:
    grant_types = _texts(metadata, "grant_types", offer.default_grant_types)
    for grant_type in grant_types:
        _one_of("grant_types", grant_type, offer.grant_types)
    if "authorization_code" not in grant_types:
        raise InvalidClientMetadataError("grant_types must hold authorization_code")
    return grant_types


def _public_keys(metadata: Mapping[str, JsonValue]) -> JsonObject | None:
    jwks = metadata.get("jwks")
    if jwks is None:
        return None
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not keys:
        raise InvalidClientMetadataError("jwks must be a JSON Web Key Set with at least one key")
    if not all(is_strong_kind(key) for key in keys):
        raise InvalidClientMetadataError(f"jwks may hold EC, Ed25519, and RSA keys of {_RSA_BITS} bits or more, only")
    try:
        key_set = KeySet.import_key_set(cast("dict[str, list[dict[str, str | list[str]]]]", jwks))  # type: ignore[arg-type]
        public = [key.as_dict(private=False) for key in key_set.keys]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidClientMetadataError("jwks holds a key that cannot be read") from error
    return {"keys": cast("list[JsonValue]", public)}


def is_strong_kind(key: JsonValue) -> bool:
    """Tell whether a key is of a kind and length that the space takes."""
    kind = text_at(key, "kty")
    modulus = text_at(key, "n") or ""
    ed25519 = kind == "OKP" and text_at(key, "crv") == "Ed25519"
    return kind == "EC" or ed25519 or (kind == "RSA" and len(modulus) * 6 >= _RSA_BITS)  # base64url: 6 bits a character


def _assertion_algorithm(metadata: Mapping[str, JsonValue], offer: Offer) -> str | None:
    algorithm = _text(metadata, "token_endpoint_auth_signing_alg")
    return algorithm and _one_of("token_endpoint_auth_signing_alg", algorithm, offer.assertion_algorithms)


def _id_token_algorithm(metadata: Mapping[str, JsonValue], offer: Offer) -> IdTokenAlgorithm:
    name = "id_token_signed_response_alg"
    algorithm = cast("IdTokenAlgorithm", _choice(metadata, name, offer.id_token_algorithms))
    method = _choice(metadata, "token_endpoint_auth_method", offer.auth_methods)
    if algorithm == HMAC and method not in SECRET_METHODS:
        raise InvalidClientMetadataError(f"{name} may be {HMAC} only for a client that authenticates by a secret")
    return algorithm


def _userinfo_algorithm(metadata: Mapping[str, JsonValue], offer: Offer) -> SigningAlgorithm | None:
    """Read how a client wants UserInfo signed (OpenID Connect Registration, 2)."""
    signed = tuple(algorithm for algorithm in offer.userinfo_algorithms if algorithm is not None)
    if not signed:
        return None
    algorithm = _text(metadata, "userinfo_signed_response_alg")
    if algorithm is None:
        return offer.userinfo_algorithms[0]
    return cast("SigningAlgorithm", _one_of("userinfo_signed_response_alg", algorithm, signed))


def _request_object_algorithm(metadata: Mapping[str, JsonValue], offer: Offer) -> str | None:
    """Read how a client signs its requests (OpenID Connect Registration, 2).

    Where the client brings no keys, one is made for ES256; it is the one that signs its assertions too.
    """
    name = "request_object_signing_alg"
    algorithm = _text(metadata, name)
    if algorithm is None or not offer.request_object_algorithms:
        return None
    kind = "EC" if _one_of(name, algorithm, offer.request_object_algorithms) == "ES256" else "RSA"
    keys = list_at(metadata.get("jwks"), "keys")
    made = kind == "EC" and metadata.get("jwks") is None
    made = made and _text(metadata, "token_endpoint_auth_signing_alg") in {None, "ES256"}
    if metadata.get("jwks_uri") is None and not made and not any(text_at(key, "kty") == kind for key in keys):
        raise InvalidClientMetadataError(f"jwks or jwks_uri must hold the {kind} key that it signs its requests with")
    return algorithm


def _response_algorithm(metadata: Mapping[str, JsonValue], offer: Offer) -> SigningAlgorithm | None:
    """Read how a client wants its authorization responses signed, if it does; never by `none` (JARM, 3)."""
    name = "authorization_signed_response_alg"
    algorithm = _text(metadata, name) if offer.response_algorithms else None
    return None if algorithm is None else cast("SigningAlgorithm", _one_of(name, algorithm, offer.response_algorithms))


def _encryption(metadata: Mapping[str, JsonValue], of: str, offer: Offer) -> str | None:
    """Read how a client wants its ID tokens or UserInfo encrypted (OpenID Connect Registration, 2)."""
    if not offer.encryption_algorithms:
        return None
    algorithm = _choice(metadata, f"{of}_encrypted_response_alg", offer.encryption_algorithms)
    encoding = _text(metadata, f"{of}_encrypted_response_enc")
    if encoding not in (None, CONTENT_ENCRYPTION):
        raise InvalidClientMetadataError(f"{of}_encrypted_response_enc must be {CONTENT_ENCRYPTION}")
    kind = "RSA" if algorithm.startswith("RSA") else "EC"
    keys = list_at(metadata.get("jwks"), "keys")
    if metadata.get("jwks_uri") is None and not any(text_at(key, "kty") == kind for key in keys):
        raise InvalidClientMetadataError(f"jwks or jwks_uri must hold the {kind} key to encrypt for with {algorithm}")
    return algorithm


def _choice(metadata: Mapping[str, JsonValue], name: str, choices: tuple[str, ...]) -> str:
    value = _text(metadata, name)
    return choices[0] if value is None else _one_of(name, value, choices)


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise InvalidClientMetadataError(f"{name} must be one of: {', '.join(choices)}")
    return value


def _text(metadata: Mapping[str, JsonValue], name: str) -> str | None:
    value = metadata.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidClientMetadataError(f"{name} must be a string")
    return value


def _flag(metadata: Mapping[str, JsonValue], name: str) -> bool:
    value = metadata.get(name, False)
    if not isinstance(value, bool):
        raise InvalidClientMetadataError(f"{name} must be true or false")
    return value


def _texts(metadata: Mapping[str, JsonValue], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = metadata.get(name)
    if value is None:
        return default
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise InvalidClientMetadataError(f"{name} must be an array of strings")
    return cast("tuple[str, ...]", tuple(value))
