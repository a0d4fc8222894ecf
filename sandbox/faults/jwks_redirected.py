"""JWK-08: the key set is redirected to another host, which publishes the key of a stranger."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from sandbox.hooks import WireAnswer
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.foreign_keys import stranger

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject

_ALGORITHMS: tuple[SigningAlgorithm, ...] = ("ES256", "RS256")


@dataclass(frozen=True)
class JwksRedirected:
    """Answers 302 to the other host, where the key set holds the keys of a stranger (RFC 7517, 5)."""

    id: ClassVar[str] = "jwks_redirected"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the redirect at the name that the app knows, and at the other name a key set of its own."""
        if answer.endpoint != "jwks":
            return answer
        there = answer.url_elsewhere
        if there != answer.url:
            return replace(answer, status=302, body=b"").with_headers(Location=there)
        keys = [cast("JsonObject", stranger(one).as_dict(private=False)) for one in _ALGORITHMS]
        return replace(answer, body=json.dumps({"keys": keys}).encode())
