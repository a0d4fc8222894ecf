"""Verifies a logout token with whatever algorithm it names."""

import json
from typing import Any

from joserfc import jws
from joserfc.jwk import KeySet
from logout import Logout as Conformant

KILLED_BY = "LGO-07"


class Logout(Conformant):
    """The algorithm that was registered plays no part."""

    def check_signature(self, token: str) -> dict[str, Any]:
        """Any key of the space will do."""
        try:
            keys = KeySet.import_key_set(self.relying_party.fetch_keys())  # type: ignore[arg-type]  # a dict is one
            signed = jws.deserialize_compact(token, keys, algorithms=["ES256", "RS256"])
        except Exception:  # noqa: BLE001 - whatever is wrong is told by the rule that is right
            return super().check_signature(token)
        claims: dict[str, Any] = json.loads(signed.payload)
        return claims
