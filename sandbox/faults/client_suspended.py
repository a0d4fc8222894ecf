"""MES-13: the space no longer gives tokens to the app, which has been suspended."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class ClientSuspended:
    """Answers `unauthorized_client` at the token endpoint, whatever is asked (RFC 6749, 5.2)."""

    id: ClassVar[str] = "client_suspended"

    def token_response(self, _response: JsonAnswer) -> JsonAnswer:
        """Return the refusal."""
        description = "This app has been suspended."
        return JsonAnswer(400, {"error": "unauthorized_client", "error_description": description})
