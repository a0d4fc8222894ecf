"""DISC-10, DISC-11: the discovery document is out of shape."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import Drip, WireAnswer

_PIECE = 256 * 1024  # bytes


@dataclass(frozen=True)
class DiscoveryMalformed:
    """Gives endpoints other types than texts, puts a byte-order mark first, or adds 10 MiB (RFC 8259, 4 and 8.1)."""

    id: ClassVar[str] = "discovery_malformed"
    how: Literal["types", "byte_order_mark", "huge"] = "types"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the document in that shape."""
        if answer.endpoint != "discovery":
            return answer
        if self.how == "byte_order_mark":
            return replace(answer, body=b"\xef\xbb\xbf" + answer.body)
        document = json.loads(answer.body)
        if self.how == "types":
            other = {"authorization_endpoint": 7, "token_endpoint": ["https://localhost"], "jwks_uri": {}}
            return answer.saying(document | other)
        document["x_padding"] = "0" * 10 * 1024 * 1024
        whole = json.dumps(document).encode()
        return replace(answer, body=whole, behaviour=Drip(_PIECE, 0.0))  # one may leave half-way
