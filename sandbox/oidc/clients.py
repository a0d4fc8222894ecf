"""The clients of one space: who may ask, with what credentials, back to which addresses."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from joserfc.jwk import ECKey, KeyParameters, OKPKey, RSAKey, import_key

from sandbox.inferred import inferred
from sandbox.json_value import JsonObject, JsonValue
from sandbox.kept_file import keep, kept
from sandbox.oidc.client_certificates import METHOD, as_pem, certificates_in, certified, ssl_pem
from sandbox.oidc.client_metadata import RESPONSE_TYPES, SECRET_METHODS, ClientMetadata, Offer, read_client_metadata
from sandbox.oidc.software_statement import LabelStatusReference
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

_FILE = "clients.json"
_HIGHEST_FILE = "clients-highest-number.json"


class UnknownClientError(LookupError):
    """No client of the space has that identifier."""


@dataclass(frozen=True)
class RegisteredClient:
    """A client of the space; its methods are those that Authlib asks of a client.

    Attributes:
        number: the place of its solution below the two roots of OIDs.
        private_jwk: the key that the space made for it, when it registered `private_key_jwt` without keys.
        label: where the status of its label is read, when it registered by software statement.
    """

    client_id: str
    client_secret: str | None
    metadata: ClientMetadata
    number: int
    private_jwk: JsonObject | None = None
    label: LabelStatusReference | None = None

    @property
    def solution_oid(self) -> str:
        """The OID of the solution: the claim `oid`."""
        return f"{inferred().oids.solution_root}.{self.number}"

    @property
    def assign_auth(self) -> str:
        """The assigning authority of its patient identifiers, as `urn:oid:...`."""
        return f"urn:oid:{inferred().oids.assigning_authority_root}.{self.number}"

    @property
    def secret(self) -> str:
        """The secret of a client that has one."""
        if self.client_secret is None:
            raise LookupError(f"client {self.client_id} has no secret")
        return self.client_secret

    @property
    def client_tls_pem(self) -> str | None:
        """Key and certificate as PEM, when the space made them for it (RFC 8705, 2.2)."""
        made = self.private_jwk if self.metadata.token_endpoint_auth_method == METHOD else None
        return None if made is None else as_pem(made)

    def coordinates(self) -> JsonObject:
        """Say in JSON what the app must be told."""
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "private_jwk": self.private_jwk,
            "solution_oid": self.solution_oid,
            "assign_auth": self.assign_auth,
            "id_token_header": inferred().id_token_header,
            **({} if self.client_tls_pem is None else {"client_tls_pem": self.client_tls_pem}),
        }

    def get_client_id(self) -> str:
        """Return the client identifier."""
        return self.client_id

    def check_client_secret(self, client_secret: str) -> bool:
        """Tell whether a secret is this client's, in constant time."""
        return self.client_secret is not None and hmac.compare_digest(
            self.client_secret.encode(), client_secret.encode()
        )

    def check_certificate(self, certificate: bytes) -> bool:
        """Tell whether a certificate (DER) is one that it registered, byte for byte (RFC 8705, 2.2)."""
        return certificate in certificates_in(self.metadata.jwks)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell whether it registered this way of authenticating; it holds for every endpoint that asks for one."""
        return bool(endpoint) and method == self.metadata.token_endpoint_auth_method

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell whether it registered a grant type."""
        return grant_type in self.metadata.grant_types

    def check_response_type(self, response_type: str) -> bool:
        """Tell whether it may ask for a response type."""
        return response_type in RESPONSE_TYPES

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Tell whether a redirect URI is registered, character for character (RFC 9700, 2.1)."""
        return redirect_uri in self.metadata.redirect_uris


class Clients:
    """The registered clients of a space, kept in its folder when it has one."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clients: dict[str, RegisteredClient] = {}
        highest = kept(space.state_dir / _HIGHEST_FILE, 0) if space.state_dir else 0
        self._highest = highest if isinstance(highest, int) else 0  # number ever given: an OID is never given again
        for members in self._kept():
            self._add(_from_json(members, space.part(terms).offer))

    def find(self, client_id: str | None) -> RegisteredClient | None:
        """Return a client, or None if no client has that identifier."""
        return self._clients.get(client_id or "")

    def get(self, client_id: str) -> RegisteredClient:
        """Return a client, or raise `UnknownClientError`."""
        client = self.find(client_id)
        if client is None:
            raise UnknownClientError(f"client {client_id}")
        return client

    def all(self) -> tuple[RegisteredClient, ...]:
        """Return every client, in the order of registration."""
        with self._space.lock:
            return tuple(self._clients.values())

    def any_asks(self, for_it: Callable[[ClientMetadata], bool]) -> bool:
        """Tell whether a client asked for something that is published only where one did."""
        return any(for_it(client.metadata) for client in self.all())

    def certificates(self) -> str:
        """Return the certificates by which clients authenticate, as PEM; empty where none does (RFC 8705, 2.2)."""
        by_certificate = (one.metadata for one in self.all() if one.metadata.token_endpoint_auth_method == METHOD)
        return "".join(ssl_pem(one) for metadata in by_certificate for one in certificates_in(metadata.jwks))

    def remove(self, client_id: str) -> None:
        """Remove a client; what was issued to it is no concern of this registry.

        Raises:
            UnknownClientError: no client has that identifier.
        """
        with self._space.lock:
            if self._clients.pop(client_id, None) is None:
                raise UnknownClientError(f"client {client_id}")
            if self._space.state_dir is not None:
                keep(self._space.state_dir / _HIGHEST_FILE, self._highest)
            self._keep()

    def register(
        self, metadata: ClientMetadata, *, client_id: str | None = None, label: LabelStatusReference | None = None
    ) -> RegisteredClient:
        """Add a client and give it what its way of authenticating needs: a secret, or a key if it brought none.

        Naming a `client_id` that exists changes that client's metadata and keeps its secret, key and OIDs.

        Raises:
            ValueError: the wanted identifier cannot be one.
        """
        if client_id is not None and not (client_id.isascii() and client_id.isprintable() and client_id):
            raise ValueError("client_id must be printable ASCII")
        with self._space.lock:
            known = self.find(client_id)
            client = known or RegisteredClient(
                client_id or f"app-{secrets.token_hex(8)}", None, metadata, self._highest + 1
            )
            client = _equipped(replace(client, metadata=metadata, label=label))
            self._add(client)
            self._keep()
        return client

    def _add(self, client: RegisteredClient) -> None:
        self._clients[client.client_id] = client
        self._highest = max(self._highest, client.number)
        if client.client_secret:
            self._space.vault.keep("client_secret", client.client_secret)

    def _kept(self) -> list[JsonObject]:
        state_dir = self._space.state_dir
        return cast("list[JsonObject]", kept(state_dir / _FILE, []) if state_dir else [])

    def _keep(self) -> None:
        if self._space.state_dir is not None:
            keep(self._space.state_dir / _FILE, [_as_json(client) for client in self._clients.values()])


def _equipped(client: RegisteredClient) -> RegisteredClient:
    method = client.metadata.token_endpoint_auth_method
    has_secret = method in SECRET_METHODS
    client = replace(client, client_secret=(client.client_secret or secrets.token_urlsafe(32)) if has_secret else None)
    signs = method in {"private_key_jwt", METHOD} or client.metadata.request_object_signing_alg is not None
    if not signs or client.metadata.jwks_uri or (client.metadata.jwks and not client.private_jwk):
        return client
    known, algorithm = client.private_jwk, client.metadata.token_endpoint_auth_signing_alg or "ES256"
    kept = known if known is not None and known["alg"] == algorithm else None
    if method == METHOD and (kept is None or "x5c" not in kept):
        kept = certified(cast("JsonObject", _new_key("ES256").as_dict(private=True)), client.client_id)
    key = _new_key(algorithm) if kept is None else import_key(kept)  # type: ignore[arg-type]  # made here
    jwks = cast("JsonObject", {"keys": [key.as_dict(private=False)]})
    return replace(
        client,
        private_jwk=cast("JsonObject", key.as_dict(private=True)),
        metadata=replace(client.metadata, jwks=jwks),
    )


def _new_key(algorithm: str) -> ECKey | RSAKey | OKPKey:
    told: KeyParameters = {"use": "sig", "alg": algorithm}
    if algorithm.startswith("Ed"):
        return OKPKey.generate_key("Ed25519", told, auto_kid=True)
    if not algorithm.startswith("ES"):
        return RSAKey.generate_key(2048, told, auto_kid=True)
    return ECKey.generate_key("P-256" if algorithm == "ES256" else "P-384", told, auto_kid=True)


def _as_json(client: RegisteredClient) -> JsonObject:
    label = client.label
    return {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "metadata": client.metadata.as_json(),
        "number": client.number,
        "private_jwk": client.private_jwk,
        "label": None if label is None else cast("JsonObject", dict(vars(label))),
    }


def _from_json(members: Mapping[str, JsonValue], offer: Offer) -> RegisteredClient:
    label = members["label"]
    return RegisteredClient(
        client_id=cast("str", members["client_id"]),
        client_secret=cast("str | None", members["client_secret"]),
        metadata=read_client_metadata(cast("JsonObject", members["metadata"]), offer),
        number=cast("int", members["number"]),
        private_jwk=cast("JsonObject | None", members["private_jwk"]),
        label=LabelStatusReference(**label) if isinstance(label, dict) else None,  # type: ignore[arg-type]
    )
