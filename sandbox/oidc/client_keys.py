"""The public keys of a client: those that it registered, or those that its `jwks_uri` holds now."""

import json

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox import egress
from sandbox.clock import Clock
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.errors import ClientNotAuthenticatedError
from sandbox.spaces import Space

_FRESH = 60.0  # seconds for which a fetched key set is used again
_SECONDS = 3.0
_LARGEST = 64 * 1024


class ClientKeys:
    """The key sets of the clients of one space."""

    def __init__(self, space: Space) -> None:
        self._clock = space.part(Clock)
        self._ca_bundle = space.ca_bundle
        self._fetched: dict[str, tuple[float, KeySet]] = {}

    def of(self, client: RegisteredClient) -> KeySet:
        """Return the keys of a client.

        Raises:
            ClientNotAuthenticatedError: it has none, or they cannot be read.
        """
        metadata = client.metadata
        if metadata.jwks is not None:
            return KeySet.import_key_set(metadata.jwks)  # type: ignore[arg-type]  # checked at registration
        if metadata.jwks_uri is None:
            raise ClientNotAuthenticatedError("the client registered no key")
        until, keys = self._fetched.get(metadata.jwks_uri, (0.0, None))
        if keys is None or self._clock.now() >= until:
            keys = self._fetch(client, metadata.jwks_uri)
            self._fetched[metadata.jwks_uri] = (self._clock.now() + _FRESH, keys)
        return keys

    def _fetch(self, client: RegisteredClient, jwks_uri: str) -> KeySet:
        """Fetch through the egress guard; an app that lives on this machine may keep its keys there too."""
        local = any(egress.is_loopback(uri) for uri in client.metadata.redirect_uris)
        trusted = self._ca_bundle if local else None
        guard = egress.Guard(allow_loopback=local, timeout=_SECONDS, largest=_LARGEST, also_trusted=trusted)
        try:
            return KeySet.import_key_set(json.loads(guard.get(jwks_uri)))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, JoseError) as error:
            raise ClientNotAuthenticatedError("the keys at the jwks_uri of the client cannot be read") from error
