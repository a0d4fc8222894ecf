"""RFR-13: the right to act while the person is away is not granted, whoever asks for it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer

OFFLINE = "offline_access"


@dataclass(frozen=True)
class OfflineAccessNotGranted:
    """Leaves `offline_access` out of the scope that a token response grants (OpenID Connect Core, 11)."""

    id: ClassVar[str] = "offline_access_not_granted"

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the response without that scope; one that does not tell it stays as it is."""
        scope = str(answer.body.get("scope", "")).split()
        if OFFLINE not in scope:
            return answer
        return replace(answer, body=answer.body | {"scope": " ".join(one for one in scope if one != OFFLINE)})
