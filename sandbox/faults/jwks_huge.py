"""JWK-07: the key set is 10 MiB long."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import Drip, WireAnswer

_PIECE = 256 * 1024  # bytes
_KEY = {"kty": "LATTICE", "kid": "of-tomorrow", "use": "sig", "seed": "0" * 2000}


@dataclass(frozen=True)
class JwksHuge:
    """Puts more than 5,000 keys of an unknown type behind those of the space (RFC 7517, 5), 10 MiB in all."""

    id: ClassVar[str] = "jwks_huge"
    size: int = 10 * 1024 * 1024

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the key set with all of them; any other answer stays as it is."""
        if answer.endpoint != "jwks":
            return answer
        told = json.loads(answer.body)
        more = [_KEY] * (self.size // len(json.dumps(_KEY)) + 1)
        body = json.dumps({**told, "keys": [*told["keys"], *more]}).encode()
        return replace(answer, body=body, behaviour=Drip(_PIECE, 0.0))  # one may leave half-way
