"""Trusts a key of the space for ever, even once it is withdrawn."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "JWK-06"


class RelyingParty(Conformant):
    """Keys are collected."""

    def fetch_keys(self) -> dict[str, Any]:
        """What was read now, and all that was read before."""
        before = (self._keys or {}).get("keys", [])
        return {"keys": [*super().fetch_keys()["keys"], *before]}
